// Boards as people use them, in a real browser: composed from a template, changed by keyboard, shared, kept apart from
// each other's changes, and shown in turn on a wall until something burns.
import type { BoardView } from '@campus/campus-model';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../harness/api.ts';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { accessibilityFaults } from '../harness/page-faults.ts';
import { simulatorRequest } from '../harness/simulators.ts';

const outcomeMs = 30_000;

let campus: RunningCampus;
let browser: Browser;
let guard: Page;
let board = '';

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
  guard = await openPanel(browser, campus.address, 'security', { reducedMotion: 'reduce' });
});

afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

async function boardAs(account: string): Promise<BoardView> {
  const api = new ApiClient(campus.address);
  await api.signIn(account);
  return api.get(`/boards/${board}`);
}

test('a guard makes a board from a template, adds a value and moves it by keyboard', async () => {
  await guard.getByRole('link', { name: 'Boards', exact: true }).first().click();
  await guard.getByRole('button', { name: 'New board' }).click();
  await guard.getByRole('dialog').getByLabel('Name').fill('Night watch');
  expect(await accessibilityFaults(guard)).toEqual([]);
  await guard.getByRole('button', { name: 'Create and edit' }).click();
  await guard.locator('.board-editor').waitFor();
  board = new URL(guard.url()).pathname.split('/').at(-1)!;

  await guard.locator('[data-act=add]').click();
  expect(await accessibilityFaults(guard)).toEqual([]);
  await guard.locator('[data-kind=value]').click();
  await guard.getByRole('combobox', { name: 'Point' }).fill('t1-101-air/co2');
  await guard.getByRole('option').filter({ hasText: 't1-101-air/co2' }).waitFor();
  await guard.keyboard.press('ArrowDown');
  await guard.keyboard.press('Enter');
  await guard.locator('.chosen-points [data-point="t1-101-air/co2"]').waitFor();
  await guard.getByRole('button', { name: 'Add to the board' }).click();

  const tile = guard.locator('[data-tile=value-1].edit-tile');
  await tile.locator('.edit-move').focus();
  await guard.keyboard.press('ArrowRight');
  await guard.keyboard.press('Shift+ArrowRight');
  await guard.getByRole('status').filter({ hasText: '4 wide, 2 high' }).waitFor();
  expect(await accessibilityFaults(guard)).toEqual([]);
  await guard.keyboard.press('Escape');
  await guard.locator('.tile-panel').getByRole('button', { name: 'Close' }).click();
  await guard.getByLabel('Teacher').check();
  await guard.locator('[data-act=save]').click();
  await guard.locator('[data-act=done]').waitFor();
  await guard.reload();
  await guard.locator('[data-tile=value-1].edit-tile').waitFor();
  const kept = await boardAs('security');
  expect(kept).toMatchObject({ version: 2, sharedWith: ['teacher'], name: { en: 'Night watch' } });
  expect(kept.tiles.find(({ id }) => id === 'value-1')).toMatchObject({ x: 1, w: 4, h: 2 });
});

test('undo brings back what was removed, and a draft outlasts a closed page', async () => {
  const tile = guard.locator('[data-tile=value-1].edit-tile');
  await tile.locator('.edit-move').focus();
  await guard.keyboard.press('Delete');
  await tile.waitFor({ state: 'detached' });
  await guard.getByRole('button', { name: 'Undo' }).click();
  await tile.waitFor();
  await tile.locator('.edit-move').focus();
  await guard.keyboard.press('ArrowDown');
  await guard.reload();
  await guard.getByText('Brought back what you had not saved').waitFor();
  await guard.getByRole('button', { name: 'Discard' }).click();
  await guard.getByRole('button', { name: 'Confirm' }).click();
  await guard.locator('[data-act=done]').click();
  await guard.locator('.board-grid').waitFor();
});

test('a teacher sees the shared board live, and in words what she has no right to see', async () => {
  const page = await openPanel(browser, campus.address, 'teacher');
  await page.goto(`${campus.address}/boards`);
  await page.locator(`[data-board="${board}"]`).click();
  await page.locator('[data-tile=value-1] [data-standing=good]').waitFor();
  await page.locator('.tile-camera').first().scrollIntoViewIfNeeded();
  await page.locator('.tile-camera').getByText('Your role may not see this').first().waitFor();
  expect(await page.locator('[data-act=edit]').count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.context().close();
});

test('whoever saves later is told who was quicker, and chooses', async () => {
  const late = await openPanel(browser, campus.address, 'admin');
  await late.goto(`${campus.address}/boards/${board}?edit=true`);
  await late.getByLabel('Name in English').fill('Late');
  const api = new ApiClient(campus.address);
  await api.signIn('security');
  const { tiles, sharedWith, version } = await boardAs('security');
  const quick = { name: { en: 'Quick' }, sharedWith, tiles, version };
  expect((await api.request('PUT', `/boards/${board}`, quick)).status).toBe(200);
  await late.locator('[data-act=save]').click();
  await late.locator('[data-conflict]').filter({ hasText: '保卫科李师傅' }).waitFor();
  expect((await boardAs('admin')).name).toEqual({ en: 'Quick' });
  await late.getByRole('button', { name: 'Replace it with mine' }).click();
  await late.locator('[data-conflict]').waitFor({ state: 'detached' });
  await until(async () => (await boardAs('admin')).name.en === 'Late', outcomeMs);
  await late.context().close();
});

test('a deleted board comes back by one press', async () => {
  await guard.goto(`${campus.address}/boards/${board}?edit=true`);
  await guard.getByRole('button', { name: 'Delete board' }).click();
  await guard.getByRole('button', { name: 'Confirm' }).click();
  await guard.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await guard.locator('.board-grid').waitFor();
  expect((await boardAs('security')).deletedAt).toBeNull();
});

test('a wall shows two boards in turn, and a fire steps in with its room and what to do', async () => {
  const search = `wall=true&with=${encodeURIComponent('["security-wall"]')}&every=15`;
  await guard.goto(`${campus.address}/boards/${board}?${search}`);
  await guard.locator(`[data-wall="${board}"] .board-grid`).waitFor();
  expect(await guard.locator('.rail').isVisible()).toBe(false);
  expect(await accessibilityFaults(guard)).toEqual([]);
  await guard.locator('[data-wall=security-wall] .board-grid').waitFor({ timeout: outcomeMs });
  await guard.keyboard.press('ArrowLeft');
  await guard.locator(`[data-wall="${board}"][data-held=true] .board-grid`).waitFor();

  await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
  const critical = guard.locator('.wall-critical');
  await critical.filter({ hasText: 'VR lab 1' }).waitFor({ timeout: outcomeMs });
  await critical.getByText('What to do').waitFor();
  expect(await accessibilityFaults(guard)).toEqual([]);
  await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
  await until(async () => {
    const button = critical.getByRole('button', { name: 'Acknowledge' });
    if ((await button.count()) > 0) await button.click({ timeout: 1000 }).catch(() => null);
    return (await critical.count()) === 0;
  }, outcomeMs);
  await guard.keyboard.press('Escape');
  await guard.locator('.rail').waitFor();
});
