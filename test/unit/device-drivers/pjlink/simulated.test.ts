// The driver and the simulated projectors, written apart from each other: every model, warming up and cooling down.
import { connect } from 'node:net';
import { qualityOf, status } from '@campus/campus-model';
import { searchProjectors } from '@campus/device-drivers';
import { type ManualClock, systemClock } from '@campus/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmByReadback } from '../../../../edge-agent/commands/readback.ts';
import type { RunningSimulators } from '../../../../simulators/index.ts';
import { simulatorRequest } from '../../../harness/simulators.ts';
import { sessionOn, simulate } from '../simulated-devices.ts';
import { freePort, pointOf, type SeenSink, until } from '../support.ts';

const password = 'classroom301';
const models = [
  'pjlink-class-1',
  'pjlink-class-2',
  'epson-eb-810e',
  'epson-eb-1470ui',
  'panasonic-pt-rz470',
  'panasonic-th-lf50',
];
const ports = new Map<string, number>();
let simulators: RunningSimulators;
let clock: ManualClock;

beforeAll(async () => {
  for (const model of models) ports.set(model, await freePort());
  const placed = models.map((model) => ({ model, port: ports.get(model)! }));
  ({ simulators, clock } = await simulate('pjlink', placed, { password }));
}, 60_000);

afterAll(() => simulators.close());

function open(model: string, settings: Record<string, unknown> = {}) {
  return sessionOn('pjlink', model, { port: ports.get(model)!, pauseMs: 0, password, ...settings });
}

/** Lets the projectors' own time go by while the driver asks in real time. */
async function pass(seconds: number): Promise<void> {
  for (let s = 0; s < seconds; s += 5) clock.advance(5_000);
}

const isAt = (sink: SeenSink, value: number) =>
  until(() => sink.last('d/power')?.value === value, `power ${value}`);

describe.each(models)('%s', (model) => {
  test('is off, warms up, works, cools down; every point tells', async () => {
    const hasLamp = model !== 'panasonic-th-lf50';
    const { plan, sink, session } = await open(model);
    const order = pointOf(plan, 'd/power-set');
    try {
      await isAt(sink, 0);
      await until(() => sink.last('d/input')?.status === status.outOfService, 'no input while off');
      expect(await session.write(order, 1)).toEqual({ ok: true });
      if (hasLamp) {
        await isAt(sink, 3);
        expect(await session.read(order)).toEqual({ value: 1, status: status.good });
        expect(await session.write(order, 0)).toMatchObject({ ok: false, reason: 'device-busy' });
        await pass(30);
      }
      await isAt(sink, 1);
      const points = plan.devices[0]!.points.map(({ point }) => point.pointId);
      const notGood = () => points.filter((id) => qualityOf(sink.last(id)?.status ?? status.bad) !== 'good');
      await until(() => notGood().length === 0, 'all points good').catch(() => expect(notGood()).toEqual([]));
      for (const { point } of plan.devices[0]!.points) {
        if (!point.write || point === order) continue;
        const readback = pointOf(plan, `d/${point.write.readback}`);
        const wanted = point.id === 'input-set' ? Number(sink.last('d/inputs')!.text!.split(' ').at(-1)) : 1;
        if (point.states && !(wanted in point.states)) continue;
        expect(await session.write(point, wanted), point.id).toEqual({ ok: true });
        expect(await session.read(readback), point.id).toEqual({ value: wanted, status: status.good });
      }
      expect(await session.write(order, 0)).toEqual({ ok: true });
      if (hasLamp) {
        await isAt(sink, 2);
        expect(await session.write(order, 1)).toMatchObject({ ok: false, reason: 'device-busy' });
        await pass(90);
      }
      await isAt(sink, 0);
    } finally {
      await session.close();
    }
  }, 30_000);
});

test('an order for power is confirmed once the lamp burns, not before', async () => {
  const { plan, sink, session } = await open('pjlink-class-1');
  const order = pointOf(plan, 'd/power-set');
  await isAt(sink, 0);
  expect(await session.write(order, 1)).toEqual({ ok: true });
  const { tolerance, settleMs, readback } = order.write!;
  const confirming = confirmByReadback({
    clock: systemClock,
    wanted: 1,
    tolerance,
    withinMs: settleMs,
    stop: new AbortController().signal,
    read: async () => (await session.read(pointOf(plan, `d/${readback}`))).value,
  });
  await isAt(sink, 3);
  expect(await Promise.race([confirming, Promise.resolve('waiting')])).toBe('waiting');
  await pass(30);
  expect(await confirming).toEqual({ outcome: 'confirmed', readback: 1 });
  expect(await session.write(order, 0)).toEqual({ ok: true });
  await session.close();
});

test('a wrong password is told as such', async () => {
  const { sink, session } = await open('pjlink-class-1', { password: 'wrong' });
  await until(() => sink.isOnline('d') === false, 'offline');
  expect(sink.states[0]!.reason).toBe('configurationError');
  await session.close();
});

test('silent, garbled, back', async () => {
  const { sink, session } = await open('pjlink-class-2', { timeoutMs: 200, connectTimeoutMs: 300 });
  await until(() => sink.isOnline('d'), 'online');
  for (const mode of ['silent', 'garbage']) {
    await simulatorRequest(simulators.controlPort, 'POST', '/faults', { device: 'pjlink-class-2', mode });
    await until(() => sink.isOnline('d') === false, mode);
    await simulatorRequest(simulators.controlPort, 'POST', '/faults', {
      device: 'pjlink-class-2',
      mode: 'none',
    });
    await until(() => sink.isOnline('d') === true, `back after ${mode}`);
  }
  await session.close();
}, 30_000);

test('a connection without commands is closed after 30 s', async () => {
  const socket = connect({ host: '127.0.0.1', port: ports.get('pjlink-class-1')! });
  socket.on('error', () => {});
  const greeted = new Promise((resolve) => socket.once('data', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  expect(String(await greeted)).toMatch(/^PJLINK 1 [0-9a-f]{8}\r$/);
  clock.advance(31_000);
  await closed;
});

test('projectors of class 2 are found by searching, those of class 1 are not', async () => {
  const search = (model: string) =>
    searchProjectors({
      addresses: ['127.0.0.1'],
      port: ports.get(model)!,
      waitMs: 1_500,
      clock: systemClock,
    });
  const [found, none] = await Promise.all([search('epson-eb-810e'), search('pjlink-class-1')]);
  expect(found).toEqual([{ host: '127.0.0.1', mac: expect.stringMatching(/^02(:[0-9a-f]{2}){5}$/) }]);
  expect(none).toEqual([]);
});
