// Commissioning as a fitter does it, in a real browser on a real campus: finds a device, operates a lamp and sees what moves,
// decides, takes it back, and prints the report; in both languages, by keyboard, on a phone.
import { createHash } from 'node:crypto';
import type { ActView, CommissioningDevice } from '@campus/campus-model';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../harness/api.ts';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { accessibilityFaults, languageFaults, listenForNoise, widthFaults } from '../harness/page-faults.ts';

const outcomeMs = 30_000;
const lamps = 't1-101-lamps';
const air = 't1-101-air';

let campus: RunningCampus;
let browser: Browser;
let fitter: Page;
let api: ApiClient;
let noise: string[];

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
  api = new ApiClient(campus.address);
  await api.signIn('admin');
  fitter = await openPanel(browser, campus.address, 'admin', { reducedMotion: 'reduce' });
  noise = listenForNoise(fitter, campus.address);
});

afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

async function pointOf(pointId: string) {
  const devices = await api.get<CommissioningDevice[]>(
    `/commissioning/devices?device=${pointId.split('/')[0]}`,
  );
  return devices[0]!.points.find(({ point }) => point.pointId === pointId)!;
}

const rowOf = (pointId: string) => fitter.locator(`.commissioning-point[data-point="${pointId}"]`);

test('a device is found by words, and each of its points is judged live', async () => {
  await fitter.getByRole('link', { name: 'Acceptance', exact: true }).first().click();
  await fitter.getByLabel('Find a device or a space').fill(air);
  await fitter.locator(`.commissioning-device[data-device="${air}"]`).click();
  await rowOf(`${air}/temperature`).locator('[data-standing=good]').waitFor({ timeout: outcomeMs });
  await fitter.locator(`[data-point="${air}/temperature"][data-plausibility=plausible]`).waitFor();
  await rowOf(`${air}/temperature`)
    .getByText(/unit 12 · (holding|input) register/)
    .waitFor();
  expect(await accessibilityFaults(fitter)).toEqual([]);
  expect(await widthFaults(fitter)).toEqual([]);
  expect(await languageFaults(fitter, 'en')).toEqual([]);
});

test('a lamp is operated by keyboard; its readback moves, and is named so', async () => {
  await fitter.goto(`${campus.address}/commissioning?device=${lamps}`);
  const trial = fitter.locator(`[data-trial="${lamps}/front-set"]`);
  const lamp = trial.getByRole('switch');
  await until(async () => (await lamp.getAttribute('class'))?.includes('is-unknown') === false, outcomeMs);
  await lamp.focus();
  await fitter.keyboard.press('Space');
  await trial.locator(`[data-moved="${lamps}/front"][data-role=readback]`).waitFor({ timeout: outcomeMs });
  await trial.locator('[data-over=true]').waitFor({ timeout: outcomeMs });
  expect(await trial.locator('[data-finding=crossed], [data-finding=readback-still]').count()).toBe(0);
  await fitter.locator(`[data-point="${lamps}/front-set"][data-plausibility=plausible]`).waitFor();
  expect(await accessibilityFaults(fitter)).toEqual([]);
});

test('an output is accepted with the order, its readback and what moved as evidence', async () => {
  await rowOf(`${lamps}/front-set`).locator('[data-act=accept]').click();
  await fitter.locator(`[data-point="${lamps}/front-set"][data-verdict=accepted]`).waitFor();
  const { standing } = await pointOf(`${lamps}/front-set`);
  expect(standing).toMatchObject({
    verdict: 'accepted',
    by: 'admin',
    evidence: { order: { state: 'confirmed' }, trial: { hasFollowed: true } },
  });
  expect(standing?.evidence.trial?.movements.map(({ pointId }) => pointId)).toContain(`${lamps}/front`);
});

test('what is not accepted needs its reason; a reference reading is kept with its difference', async () => {
  await fitter.goto(`${campus.address}/commissioning?device=${air}`);
  await rowOf(`${air}/humidity`).locator('[data-act=more]').click();
  const sheet = fitter.getByRole('dialog');
  await sheet.getByText('Not accepted', { exact: true }).click();
  await sheet.getByRole('button', { name: 'Save verdict' }).click();
  await sheet.getByText('Say why.').waitFor();
  expect(await accessibilityFaults(fitter)).toEqual([]);
  await sheet.getByLabel('Note').fill('reads 8 % low');
  await sheet.getByLabel(/Instrument reading/).fill('50');
  await sheet.getByLabel('Instrument and its number').fill('Testo 605 no. 3');
  await sheet.getByRole('button', { name: 'Save verdict' }).click();
  await fitter.locator(`[data-point="${air}/humidity"][data-verdict=rejected]`).waitFor();
  const { standing } = await pointOf(`${air}/humidity`);
  const { value, reference } = standing!.evidence;
  expect(reference).toMatchObject({ value: 50, instrument: 'Testo 605 no. 3' });
  expect(reference?.difference).toBeCloseTo(value! - 50, 6);
});

