// Plans in a real browser: the camera by wheel, drag, keys and fingers; layers; equipment; a fire in plan and building.
import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { accessibilityFaults } from '../harness/page-faults.ts';
import { simulatorRequest } from '../harness/simulators.ts';

const answerMs = 15_000;
const plan = '/buildings/tr/floors/tr-f2';

let campus: RunningCampus;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
  page = await openPanel(browser, campus.address, 'security', { reducedMotion: 'reduce' });
});

afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

async function open(path: string, on = page): Promise<Locator> {
  await on.goto(campus.address + path);
  await on.locator('.plan-frame .room-words.is-good').first().waitFor();
  return on.locator('.plan-frame');
}

function room(spaceId: string, on = page): Locator {
  return on.locator(`.plan-room[data-space="${spaceId}"] polygon`);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxOf(shape: Locator): Promise<Box> {
  const box = await shape.boundingBox();
  if (!box) throw new Error('nothing is drawn there');
  return box;
}

/** Where in a shape a place of the window is, in shares of its size. */
function shareAt({ x, y, width, height }: Box, [px, py]: readonly [number, number]): [number, number] {
  return [(px - x) / width, (py - y) / height];
}

/** How near the camera has come to rest, once it has moved and stays. */
async function nearnessAfter(frame: Locator, before: number): Promise<number> {
  let last = before;
  await until(async () => {
    const now = Number(await frame.getAttribute('data-zoom'));
    const isAtRest = now !== before && now === last;
    last = now;
    await page.waitForTimeout(400);
    return isAtRest;
  }, answerMs);
  return last;
}

describe('the camera', () => {
  test('the wheel comes nearer to what is under the pointer, and a drag takes it along', async () => {
    const frame = await open(plan);
    const shape = room('tr-201');
    const before = await boxOf(shape);
    const at = [before.x + before.width * 0.25, before.y + before.height * 0.7] as const;
    await page.mouse.move(...at);
    for (let notch = 0; notch < 4; notch += 1) await page.mouse.wheel(0, -120);
    expect(await nearnessAfter(frame, 1)).toBeGreaterThan(1.5);
    const near = await boxOf(shape);
    expect(near.width).toBeGreaterThan(before.width * 1.5);
    const [x, y] = shareAt(near, at);
    expect(x).toBeCloseTo(0.25, 1);
    expect(y).toBeCloseTo(0.7, 1);

    await page.mouse.down();
    await page.mouse.move(at[0] + 40, at[1] + 25, { steps: 4 });
    await page.mouse.up();
    await until(async () => {
      const moved = await boxOf(shape);
      return Math.round(moved.x - near.x) === 40 && Math.round(moved.y - near.y) === 25;
    }, answerMs);
    expect(new URL(page.url()).pathname).toBe(plan);
  });

  test('keys come nearer, move and show all of it again; a double click comes nearer, a click opens the room', async () => {
    const frame = await open(plan);
    const whole = await boxOf(room('tr-202'));
    await frame.focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    const near = await nearnessAfter(frame, 1);
    const before = await boxOf(room('tr-202'));
    await page.keyboard.press('ArrowRight');
    await until(async () => (await boxOf(room('tr-202'))).x < before.x, answerMs);
    await page.keyboard.press('0');
    await until(async () => Math.abs((await boxOf(room('tr-202'))).width - whole.width) < 1, answerMs);
    expect(near).toBeGreaterThan(2);

    await room('tr-202').dblclick();
    expect(await nearnessAfter(frame, 1)).toBeGreaterThan(1.5);
    expect(new URL(page.url()).pathname).toBe(plan);
    await room('tr-202').click();
    await page.waitForURL('**/spaces/tr-202');
  });

  test('two fingers pinch on a phone', async () => {
    const phone = await openPanel(browser, campus.address, 'security', {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    const frame = await open(plan, phone);
    const { x, y, width, height } = await boxOf(frame);
    const [left, middle] = [x + width / 2, y + height / 2];
    const touches = await phone.context().newCDPSession(phone);
    await touch(touches, 'touchStart', [
      [left - 30, middle],
      [left + 30, middle],
    ]);
    for (const apart of [40, 60, 80, 100])
      await touch(touches, 'touchMove', [
        [left - apart, middle],
        [left + apart, middle],
      ]);
    await touch(touches, 'touchEnd', []);
    expect(await nearnessAfter(frame, 1)).toBeGreaterThan(2);
    expect(new URL(phone.url()).pathname).toBe(plan);
    await phone.context().close();
  });
});

async function touch(session: CDPSession, type: string, places: readonly (readonly [number, number])[]) {
  const touchPoints = places.map(([x, y], id) => ({ x, y, id }));
  await session.send('Input.dispatchTouchEvent', {
    type: type as 'touchStart',
    touchPoints,
  });
}

test('every layer says something of the rooms, and the address holds it', async () => {
  await open(plan);
  for (const [layer, words] of Object.entries({
    Humidity: /\d %$/,
    Network: /14\/14 devices with values/,
    Occupancy: /(Empty|Occupied)$/,
    Alarms: /no alarm|alarm/,
  })) {
    await page.getByRole('radio', { name: layer }).check({ force: true });
    const link = page.locator('.plan-room[data-space="tr-202"]');
    await until(async () => words.test((await link.getAttribute('aria-label')) ?? ''), answerMs);
  }
  expect(page.url()).toContain('layer=alarms');
});

test('a room is found from the list by keyboard, with its equipment and what it measures', async () => {
  await open(`${plan}?layer=co2`);
  await page.getByRole('button', { name: 'Show VR lab 1 on the plan' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.plan-marked').waitFor();
  const lamps = page.getByRole('button', { name: /VR lab lamps/ });
  await lamps.focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-card="tr-201-lamps"] [data-standing=good]').first().waitFor();
  await page.locator('.plan-symbol.is-chosen[data-device="tr-201-lamps"]').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(page.url()).toMatch(/layer=co2.*space=tr-201.*device=tr-201-lamps/);
  await page.keyboard.press('Escape');
  await page.locator('[data-card]').waitFor({ state: 'detached' });
  await until(() => lamps.evaluate((button) => button === document.activeElement), answerMs);
});

describe('a fire', () => {
  const red = /critical-room/;
  const fill = (shape: Locator) => shape.evaluate((polygon) => (polygon as SVGElement).style.fill);

  test('makes the room red in the building and on its plan, and arrow keys lead there', async () => {
    await open('/buildings/tr?layer=power');
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
    const burning = page.locator('.stack-room[data-space="tr-201"] polygon');
    await until(async () => red.test(await fill(burning)), answerMs);
    await page.locator('.plan-marks [data-space="tr-201"]').waitFor();
    await page.locator('.stack-floor[data-floor="tr-f3"] a').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.stack-floor[data-floor="tr-f2"][data-active=true]').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${plan}?layer=power`);
    await until(async () => red.test(await fill(room('tr-201'))), answerMs);
    await page.goto(`${campus.address}${plan}?space=tr-201`);
    await page.locator('[data-device="tr-201-smoke-1"][data-state=alarm]').waitFor();
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
  });
});
