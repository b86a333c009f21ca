// Which tier answers which stretch of a query.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bucketStart,
  closeUp,
  dayMs,
  hourMs,
  type Span,
  segmentsOf,
  standardOffsetMs,
  tierMs,
} from '../../../../telemetry-store/roll-up/tiers.ts';

const shanghai = 8 * hourMs;
const midnight = Date.UTC(2026, 8, 1) - shanghai;
const never = { '1min': [], '15min': [], '1h': [], '1day': [] };
const since = (fromMs: number) => [{ fromMs, toMs: Number.POSITIVE_INFINITY }];

describe('tiers', () => {
  test.each([
    ['Asia/Shanghai', 8],
    ['UTC', 0],
    ['Europe/Berlin', 1],
    ['America/New_York', -5],
    ['Australia/Sydney', 10],
    ['Asia/Kathmandu', 5.75],
  ])('days of %s begin %d hours from those of UTC, summer time left out', (zone, hours) => {
    expect(standardOffsetMs(zone, 2026)).toBe(hours * hourMs);
  });

  test('whole days are read from the day tier, as far as it is settled, the rest from finer ones', () => {
    const settled = midnight + 2 * dayMs + 5 * hourMs;
    const unsettled = {
      '1min': since(settled),
      '15min': since(settled),
      '1h': since(settled),
      '1day': since(settled),
    };
    const query = { fromMs: midnight, toMs: midnight + 3 * dayMs, bucketMs: dayMs };
    expect(segmentsOf(query, unsettled, shanghai)).toEqual([
      { tier: '1day', fromMs: midnight, toMs: midnight + 2 * dayMs },
      { tier: '1h', fromMs: midnight + 2 * dayMs, toMs: settled },
      { tier: 'samples', fromMs: settled, toMs: query.toMs },
    ]);
  });

  test('buckets that no tier fills exactly are read from samples', () => {
    const odd = { fromMs: midnight + 1, toMs: midnight + dayMs + 1, bucketMs: hourMs };
    expect(segmentsOf(odd, never, shanghai).map(({ tier }) => tier)).toEqual(['samples']);
    const short = { fromMs: midnight, toMs: midnight + hourMs, bucketMs: 1_000 };
    expect(segmentsOf(short, never, shanghai).map(({ tier }) => tier)).toEqual(['samples']);
  });

  test('segments cover the query once, in order, and no tier is read where it is not settled', () => {
    const hole = fc
      .record({ hour: fc.integer({ min: -30, max: 120 }), hours: fc.integer({ min: 1, max: 40 }) })
      .map(
        ({ hour, hours }): Span => ({
          fromMs: midnight + hour * hourMs,
          toMs: midnight + (hour + hours) * hourMs,
        }),
      );
    fc.assert(
      fc.property(
        fc.array(hole, { maxLength: 60 }),
        fc.constantFrom(60_000, 5 * 60_000, 15 * 60_000, hourMs, 3 * hourMs, dayMs),
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (holes, bucketMs, buckets, less) => {
          const query = {
            fromMs: midnight,
            toMs: midnight + bucketMs * buckets - Math.min(less, bucketMs - 1),
            bucketMs,
          };
          const unsettled = { '1min': holes, '15min': holes, '1h': holes, '1day': holes };
          const segments = segmentsOf(query, unsettled, shanghai);
          let next = query.fromMs;
          for (const { tier, fromMs, toMs } of segments) {
            expect(fromMs).toBe(next);
            expect(toMs).toBeGreaterThan(fromMs);
            next = toMs;
            if (tier === 'samples') continue;
            expect(bucketMs % tierMs[tier]).toBe(0);
            expect([fromMs, toMs].map((timeMs) => bucketStart(tier, timeMs, shanghai))).toEqual([
              fromMs,
              toMs,
            ]);
            expect(holes.some((one) => one.fromMs < toMs && one.toMs > fromMs)).toBe(false);
          }
          expect(next).toBe(query.toMs);
        },
      ),
    );
  });

  test('many stretches are closed up to a few that cover them all', () => {
    const spans = Array.from({ length: 100 }, (_, i) => ({ fromMs: i * i * 10, toMs: i * i * 10 + 5 }));
    const closed = closeUp(spans, 7);
    expect(closed).toHaveLength(7);
    for (const one of spans)
      expect(closed.some(({ fromMs, toMs }) => fromMs <= one.fromMs && toMs >= one.toMs)).toBe(true);
  });
});
