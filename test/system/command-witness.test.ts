// Commands that prove themselves, through real processes and a page: a relay that sticks is confirmed and contradicted by
// the light sensor; who holds the lamp is on the page, and a press gives it back.
import type { Alarm, Command, Standing } from '@campus/campus-model';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../harness/api.ts';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { simulatorRequest } from '../harness/simulators.ts';

const lamps = 't1-101-lamps';
const pointId = `${lamps}/front-set`;
const sensor = 't1-101-presence/illuminance';
const darkLux = 40;
/** The witness has 30 s, and the machine may be busy. */
const deadlineMs = 90_000;

let campus: RunningCampus;
let browser: Browser;
let api: ApiClient;

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
  api = new ApiClient(campus.address);
  await api.signIn('admin');
});

afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

const simulators = (path: string, body: object): Promise<unknown> =>
  simulatorRequest(campus.ports.control, 'POST', path, body);

async function order(body: object): Promise<Command> {
  const answer = await api.request('POST', '/commands', { pointId, ...body });
  expect(answer).toMatchObject({ status: 202 });
  return answer.body as Command;
}

async function confirmed({ id }: Command): Promise<Command> {
  return until(async () => {
    const command = await api.get<Command>(`/commands/${id}`);
    return command.state === 'confirmed' ? command : null;
  }, deadlineMs);
}

async function witnessed({ id }: Command): Promise<NonNullable<Command['witness']>> {
  return until(async () => (await api.get<Command>(`/commands/${id}`)).witness, deadlineMs);
}

async function holder(): Promise<Standing['orders'][number] | undefined> {
  const [standing] = await api.get<Standing[]>(`/commands/standing?points=${pointId}`);
  return standing!.orders[0];
}

const alarms = async (): Promise<Alarm[]> =>
  (await api.get<Alarm[]>('/alarms?state=open')).filter(({ subject }) => subject === pointId);

async function lux(): Promise<number> {
  const [value] = await api.get<{ value: number | null }[]>(`/values?points=${sensor}`);
  return value!.value ?? Number.NaN;
}

test('stuck: confirmed, contradicted, an alarm; then mended: corroborated and the alarm returns', {
  timeout: 4 * deadlineMs,
}, async () => {
  await simulators('/scenarios/night-intrusion', {});
  await simulators(`/devices/${lamps}/values`, { front: 0, blackboard: 0, 'window-row': 0, 'inner-row': 0 });
  await until(async () => (await lux()) < darkLux, deadlineMs);
  await simulators('/faults', { device: lamps, mode: 'stuck' });
  const stuck = await order({ value: 1 });
  await confirmed(stuck);
  expect(await witnessed(stuck)).toMatchObject({ verdict: 'contradicted', pointId: sensor });
  const [alarm] = await until(async () => {
    const open = await alarms();
    return open.length > 0 ? open : null;
  }, deadlineMs);
  expect(alarm).toMatchObject({ isActive: true, system: 'lighting', spaceId: 't1-101' });
  await simulators('/faults', { device: lamps, mode: 'none' });
  const mended = await order({ value: 1 });
  await confirmed(mended);
  expect(await witnessed(mended)).toMatchObject({ verdict: 'corroborated' });
  await until(async () => (await alarms()).every(({ isActive }) => !isActive), deadlineMs);
});

test('who holds the lamp is on the page, and a press gives it back', {
  timeout: 2 * deadlineMs,
}, async () => {
  await confirmed(await order({ value: 1 }));
  await until(async () => (await holder())?.by === 'admin', deadlineMs);
  const page = await openPanel(browser, campus.address);
  await page.goto(`${campus.address}/spaces/t1-101`);
  const note = page.locator(`[data-point="${pointId}"] [data-holder="person"]`);
  await note.waitFor();
  expect(await note.textContent()).toContain('admin');
  await note.getByRole('button').click();
  await until(async () => (await holder()) === undefined, deadlineMs);
  await note.waitFor({ state: 'detached' });
});

test('an order with an end gives the point back by itself', { timeout: 2 * deadlineMs }, async () => {
  await confirmed(await order({ value: 0, holdMs: 4_000 }));
  await until(async () => (await holder()) === undefined, deadlineMs);
  const own = await until(async () => {
    const all = await api.get<Command[]>(`/commands?point=${pointId}&limit=5`);
    return all.find(({ by }) => by === 'hold-ended');
  }, deadlineMs);
  expect(own).toMatchObject({ isRelease: true, priority: 'person' });
});
