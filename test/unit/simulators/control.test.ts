// The control server: what it tells, and what it says to those who ask wrongly.
import { request } from 'node:http';
import { silentLog, systemClock } from '@campus/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSimulators, startSimulators } from '../../../simulators/index.ts';
import { demoCampus, freePorts } from './demo.ts';

let simulators: RunningSimulators;
let base: string;

beforeAll(async () => {
  const { campus } = demoCampus(await freePorts());
  const withoutOpcua = {
    ...campus,
    endpoints: new Map([...campus.endpoints].filter(([, { protocol }]) => protocol !== 'opcua')),
  };
  simulators = await startSimulators({
    campus: withoutOpcua,
    seed: 2,
    clock: systemClock,
    log: silentLog,
    controlPort: 0,
    scenario: 'headset-battery-low',
  });
  base = `http://127.0.0.1:${simulators.controlPort}`;
});

afterAll(() => simulators.close());

function post(path: string, body: string, type = 'application/json'): Promise<Response> {
  return fetch(base + path, { method: 'POST', body, headers: { 'content-type': type } });
}

test('tells the state of spaces, weather and scenarios', async () => {
  const state = (await (await fetch(`${base}/state`)).json()) as Record<string, unknown[]>;
  expect(state.spaces).toHaveLength(demoCampus().campus.spaces.size);
  expect(state).toMatchObject({
    localTime: expect.stringMatching(/^09:1\d:\d\d$/),
    scenarios: [{ name: 'headset-battery-low', spaceId: 'tr-201' }],
    devices: { unknown: [] },
  });
});

test('lists scenarios in both languages', async () => {
  const { scenarios } = (await (await fetch(`${base}/scenarios`)).json()) as {
    scenarios: { name: string; title: { zh: string; en: string } }[];
  };
  expect(scenarios.map(({ name }) => name)).toEqual([
    'lesson',
    'fire-in-lab',
    'night-intrusion',
    'water-leak',
    'gateway-lost',
    'headset-battery-low',
    'calm',
  ]);
  for (const { title } of scenarios) expect(title.zh).toMatch(/\p{Script=Han}/u);
});

test('draws what a camera sees, as well-formed SVG without scripts', async () => {
  const response = await fetch(`${base}/cameras/gate-101-camera.svg`);
  const svg = await response.text();
  expect(response.headers.get('content-type')).toBe('image/svg+xml');
  expect(svg).toMatch(/^<svg xmlns/);
  expect(svg).toContain('门卫室');
  expect(svg).not.toMatch(/<script|NaN|undefined/);
});

test('serves its page with everything it needs', async () => {
  const page = await (await fetch(base)).text();
  for (const [, path] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect((await fetch(base + path)).status).toBe(200);
  }
});

describe('what is asked wrongly is refused with a reason', () => {
  const deep = '['.repeat(30_000);
  test.each([
    ['a path that is not there', 'GET', '/nothing', undefined, 404, 'not-found'],
    ['another method', 'POST', '/state', '{}', 405, 'method-not-allowed'],
    ['an unknown device', 'GET', '/devices/nobody', undefined, 404, 'not-found'],
    ['a picture of what is no camera', 'GET', '/cameras/t1-101-air.svg', undefined, 404, 'not-found'],
    ['a broken escape', 'GET', '/devices/%E0%A4%A', undefined, 400, 'input-invalid'],
    ['an unknown scenario', 'POST', '/scenarios/party', '{}', 404, 'unknown-scenario'],
    ['a scenario nowhere', 'POST', '/scenarios/lesson', '{"spaceId":"moon"}', 404, 'unknown-space'],
    ['no JSON', 'POST', '/faults', '{', 400, 'json-invalid'],
    ['deep JSON', 'POST', '/faults', deep, 400, 'json-invalid'],
    ['a fault of nothing', 'POST', '/faults', '{"mode":"silent"}', 400, 'input-invalid'],
    [
      'a fault of two things',
      'POST',
      '/faults',
      '{"mode":"silent","endpoint":"a","device":"b"}',
      400,
      'input-invalid',
    ],
    ['an unknown mode', 'POST', '/faults', '{"mode":"odd","device":"t1-101-air"}', 400, 'input-invalid'],
    [
      'an endless delay',
      'POST',
      '/faults',
      '{"mode":"slow","device":"t1-101-air","delayMs":1e9}',
      400,
      'input-invalid',
    ],
    [
      'a fault of an unknown endpoint',
      'POST',
      '/faults',
      '{"mode":"silent","endpoint":"x"}',
      404,
      'not-found',
    ],
    ['an unknown point', 'POST', '/devices/t1-101-air/values', '{"smell":1}', 400, 'unknown-point'],
    ['a text for a number', 'POST', '/devices/t1-101-air/values', '{"co2":"much"}', 400, 'not-a-value'],
    ['a lamp that is half on', 'POST', '/devices/t1-101-lamps/values', '{"front":0.5}', 400, 'not-a-value'],
    ['values that are no object', 'POST', '/devices/t1-101-lamps/values', '[1]', 400, 'input-invalid'],
    ['a body that is too large', 'POST', '/faults', `"${'x'.repeat(70_000)}"`, 413, 'body-too-large'],
  ])('%s', async (_, method, path, body, status, code) => {
    const response = method === 'GET' ? await fetch(base + path) : await post(path, body!);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, detail: expect.any(String) });
  });

  test('a form of another site', async () => {
    expect((await post('/scenarios/lesson', '{}', 'text/plain')).status).toBe(415);
  });

  test('a name that only points here', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${base}/state`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once('error', reject);
      asked.end();
    });
    expect(status).toBe(403);
  });
});

test('a port that is taken is told by its own error, and nothing stays open', async () => {
  const { campus } = demoCampus(await freePorts());
  const options = { campus, seed: 1, clock: systemClock, log: silentLog };
  await expect(startSimulators({ ...options, controlPort: simulators.controlPort })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  const again = await startSimulators({ ...options, controlPort: 0 });
  await again.close();
}, 20_000);

test('an unknown scenario at the start is a clear mistake', async () => {
  const { campus } = demoCampus(await freePorts());
  const modbusOnly = {
    ...campus,
    endpoints: new Map([...campus.endpoints].filter(([, { protocol }]) => protocol === 'modbus')),
  };
  await expect(
    startSimulators({
      campus: modbusOnly,
      seed: 1,
      clock: systemClock,
      log: silentLog,
      controlPort: 0,
      scenario: 'party',
    }),
  ).rejects.toMatchObject({ code: 'input-invalid', detail: expect.stringContaining('fire-in-lab') });
});
