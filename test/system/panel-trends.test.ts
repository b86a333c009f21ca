// The trend page as a person who looks into something uses it: a stretch is picked, what happened stands on the same axis, it is
// compared with the day before, taken home as files, and printed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryView, StorageView } from '@campus/campus-model';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../harness/api.ts';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { accessibilityFaults, listenForNoise, widthFaults } from '../harness/page-faults.ts';
import { readParquet } from '../harness/parquet.ts';
import { simulatorRequest } from '../harness/simulators.ts';

const deadlineMs = 60_000;
const hourMs = 3_600_000;
const roomPoints = ['t1-101-air/co2', 't1-101-air/temperature'];
const labPoint = 'tr-201-air/temperature';

let campus: RunningCampus;
let browser: Browser;
let client: ApiClient;
let pastMs: number;

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus({ hasPast: true }), openBrowser()]);
  client = new ApiClient(campus.address);
  await client.signIn('admin');
  pastMs = await untilPast();
});
afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

function pathOf(points: readonly string[], more: Record<string, string>): string {
  return `${campus.address}/trends?${new URLSearchParams({ points: JSON.stringify(points), ...more })}`;
}

async function open(page: Page, points: readonly string[], more: Record<string, string>): Promise<void> {
  await page.goto(pathOf(points, more));
  await page.locator('.chart canvas').first().waitFor();
}

/** The demo's past is written from its begin on: two days of it are there before the rest is. */
async function untilPast(): Promise<number> {
  return until(
    async () => {
      const { demo } = await client.get<StorageView>('/storage');
      if (!demo) return null;
      const [from, to] = [demo.fromMs + 40 * hourMs, demo.fromMs + 48 * hourMs];
      const path = `/history?points=${roomPoints[0]}&from=${from}&to=${to}&buckets=8`;
      const [view] = await client.get<HistoryView[]>(path);
      return view!.coverage > 0.9 ? demo.fromMs : null;
    },
    deadlineMs,
    () => 'the past of the demo was not written',
  );
}

/** Hours of the past, counted from its begin. */
const past = (from: number, to: number) => ({
  from: String(pastMs + from * hourMs),
  to: String(pastMs + to * hourMs),
});

const spanIn = (page: Page) => {
  const { searchParams } = new URL(page.url());
  const [from, to] = ['from', 'to'].map((name) => Number(searchParams.get(name)));
  return { from: from!, to: to!, isFixed: searchParams.has('from') };
};

describe('the time axis', () => {
  test('a dragged stretch becomes the span of the address; back returns; keys and wheel move it', async () => {
    const page = await openPanel(browser, campus.address);
    await open(page, roomPoints, past(20, 28));
    const whole = spanIn(page);
    const field = page.locator('.chart .u-over').first();
    const box = (await field.boundingBox())!;
    const [y, from, to] = [box.y + 60, box.x + box.width * 0.5, box.x + box.width * 0.75];
    await page.mouse.move(from, y);
    await page.mouse.down();
    await page.mouse.move(to, y, { steps: 6 });
    await page.mouse.up();
    await until(() => spanIn(page).from > whole.from, deadlineMs);
    const picked = spanIn(page);
    expect(Math.abs(picked.to - picked.from - 2 * hourMs)).toBeLessThan(0.1 * hourMs);
    await page.goBack();
    await until(() => spanIn(page).from === whole.from, deadlineMs);
    await page.goForward();
    await until(() => spanIn(page).from === picked.from, deadlineMs);

    await page.locator('.chart').first().focus();
    await page.keyboard.press('ArrowLeft');
    await until(() => spanIn(page).from < picked.from, deadlineMs);
    const moved = spanIn(page);
    expect(moved.to - moved.from).toBe(picked.to - picked.from);
    await page.mouse.move(from, y);
    await page.mouse.wheel(0, 200);
    await until(() => spanIn(page).to - spanIn(page).from > moved.to - moved.from, deadlineMs);
    await page.locator('.chart').first().focus();
    await page.keyboard.press('Home');
    await page.waitForURL((url) => !url.searchParams.has('from'));
    await page.context().close();
  });

  test('fingers move and zoom it on a phone', async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const page = await openPanel(browser, campus.address, 'admin', phone);
    await open(page, roomPoints, past(20, 28));
    const field = page.locator('.chart .u-over').first();
    await field.scrollIntoViewIfNeeded();
    const box = (await field.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: number[]) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: xs.map((at, id) => ({ x: at, y, id })),
      });
    await touch('touchStart', x - 20, x + 20);
    for (const spread of [35, 50, 70]) await touch('touchMove', x - spread, x + spread);
    await touch('touchEnd');
    await until(() => spanIn(page).to - spanIn(page).from < 5 * hourMs, deadlineMs);
    const zoomed = spanIn(page);
    await touch('touchStart', x);
    for (const step of [20, 60, 100]) await touch('touchMove', x + step);
    await touch('touchEnd');
    await until(() => spanIn(page).from < zoomed.from, deadlineMs);
    expect(await widthFaults(page)).toEqual([]);
    await page.context().close();
  });
});

