// Lines thinned to a width lose no extreme, and figures over a span are those of its rows.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trendColumns } from '../../../web/panel/format/trend.ts';
import { certainAndDoubtful, trendLines } from '../../../web/panel/format/trend-lines.ts';
import { trendStatistics } from '../../../web/panel/format/trend-statistics.ts';
import { placeItems } from '../../../web/panel/pages/trends/lanes/place-items.ts';
import { held, historyOf, pointOf, type Row, sampled } from './trend-points.ts';

const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const columnsOf = (rows: readonly Row[], more = {}) => trendColumns(historyOf(rows), pointOf(more));
const finite = (line: readonly (number | null)[]) => line.filter((value) => value !== null);

describe('lines', () => {
  test('as many as there is room for stand as they are', () => {
    const lines = trendLines(columnsOf([sampled, held, {}]), all, 10, 'mean');
    expect(lines).toMatchObject({
      times: [0, 0.01, 0.02],
      value: [6.5, 7, null],
      min: [5, 7, null],
      max: [7, 7, null],
    });
  });

  test('lie in their band, also where a value from before the bucket held longest', () => {
    const carried = { count: 1, min: 20, max: 20, mean: 20, last: 20, timeMean: 10, coverage: 1 };
    expect(trendLines(columnsOf([carried]), all, 10, 'mean')).toMatchObject({
      min: [10],
      value: [10],
      max: [20],
    });
  });

  test('thinned keep every extreme, are no more than asked for, and mean what the rows mean', () => {
    const row = fc.option(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 4 })));
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 2, max: 60 }),
        (values, most) => {
          const rows = values.map((each): Row => {
            if (!each) return {};
            const [value, quarter] = each;
            return {
              count: 1,
              min: value - 1,
              max: value + 1,
              last: value,
              timeMean: value,
              coverage: quarter / 4,
            };
          });
          const columns = columnsOf(rows);
          const { value, min, max, times } = trendLines(columns, all, most, 'mean');
          expect(times.length).toBeLessThanOrEqual(most + 1);
          const known = values.filter((each) => each !== null);
          expect(finite(value).length > 0).toBe(known.length > 0);
          if (known.length === 0) return;
          const numbers = known.map(([number]) => number);
          expect(Math.min(...finite(min))).toBe(Math.min(...numbers) - 1);
          expect(Math.max(...finite(max))).toBe(Math.max(...numbers) + 1);
          expect(
            finite(value).every((each) => each >= Math.min(...numbers) && each <= Math.max(...numbers)),
          ).toBe(true);
        },
      ),
    );
  });

  test('weigh a mean by time, sum what was counted, and end states with the last', () => {
    const rows = [
      { ...sampled, timeMean: 10, coverage: 1, last: 1, rise: 2 },
      { ...sampled, timeMean: 20, coverage: 0.25, last: 0, rise: 3 },
    ];
    expect(trendLines(columnsOf(rows), all, 1, 'mean').value).toEqual([12]);
    expect(trendLines(columnsOf(rows, { counter: true }), all, 1, 'sum').value).toEqual([5]);
    expect(trendLines(columnsOf(rows, { quantity: 'switch' }), all, 1, 'last').value).toEqual([0]);
  });

  test('of a part of the span reach one row beyond each end, and neighbours are always the same', () => {
    const columns = columnsOf(Array.from({ length: 100 }, (_, i) => ({ ...sampled, timeMean: i })));
    const part = trendLines(columns, { fromMs: 200, toMs: 300 }, 50, 'mean');
    expect([part.times[0], part.times.at(-1)]).toEqual([0.19, 0.3]);
    const [one, moved] = [200, 210].map((fromMs) =>
      trendLines(columns, { fromMs, toMs: fromMs + 400 }, 10, 'mean'),
    );
    const shared = moved!.times.filter((time) => one!.times.includes(time));
    expect(shared.length).toBeGreaterThan(6);
  });

  test('in doubt are drawn apart, joined to the certain line at both ends', () => {
    const uncertain = { ...sampled, uncertain: 2 };
    const lines = trendLines(columnsOf([sampled, sampled, uncertain, sampled, sampled]), all, 10, 'mean');
    expect(certainAndDoubtful(lines)).toEqual({
      certain: [6.5, 6.5, null, 6.5, 6.5],
      doubtful: [null, 6.5, 6.5, 6.5, null],
    });
  });
});

describe('figures', () => {
  const rows = [
    { count: 1, min: 2, max: 9, last: 4, timeMean: 4, coverage: 1, rise: 1 },
    { count: 1, min: 8, max: 8, last: 8, timeMean: 8, coverage: 0.5, rise: 2 },
    {},
    { timeMean: 8, coverage: 0.5 },
  ];

  test('are of the rows in the span, weighted by time; the future is no part of it', () => {
    const columns = columnsOf(rows);
    expect(trendStatistics(columns, { fromMs: 0, toMs: 40 }, 40)).toEqual({
      mean: 6,
      min: 2,
      max: 9,
      last: 8,
      sum: 20,
      coverage: 0.5,
    });
    expect(trendStatistics(columns, { fromMs: 10, toMs: 40 }, 20)).toMatchObject({
      min: 8,
      max: 8,
      coverage: 1,
    });
    expect(trendStatistics(columns, { fromMs: 0, toMs: 10 }, 40)).toMatchObject({
      mean: 4,
      last: 4,
      coverage: 1,
    });
  });

  test('of counters are what was counted; of nothing they are nothing', () => {
    expect(trendStatistics(columnsOf(rows, { counter: true }), { fromMs: 0, toMs: 20 }, 40).sum).toBe(3);
    expect(trendStatistics(columnsOf([{}, {}]), { fromMs: 0, toMs: 20 }, 40)).toEqual({
      mean: null,
      min: null,
      max: null,
      last: null,
      sum: null,
      coverage: 0,
    });
  });
});

describe('items of a lane', () => {
  const item = (fromMs: number, toMs: number, kind: 'command' | 'stay' = 'command') =>
    ({ key: `${fromMs}`, fromMs, toMs, look: { kind } }) as Parameters<typeof placeItems>[0][number];
  const least = { pressed: 30, seen: 3 };

  test('are cut off at the ends, wide enough to press, and those outside are left out', () => {
    const placed = placeItems(
      [item(-50, -1), item(-10, 50), item(99, 99), item(101, 200)],
      { fromMs: 0, toMs: 100 },
      1000,
      least,
    );
    expect(placed.map(({ leftPx, widthPx, row }) => [leftPx, widthPx, row])).toEqual([
      [0, 500, 0],
      [970, 30, 0],
    ]);
  });

  test('that would cover each other stand below each other, in three rows at most', () => {
    const many = [0, 1, 2, 3, 50].map((at) => item(at, at));
    const placed = placeItems(many, { fromMs: 0, toMs: 100 }, 1000, least);
    expect(placed.map(({ row }) => row)).toEqual([0, 1, 2, 0, 0]);
  });

  test('stays that are only looked at are as narrow as they were short, in one row', () => {
    const placed = placeItems(
      [item(0, 1, 'stay'), item(0.1, 2, 'stay')],
      { fromMs: 0, toMs: 1000 },
      1000,
      least,
    );
    expect(placed.map(({ widthPx, row }) => [widthPx, row])).toEqual([
      [3, 0],
      [3, 0],
    ]);
  });
});
