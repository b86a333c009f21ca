// Sums of stretches that were summed apart and joined are the sums of all samples: against the naive view.
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../runtime/index.ts';
import { nothingBefore, type Stretch, SumGrid } from '../../../../telemetry-store/duckdb/sum-grid.ts';
import { bucketMsFor, type HistoryPoint } from '../../../../telemetry-store/index.ts';
import { naiveView, type PlainSample } from '../../../contract/history-store/naive-view.ts';

const points: readonly HistoryPoint[] = [
  { id: 'a/short', holdMs: 300, isCounter: false, wrapsAt: null },
  { id: 'a/long', holdMs: 100_000, isCounter: false, wrapsAt: null },
  { id: 'a/counter', holdMs: 2_000, isCounter: true, wrapsAt: 100 },
];

function randomSamples(random: () => number, count: number): PlainSample[] {
  const samples = Array.from({ length: count }, (_, ordinal) => ({
    timeMs: Math.floor(random() * 10_000),
    ordinal,
    value: random() < 0.1 ? Number.NaN : Math.floor(random() * 100),
    status: random() < 0.1 ? 0x80000000 : random() < 0.2 ? 0x40000000 : 0,
  }));
  return samples.sort((a, b) => a.timeMs - b.timeMs || a.ordinal - b.ordinal);
}

/** Feeds the samples of [from, to) as a stretch of its own, in two pieces. */
function stretch(grid: SumGrid, samples: readonly PlainSample[], from: number, to: number): Stretch[] {
  const inside = samples.filter(({ timeMs }) => timeMs >= from && timeMs < to);
  const rows = {
    timeMs: Float64Array.from(inside, ({ timeMs }) => timeMs),
    value: Float64Array.from(inside, ({ value }) => value),
    status: Uint32Array.from(inside, ({ status }) => status),
  };
  const half = inside.length >> 1;
  grid.begin(from);
  grid.samples(0, rows, null, 0, half);
  grid.samples(0, rows, null, half, inside.length);
  return grid.end(to);
}

describe('SumGrid', () => {
  test.each(points)('$id: stretches joined are one', (point) => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = seededRandom(seed);
      const samples = randomSamples(random, Math.floor(random() * 60));
      const bucketMs = 1 + Math.floor(random() * 3_000);
      const span = { fromMs: 0, toMs: 10_000, bucketMs };
      const nowMs = 5_000 + random() * 6_000;
      const length = Math.ceil(10_000 / bucketMs);
      const grid = new SumGrid({ fromMs: 0, bucketMs, length }, [point], Math.min(nowMs, 10_000));
      const cuts = [0, Math.floor(random() * 5_000), 5_000 + Math.floor(random() * 5_000), 10_000];
      const stretches = cuts.slice(1).flatMap((to, i) => stretch(grid, samples, cuts[i]!, to));
      grid.cross(0, nothingBefore, stretches);
      const { buckets } = naiveView(point, samples, span, nowMs);
      for (const [at, bucket] of buckets.entries()) {
        const where = `seed ${seed}, bucket ${at}`;
        expect([grid.count[at], grid.uncertain[at], grid.bad[at]], where).toEqual([
          bucket.count,
          bucket.uncertain,
          bucket.bad,
        ]);
        expect(grid.covered[at]! / bucketMs, where).toBeCloseTo(bucket.coverage, 9);
        expect(grid.rise[at], where).toBe(bucket.rise ?? 0);
        expect(bucket.last ?? Number.NaN, where).toBe(grid.last[at]);
        if (bucket.timeMean !== null)
          expect(grid.area[at]! / grid.covered[at]!, where).toBeCloseTo(bucket.timeMean, 9);
      }
    }
  });
});

test('lengths of buckets fill tiers, and no more than asked make up the span', () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  expect(bucketMsFor(hour, 720)).toBe(5_000);
  expect(bucketMsFor(day, 1_440)).toBe(minute);
  expect(bucketMsFor(365 * day, 9_000)).toBe(hour);
  expect(bucketMsFor(10 * 365 * day, 1_000)).toBe(4 * day);
  for (let spanMs = 1; spanMs < 2 ** 45; spanMs = Math.ceil(spanMs * 1.7))
    expect(Math.ceil(spanMs / bucketMsFor(spanMs, 300))).toBeLessThanOrEqual(300);
});
