// The plan editor in a real browser: an import becomes a room, a device is dragged, another person sees it at once; undo,
// a conflict that is told, a former version brought back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';

const answerMs = 15_000;
const floorPath = '/buildings/t1/floors/t1-f1';

/** Classroom 101 a metre wider, and a store that the floor does not have; one unit is a centimetre. */
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4200 1360">
  <script>window.wasRun = true</script>
  <rect x="0" y="400" width="4200" height="240"/><text x="2000" y="520">一层走廊</text>
  <path d="M320 640h940v720h-940z"/><text x="500" y="1000">101</text>
  <g transform="translate(100 0)"><rect width="300" height="400"><title>Store</title></rect></g>
</svg>`;

let campus: RunningCampus;
let browser: Browser;

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

async function openEditor(account: string): Promise<Page> {
  const page = await openPanel(browser, campus.address, account, { reducedMotion: 'reduce' });
  await page.goto(`${campus.address}${floorPath}/edit`);
  await page.locator('.edit-space').first().waitFor();
  return page;
}

function outlineOf(page: Page, selector: string): Promise<string> {
  return page
    .locator(`${selector} polygon`)
    .first()
    .getAttribute('points')
    .then((points) => points ?? '');
}

/** The middle of an element on the screen. */
async function middleOf(page: Page, selector: string): Promise<{ x: number; y: number }> {
  await page.locator(selector).scrollIntoViewIfNeeded();
  const box = (await page.locator(selector).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.up();
}

async function save(page: Page): Promise<void> {
  await page.locator('[data-act=save]').click();
  await page.locator('[data-act=done]').waitFor();
}

test('an import, a device and a door: saved by one, seen by another at once', async () => {
  const watcher = await openPanel(browser, campus.address, 'security');
  await watcher.goto(campus.address + floorPath);
  const room = '.plan-room[data-space="t1-101"]';
  await watcher.locator(room).waitFor();
  expect(await watcher.locator('[data-act=edit-plan]').count()).toBe(0);
  const before = await outlineOf(watcher, room);

  const page = await openEditor('logistics');
  await page.locator('[data-act=import]').click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'floor.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) });
  await page.locator('.plan-preview').waitFor();
  await page.locator('[data-refused-parts]').getByText('script').waitFor({ state: 'attached' });
  const choice = (id: string) =>
    page.locator('select[data-outline]').filter({ has: page.locator(`option[value="${id}"]:checked`) });
  await choice('t1-101').waitFor();
  await page.locator('select[data-outline]').last().selectOption('new-space');
  await page.locator('[data-act=take-over]').click();
  await page.locator('[data-space="t1-f1-new-1"]').waitFor({ state: 'attached' });
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);

  await page.locator('[data-row="t1-101"]').click();
  await page.locator('.choice-bar').getByText('Devices').click();
  const target = await middleOf(page, '.edit-space[data-space="t1-101"]');
  await drag(page, await middleOf(page, '[data-grab="t1-101-air"]'), { x: target.x + 40, y: target.y + 40 });
  const air = await page.locator('.edit-device[data-device="t1-101-air"]').getAttribute('transform');
  // Elsewhere than in its own room it is refused, and stays.
  await drag(page, await middleOf(page, '[data-grab="t1-101-air"]'), { x: target.x, y: target.y - 4000 });
  await drag(
    page,
    await middleOf(page, '[data-grab="t1-101-air"]'),
    await middleOf(page, '.edit-space[data-space="t1-corridor"], .edit-space:last-of-type'),
  );
  expect(await page.locator('.edit-device[data-device="t1-101-air"]').getAttribute('transform')).toBe(air);
  await save(page);

  await until(async () => (await outlineOf(watcher, room)) !== before, answerMs);
  await watcher.locator('.plan-room[data-space="t1-f1-new-1"]').waitFor({ state: 'attached' });
  await watcher.goto(`${campus.address}/spaces/t1-f1-new-1`);
  await watcher.getByRole('heading', { level: 1, name: /Store/ }).waitFor();
  await watcher.context().close();
  await page.context().close();
});

test('undo and redo, by keyboard, and a draft that outlives the page', async () => {
  const page = await openEditor('admin');
  await page.locator('[data-row="t1-102"]').click();
  const room = '.edit-space[data-space="t1-102"]';
  const before = await outlineOf(page, room);
  await page.locator('.edit-corner[data-corner="0"]').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await until(async () => (await outlineOf(page, room)) !== before, answerMs);
  const after = await outlineOf(page, room);
  await page.keyboard.press('Control+z');
  await until(async () => (await outlineOf(page, room)) === before, answerMs);
  await page.keyboard.press('Control+y');
  await until(async () => (await outlineOf(page, room)) === after, answerMs);
  await page.reload();
  await until(async () => (await outlineOf(page, room)) === after, answerMs);
  await page.getByText('changes of your last visit').waitFor();
  await page.context().close();
});

test('someone was quicker: who and what is told, both changes stay, and a former version comes back', async () => {
  const [first, second] = await Promise.all([openEditor('admin'), openEditor('logistics')]);
  const raise = async (page: Page, room: string) => {
    await page.locator(`[data-row="${room}"]`).click();
    await page.locator('.edit-corner[data-corner="2"]').focus();
    await page.keyboard.press('Shift+ArrowUp');
    await page.locator('[data-act=save]').waitFor();
  };
  await raise(first, 't1-102');
  await raise(second, 't1-103');
  await save(second);
  const conflict = first.locator('[data-conflict]');
  await conflict.getByText(/103/).waitFor();
  expect(await first.locator('[data-act=save]').isDisabled()).toBe(true);
  await conflict.locator('[data-act=lay-over]').click();
  const theirs = await outlineOf(second, '.edit-space[data-space="t1-103"]');
  const before = await outlineOf(second, '.edit-space[data-space="t1-102"]');
  await save(first);
  await until(async () => (await outlineOf(second, '.edit-space[data-space="t1-102"]')) !== before, answerMs);
  expect(await outlineOf(second, '.edit-space[data-space="t1-103"]')).toBe(theirs);

  await first.locator('.choice-bar').getByText('History').click();
  await first.locator('[data-version="1"]').click();
  await first.locator('[data-looked="1"]').waitFor();
  await first.locator('[data-act=restore]').click();
  await first.locator('[data-version="4"]').waitFor();
  await first.locator('[data-looked]').waitFor({ state: 'detached' });
  await Promise.all([first, second].map((page) => page.context().close()));
});

test('on a phone the lists are there, and a sentence says why nothing can be drawn', async () => {
  const page = await openPanel(browser, campus.address, 'logistics', {
    viewport: { width: 390, height: 844 },
  });
  await page.goto(`${campus.address}${floorPath}/edit`);
  await page.getByText('Drawing needs a larger screen').waitFor();
  await page.locator('[data-row="t1-101"]').click();
  await page.getByLabel('Corner 1, east x in metres').waitFor();
  expect(await page.locator('.edit-canvas').isVisible()).toBe(false);
  await page.context().close();
});
