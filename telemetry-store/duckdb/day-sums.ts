// Sums up the samples of one day, which come point by point in order, into rows of every tier.
import type { DuckDBConnection } from '@duckdb/node-api';
import { TableRows } from './column-chunks.ts';
import { dayMs } from './late-days.ts';
import type { PointTable } from './point-table.ts';
import { eachPoint } from './sample-feed.ts';
import { type SampleColumns, type Stretch, SumGrid } from './sum-grid.ts';

const minuteMs = 60_000;
const minutes = dayMs / minuteMs;

/**
 * A tier is written for a point whose samples are so many times more than the tier's rows: else samples are read as fast
 * and take less room than the rows would.
 */
const leastSamplesOfRow = { '1min': 10, '15min': 20 } as const;

const sumTypes = [
  'uinteger',
  'uinteger',
  'uinteger',
  'double',
  'double',
  'double',
  'double',
  'double',
  'uinteger',
  'double',
] as const;
const endTypes = ['bigint', 'bigint', 'double', 'bigint', 'double', 'bigint', 'boolean', 'boolean'] as const;

type Sums = [
  count: number,
  uncertain: number,
  bad: number,
  min: number,
  max: number,
  sum: number,
  last: number,
  area: number,
  covered: number,
  rise: number,
];

export class DaySums {
  readonly '1min' = new TableRows(['integer', 'bigint', ...sumTypes]);
  readonly '15min' = new TableRows(['integer', 'bigint', ...sumTypes]);
  readonly '1h' = new TableRows(['integer', 'bigint', ...sumTypes]);
  readonly #days = new TableRows(['integer', 'bigint', ...sumTypes, ...endTypes]);
  readonly #points: PointTable;
  readonly #dayMs: number;
  readonly #isEveryTier: boolean;
  /** Of the point whose samples come now. */
  readonly #grid: SumGrid;
  #point = -1;
  #samples = 0;

  /** `isEveryTier` where samples are about to go. */
  constructor(points: PointTable, day: number, isEveryTier: boolean) {
    this.#points = points;
    this.#dayMs = day;
    this.#isEveryTier = isEveryTier;
    const span = { fromMs: day, bucketMs: minuteMs, length: minutes };
    this.#grid = new SumGrid(span, [points.get(0)], day + dayMs);
  }

  /** Samples in the order of point, time and ordinal. */
  samples(point: Int32Array, rows: SampleColumns, length: number): void {
    eachPoint(point, length, (number, from, to) => {
      if (number !== this.#point) this.#begin(number);
      this.#samples += to - from;
      this.#grid.samples(0, rows, null, from, to);
    });
  }

  /** After the last sample. */
  end(): void {
    if (this.#point < 0) return;
    const [stretch] = this.#grid.end(this.#dayMs + dayMs);
    if (stretch) this.#write(stretch);
    this.#point = -1;
  }

  /** Adds the rows of the day to the table of that name. */
  appendDays(connection: DuckDBConnection, table: string, catalog: string): Promise<void> {
    return this.#days.appendTo(connection, table, catalog);
  }

  #begin(point: number): void {
    this.end();
    this.#grid.reset(this.#dayMs, this.#dayMs + dayMs, [this.#points.get(point)]);
    this.#grid.begin(this.#dayMs);
    this.#point = point;
    this.#samples = 0;
  }

  #write(stretch: Stretch): void {
    const hasMinutes = this.#writeTier('1min', 1);
    const hasQuarters = this.#writeTier('15min', 15);
    for (const [at, sums] of this.#rows(60)) this['1h'].add(this.#point, this.#timeOf(at, 60), ...sums);
    const [day] = this.#rows(minutes);
    const { beginsMs, firstMs, first, endsMs, held, usableMs } = stretch;
    const ends = [beginsMs, firstMs, first, endsMs, held, usableMs, Number(hasMinutes), Number(hasQuarters)];
    if (day) this.#days.add(this.#point, this.#dayMs, ...day[1], ...ends);
  }

  #writeTier(tier: '1min' | '15min', length: number): boolean {
    if (!this.#isEveryTier && this.#samples < this.#heldBuckets(length) * leastSamplesOfRow[tier])
      return false;
    for (const [at, sums] of this.#rows(length))
      this[tier].add(this.#point, this.#timeOf(at, length), ...sums);
    return true;
  }

  #timeOf(at: number, length: number): number {
    return this.#dayMs + at * length * minuteMs;
  }

  /** Buckets of `length` minutes that hold something. */
  #heldBuckets(length: number): number {
    let buckets = 0;
    for (let from = 0; from < minutes; from += length) {
      let cell = from;
      while (cell < from + length && this.#isEmpty(cell)) cell++;
      if (cell < from + length) buckets++;
    }
    return buckets;
  }

  *#rows(length: number): Generator<[at: number, sums: Sums]> {
    for (let at = 0; at * length < minutes; at++) {
      const sums = sumsOf(this.#grid, at * length, length);
      if (sums[0] + sums[2] + sums[8] > 0) yield [at, sums];
    }
  }

  #isEmpty(cell: number): boolean {
    const { count, bad, covered } = this.#grid;
    return count[cell] === 0 && bad[cell] === 0 && covered[cell] === 0;
  }
}

function sumsOf(grid: SumGrid, from: number, length: number): Sums {
  const sums: Sums = [0, 0, 0, Number.NaN, Number.NaN, 0, Number.NaN, 0, 0, 0];
  for (let cell = from; cell < from + length; cell++) {
    sums[1] += grid.uncertain[cell]!;
    sums[2] += grid.bad[cell]!;
    sums[7] += grid.area[cell]!;
    sums[8] += grid.covered[cell]!;
    sums[9] += grid.rise[cell]!;
    if (grid.count[cell] === 0) continue;
    sums[0] += grid.count[cell]!;
    sums[5] += grid.sum[cell]!;
    sums[6] = grid.last[cell]!;
    if (!(sums[3] <= grid.min[cell]!)) sums[3] = grid.min[cell]!;
    if (!(sums[4] >= grid.max[cell]!)) sums[4] = grid.max[cell]!;
  }
  return sums;
}
