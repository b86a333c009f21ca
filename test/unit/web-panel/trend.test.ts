// Trend columns: what each kind of point shows of a bucket, what of it is in doubt, and where nothing is known and why.
import type { HistoryBucket, PointView, TrendView } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import {
  chartGroups,
  gapSums,
  gapsOf,
  hasValues,
  linesOf,
  sumOf,
  thin,
  trendColumns,
} from '../../../web/panel/format/trend.ts';

const empty: HistoryBucket = {
  fromMs: 0,
  count: 0,
  uncertain: 0,
  bad: 0,
  min: null,
  max: null,
  mean: null,
  last: null,
  timeMean: null,
  coverage: 0,
  rise: null,
};

/** Buckets of 10 ms in a row. */
const row = (...some: Partial<HistoryBucket>[]) =>
  some.map((each, at) => ({ ...empty, fromMs: at * 10, ...each }));

const sampled = { count: 2, min: 5, max: 7, mean: 6, last: 7, timeMean: 6.5, coverage: 1 };
const held = { timeMean: 7, coverage: 1 };

const view = (buckets: HistoryBucket[], gaps: TrendView['gaps'] = []): TrendView => ({
  pointId: 'a/b',
  bucketMs: 10,
  buckets,
  coverage: 1,
  tier: 'samples',
  gaps,
});

const point = (more: Partial<PointView> = {}) =>
  ({ states: null, counter: false, quantity: 'temperature', ...more }) as PointView;

const states = { '0': { zh: '冷', en: 'cool' } };

describe('the value of a bucket', () => {
  test('is the mean over time; without samples the value that held, and a gap where nothing did', () => {
    const columns = trendColumns(view(row(sampled, held, {})), point());
    expect(columns).toMatchObject({
      times: [0, 0.01, 0.02],
      value: [6.5, 7, null],
      min: [5, 7, null],
      max: [7, 7, null],
      coverage: [1, 1, 0],
    });
  });

  test('lies in its band, also where a value from before the bucket held longest', () => {
    const carried = { count: 1, min: 20, max: 20, mean: 20, last: 20, timeMean: 10, coverage: 1 };
    expect(trendColumns(view(row(carried)), point())).toMatchObject({ min: [10], value: [10], max: [20] });
  });

  test.each([
    ['named states', point({ states })],
    ['plain codes', point({ quantity: 'switch' })],
  ])('of %s is the last one, not a mean of states, and has no band', (_name, coded) => {
    const columns = trendColumns(view(row({ ...sampled, last: 3 }, { timeMean: 3, coverage: 0.4 })), coded);
    expect(columns).toMatchObject({ value: [3, 3], min: [null, null], max: [null, null] });
  });

  test('of a counter is what it counted', () => {
    const columns = trendColumns(view(row({ ...sampled, rise: 1.5 }, held, {})), point({ counter: true }));
    expect(columns).toMatchObject({ value: [1.5, null, null], min: [null, null, null] });
    // The store says 0 where it knows of nothing; at rest is another thing.
    const silent = trendColumns(
      view(row({ rise: 0 }, { bad: 1, rise: 0 }, { ...held, rise: 0 })),
      point({ counter: true }),
    );
    expect(silent.value).toEqual([null, null, 0]);
    expect(sumOf([1.5, null, 2])).toBe(3.5);
    expect(sumOf([null])).toBeNull();
  });

  test('is nowhere where nothing is', () => {
    expect(hasValues(trendColumns(view(row({}, { bad: 2 })), point()))).toBe(false);
    expect(hasValues(trendColumns(view([]), point()))).toBe(false);
  });
});

describe('doubt', () => {
  test('is told by bucket, and a held value is as doubtful as it came', () => {
    const uncertain = { ...sampled, uncertain: 2 };
    const buckets = row(sampled, { ...sampled, bad: 1 }, uncertain, held, { bad: 1 }, held, {});
    expect(trendColumns(view(buckets), point()).quality).toEqual([
      'good',
      'partly-bad',
      'uncertain',
      'uncertain',
      'bad',
      'good',
      'none',
    ]);
  });

  test('is drawn apart, joined to the certain line at both ends', () => {
    const uncertain = { ...sampled, uncertain: 2 };
    const columns = trendColumns(view(row(sampled, sampled, uncertain, sampled, sampled)), point());
    expect(linesOf(columns)).toEqual({
      certain: [6.5, 6.5, null, 6.5, 6.5],
      doubtful: [null, 6.5, 6.5, 6.5, null],
    });
  });
});

describe('gaps', () => {
  test('have their reason, neighbours of one reason are one, and the future is none', () => {
    const buckets = row(sampled, { bad: 1 }, { bad: 2 }, {}, held, {}, {}, {});
    expect(gapsOf(view(buckets), 65)).toEqual([
      { fromMs: 10, toMs: 30, reason: 'bad', samples: 0 },
      { fromMs: 30, toMs: 40, reason: 'none', samples: 0 },
      { fromMs: 50, toMs: 65, reason: 'none', samples: 0 },
    ]);
  });

  test('that the gateway has booked are told as it booked them, also under a value that held', () => {
    const gap = { fromMs: 12, toMs: 28, samples: 9, why: 'outbox-full' as const };
    const found = gapsOf(view(row(sampled, {}, held, {}), [gap]), 100);
    expect(found).toEqual([
      { fromMs: 12, toMs: 28, reason: 'outbox-full', samples: 9 },
      { fromMs: 30, toMs: 40, reason: 'none', samples: 0 },
    ]);
  });

  test('are summed by reason, the longest first', () => {
    const stretch = (fromMs: number, toMs: number, reason: 'bad' | 'outbox-full', samples = 0) => ({
      fromMs,
      toMs,
      reason,
      samples,
    });
    const gaps = [stretch(0, 5, 'bad'), stretch(10, 30, 'outbox-full', 4), stretch(40, 41, 'bad')];
    expect(gapSums(gaps)).toEqual([
      { reason: 'outbox-full', spanMs: 20, samples: 4 },
      { reason: 'bad', spanMs: 6, samples: 0 },
    ]);
  });
});

test('one chart a unit, one for each point of states, counters apart from what they count', () => {
  const of = (pointId: string, unit: string, more: Partial<PointView> = {}) =>
    point({ pointId, unit, quantity: 'state', ...more });
  const groups = chartGroups([
    of('a', '°C'),
    of('b', 'ppm'),
    of('c', '°C'),
    of('d', '', { states }),
    of('e', '', { states }),
    of('f', 'kWh', { counter: true }),
    of('g', 'kWh'),
  ]);
  expect(groups.map((group) => group.map(({ pointId }) => pointId))).toEqual([
    ['a', 'c'],
    ['b'],
    ['d'],
    ['e'],
    ['f'],
    ['g'],
  ]);
});

test('thin keeps every nth', () => {
  expect(thin([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 3, 6]);
  expect(thin([0, 1], 3)).toEqual([0, 1]);
});
