// Who goes next: by lateness in own periods, silent units sparingly. Times are handed in, no clock runs.
import { expect, test } from 'vitest';
import { unitsOf } from '../../../../device-drivers/modbus/addressing.ts';
import { Schedule } from '../../../../device-drivers/modbus/schedule.ts';
import type { ModbusUnit, ScheduledBlock } from '../../../../device-drivers/modbus/unit.ts';
import { driverSchemas } from '../../../../device-drivers/schemas.ts';
import { settledPlan } from '../../../../device-drivers/settled-plan.ts';
import { type PlannedDevice, planOf } from '../support.ts';

const timeoutMs = 1_000;

function scheduleOf(devices: readonly PlannedDevice[]): { schedule: Schedule; units: ModbusUnit[] } {
  const units = unitsOf(settledPlan(planOf('modbus', { host: 'x' }, devices), driverSchemas.modbus));
  return { schedule: new Schedule(units, timeoutMs), units };
}

function readAt(schedule: Schedule, nowMs: number): ScheduledBlock | null {
  const next = schedule.next(nowMs);
  return 'block' in next ? next : null;
}

/** Runs the bus for a while; a read costs `costMs`, one of a dead unit the timeout. Counts reads by unit. */
function run(devices: readonly PlannedDevice[], forMs: number, costMs: number, dead: readonly number[] = []) {
  const { schedule } = scheduleOf(devices);
  const reads = new Map<number, number>();
  let longestWaitMs = 0;
  let lastFire = 0;
  schedule.begin(0);
  for (let now = 0; now < forMs; ) {
    const next = schedule.next(now);
    if (!('block' in next)) {
      now += Math.max(1, next.waitMs);
      continue;
    }
    const isDead = dead.includes(next.unit.id);
    now += isDead ? timeoutMs : costMs;
    schedule.done(next, now);
    if (isDead) schedule.failed(next.unit, now);
    else next.unit.answered();
    reads.set(next.unit.id, (reads.get(next.unit.id) ?? 0) + 1);
    if (next.unit.id === 1) {
      longestWaitMs = Math.max(longestWaitMs, now - lastFire);
      lastFire = now;
    }
  }
  return { reads, longestWaitMs };
}

const fire = { id: 'fire', model: 'fire-panel', address: { unit: 1 } };
const meters = (count: number): PlannedDevice[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `m${i}`,
    model: 'eastron-sdm630',
    address: { unit: i + 2 },
  }));

test('each read comes once a period while the bus has time', () => {
  const { reads } = run([fire, ...meters(5)], 60_000, 5);
  expect(reads.get(1)).toBeGreaterThanOrEqual(235);
  expect(reads.get(2)).toBeGreaterThanOrEqual(58);
  expect(reads.get(2)).toBeLessThanOrEqual(61);
});

test('on an overloaded bus all fall behind alike, and nobody starves', () => {
  const { reads } = run([fire, ...meters(100)], 300_000, 50);
  const counts = meters(100).map((_, i) => reads.get(i + 2) ?? 0);
  expect(Math.min(...counts)).toBeGreaterThan(0.8 * Math.max(...counts));
  expect(reads.get(1)! / Math.max(...counts)).toBeGreaterThan(3);
});

test('fifty dead units leave the living most of the bus', () => {
  const dead = Array.from({ length: 50 }, (_, i) => i + 10);
  const warm = run([fire, ...meters(60)], 600_000, 5, dead);
  const perMinute = warm.reads.get(2)! / 10;
  expect(perMinute).toBeGreaterThan(30);
  for (const unit of dead) expect(warm.reads.get(unit)).toBeGreaterThanOrEqual(3);
});

test('a unit that comes back is asked again within its longest back-off', () => {
  const { schedule, units } = scheduleOf([fire]);
  schedule.begin(0);
  let now = 0;
  for (let i = 0; i < 20; i++) {
    const wait = schedule.next(now);
    now += 'block' in wait ? 0 : wait.waitMs;
    expect(readAt(schedule, now)).not.toBeNull();
    now += timeoutMs;
    schedule.failed(units[0]!, now);
  }
  expect(units[0]!.isSilent).toBe(true);
  expect(units[0]!.retryAt - now).toBeLessThanOrEqual(10_000);
  units[0]!.answered();
  expect(readAt(schedule, now)).not.toBeNull();
});

test('an offset that leaves the address space is a mistake of the campus', () => {
  expect(() => scheduleOf([{ ...fire, address: { unit: 1, offset: 65_535 } }])).not.toThrow();
  expect(() =>
    scheduleOf([{ id: 'd', model: 'fire-detector', address: { unit: 1, offset: 65_500 } }]),
  ).toThrow(/beyond 65535/);
});
