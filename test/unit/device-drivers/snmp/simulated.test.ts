// The driver and the simulated agents, written apart from each other: every model, an outlet switched, a mains failure.
import { qualityOf, status } from '@campus/campus-model';
import type { ManualClock } from '@campus/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningSimulators } from '../../../../simulators/index.ts';
import { simulatorRequest } from '../../../harness/simulators.ts';
import { sessionOn, simulate } from '../simulated-devices.ts';
import { freePort, pointOf, until } from '../support.ts';

const models = ['ups-rfc1628', 'apc-smart-ups', 'if-mib-switch-8', 'apc-ap7900-pdu'];
const ports = new Map<string, number>();
let simulators: RunningSimulators;
let clock: ManualClock;

beforeAll(async () => {
  for (const model of models) ports.set(model, await freePort());
  const placed = models.map((model) => ({ model, port: ports.get(model)! }));
  ({ simulators, clock } = await simulate('snmp', placed, { community: 'campus' }));
}, 60_000);

afterAll(() => simulators.close());

const open = (model: string, settings: Record<string, unknown> = {}) =>
  sessionOn('snmp', model, { port: ports.get(model)!, community: 'campus', timeoutMs: 500, ...settings });

test.each(models)(
  'every point of a %s',
  async (model) => {
    const { plan, sink, session } = await open(model);
    const points = plan.devices[0]!.points.map(({ point }) => point.pointId);
    const notGood = () => points.filter((id) => qualityOf(sink.last(id)?.status ?? status.bad) !== 'good');
    const ticking = setInterval(() => clock.advance(1_000), 200);
    try {
      await until(() => notGood().length === 0, 'all points good', 20_000).catch(() =>
        expect(notGood()).toEqual([]),
      );
    } finally {
      clearInterval(ticking);
      await session.close();
    }
  },
  30_000,
);

test('an outlet is switched and read back', async () => {
  const { plan, sink, session } = await open('apc-ap7900-pdu');
  await until(() => sink.last('d/outlet-3')?.value === 1, 'on');
  expect(await session.write(pointOf(plan, 'd/outlet-3-set'), 0)).toEqual({ ok: true });
  expect(await session.read(pointOf(plan, 'd/outlet-3'))).toEqual({ value: 0, status: status.good });
  await session.close();
});

test('without mains the battery empties', async () => {
  const { sink, session } = await open('ups-rfc1628');
  await until(() => sink.last('d/source')?.value === 3, 'mains');
  await simulatorRequest(simulators.controlPort, 'POST', '/devices/ups-rfc1628/values', { source: 5 });
  for (let i = 0; i < 20; i++) clock.advance(60_000);
  await until(() => sink.last('d/source')?.value === 5 && sink.last('d/charge')!.value < 70, 'on battery');
  expect(sink.last('d/remaining')!.value).toBeLessThan(2_000);
  expect(sink.last('d/input-voltage')).toMatchObject({ value: 0, status: status.good });
  await session.close();
});

test('an agent is silent to who does not know its community', async () => {
  const { sink, session } = await open('ups-rfc1628', { community: 'other', timeoutMs: 100 });
  await until(() => sink.isOnline('d') === false, 'offline');
  expect(sink.states[0]!.reason).toBe('timeout');
  await session.close();
});
