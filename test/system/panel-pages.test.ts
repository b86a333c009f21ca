// Every page of the panel in a real browser, in both languages, on a desk and on a phone; by keyboard; and what a
// teacher may and may not do.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import {
  accessibilityFaults,
  languageFaults,
  listenForNoise,
  type PageLanguage,
  widthFaults,
} from '../harness/page-faults.ts';
import { panelPages } from '../harness/panel-pages.ts';
import { simulatorRequest } from '../harness/simulators.ts';

const answerMs = 10_000;
const mostTabs = 60;

const desk: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

interface Variant {
  readonly name: string;
  readonly language: PageLanguage;
  readonly options: BrowserContextOptions;
}

const variants: readonly Variant[] = [
  { name: 'Chinese desk', language: 'zh', options: { ...desk, locale: 'zh-CN' } },
  { name: 'English desk', language: 'en', options: { ...desk, locale: 'en-GB' } },
  { name: 'Chinese phone', language: 'zh', options: { ...phone, locale: 'zh-CN', colorScheme: 'dark' } },
  { name: 'English phone', language: 'en', options: { ...phone, locale: 'en-GB', colorScheme: 'dark' } },
];

interface View {
  readonly variant: Variant;
  readonly page: Page;
  readonly noise: string[];
}

let campus: RunningCampus;
let browser: Browser;
let views: readonly View[];

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
  views = await Promise.all(variants.map(openView));
});

afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

async function openView(variant: Variant): Promise<View> {
  const page = await browser.newPage({ ...variant.options, reducedMotion: 'reduce' });
  return { variant, page, noise: listenForNoise(page, campus.address) };
}

/** Faults of the page that is open, each with the view it was found in. */
async function faultsOf({ variant, page, noise }: View, heading: RegExp): Promise<string[]> {
  const words = (await page.getByRole('heading', { level: 1 }).first().textContent()) ?? '';
  const faults = [
    ...(heading.test(words) ? [] : [`heading is "${words}"`]),
    ...(await accessibilityFaults(page)),
    ...(await widthFaults(page)),
    ...(await languageFaults(page, variant.language)),
    ...noise.splice(0),
  ];
  return faults.map((fault) => `${variant.name}: ${fault}`);
}

async function inEveryView(look: (view: View) => Promise<string[]>): Promise<string[]> {
  return (await Promise.all(views.map(look))).flat();
}

describe('in Chinese and English, on a desk and on a phone', () => {
  test('sign-in, and through a demo card inside', async () => {
    const heading = { zh: /登录/, en: /Sign in/ };
    const faults = await inEveryView(async (view) => {
      await view.page.goto(campus.address);
      const card = view.page.locator('[data-account=admin]');
      await card.waitFor();
      const found = await faultsOf(view, heading[view.variant.language]);
      await card.click();
      await view.page.locator('[data-verdict]').waitFor();
      return found;
    });
    expect(faults).toEqual([]);
  });

  test.each(panelPages)('$name', async ({ path, heading, content }) => {
    const faults = await inEveryView(async (view) => {
      await view.page.goto(campus.address + path);
      await view.page.locator(content).first().waitFor();
      return faultsOf(view, heading[view.variant.language]);
    });
    expect(faults).toEqual([]);
  });
});

test('no two names on the map cover each other', async () => {
  const faults = await inEveryView(async ({ variant, page }) => {
    await page.goto(campus.address);
    await page.locator('.map-label').first().waitFor();
    const covering = await page.locator('.map-label text').evaluateAll((names) => {
      const boxes = names.map((name) => ({ words: name.textContent, box: name.getBoundingClientRect() }));
      return boxes.flatMap(({ words, box }, row) =>
        boxes
          .slice(row + 1)
          .filter(
            ({ box: other }) =>
              box.left < other.right &&
              box.right > other.left &&
              box.top < other.bottom &&
              box.bottom > other.top,
          )
          .map((other) => `${words} and ${other.words}`),
      );
    });
    return covering.map((names) => `${variant.name}: ${names}`);
  });
  expect(faults).toEqual([]);
});

async function openSpace(page: Page, spaceId: string): Promise<void> {
  await page.goto(`${campus.address}/spaces/${spaceId}`);
  await page.locator('[role=switch]:not(.is-unknown)').first().waitFor();
}

/** Waits until a switch stands as the device says, with nothing under way. */
async function stateOf(page: Page, name: RegExp): Promise<string> {
  const control = page.getByRole('switch', { name });
  await until(async () => (await control.getAttribute('aria-busy')) === 'false', answerMs);
  return (await control.getAttribute('aria-checked')) ?? '';
}

async function coil(deviceId: string, address: number): Promise<number | undefined> {
  const device = await simulatorRequest(campus.ports.control, 'GET', `/devices/${deviceId}`);
  return (device as { memory: { coil: Record<string, number> } }).memory.coil[address];
}

