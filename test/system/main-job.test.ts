// The main job through real processes and a real browser: a device's value reaches the page, a switch on the page
// reaches the device and is confirmed, a fire becomes an alarm, and what is killed comes back.
import type { Alarm } from '@campus/campus-model';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../harness/api.ts';
import { openBrowser, openPanel } from '../harness/browser.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { isAlive, pidOf } from '../harness/processes.ts';
import { simulatorRequest } from '../harness/simulators.ts';

const second = 1_000;
/** Deadlines are ten times what is promised. */
const deadline = { value: 10 * second, alarm: 10 * second, back: 50 * second };

let campus: RunningCampus;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [campus, browser] = await Promise.all([startCampus(), openBrowser()]);
  page = await openPanel(browser, campus.address);
});

afterAll(async () => {
  await browser?.close();
  await campus?.end();
});

async function shown(pointId: string): Promise<string> {
  return (await page.locator(`[data-point="${pointId}"]`).first().textContent()) ?? '';
}

async function openSpace(spaceId: string): Promise<void> {
  await page.goto(`${campus.address}/spaces/${spaceId}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const devices = page.locator('[data-device] > summary');
  await devices.first().waitFor();
  for (const device of await devices.all()) await device.click();
}

/** Shows which points a page must bring to life: one of each protocol. */
const oneOfEachProtocol = [
  { protocol: 'Modbus', space: 't1-101', point: 't1-101-air/co2' },
  { protocol: 'OPC UA', space: 'tr-101', point: 'tr-101-cnc-1/spindle-temperature' },
  { protocol: 'MQTT', space: 't1-101', point: 't1-101-presence/illuminance' },
];

describe('values', () => {
  test.each(oneOfEachProtocol)('$protocol is live on the page', async ({ space, point }) => {
    await openSpace(space);
    await until(async () => /\d/.test(await shown(point)), deadline.back);
  });

  test('a value changed in a Modbus device from outside is on the page', async () => {
    await openSpace('t1-101');
    await simulatorRequest(campus.ports.control, 'POST', '/devices/t1-101-air/values', { co2: 777 });
    await until(async () => (await shown('t1-101-air/co2')).includes('777'), deadline.value);
  });
});

describe('a switch', () => {
  test('reaches the coil of the device, and the page confirms it from the readback', async () => {
    await openSpace('t1-101');
    const control = page.getByRole('switch', { name: /blackboard/i });
    await control.waitFor();
    await until(async () => (await control.getAttribute('aria-busy')) !== 'true', deadline.value);
    const before = await control.getAttribute('aria-checked');
    await control.click();
    const after = before === 'true' ? 'false' : 'true';
    await until(async () => (await control.getAttribute('aria-checked')) === after, deadline.value);
    await page.getByText('Confirmed').first().waitFor({ timeout: deadline.value });
    const device = await simulatorRequest(campus.ports.control, 'GET', '/devices/t1-101-lamps');
    expect(device).toMatchObject({ memory: { coil: { 1: after === 'true' ? 1 : 0 } } });
  });
});

describe('an alarm', () => {
  test('a fire in a lab reaches the page, is acknowledged there, and the calm clears it', async () => {
    await page.goto(`${campus.address}/alarms`);
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
    const row = page.locator('[data-alarm]').filter({ hasText: /fire/i }).first();
    await row.waitFor({ timeout: deadline.alarm });
    const id = await row.getAttribute('data-alarm');
    await row.getByRole('button', { name: /acknowledge/i }).click();
    await page
      .locator(`[data-alarm="${id}"][data-state="acknowledged"]`)
      .waitFor({ timeout: deadline.alarm });
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
  });

  test('that comes after the list was fetched and before the live stream is there is not missed', async () => {
    const late = await openPanel(browser, campus.address, 'security');
    let connect = (): void => {};
    const mayConnect = new Promise<void>((resolve) => {
      connect = resolve;
    });
    await late.routeWebSocket(/\/live\//, (socket) => {
      void mayConnect.then(() => socket.connectToServer());
    });
    const listed = late.waitForResponse(/\/api\/v1\/alarms\?/);
    await late.goto(`${campus.address}/alarms`);
    await listed;
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/water-leak', {});
    const client = new ApiClient(campus.address);
    await client.signIn('admin');
    const leak = await until(async () => {
      const alarms = await client.get<Alarm[]>('/alarms?state=open&limit=100');
      return alarms.find(({ ruleId, isActive }) => isActive && ruleId.includes('leak'));
    }, deadline.back);
    connect();
    await late.locator(`[data-alarm="${leak.id}"]`).waitFor({ timeout: deadline.alarm });
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/calm', {});
    await late.close();
  });
});

describe('SIGKILL', () => {
  test('an agent: the others stay up, the page says what is lost, and it is live again', async () => {
    await openSpace('t1-101');
    const hub = pidOf(campus.data, 'hub');
    process.kill(pidOf(campus.data, 'agent gw-t1'), 'SIGKILL');
    await page
      .getByText(/offline|no communication/i)
      .first()
      .waitFor({ timeout: deadline.value });
    await until(async () => /\d/.test(await shown('t1-101-air/co2')), deadline.back);
    await until(async () => !/communication/i.test(await shown('t1-101-air/co2')), deadline.back);
    expect(isAlive(hub)).toBe(true);
  });

  test('the simulators: their points turn bad with a reason, and come back', async () => {
    await openSpace('t1-101');
    process.kill(pidOf(campus.data, 'simulators'), 'SIGKILL');
    await until(async () => /\d/.test(await shown('t1-101-air/co2')), deadline.back);
  });

  test('the hub: the page says so, and is live again by itself', async () => {
    await openSpace('t1-101');
    const agent = pidOf(campus.data, 'agent gw-t1');
    process.kill(pidOf(campus.data, 'hub'), 'SIGKILL');
    await page
      .getByText(/connection lost/i)
      .first()
      .waitFor({ timeout: deadline.value });
    await page
      .getByText(/connection lost/i)
      .first()
      .waitFor({ state: 'detached', timeout: deadline.back });
    await until(async () => /\d/.test(await shown('t1-101-air/co2')), deadline.back);
    expect(isAlive(agent)).toBe(true);
  });
});

test('Ctrl-C ends every process', async () => {
  const children = ['hub', 'simulators', 'agent gw-t1'].map((name) => pidOf(campus.data, name));
  campus.up.kill('SIGINT');
  expect(await campus.up.exited).toBe(0);
  expect(children.filter(isAlive)).toEqual([]);
});
