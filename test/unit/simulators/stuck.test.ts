// A relay that sticks: it takes orders and reads them back, and the light in the room does not change. The demo's witnesses
// tell the two apart.
import { silentLog, systemClock } from '@campus/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSimulators, startSimulators } from '../../../simulators/index.ts';
import { demoCampus, freePorts } from './demo.ts';

const lamps = 't1-101-lamps';
const sensor = 't1-101-presence';
const { write } = demoCampus().campus.points.get(`${lamps}/front-set`)!;

let simulators: RunningSimulators;

beforeAll(async () => {
  const { campus } = demoCampus(await freePorts());
  const endpoints = [...campus.endpoints].filter(([, { protocol }]) => protocol !== 'opcua');
  simulators = await startSimulators({
    campus: { ...campus, endpoints: new Map(endpoints) },
    seed: 5,
    clock: systemClock,
    log: silentLog,
    controlPort: 0,
    scenario: 'night-intrusion',
  });
});
afterAll(() => simulators.close());

async function ask(path: string, body?: object): Promise<{ values: Record<string, number> }> {
  const init = body
    ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    : {};
  const answer = await fetch(`http://127.0.0.1:${simulators.controlPort}${path}`, init);
  expect(answer.status).toBe(200);
  return (await answer.json()) as { values: Record<string, number> };
}

const lux = async (): Promise<number> => Number((await ask(`/devices/${sensor}`)).values.illuminance);
const readback = async (): Promise<number> => Number((await ask(`/devices/${lamps}`)).values.front);

test('at night the light follows the lamps, and does not where they are stuck', async () => {
  const { expects, point } = write!.witness!;
  expect(point).toBe(`${sensor}/illuminance`);
  const { above } = expects.find(({ when }) => when === 1)!;
  await ask(`/devices/${lamps}/values`, { front: 0, blackboard: 0, 'window-row': 0, 'inner-row': 0 });
  await expect.poll(lux, { timeout: 10_000 }).toBeLessThan(above!);
  await ask('/faults', { device: lamps, mode: 'stuck' });
  await ask(`/devices/${lamps}/values`, { front: 1 });
  expect(await readback()).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await lux()).toBeLessThan(above!);
  await ask('/faults', { device: lamps, mode: 'none' });
  expect(await readback()).toBe(0);
  await ask(`/devices/${lamps}/values`, { front: 1 });
  await expect.poll(lux, { timeout: 10_000 }).toBeGreaterThan(above!);
});
