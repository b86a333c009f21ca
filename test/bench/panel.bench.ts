// The panel in a real browser: its first load, and a room of a thousand live values told twice a second.
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { until } from '../harness/campus-run.ts';
import type { Bench, Figure } from './figure.ts';
import { median, percentile } from './figure.ts';
import { type LiveRoom, roomPoints, startLiveRoom, stepEveryMs } from './live-room.ts';
import { firstLoad, heapBytes, mainThreadTasks, worstPress } from './page-timing.ts';

const frameMs = 16;
const openWithinMs = 60_000;
const wall = { width: 3840, height: 2160 };

export const panel: Bench = {
  name: 'panel',
  method: `Chromium beside the hub on one machine, 1440 × 900. A room of ${roomPoints} points, all unfolded, each told every ${stepEveryMs} ms over Sparkplug. First load: bytes over the wire with an empty cache, largest paint, median of the runs. Frames: tasks of the page's main thread in a trace, on a wall of 3840 × 2160. Presses: the browser's own event timing. Memory: live objects after a collection, last third against first third of the time; --quick takes a minute, else an hour`,
  async run({ isQuick, runs }): Promise<Figure[]> {
    const [room, browser] = await Promise.all([startLiveRoom(), openBrowser()]);
    const minutes = isQuick ? 1 : 60;
    let isFeeding = true;
    const feeding = (async () => {
      while (isFeeding) await room.feed(20);
    })();
    try {
      const page = await openPanel(browser, room.address);
      const loads = await loadFigures(browser, page, room, runs);
      await openAll(page, room);
      return [...loads, ...(await frames(page)), ...(await presses(page)), await memory(page, minutes)];
    } finally {
      isFeeding = false;
      await feeding;
      await browser.close();
      await room.end();
    }
  },
};

async function loadFigures(browser: Browser, page: Page, room: LiveRoom, runs: number): Promise<Figure[]> {
  const overview = [];
  const busy = [];
  for (let i = 0; i < runs; i++) {
    overview.push(await firstLoad(browser, page, `${room.address}/`));
    busy.push(await firstLoad(browser, page, `${room.address}${room.path}`));
  }
  return [
    promise('first load, overview', median(overview.map(({ bytes }) => bytes)) / 1000, 300, 'kB'),
    promise('largest paint, overview', median(overview.map(({ largestPaintMs }) => largestPaintMs)), 1000),
    promise('largest paint, the room', median(busy.map(({ largestPaintMs }) => largestPaintMs)), 1000),
  ];
}

/** Every device's points unfolded; resolves when those on the screen live. */
async function openAll(page: Page, room: LiveRoom): Promise<void> {
  await page.setViewportSize(wall);
  await page.goto(`${room.address}${room.path}`);
  await page.locator('details.device').first().waitFor();
  await page.evaluate(() => {
    for (const each of document.querySelectorAll<HTMLDetailsElement>('details.device')) each.open = true;
  });
  const count = (selector: string) => page.locator(`.device-points ${selector}`).count();
  await until(
    async () => (await count('[data-standing]')) > 0 && (await count('[data-standing=missing]')) === 0,
    openWithinMs,
  );
}

async function frames(page: Page): Promise<Figure[]> {
  const seen = await mainThreadTasks(page, () => page.waitForTimeout(20_000));
  const long = seen.filter((ms) => ms > frameMs).length;
  const values = await page.locator('[data-standing]').count();
  return [
    {
      ...promise('longest task of 20 s', Math.max(...seen), frameMs),
      note: `${long} tasks over ${frameMs} ms of ${seen.length}; ${values} values drawn, on the screen or near it`,
    },
    promise('99.9 % of tasks', percentile(seen, 0.999), frameMs),
  ];
}

/** On a screen of the usual height, the room's points unfolded. */
async function presses(page: Page): Promise<Figure[]> {
  await page.setViewportSize({ width: 1440, height: 900 });
  const account = page.locator('.menu-anchor > button').last();
  const device = page.locator('details.device > summary').first();
  const language = page.locator('.header-tools button[lang], .header-tools button:has([lang])').first();
  const twice = (target: Locator) => [() => target.click(), () => target.click()];
  const usual = await worstPress(page, [...twice(account), ...twice(device), ...twice(account)]);
  const all = await worstPress(page, twice(language));
  return [
    promise('slowest press: menu, unfold', usual, 50),
    promise('slowest press: all words in the other language', all, 50),
  ];
}

async function memory(page: Page, minutes: number): Promise<Figure> {
  const session = await page.context().newCDPSession(page);
  const looks: number[] = [];
  const count = Math.max(12, minutes);
  for (let i = 0; i < count; i++) {
    looks.push(await heapBytes(session));
    await page.waitForTimeout((minutes * 60_000) / count);
  }
  const third = Math.floor(looks.length / 3);
  const first = median(looks.slice(0, third));
  const last = median(looks.slice(-third));
  const note = `${(first / 1e6).toFixed(1)} MB at first, ${(last / 1e6).toFixed(1)} MB in the end, ${minutes} min`;
  return { ...promise('heap, last third against first', last / first, 1.05, '×'), note };
}

function promise(figure: string, value: number, peerValue: number, unit = 'ms'): Figure {
  return { bench: 'panel', figure, value, unit, peer: 'promise', peerValue };
}
