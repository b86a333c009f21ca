// The way of samples: grouped by device, durable before they are published, published without if the disk fails.
import { type Point, status } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { describe, expect, test } from 'vitest';
import type { AppendOutcome } from '../../../edge-agent/outbox/outbox.ts';
import { LastSent } from '../../../edge-agent/sampling/report-by-exception.ts';
import { SampleFlow } from '../../../edge-agent/sampling/sample-flow.ts';
import { believedTime, timedStatus } from '../../../edge-agent/sampling/source-time.ts';
import { smallCampus } from './small-campus.ts';

const points = [...smallCampus().points.values()];
const indexOf = (id: string): number => points.findIndex((point: Point) => point.pointId === id);
const front = indexOf('t1-101-lamps/front');
const temperature = indexOf('t1-101-air/temperature');

function flowOn(append: (count: number) => Promise<AppendOutcome>) {
  const clock = new ManualClock();
  const published: [device: string, ids: string[], positions: string | null][] = [];
  const stamps: string[] = [];
  let notKept = 0;
  const lastSent = new LastSent(points);
  const flow = new SampleFlow({
    points,
    lastSent,
    clock,
    dayOf: (ms) => new Date(ms).toISOString().slice(0, 10),
    outbox: {
      append: (_frame, count) => append(count),
      notKept: (_day, samples) => {
        notKept += samples;
      },
    },
    publish: ({ deviceId, rows, from, to, positions }) => {
      const ids: string[] = [];
      for (let row = from; row < to; row++) {
        const { pointId } = points[rows.point[row]!]!;
        ids.push(`${pointId}=${rows.value[row]}/${rows.status[row]!.toString(16)}`);
        stamps.push(`${pointId} ${rows.timeMs[row]} ${rows.ordinal[row]}`);
      }
      published.push([deviceId, ids, positions && `${positions.first}-${positions.last}`]);
    },
  });
  return { clock, flow, published, stamps, lastSent, notKept: () => notKept };
}

function countingDisk() {
  let next = 1;
  return (count: number): Promise<AppendOutcome> => {
    const first = next;
    next += count;
    return Promise.resolve({ ok: true, positions: { outboxId: 'abcdef', first, last: next - 1 } });
  };
}

test('a group is published by device, with consecutive positions', async () => {
  const { clock, flow, published } = flowOn(countingDisk());
  flow.accept(temperature, clock.now(), 21.5, status.good);
  flow.accept(front, clock.now(), 1, status.good);
  flow.accept(temperature, clock.now(), 21.51, status.good);
  flow.accept(front + 1, clock.now(), 0, status.good);
  expect(published).toEqual([]);
  await flow.flush();
  expect(published.map(([device, ids, positions]) => [device, ids.length, positions])).toEqual([
    ['t1-101-air', 1, '1-1'],
    ['t1-101-lamps', 2, '2-3'],
  ]);
});

test('a failing disk holds nothing up: published without positions, and counted', async () => {
  const { clock, flow, published, notKept } = flowOn(() =>
    Promise.resolve({ ok: false, reason: 'disk-full' }),
  );
  flow.accept(front, clock.now(), 1, status.good);
  await flow.flush();
  expect(published).toEqual([['t1-101-lamps', ['t1-101-lamps/front=1/0'], null]]);
  expect([flow.notDurable, notKept()]).toEqual([1, 1]);
});

test('devices that fall silent one after the other, while the disk writes, are all kept', async () => {
  const append = countingDisk();
  let groups = 0;
  const { clock, flow, published } = flowOn(async (count) => {
    groups++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return append(count);
  });
  const flushes = points.map((_, index) => {
    flow.accept(index, clock.now(), index, status.good);
    return flow.flush();
  });
  for (let round = 0; round < 20; round++) {
    flow.markBad(front, front + 1, 'timeout');
    flushes.push(flow.flush());
    flow.accept(front, clock.now(), round, status.good);
    flushes.push(flow.flush());
  }
  await Promise.all(flushes);
  expect(published.every(([, , positions]) => positions !== null)).toBe(true);
  expect(published.flatMap(([, ids]) => ids)).toHaveLength(points.length + 40);
  expect(flow.notDurable).toBe(0);
  expect(groups).toBe(2);
});