describe('what happened', () => {
  test('an alarm and a command stand on the lanes, are read by keyboard, and open', async () => {
    const page = await openPanel(browser, campus.address);
    const noise = listenForNoise(page, campus.address);
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
    const order = { pointId: 't1-101-lamps/front-set', value: 1 };
    expect((await client.request('POST', '/commands', order)).status).toBe(202);
    await open(page, [labPoint, ...roomPoints], { span: '1h' });
    const alarm = page.locator('[data-lane=alarms] .lane-critical').first();
    await alarm.waitFor({ timeout: deadlineMs });
    const command = page.locator('[data-lane=commands] [data-item=command]').first();
    await command.waitFor({ timeout: deadlineMs });
    expect(await command.getAttribute('aria-label')).toMatch(/Front lamps.*on.*admin/i);
    await alarm.focus();
    await page.keyboard.press('Enter');
    const card = page.getByRole('dialog');
    await card.getByRole('link', { name: /See the alarm/ }).waitFor();
    expect(await card.textContent()).toContain('VR lab 1');
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    await page.locator('.lanes details summary').click();
    await page.locator('.lanes tbody tr').filter({ hasText: 'VR lab 1' }).first().waitFor();
    expect([...(await accessibilityFaults(page)), ...noise]).toEqual([]);
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
    await page.context().close();
  });
});

describe('the past', () => {
  test('is laid under the present, with a line and figures of its own', async () => {
    const page = await openPanel(browser, campus.address);
    await open(page, roomPoints, past(30, 34));
    await page.getByLabel('Compare with').selectOption('day');
    const rows = page.locator(`.trend-legend tr[data-point="${roomPoints[0]}"]`);
    await until(async () => (await rows.count()) === 2, deadlineMs);
    expect(await rows.nth(1).getAttribute('data-era')).toBe(String(24 * hourMs));
    await until(
      async () => /\d/.test((await rows.nth(1).locator('[data-figure=mean]').textContent()) ?? ''),
      deadlineMs,
    );
    expect(new URL(page.url()).searchParams.get('compare')).toBe('day');
    await page.getByLabel('Compare with').selectOption('days');
    await page.waitForURL((url) => url.searchParams.get('compare') === 'days');
    expect(spanIn(page).to - spanIn(page).from).toBe(24 * hourMs);
    await page.context().close();
  });

  test('goes home as CSV and Parquet with the same rows, and onto paper', async () => {
    const page = await openPanel(browser, campus.address);
    await open(page, roomPoints, past(30, 32));
    for (const content of ['shown', 'samples']) {
      const csv = await fileOf(page, `${content}.csv`);
      const parquet = await fileOf(page, `${content}.parquet`);
      const lines = readFileSync(csv, 'utf8').trimEnd().split('\r\n').slice(1);
      const { rows, types } = await readParquet(parquet);
      expect(rows.length).toBe(lines.length);
      expect(rows.length).toBeGreaterThan(20);
      expect(types[0]).toBe('time TIMESTAMP WITH TIME ZONE');
      expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(roomPoints));
      expect(lines.every((line) => roomPoints.some((id) => line.includes(id)))).toBe(true);
    }
    expect((await page.pdf()).length).toBeGreaterThan(20_000);
    await page.context().close();
  });
});

async function fileOf(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: deadlineMs }) as Promise<Download>,
    page.locator(`[data-file="${name}"]`).click(),
  ]);
  const path = join(campus.data, name);
  await download.saveAs(path);
  return path;
}
