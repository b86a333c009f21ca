// A hub that is lost: outputs go into their safe state once, and are given back when it returns.
import { ManualClock, silentLog } from '@campus/runtime';
import { afterEach, expect, test } from 'vitest';
import { Watchdog } from '../../../edge-agent/commands/watchdog.ts';
import { closeRunners, JournalDisk, Lamps, lamps, metricOf, plan, setUp } from './command-harness.ts';

afterEach(closeRunners);

const afterMs = 30_000;
const point = `${lamps}/front-set`;

/** The front lamps are safe when they are on. */
function safePlan(system?: 'fire') {
  const points = plan.points.map((one) =>
    one.pointId === point
      ? {
          ...smallCopy(one),
          ...(system ? { system } : {}),
          write: { ...one.write!, safe: { value: 1, afterMs } },
        }
      : one,
  );
  return { points };
}

function smallCopy(one: (typeof plan.points)[number]) {
  const { pointId, deviceId, gatewayId, spaceId, system, id, name, kind, quantity, unit } = one;
  const { decimals, deadband, heartbeatMs, address } = one;
  const where = { pointId, deviceId, gatewayId, spaceId, system };
  return { ...where, id, name, kind, quantity, unit, decimals, deadband, heartbeatMs, address };
}

function watched(disk = new JournalDisk(), device = new Lamps(), system?: 'fire') {
  const clock = new ManualClock();
  const set = setUp(disk, device);
  const { runner, standing } = set;
  const watchdog = new Watchdog({ plan: () => safePlan(system), standing, runner, clock, log: silentLog });
  return { ...set, clock, watchdog, device };
}

test('the safe value is written once after its time, told by whom, and given back to the standing order', async () => {
  const { runner, watchdog, clock, device, held, finalOf, reports } = watched();
  runner.receive(lamps, [metricOf({ id: 'plan', value: 0, priority: 'schedule' })]);
  await finalOf('plan');
  watchdog.hubLost();
  watchdog.hubLost();
  clock.advance(afterMs - 1);
  expect(device.writes).toHaveLength(1);
  clock.advance(1);
  expect(await finalOf('made-up')).toMatchObject({
    state: 'confirmed',
    order: { pointId: point, value: 1, priority: 'safety', by: 'watchdog' },
  });
  expect(held(point)).toBe('safety made-up=1, schedule plan=0');
  clock.advance(10 * afterMs);
  expect(device.writes).toHaveLength(2);
  watchdog.hubBack();
  expect(await finalOf('made-up-2')).toMatchObject({ state: 'confirmed', readback: 0 });
  expect([device.coils.get('front'), held(point)]).toEqual([0, 'schedule plan=0']);
  const own = reports.filter(({ id }) => id.startsWith('made-up'));
  expect(own.every(({ order }) => order?.by === 'watchdog')).toBe(true);
});

test('a hub that is back in time, or an order as urgent, leaves the output alone', async () => {
  const { runner, watchdog, clock, device, finalOf } = watched();
  watchdog.hubLost();
  clock.advance(afterMs - 1);
  watchdog.hubBack();
  clock.advance(afterMs);
  runner.receive(lamps, [metricOf({ id: 'fire', value: 0, priority: 'fire' })]);
  await finalOf('fire');
  watchdog.hubLost();
  clock.advance(afterMs);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(device.writes).toEqual([['front-set', 0]]);
});

test('fire equipment is left alone', async () => {
  const { watchdog, clock, device } = watched(new JournalDisk(), new Lamps(), 'fire');
  watchdog.hubLost();
  clock.advance(afterMs);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(device.writes).toEqual([]);
});

test('an agent that is restarted meanwhile does not write again, and gives back what it set', async () => {
  const disk = new JournalDisk();
  const first = watched(disk);
  first.watchdog.hubLost();
  first.clock.advance(afterMs);
  await first.finalOf('made-up');
  first.runner.close();
  const device = new Lamps();
  const next = watched(disk, device);
  await next.runner.remember();
  next.watchdog.hubLost();
  next.clock.advance(afterMs);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([device.writes, next.held(point)]).toEqual([[], 'safety made-up=1']);
});
