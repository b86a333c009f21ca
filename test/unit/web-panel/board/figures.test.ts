// Small curves, bars and the addresses of boards and walls.
import type { HistoryBucket } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { barsOf, roundTop } from '../../../../web/panel/board/bars.ts';
import { boardSearch, boardsSearch } from '../../../../web/panel/board/search.ts';
import { sparkPath } from '../../../../web/panel/board/spark-path.ts';
import { stepIndex } from '../../../../web/panel/board/wall/use-wall-cycle.ts';

const hourMs = 3_600_000;

function bucket(row: number, rise: number | null, coverage = 1): HistoryBucket {
  const values = { min: null, max: null, mean: null, last: null, timeMean: null };
  return {
    fromMs: row * hourMs,
    count: coverage > 0 ? 1 : 0,
    uncertain: 0,
    bad: 0,
    ...values,
    coverage,
    rise,
  };
}

describe('bars', () => {
  test('are the sum of several meters with the share that is known', () => {
    const bars = barsOf(
      [
        { bucketMs: hourMs, buckets: [bucket(0, 2), bucket(1, 3)] },
        { bucketMs: hourMs, buckets: [bucket(0, 1), bucket(1, null, 0)] },
      ],
      1.5 * hourMs,
    );
    expect(bars).toEqual([
      { fromMs: 0, sum: 3, coverage: 1, isRunning: false },
      { fromMs: hourMs, sum: 3, coverage: 0.5, isRunning: true },
    ]);
  });

  test('an hour of which nothing is known is no 0', () => {
    expect(barsOf([{ bucketMs: hourMs, buckets: [bucket(0, 0, 0)] }], hourMs)[0]!.sum).toBeNull();
  });

  test.each([
    [0, 1],
    [0.3, 0.3],
    [1, 1],
    [3.2, 4],
    [87, 100],
    [5001, 6000],
  ])('above %d is %d', (highest, top) => {
    expect(roundTop(highest)).toBeCloseTo(top);
  });
});

describe('a small curve', () => {
  const size = { width: 100, height: 50, isStepped: false };
  const at = (...values: (number | null)[]) => values.map((timeMean) => ({ timeMean }));

  test('runs from the lowest to the highest, and breaks where nothing is known', () => {
    const { line } = sparkPath(at(0, 10, null, null, null, 5), size);
    expect(line).toBe('M0 47L20 3M100 25H110');
  });

  test('a short gap is bridged', () => {
    expect(sparkPath(at(0, null, null, 10, 10), size).line).toBe('M0 47L75 3L100 3');
  });

  test('a state is drawn in steps, a constant in the middle, nothing as nothing', () => {
    expect(sparkPath(at(0, 1), { ...size, isStepped: true }).line).toBe('M0 47H100V3');
    expect(sparkPath(at(7, 7), size).line).toBe('M0 25L100 25');
    expect(sparkPath(at(null, null), size)).toEqual({ line: '', area: '' });
  });

  test('a lone bucket is to be seen', () => {
    expect(sparkPath(at(null, 4, null), size).line).toBe('M50 25H75');
  });
});

describe('addresses', () => {
  test.each([
    [{ wall: '' }, { wall: true, with: undefined, every: undefined }],
    [
      { wall: true, with: ['a', 'a', 7, ''], every: 60 },
      { wall: true, with: ['a'], every: 60 },
    ],
    [
      { wall: 1, every: 7 },
      { wall: true, with: undefined, every: undefined },
    ],
    [{ edit: true }, { edit: true }],
    [{ wall: false, edit: 'x' }, {}],
  ])('%j', (raw, search) => {
    expect(boardSearch(raw)).toEqual(search);
  });

  test('a wall has a bounded number of boards', () => {
    const many = Array.from({ length: 50 }, (_, n) => `board-${n}`);
    expect(boardSearch({ wall: true, with: many }).with?.length).toBe(11);
  });

  test('the board that was deleted just now', () => {
    expect(boardsSearch({ deleted: 'x' })).toEqual({ deleted: 'x' });
    expect(boardsSearch({ deleted: 7 })).toEqual({ deleted: undefined });
  });
});

test('a wall goes round in both directions', () => {
  expect([stepIndex(2, 1, 3), stepIndex(0, -1, 3), stepIndex(0, 1, 1), stepIndex(0, 1, 0)]).toEqual([
    0, 2, 0, 0,
  ]);
});
