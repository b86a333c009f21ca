// The single-pass roll-up against the naive view, directly and through rows of every tier.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { status } from '../../../../campus-model/index.ts';
import { riseBetween } from '../../../../telemetry-store/roll-up/point-rules.ts';
import { historyView, nothingBefore, RollUp } from '../../../../telemetry-store/roll-up/roll-up.ts';
import { naiveView, type PlainSample } from '../../../contract/history-store/naive-view.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 8, 1, 8);

const codes = fc.constantFrom(
  status.good,
  status.good,
  status.outOfRange,
  status.timeout,
  status.deviceFailure,
);
const value = fc.oneof(
  fc.integer({ min: -50, max: 1_000 }),
  fc.constant(Number.NaN),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);
const sample = fc.record({
  timeMs: fc.oneof(
    fc.integer({ min: start - hourMs, max: start + 3 * hourMs }),
    // many at the edges of minutes
    fc.integer({ min: -60, max: 180 }).map((minute) => start + minute * 60_000),
  ),
  ordinal: fc.integer({ min: 0, max: 3 }),
  value,
  status: codes,
});
const samplesOf = fc
  .uniqueArray(sample, { selector: ({ timeMs, ordinal }) => `${timeMs} ${ordinal}`, maxLength: 200 })
  .map((samples) => samples.toSorted((a, b) => a.timeMs - b.timeMs || a.ordinal - b.ordinal));
const rules = fc.record({
  id: fc.constant('a/b'),
  holdMs: fc.constantFrom(1, 30_000, 90_000, hourMs, 100 * hourMs),
  isCounter: fc.boolean(),
  wrapsAt: fc.constantFrom(null, 1_000),
});
const nowMs = fc.constantFrom(start - 1, start + hourMs + 17, start + 100 * hourMs);

type Rules = typeof rules extends fc.Arbitrary<infer T> ? T : never;

function before(samples: readonly PlainSample[], fromMs: number) {
  let seen = { ...nothingBefore };
  for (const one of samples) {
    if (one.timeMs >= fromMs) break;
    const isUsable = !Number.isNaN(one.value) && one.status < 0x80000000;
    seen = {
      endsMs: one.timeMs,
      held: isUsable ? one.value : Number.NaN,
      usable: isUsable ? one.value : seen.usable,
    };
  }
  return seen;
}

function close(actual: unknown, expected: unknown): void {
  const soft = (value: unknown): unknown =>
    typeof value === 'number'
      ? expect.closeTo(value, Math.min(6, 9 - Math.ceil(Math.log10(Math.abs(value) + 1))))
      : value;
  expect(actual).toEqual(
    Object.fromEntries(Object.entries(expected as object).map(([name, one]) => [name, soft(one)])),
  );
}

function agrees(
  rollUp: RollUp,
  point: Rules,
  samples: readonly PlainSample[],
  toMs: number,
  now: number,
): void {
  const { fromMs, bucketMs } = rollUp;
  const span = { pointId: 'a/b', toMs, nowMs: now, tier: 'samples' as const };
  const view = historyView(rollUp, before(samples, fromMs), span);
  const expected = naiveView(point, samples, { fromMs, toMs, bucketMs }, now);
  expect(view.buckets).toHaveLength(expected.buckets.length);
  for (const [i, bucket] of expected.buckets.entries()) close(view.buckets[i], bucket);
  close({ coverage: view.coverage }, { coverage: expected.coverage });
}

describe('roll-up', () => {
  test('one pass gives what looking at every sample for every bucket gives', () => {
    fc.assert(
      fc.property(
        samplesOf,
        rules,
        nowMs,
        fc.integer({ min: 1, max: 2 * hourMs }),
        fc.integer({ min: 1, max: 40 }),
        (samples, point, now, bucketMs, buckets) => {
          const toMs = start + bucketMs * buckets - Math.floor(bucketMs / 3);
          const rollUp = new RollUp({ fromMs: start, bucketMs, length: buckets }, point, now);
          for (const { timeMs, value: one, status: code } of samples)
            if (timeMs < toMs) rollUp.addSample(timeMs, one, code);
          agrees(rollUp, point, samples, toMs, now);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('rows of minutes add up to quarters, hours and any longer bucket, alone or mixed with samples', () => {
    fc.assert(
      fc.property(samplesOf, rules, fc.integer({ min: 0, max: 180 }), (samples, point, rowsUntil) => {
        const span = { fromMs: start, length: 180, bucketMs: 60_000 };
        const minutes = new RollUp(span, point, Number.POSITIVE_INFINITY);
        const quarters = new RollUp(
          { fromMs: start, length: 12, bucketMs: 15 * 60_000 },
          point,
          Number.POSITIVE_INFINITY,
        );
        const mixed = new RollUp(
          { fromMs: start, length: 3, bucketMs: hourMs },
          point,
          Number.POSITIVE_INFINITY,
        );
        const hours = new RollUp(
          { fromMs: start, length: 3, bucketMs: hourMs },
          point,
          Number.POSITIVE_INFINITY,
        );
        for (const one of samples) minutes.addSample(one.timeMs, one.value, one.status);
        const borderMs = start + rowsUntil * 60_000;
        for (let at = 0; at < 180; at++) {
          const row = minutes.row(at);
          if (row) quarters.addRow(row);
          if (row && at < rowsUntil) mixed.addRow(row);
        }
        for (const one of samples)
          if (one.timeMs >= borderMs) mixed.addSample(one.timeMs, one.value, one.status);
        for (let at = 0; at < 12; at++) {
          const row = quarters.row(at);
          if (row) hours.addRow(row);
        }
        const now = start + 100 * hourMs;
        agrees(hours, point, samples, start + 3 * hourMs, now);
        agrees(mixed, point, samples, start + 3 * hourMs, now);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [10, 12, null, 2],
    [12, 3, null, 3],
    [990, 4, 1_000, 14],
    [900, 4, 1_000, 4],
    [990, 100, 1_000, 100],
    [5, 5, 1_000, 0],
  ])('from %d to %d with a wrap at %s is a rise of %d', (from, to, wrapsAt, rise) => {
    expect(riseBetween(from, to, wrapsAt)).toBe(rise);
  });

  test('a sum beyond all numbers is no mean', () => {
    const rollUp = new RollUp(
      { fromMs: 0, bucketMs: 10, length: 1 },
      { holdMs: 1, isCounter: false, wrapsAt: null },
      100,
    );
    rollUp.addSample(1, Number.MAX_VALUE, 0);
    rollUp.addSample(3, Number.MAX_VALUE, 0);
    const view = historyView(rollUp, nothingBefore, {
      pointId: 'a/b',
      toMs: 10,
      nowMs: 100,
      tier: 'samples',
    });
    expect(view.buckets[0]).toMatchObject({ count: 2, max: Number.MAX_VALUE, mean: null, timeMean: null });
  });
});