describe('by keyboard alone', () => {
  test('Tab reaches the skip link, the ways and a lamp, and Space switches it', async () => {
    const page = await openPanel(browser, campus.address);
    await openSpace(page, 't1-102');
    const steps: string[] = [];
    while (steps.at(-1) !== 'switch' && steps.length < mostTabs) {
      await page.keyboard.press('Tab');
      steps.push(await page.evaluate(focusedThing));
    }
    expect(steps[0]).toBe('skip link');
    expect(steps).toContain('way');
    expect(steps.at(-1)).toBe('switch');
    const before = await stateOf(page, /front/i);
    await page.keyboard.press('Space');
    await until(async () => (await stateOf(page, /front/i)) !== before, answerMs);
    await until(async () => String((await coil('t1-102-lamps', 0)) === 1) !== before, answerMs);
    await page.context().close();
  });
});

/** Runs in the page. */
function focusedThing(): string {
  const focused = document.activeElement;
  if (focused?.matches('a.skip')) return 'skip link';
  if (focused?.closest('nav.rail')) return 'way';
  return focused?.getAttribute('role') ?? focused?.tagName ?? '';
}

describe('a teacher', () => {
  test('controls her own room; in another one a sentence says why not', async () => {
    const page = await openPanel(browser, campus.address, 'teacher');
    await openSpace(page, 't1-101');
    const switches = page.getByRole('switch');
    expect(await switches.first().isEnabled()).toBe(true);
    await openSpace(page, 't1-103');
    const states = await switches.evaluateAll((all) => all.map((each) => each.matches(':disabled')));
    expect(states.length).toBeGreaterThan(0);
    expect(states).not.toContain(false);
    await page.getByText('Your role may not control this.').first().waitFor();
    await page.context().close();
  });

  test('switches a lamp on her phone', async () => {
    const page = await openPanel(browser, campus.address, 'teacher', { ...phone, locale: 'zh-CN' });
    await openSpace(page, 't1-101');
    const before = await stateOf(page, /靠窗灯/);
    await page.getByRole('switch', { name: /靠窗灯/ }).tap();
    await until(async () => (await stateOf(page, /靠窗灯/)) !== before, answerMs);
    await page
      .getByText(/已确认|确认/)
      .first()
      .waitFor();
    await until(async () => String((await coil('t1-101-lamps', 2)) === 1) !== before, answerMs);
    await page.context().close();
  });
});

describe('storage', () => {
  test('a full disk is said on every page without moving it, and the note goes by itself', async () => {
    const page = await openPanel(browser, campus.address, 'teacher');
    let isFull = false;
    await page.route('**/api/v1/storage', async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      if (isFull) Object.assign(body.disk, { state: 'full', freeBytes: 0 });
      await route.fulfill({ response: answer, json: body });
    });
    await page.goto(`${campus.address}/alarms`);
    const heading = page.getByRole('heading', { level: 1 });
    await heading.waitFor();
    const place = await heading.boundingBox();
    isFull = true;
    await page
      .locator('[data-storage=full]')
      .getByText(/Gateways keep it/)
      .waitFor();
    expect(await heading.boundingBox()).toEqual(place);
    expect(await accessibilityFaults(page)).toEqual([]);
    isFull = false;
    await page.locator('[data-storage=ok]').waitFor({ state: 'attached' });
    await page.context().close();
  });

  test('security holds a span for an incident, and an administrator releases it', async () => {
    const guard = await openPanel(browser, campus.address, 'security');
    await guard.goto(`${campus.address}/books`);
    await guard.getByText('Hold another span').click();
    await guard.getByLabel('Reason').fill('smoke in the lab');
    await guard.getByRole('button', { name: 'Hold', exact: true }).click();
    await guard.locator('[data-hold]').filter({ hasText: 'smoke in the lab' }).waitFor();
    expect(await guard.getByRole('button', { name: /Release/ }).count()).toBe(0);
    await guard.context().close();
    const page = await openPanel(browser, campus.address);
    await page.goto(`${campus.address}/books`);
    await page.getByRole('button', { name: 'Release smoke in the lab' }).click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.locator('[data-hold]').filter({ hasText: 'smoke in the lab' }).waitFor({ state: 'detached' });
    await page.context().close();
  });
});

test('a fire: a guard is led from the overview to one red room and its picture', async () => {
  const page = await openPanel(browser, campus.address, 'security');
  await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
  await page.locator('[data-verdict=critical]').filter({ hasText: 'VR lab 1' }).waitFor();
  await page.getByRole('link', { name: 'See the plan' }).click();
  await page.locator('.plan-alarm').first().waitFor();
  expect(await page.locator('.plan-alarm').count()).toBe(1);
  await page.locator('.plan-room[data-space="tr-201"]').click();
  const alarm = page.locator('[data-alarm][data-system=fire][data-active=true]').first();
  await alarm.waitFor();
  expect(await alarm.textContent()).toMatch(/camera/i);
  const picture = page.locator('img[data-device="tr-201-camera"]');
  await until(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0), answerMs);
  await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
  await page.context().close();
});