test('all plausible points are accepted by one press, and taken back by another', async () => {
  await fitter.locator('[data-act=accept-plausible]').first().click();
  const note = fitter.locator('[data-acted]');
  await note.waitFor();
  await fitter.locator(`[data-point="${air}/temperature"][data-verdict=accepted]`).waitFor();
  await note.locator('[data-act=undo]').click();
  await fitter.locator(`[data-point="${air}/temperature"][data-verdict=open]`).waitFor();
  expect((await pointOf(`${air}/temperature`)).standing).toBeNull();
  expect((await pointOf(`${air}/humidity`)).standing?.verdict).toBe('rejected');
});

test('the report says that it is not complete, prints on A4 with its headings on each sheet, and its file has its checksum', async () => {
  const { body } = await api.request('POST', '/commissioning/accept-plausible', { gateway: 'gw-t1' });
  expect((body as ActView).points).toBeGreaterThan(100);
  await fitter.locator('[data-act=report]').click();
  await fitter.getByRole('dialog').getByLabel('Scope').selectOption('gateway/gw-t1');
  const [report] = await Promise.all([
    fitter.context().waitForEvent('page'),
    fitter.locator('[data-act=report-page]').click(),
  ]);
  await report.locator('[data-complete=false]').waitFor();
  await report.locator(`tr[data-point="${air}/humidity"]`).filter({ hasText: 'reads 8 % low' }).waitFor();
  expect(await accessibilityFaults(report)).toEqual([]);
  const checksum = await report.locator('dl code').textContent();
  const [download] = await Promise.all([
    report.waitForEvent('download'),
    report.locator('a[download]').click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  expect(createHash('sha256').update(Buffer.concat(chunks)).digest('hex')).toBe(checksum);
  const pdf = await report.pdf({ preferCSSPageSize: true });
  const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(sheets).toBeGreaterThan(3);
  expect(pdf.toString('latin1')).toMatch(/MediaBox\s*\[\s*0 0 84[12]/);
  await report.close();
  await fitter.keyboard.press('Escape');
});

test('a replaced device is open again and its replacement stands there', async () => {
  await fitter.goto(`${campus.address}/commissioning?device=${air}`);
  await fitter.locator('[data-act=replace]').click();
  const sheet = fitter.getByRole('dialog');
  await sheet.getByText('Can the new device only have another address?').click();
  await sheet
    .locator('[data-described]')
    .filter({ hasText: /campus\.yaml, line \d+ becomes/ })
    .waitFor();
  await sheet.getByText('The line is of the room template "classroom-a"').waitFor();
  await sheet.getByLabel('unit', { exact: true }).fill('77');
  await sheet.locator('[data-line]').filter({ hasText: 'address: { unit: 77 }' }).waitFor();
  expect(await accessibilityFaults(fitter)).toEqual([]);
  await sheet.getByLabel('Serial number of the new device').fill('SN-4711');
  await sheet.getByRole('button', { name: 'Note the replacement' }).click();
  await fitter.locator('[data-replaced="SN-4711"]').waitFor();
  await fitter.locator(`[data-point="${air}/humidity"][data-verdict=open]`).waitFor();
});

test('on a Chinese phone the list and the device are one after the other', async () => {
  const phone = await openPanel(browser, campus.address, 'admin', {
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    colorScheme: 'dark',
  });
  await phone.goto(`${campus.address}/commissioning`);
  await phone.locator('.commissioning-device').first().waitFor();
  expect([...(await accessibilityFaults(phone)), ...(await widthFaults(phone))]).toEqual([]);
  await phone.locator('.commissioning-device').first().click();
  await phone.locator('.commissioning-point').first().waitFor();
  expect(await phone.locator('.commissioning-rows').isVisible()).toBe(false);
  expect([
    ...(await accessibilityFaults(phone)),
    ...(await widthFaults(phone)),
    ...(await languageFaults(phone, 'zh')),
  ]).toEqual([]);
  await phone.getByRole('link', { name: '返回列表' }).click();
  await phone.locator('.commissioning-rows').waitFor();
  await phone.context().close();
});

test('who may not commission is told so, and the page made no noise', async () => {
  const page = await openPanel(browser, campus.address, 'logistics');
  expect(await page.getByRole('link', { name: 'Acceptance', exact: true }).count()).toBe(0);
  await page.goto(`${campus.address}/commissioning`);
  await page.locator('[data-missing=forbidden]').waitFor();
  await page.context().close();
  expect(noise).toEqual([]);
});