test('a flush waits for what was accepted before it, not for what comes after', async () => {
  const append = countingDisk();
  const { clock, flow } = flowOn(async (count) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return append(count);
  });
  let isOver = false;
  const keepComing = async (): Promise<void> => {
    for (let value = 0; !isOver; value++) {
      flow.accept(temperature, clock.now(), value, status.good);
      void flow.flush();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const coming = keepComing();
  flow.accept(front, clock.now(), 1, status.good);
  await flow.flush();
  isOver = true;
  await coming;
  await flow.close();
});

test('a disk that hangs holds live values up for a moment, then not at all; kept later, they count as durable', async () => {
  const disk = Promise.withResolvers<AppendOutcome>();
  const { clock, flow, published } = flowOn(() => disk.promise);
  flow.accept(front, clock.now(), 1, status.good);
  const flushed = flow.flush();
  clock.advance(299);
  await Promise.resolve();
  expect(published).toEqual([]);
  clock.advance(1);
  await flushed;
  expect(published).toEqual([['t1-101-lamps', ['t1-101-lamps/front=1/0'], null]]);
  flow.accept(front, clock.now(), 0, status.good);
  await flow.flush();
  expect(published[1]).toEqual(['t1-101-lamps', ['t1-101-lamps/front=0/0'], null]);
  disk.resolve({ ok: true, positions: { outboxId: 'abcdef', first: 1, last: 1 } });
  await disk.promise;
  expect(flow.notDurable).toBe(0);
  await Promise.resolve();
  flow.accept(front, clock.now(), 1, status.good);
  await flow.flush();
  expect(published[2]![2]).toBe('1-1');
});

test('a silent device makes its points bad once, each with the reason', async () => {
  const { clock, flow, published } = flowOn(countingDisk());
  flow.accept(front, clock.now(), 1, status.good);
  await flow.flush();
  flow.markBad(front, front + 2, 'timeout');
  flow.markBad(front, front + 2, 'noCommunication');
  await flow.flush();
  expect(published[1]![1]).toEqual([
    't1-101-lamps/front=NaN/800a0000',
    `${points[front + 1]!.pointId}=NaN/800a0000`,
  ]);
  expect(published).toHaveLength(2);
});

test('heartbeats say again what was seen last, by the clock of the device', async () => {
  const { clock, flow, published, lastSent } = flowOn(countingDisk());
  const behindMs = 7_000;
  flow.accept(temperature, clock.now() - behindMs, 21.5, status.good);
  flow.accept(temperature, clock.now() - behindMs, 21.53, status.good);
  await flow.flush();
  clock.advance(29_999);
  flow.heartbeat(temperature, temperature + 1);
  clock.advance(1);
  flow.heartbeat(temperature, temperature + 1);
  flow.heartbeat(temperature, temperature + 1);
  await flow.flush();
  expect(published.map(([, ids]) => ids)).toEqual([
    ['t1-101-air/temperature=21.5/0'],
    ['t1-101-air/temperature=21.53/0'],
  ]);
  expect(clock.now() - lastSent.timeMs[temperature]!).toBe(behindMs);
});

test('garbage is no value: infinities, bad samples with a number, unknown indices', async () => {
  const { clock, flow, published } = flowOn(countingDisk());
  flow.accept(99_999, clock.now(), 1, status.good);
  flow.accept(-1, clock.now(), 1, status.good);
  flow.accept(front, Number.NaN, Number.POSITIVE_INFINITY, status.good);
  flow.accept(temperature, clock.now(), 21, status.sensorFailure);
  await flow.flush();
  expect(published.flatMap(([, ids]) => ids)).toEqual([
    't1-101-air/temperature=NaN/808c0000',
    't1-101-lamps/front=NaN/80070000',
  ]);
});

test('more than one group can hold, while the disk writes: all are kept, in their order', async () => {
  const append = countingDisk();
  const counts: number[] = [];
  const { clock, flow, published } = flowOn(async (count) => {
    counts.push(count);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return append(count);
  });
  for (let value = 0; value < 10_000; value++)
    flow.accept(value % 2 === 0 ? front : front + 1, clock.now(), value, status.good);
  await flow.flush();
  const told = published.flatMap(([, ids]) => ids).map((id) => Number(/=(\d+)/.exec(id)![1]));
  expect([...told].sort((a, b) => a - b)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  expect(counts.length).toBeLessThanOrEqual(3);
  expect(published.every(([, , positions]) => positions !== null)).toBe(true);
});

test('a value outside its span is uncertain, never dropped', async () => {
  const { clock, flow, published } = flowOn(countingDisk());
  flow.accept(temperature, clock.now(), 5_000, status.good);
  await flow.flush();
  expect(published[0]![1]).toEqual(['t1-101-air/temperature=5000/40940000']);
});

describe('source time', () => {
  const now = Date.UTC(2026, 10, 23);
  const day = 24 * 3_600_000;
  test.each([
    ['now', now, now, status.good],
    ['six days old', now - 6 * day, now - 6 * day, status.good],
    ['a value that stands since a month', now - 30 * day, now, status.good],
    ['a clock years behind', now - 3 * 365 * day, now, status.clockSuspect],
    ['a clock never set', 1_000, now, status.clockSuspect],
    ['a clock far ahead', now + 3_600_000, now, status.clockSuspect],
    ['a clock years ahead', now + 3 * 365 * day, now, status.clockSuspect],
    ['no number', Number.NaN, now, status.clockSuspect],
  ])('%s', (_what, source, timeMs, code) => {
    expect([believedTime(source, now), timedStatus(source, status.good, now)]).toEqual([timeMs, code]);
  });

  test('a bad sample stays bad for its own reason', () => {
    expect(timedStatus(1_000, status.timeout, now)).toBe(status.timeout);
  });
});

describe('jumps of the system clock', () => {
  const jumps = [60_000, -60_000, 3_600_000, -3_600_000, 3 * 31_536_000_000, -3 * 31_536_000_000];

  test.each(jumps)(
    'by %d ms: every change is told once, heartbeats neither stop nor storm',
    async (jumpMs) => {
      const { clock, flow, published, stamps } = flowOn(countingDisk());
      const heartbeats = 4;
      let changes = 0;
      const live = async (seconds: number): Promise<void> => {
        for (let i = 0; i < seconds; i++) {
          clock.advance(1_000);
          flow.accept(temperature, clock.now(), 20 + (changes++ % 7), status.good);
          flow.heartbeat(front, front + 1);
          await flow.flush();
        }
      };
      flow.accept(front, clock.now(), 1, status.good);
      await live(60);
      clock.jump(jumpMs);
      await live(60);
      clock.jump(-jumpMs);
      await live(60);
      const told = published.flatMap(([, ids]) => ids);
      expect(told.filter((id) => id.startsWith('t1-101-air/temperature'))).toHaveLength(changes);
      const lamps = told.filter((id) => id.startsWith('t1-101-lamps/front'));
      const { heartbeatMs } = points[front]!;
      expect(lamps.length).toBeGreaterThanOrEqual(Math.floor(180_000 / heartbeatMs));
      expect(lamps.length).toBeLessThanOrEqual(1 + Math.ceil(180_000 / heartbeatMs) + heartbeats);
      expect(new Set(stamps).size).toBe(stamps.length);
      expect(told.every((id) => id.endsWith('/0'))).toBe(true);
    },
  );

  test('a device whose clock is right while ours is years off: flagged, kept, and good again afterwards', async () => {
    const { clock, flow, published } = flowOn(countingDisk());
    const trueMs = clock.now();
    clock.jump(5 * 31_536_000_000);
    flow.accept(temperature, trueMs, 20, status.good);
    await flow.flush();
    clock.jump(-5 * 31_536_000_000);
    flow.accept(temperature, trueMs + 1_000, 21, status.good);
    await flow.flush();
    expect(published.flatMap(([, ids]) => ids)).toEqual([
      `t1-101-air/temperature=20/${status.clockSuspect.toString(16)}`,
      't1-101-air/temperature=21/0',
    ]);
  });
});
