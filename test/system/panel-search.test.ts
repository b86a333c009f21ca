// Search and everyday care in a real browser: pinyin leads to a room, words give a command, an address to an alarm, the page
// opens with the hub away, it can be installed, and what is printed is light and not empty.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { accessibilityFaults, widthFaults } from '../harness/page-faults.ts';
import { simulatorRequest } from '../harness/simulators.ts';

const answerMs = 20_000;

let campus: RunningCampus;
let browser: Browser;

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

async function searchFor(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(words);
}

describe('search', () => {
  test('by pinyin, with the keyboard alone, to a room; it is remembered', async () => {
    const page = await openPanel(browser, campus.address, 'teacher', { locale: 'zh-CN' });
    await searchFor(page, 'jxl');
    await page.locator('[data-found="building:t1"]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('combobox').fill('101 jiaoshi');
    await page.locator('[data-found="space:t1-101"][aria-selected=true]').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/spaces/t1-101');
    await page.locator('h1').filter({ hasText: '101 教室' }).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('button', { name: /101 教室/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('fills a phone, and nothing of it is cut off', async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const page = await openPanel(browser, campus.address, 'admin', phone);
    await page.getByRole('button', { name: /Search/ }).tap();
    await page.getByRole('combobox').fill('101');
    await page.locator('[data-found="space:t1-101"]').waitFor();
    expect(await widthFaults(page)).toEqual([]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('[data-found="space:t1-101"]').tap();
    await page.waitForURL('**/spaces/t1-101');
    await page.context().close();
  });

  test('a command runs after it is confirmed, and can be set back', async () => {
    const page = await openPanel(browser, campus.address, 'teacher');
    const coil = async () => {
      const device = await simulatorRequest(campus.ports.control, 'GET', '/devices/t1-101-lamps');
      return (device as { memory: { coil: Record<string, number> } }).memory.coil[0];
    };
    const isOn = (await until(coil, answerMs)) === 1;
    await searchFor(page, `front lamps 101 ${isOn ? 'off' : 'on'}`);
    await page.locator('[data-found="order:t1-101-lamps/front-set"]').click();
    const run = page.getByRole('button', { name: 'Run', exact: true });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect((await coil()) === 1).toBe(isOn);
    await run.click();
    await until(async () => ((await coil()) === 1) !== isOn, answerMs);
    await page.getByRole('button', { name: /Set back to/ }).click();
    await until(async () => ((await coil()) === 1) === isOn, answerMs);
    await page.context().close();
  });

  test('a teacher is offered no lamp of another room', async () => {
    const page = await openPanel(browser, campus.address, 'teacher');
    await searchFor(page, 'front lamps 103 on');
    await page.locator('[data-group], .empty').first().waitFor();
    expect(await page.locator('[data-group=order]').count()).toBe(0);
    await page.context().close();
  });
});

describe('addresses', () => {
  test('of an alarm lead to it, through sign-in', async () => {
    const page = await openPanel(browser, campus.address, 'admin');
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
    await page.goto(`${campus.address}/alarms`);
    const id = await page.locator('[data-alarm][data-system=fire]').first().getAttribute('data-alarm');
    const late = await browser.newPage({ locale: 'en-GB' });
    await late.goto(`${campus.address}/alarms?alarm=${encodeURIComponent(id ?? '')}`);
    await late.locator('[data-account=security]').click();
    await late.locator(`[data-alarm="${id}"].is-meant`).waitFor();
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
    await late.close();
    await page.context().close();
  });

  test('of a point lead to its room, its device opened; a wrong one says what was not found', async () => {
    const page = await openPanel(browser, campus.address, 'admin');
    await page.goto(`${campus.address}/points/t1-101-air/co2`);
    const device = page.locator('.device.is-meant[data-device=t1-101-air]');
    await device.waitFor();
    await until(() => device.evaluate((box) => box.getBoundingClientRect().top < innerHeight), answerMs);
    await page.goto(`${campus.address}/spaces/t9-999`);
    await page.locator('[data-missing=space]').getByText('t9-999').first().waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
    expect(await page.getByRole('combobox').inputValue()).toBe('t9-999');
    await page.context().close();
  });
});

describe('as an app', () => {
  test('two names, icons that are there, and a worker that keeps the files of its version', async () => {
    const page = await openPanel(browser, campus.address, 'admin', { locale: 'zh-CN' });
    const manifestOf = () => page.locator('link[rel=manifest]').getAttribute('href');
    expect(await manifestOf()).toBe('/manifest-zh.webmanifest');
    await page.getByRole('button', { name: '切换到英文' }).click();
    await until(async () => (await manifestOf()) === '/manifest-en.webmanifest', answerMs);
    const manifest = await (await fetch(campus.address + (await manifestOf()))).json();
    const icons = manifest.icons as { src: string; purpose?: string }[];
    expect(icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
    for (const { src } of icons) {
      const answer = await fetch(campus.address + src);
      expect([src, answer.headers.get('content-type')]).toEqual([src, expect.stringMatching(/^image\//)]);
    }
    await page.context().close();
  });

  test('opens with the hub away, says so, keeps no answer, and comes back by itself', async () => {
    const page = await openPanel(browser, campus.address, 'admin');
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.context().setOffline(true);
    await page.goto(`${campus.address}/alarms`);
    await page.locator('[data-missing=hub]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return lists.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept).toContain('/index.html');
    expect(kept.filter((path) => /^\/(api|live)/.test(path))).toEqual([]);
    await page.context().setOffline(false);
    await page.locator('[data-alarm], .empty').first().waitFor();
    await page.context().close();
  });
});

describe('notifications', () => {
  test('are off until the person turns them on; then a new alarm is told while no page is in sight', async () => {
    const context = await browser.newContext({ locale: 'en-GB', permissions: ['notifications'] });
    const page = await context.newPage();
    await page.goto(campus.address);
    await page.locator('[data-account=security]').click();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('button', { name: 'Notifications and sound' }).click();
    await page.getByRole('button', { name: 'Turn on notifications' }).click();
    await page.locator('[data-notify=on]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const [worker] = context.serviceWorkers();
    // A page under test is always in sight: the worker is told that there is none.
    await worker?.evaluate(() => {
      const scope = self as unknown as { clients: { matchAll: () => Promise<unknown[]> } };
      scope.clients.matchAll = async () => [];
    });
    const told = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        return (await registration?.getNotifications())?.map(({ title, data }) => ({
          title,
          href: data.href,
        }));
      });
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
    const shown = await until(async () => {
      const all = await told();
      return all && all.length > 0 ? all : null;
    }, answerMs);
    expect(shown[0]).toEqual({
      title: expect.stringMatching(/^Critical · /),
      href: expect.stringMatching(/^\/spaces\/tr-\w+\?alarm=/),
    });
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
    await until(async () => (await told())?.length === 0, answerMs);
    await context.close();
  });
});

test('a hub that fails is said on every page, and trying again heals it', async () => {
  const page = await openPanel(browser, campus.address, 'admin');
  const message = { zh: '出错', en: 'It failed' };
  await page.route(/\/api\/v1\/(?!session|campus)/, (route) =>
    route.fulfill({ status: 500, json: { code: 'internal', message, detail: null } }),
  );
  await page.goto(campus.address);
  await page.locator('[data-verdict=lost]').waitFor();
  await page.getByText(/Alarms cannot be had now/).waitFor();
  for (const path of ['/alarms', '/gateways', '/books', '/rules', '/audit', '/spaces/t1-101']) {
    await page.goto(campus.address + path);
    await page.locator('main [data-error=internal]').first().waitFor();
  }
  await page.unroute(/\/api\/v1\/(?!session|campus)/);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.locator('[role=switch]').first().waitFor();
  await page.context().close();
});

/** Faults of a page as it would be printed. */
async function printFaults(page: Page, path: string): Promise<string[]> {
  await page.goto(campus.address + path);
  await page.locator('h1').first().waitFor();
  const pdf = await page.pdf({ format: 'A4', printBackground: true });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const head = (await page.locator('.print-head').textContent()) ?? '';
  const ways = page.locator('.rail, .tabs, .header');
  const hasWays = await ways.evaluateAll((all) => all.some((each) => each.checkVisibility()));
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  return [
    ...(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 10_000 ? [] : ['empty']),
    ...(ground === 'rgb(255, 255, 255)' ? [] : [`on ${ground}`]),
    ...(/Weihai Haiwan Vocational School.*printed .*20\d\d/.test(head) ? [] : [`head "${head}"`]),
    ...(hasWays ? ['with the ways to other pages'] : []),
  ].map((fault) => `${path}: ${fault}`);
}

test('what is printed is light, not empty, and has its head', async () => {
  const page = await openPanel(browser, campus.address, 'admin', { colorScheme: 'dark' });
  for (const path of ['/', '/alarms', '/books', '/audit', '/spaces/t1-101']) {
    expect(await printFaults(page, path)).toEqual([]);
  }
  await page.context().close();
});

test('help for the page that is open, by its key', async () => {
  const page = await openPanel(browser, campus.address, 'admin');
  await page.goto(`${campus.address}/trends`);
  await page.locator('h1').first().waitFor();
  await page.keyboard.press('?');
  await page.locator('dialog [data-help=trends]').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.context().close();
});
