// The way of samples: grouped by device, durable before they are published, published without if the disk fails.
import { type Point, status } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppendOutcome } from '../../../edge-agent/outbox/outbox.ts';
import { LastSent } from '../../../edge-agent/sampling/report-by-exception.ts';
import { SampleFlow } from '../../../edge-agent/sampling/sample-flow.ts';
import { decodeSample, encodeSample } from '../../../edge-agent/sampling/sample-record.ts';
import { believedTime } from '../../../edge-agent/sampling/source-time.ts';
import { smallCampus } from './small-campus.ts';

const points = [...smallCampus().points.values()];
const indexOf = (id: string): number => points.findIndex((point: Point) => point.pointId === id);
const front = indexOf('t1-101-lamps/front');
const temperature = indexOf('t1-101-air/temperature');

function flowOn(append: (count: number) => Promise<AppendOutcome>) {
  const clock = new ManualClock();
  const published: [device: string, ids: string[], positions: string | null][] = [];
  const keptLater: boolean[] = [];
  const lastSent = new LastSent(points);
  const flow = new SampleFlow({
    points,
    lastSent,
    clock,
    outbox: { append: (records) => append(records.length) },
    publish: (device, samples, positions, isKeptLater) => {
      keptLater.push(isKeptLater);
      published.push([
        device,
        samples.map(({ pointId, value, status: code }) => `${pointId}=${value}/${code.toString(16)}`),
        positions && `${positions.first}-${positions.last}`,
      ]);
    },
  });
  return { clock, flow, published, lastSent, keptLater };
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
  const { clock, flow, published, keptLater } = flowOn(() =>
    Promise.resolve({ ok: false, reason: 'disk-full' }),
  );
  flow.accept(front, clock.now(), 1, status.good);
  await flow.flush();
  expect(published).toEqual([['t1-101-lamps', ['t1-101-lamps/front=1/0'], null]]);
  expect(keptLater).toEqual([false]);
  expect(flow.notDurable).toBe(1);
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

test('a disk that hangs holds live values up for a second; kept later, they count as durable', async () => {
  const disk = Promise.withResolvers<AppendOutcome>();
  const { clock, flow, published, keptLater } = flowOn(() => disk.promise);
  flow.accept(front, clock.now(), 1, status.good);
  const flushed = flow.flush();
  clock.advance(999);
  await Promise.resolve();
  expect(published).toEqual([]);
  clock.advance(1);
  await flushed;
  expect(published[0]![2]).toBeNull();
  expect(keptLater).toEqual([true]);
  disk.resolve({ ok: true, positions: { outboxId: 'abcdef', first: 1, last: 1 } });
  await disk.promise;
  expect(flow.notDurable).toBe(0);
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

describe('source time', () => {
  const now = Date.UTC(2026, 10, 23);
  const day = 24 * 3_600_000;
  test.each([
    ['now', now, now, status.good],
    ['six days old', now - 6 * day, now - 6 * day, status.good],
    ['a value that stands since a month', now - 30 * day, now, status.good],
    ['a clock never set', 1_000, now, status.clockSuspect],
    ['a clock far ahead', now + 3_600_000, now, status.clockSuspect],
    ['no number', Number.NaN, now, status.clockSuspect],
  ])('%s', (_what, source, timeMs, code) => {
    expect(believedTime(source, status.good, now)).toEqual({ timeMs, status: code });
  });
});

test('property: a sample outlives its bytes', () => {
  fc.assert(
    fc.property(
      fc.record({
        pointId: fc.stringMatching(/^[a-z0-9-]{1,64}\/[a-z0-9-]{1,48}$/),
        timeMs: fc.integer({ min: 0, max: 9e15 }),
        value: fc.double(),
        status: fc.integer({ min: 0, max: 0xffffffff }),
        ordinal: fc.integer({ min: 0, max: 0xffff }),
      }),
      fc.option(fc.string({ unit: 'grapheme', maxLength: 200 }), { nil: undefined }),
      (sample, text) => {
        const whole = { ...sample, ...(text === undefined ? {} : { text: text.toWellFormed() }) };
        expect(decodeSample(encodeSample(whole))).toEqual(whole);
      },
    ),
  );
});

test('property: random bytes are a sample or nothing, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      decodeSample(bytes);
    }),
  );
});
