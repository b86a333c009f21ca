// Samples of some points out of DuckDB, put in order and fed to a grid. Sorting here costs less than a sort in SQL, since
// nearly all come in order already.
import type { DuckDBConnection } from '@duckdb/node-api';
import { itemsOf } from './column-chunks.ts';
import type { SumGrid } from './sum-grid.ts';

/** Columns that grow; row by row they are one sample. */
export class SampleRows {
  length = 0;
  point: Int32Array;
  timeMs: Float64Array;
  ordinal: Uint16Array;
  status: Uint32Array;
  value: Float64Array;

  constructor(capacity = 4096) {
    this.point = new Int32Array(capacity);
    this.timeMs = new Float64Array(capacity);
    this.ordinal = new Uint16Array(capacity);
    this.status = new Uint32Array(capacity);
    this.value = new Float64Array(capacity);
  }

  /** Makes room for `rows` more. */
  reserve(rows: number): void {
    const needed = this.length + rows;
    if (needed <= this.point.length) return;
    const size = Math.max(needed, this.point.length * 2);
    const grow = <A extends Int32Array | Float64Array | Uint16Array | Uint32Array>(from: A, to: A): A => {
      to.set(from as never);
      return to;
    };
    this.point = grow(this.point, new Int32Array(size));
    this.timeMs = grow(this.timeMs, new Float64Array(size));
    this.ordinal = grow(this.ordinal, new Uint16Array(size));
    this.status = grow(this.status, new Uint32Array(size));
    this.value = grow(this.value, new Float64Array(size));
  }
}

/** Feeds the rows of the selects as they come: for samples that are in order, see isInOrder. */
export async function feedInOrder(
  connection: DuckDBConnection,
  selects: readonly string[],
  grid: SumGrid,
  indexOf: Int32Array,
): Promise<void> {
  if (selects.length === 0) return;
  const result = await connection.stream(
    `SELECT point, time_ms::DOUBLE, status, coalesce(value, 'NaN'::DOUBLE) FROM (${selects.join(' UNION ALL ')})`,
  );
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const rows = {
      timeMs: itemsOf(chunk, 1, Float64Array),
      status: itemsOf(chunk, 2, Uint32Array),
      value: itemsOf(chunk, 3, Float64Array),
    };
    eachPoint(itemsOf(chunk, 0, Int32Array), chunk.rowCount, (point, from, to) =>
      grid.samples(indexOf[point]!, rows, null, from, to),
    );
  }
}

/** Calls for each run of rows of one point. */
export function eachPoint(
  points: Int32Array,
  length: number,
  take: (point: number, from: number, to: number) => void,
): void {
  for (let from = 0; from < length; ) {
    const point = points[from]!;
    let to = from + 1;
    while (to < length && points[to] === point) to++;
    take(point, from, to);
    from = to;
  }
}

/** Reads all rows of the selects (see sampleSelects); a missing value is NaN. */
export async function readRows(
  connection: DuckDBConnection,
  selects: readonly string[],
  rows: SampleRows,
): Promise<SampleRows> {
  rows.length = 0;
  if (selects.length === 0) return rows;
  const result = await connection.stream(
    `SELECT point, time_ms::DOUBLE, ordinal, status, coalesce(value, 'NaN'::DOUBLE) FROM (${selects.join(' UNION ALL ')})`,
  );
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const count = chunk.rowCount;
    rows.reserve(count);
    const at = rows.length;
    rows.point.set(itemsOf(chunk, 0, Int32Array).subarray(0, count), at);
    rows.timeMs.set(itemsOf(chunk, 1, Float64Array).subarray(0, count), at);
    rows.ordinal.set(itemsOf(chunk, 2, Uint16Array).subarray(0, count), at);
    rows.status.set(itemsOf(chunk, 3, Uint32Array).subarray(0, count), at);
    rows.value.set(itemsOf(chunk, 4, Float64Array).subarray(0, count), at);
    rows.length += count;
  }
  return rows;
}

/** Feeds all rows point by point in the order of time and ordinal; `indexOf` is the grid's index by point number. */
export function feed(grid: SumGrid, rows: SampleRows, indexOf: Int32Array, points: number): void {
  const { order, starts } = byPoint(rows, indexOf, points);
  for (let point = 0; point < points; point++) {
    const from = starts[point]!;
    const to = starts[point + 1]!;
    if (!isInOrder(rows, order, from, to))
      order
        .subarray(from, to)
        .sort((a, b) => rows.timeMs[a]! - rows.timeMs[b]! || rows.ordinal[a]! - rows.ordinal[b]!);
    grid.samples(point, rows, order, from, to);
  }
}

/** Rows grouped by point, each group in the order it came. */
function byPoint(
  rows: SampleRows,
  indexOf: Int32Array,
  points: number,
): { order: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(points + 1);
  for (let row = 0; row < rows.length; row++) starts[indexOf[rows.point[row]!]! + 1]! += 1;
  for (let point = 0; point < points; point++) starts[point + 1]! += starts[point]!;
  const next = starts.slice(0, points);
  const order = new Uint32Array(rows.length);
  for (let row = 0; row < rows.length; row++) order[next[indexOf[rows.point[row]!]!]!++] = row;
  return { order, starts };
}

function isInOrder({ timeMs, ordinal }: SampleRows, order: Uint32Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) {
    const before = order[i - 1]!;
    const row = order[i]!;
    if (
      timeMs[row]! < timeMs[before]! ||
      (timeMs[row] === timeMs[before] && ordinal[row]! < ordinal[before]!)
    )
      return false;
  }
  return true;
}
