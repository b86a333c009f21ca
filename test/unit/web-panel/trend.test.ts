// Trend columns: what each kind of point shows of a bucket, what of it is in doubt, and where nothing is known and why.
import type { PointView } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import {
  chartGroups,
  gapSums,
  gapsOf,
  hasValues,
  numberAt,
  qualityWords,
  rowAt,
  thin,
  trendColumns,
  worseQuality,
} from '../../../web/panel/format/trend.ts';
import { stays } from '../../../web/panel/format/trend-stays.ts';
import { held, historyOf, pointOf, type Row, sampled } from './trend-points.ts';

const states = { '0': { zh: '冷', en: 'cool' } };
const columnsOf = (rows: Row[], point = pointOf()) => trendColumns(historyOf(rows), point);
const none = Number.NaN;

describe('the value of a bucket', () => {
  test('is the mean over time; without samples the value that held, and a gap where nothing did', () => {
    const columns = columnsOf([sampled, held, {}]);
    expect([...(columns.value as Float64Array)]).toEqual([6.5, 7, none]);
    expect([...(columns.coverage as Float32Array)]).toEqual([1, 1, 0]);
    expect([0, 1, 2].map((row) => numberAt(columns.value, row))).toEqual([6.5, 7, null]);
  });

  test.each([
    ['named states', pointOf({ states })],
    ['plain codes', pointOf({ quantity: 'switch' })],
  ])('of %s is the last one, not a mean of states, and has no band', (_name, coded) => {
    const columns = columnsOf(
      [
        { ...sampled, last: 3 },
        { timeMean: 3, coverage: 0.4 },
      ],
      coded,
    );
    expect([...(columns.value as Float64Array)]).toEqual([3, 3]);
    expect([columns.min, columns.max]).toEqual([null, null]);
  });

  test('of a counter is what it counted', () => {
    const counter = pointOf({ counter: true });
    expect([...(columnsOf([{ ...sampled, rise: 1.5 }, held, {}], counter).value as Float64Array)]).toEqual([
      1.5,
      none,
      none,
    ]);
    // The store says 0 where it knows of nothing; at rest is another thing.
    const silent = columnsOf([{ rise: 0 }, { bad: 1, rise: 0 }, { ...held, rise: 0 }], counter);
    expect([...(silent.value as Float64Array)]).toEqual([none, none, 0]);
  });

  test('is nowhere where nothing is', () => {
    expect(hasValues(columnsOf([{}, { bad: 2 }]))).toBe(false);
    expect(hasValues(columnsOf([]))).toBe(false);
    expect(hasValues(columnsOf([{}, held]))).toBe(true);
  });

  test('stands in the row of its time', () => {
    const columns = columnsOf([sampled, held, {}]);
    expect([-1, 0, 9, 10, 29, 30].map((atMs) => rowAt(columns, atMs))).toEqual([null, 0, 0, 1, 2, null]);
    expect(numberAt(columns.value, null)).toBeNull();
  });
});

describe('doubt', () => {
  test('is told by bucket, and a held value is as doubtful as it came', () => {
    const uncertain = { ...sampled, uncertain: 2 };
    const rows = [sampled, { ...sampled, bad: 1 }, uncertain, held, { bad: 1 }, held, {}];
    expect(Array.from(columnsOf(rows).quality, (code) => qualityWords[code])).toEqual([
      'good',
      'partly-bad',
      'uncertain',
      'uncertain',
      'bad',
      'good',
      'none',
    ]);
  });

  test('of rows together is the worse where both have a value', () => {
    const of = (one: string, other: string) => {
      const codes = [one, other].map((word) => qualityWords.indexOf(word as never));
      return [worseQuality(codes[0]!, codes[1]!), worseQuality(codes[1]!, codes[0]!)].map(
        (code) => qualityWords[code],
      );
    };
    expect(of('good', 'uncertain')).toEqual(['uncertain', 'uncertain']);
    expect(of('good', 'bad')).toEqual(['partly-bad', 'partly-bad']);
    expect(of('good', 'none')).toEqual(['good', 'good']);
    expect(of('none', 'bad')).toEqual(['bad', 'bad']);
    expect(of('partly-bad', 'uncertain')).toEqual(['partly-bad', 'partly-bad']);
  });
});

describe('gaps', () => {
  const gapsIn = (rows: Row[], nowMs: number, losses: Parameters<typeof gapsOf>[1] = []) =>
    gapsOf(columnsOf(rows), losses, nowMs);

  test('have their reason, neighbours of one reason are one, and the future is none', () => {
    expect(gapsIn([sampled, { bad: 1 }, { bad: 2 }, {}, held, {}, {}, {}], 65)).toEqual([
      { fromMs: 10, toMs: 30, reason: 'bad', samples: 0 },
      { fromMs: 30, toMs: 40, reason: 'none', samples: 0 },
      { fromMs: 50, toMs: 65, reason: 'none', samples: 0 },
    ]);
  });

  test('that the gateway has booked are told as it booked them, also under a value that held', () => {
    const gap = { fromMs: 12, toMs: 28, samples: 9, why: 'outbox-full' as const };
    expect(gapsIn([sampled, {}, held, {}], 100, [gap])).toEqual([
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

test('a stay is rows with people that follow each other, with the most of them', () => {
  const counts = [0, 3, 5, null, 2, 0, 1];
  expect(stays({ fromMs: 100, bucketMs: 10, length: 7 }, (row) => counts[row] ?? null)).toEqual([
    { fromMs: 110, toMs: 130, most: 5 },
    { fromMs: 140, toMs: 150, most: 2 },
    { fromMs: 160, toMs: 170, most: 1 },
  ]);
});

test('one chart a unit, one for each point of states, counters apart from what they count', () => {
  const of = (pointId: string, unit: string, more: Partial<PointView> = {}) =>
    pointOf({ pointId, unit, quantity: 'state', ...more });
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
