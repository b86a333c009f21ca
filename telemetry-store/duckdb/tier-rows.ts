// Rows of the tiers as they stand on disk, and their way into a grid. A Parquet row has sums as whole numbers over a
// divisor where the point's values are decimals: the extremes, the distance of the sum from that of their middle, the distance
// of the area from mean × time. All are small numbers, which pack well.
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { itemsOf } from './column-chunks.ts';
import type { SumColumns } from './sum-grid.ts';

/** What an area would be if the mean had held all the time. */
const level = (sum: string) => `coalesce(floor((${sum})::DOUBLE * covered_ms / nullif(count, 0))::BIGINT, 0)`;

/** SELECT of the rows of a Parquet part of a tier, out of sums with the divisor of their point. */
export function packedRows(from: string): string {
  return `SELECT point, from_ms, count, uncertain, bad, covered_ms, divisor, min_n,
  max_n - min_n AS spread_n, 2 * sum_n - count * (min_n + max_n) AS middle_n, last_n - min_n AS above_n,
  area_n - ${level('sum_n')} AS beside_n, rise_n, ${whereNoDivisor()}
  FROM (SELECT *, ${['min', 'max', 'sum', 'last', 'area', 'rise']
    .map((name) => `round(${name} * divisor)::BIGINT AS ${name}_n`)
    .join(', ')} FROM ${from})`;
}

function whereNoDivisor(): string {
  return ['min', 'max', 'sum', 'last', 'area', 'rise']
    .map((name) => `CASE WHEN divisor IS NULL THEN ${name} END AS ${name}`)
    .join(', ');
}

const nan = "'NaN'::DOUBLE";
const sum = 'coalesce((middle_n + count * (2 * min_n + spread_n)) // 2, 0)';
const unpacked = `point, from_ms::DOUBLE, count, uncertain, bad, coalesce(min_n / divisor, min, ${nan}),
  coalesce((min_n + spread_n) / divisor, max, ${nan}), coalesce(${sum} / divisor, sum),
  coalesce((min_n + above_n) / divisor, last, ${nan}), coalesce((beside_n + ${level(sum)}) / divisor, area),
  covered_ms, coalesce(rise_n / divisor, rise)`;

const plain = `point, from_ms::DOUBLE, count, uncertain, bad, coalesce(min, ${nan}),
  coalesce(max, ${nan}), sum, coalesce(last, ${nan}), area, covered_ms, rise`;

/** SELECT of rows out of such parts; `source` is FROM and WHERE of them. */
export function unpackedRows(source: string): string {
  return `SELECT ${unpacked} FROM ${source}`;
}

/** Hands each row of such a SELECT to `take`, with the point's number: columns and the place in them, no object a row. */
export async function eachSumRow(
  connection: DuckDBConnection,
  select: string,
  take: (point: number, rows: SumColumns, at: number) => void,
): Promise<void> {
  const result = await connection.stream(select);
  for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
    const length = chunk.rowCount;
    if (length === 0) break;
    const point = itemsOf(chunk, 0, Int32Array);
    const rows = columnsOf(chunk);
    for (let at = 0; at < length; at++) take(point[at]!, rows, at);
  }
}

function columnsOf(chunk: DuckDBDataChunk): SumColumns {
  return {
    fromMs: itemsOf(chunk, 1, Float64Array),
    count: itemsOf(chunk, 2, Uint32Array),
    uncertain: itemsOf(chunk, 3, Uint32Array),
    bad: itemsOf(chunk, 4, Uint32Array),
    min: itemsOf(chunk, 5, Float64Array),
    max: itemsOf(chunk, 6, Float64Array),
    sum: itemsOf(chunk, 7, Float64Array),
    last: itemsOf(chunk, 8, Float64Array),
    area: itemsOf(chunk, 9, Float64Array),
    coveredMs: itemsOf(chunk, 10, Uint32Array),
    rise: itemsOf(chunk, 11, Float64Array),
  };
}

/** Rows of `days` by column: the sums, the ends of each point's day, and which finer tiers were written. */
export interface DayRows extends SumColumns {
  readonly length: number;
  readonly point: Int32Array;
  readonly beginsMs: Float64Array;
  readonly firstMs: Float64Array;
  readonly first: Float64Array;
  readonly endsMs: Float64Array;
  readonly held: Float64Array;
  readonly usableMs: Float64Array;
  readonly has: { readonly '1min': Uint8Array; readonly '15min': Uint8Array };
}

const ends = ['begins_ms', 'first_ms', 'first', 'ends_ms', 'held', 'last_ms'].map(
  (name) => `coalesce(${name}::DOUBLE, ${nan})`,
);

/** Hands over the rows chunk by chunk. */
export async function eachDayRows(
  connection: DuckDBConnection,
  where: string,
  take: (rows: DayRows) => void,
): Promise<void> {
  const has = ['has_1min', 'has_15min'].map((name) => `${name}::UTINYINT`);
  const result = await connection.stream(
    `SELECT ${[plain, ...ends, ...has].join(', ')} FROM days WHERE ${where}`,
  );
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
    take({
      ...columnsOf(chunk),
      length: chunk.rowCount,
      point: itemsOf(chunk, 0, Int32Array),
      beginsMs: itemsOf(chunk, 12, Float64Array),
      firstMs: itemsOf(chunk, 13, Float64Array),
      first: itemsOf(chunk, 14, Float64Array),
      endsMs: itemsOf(chunk, 15, Float64Array),
      held: itemsOf(chunk, 16, Float64Array),
      usableMs: itemsOf(chunk, 17, Float64Array),
      has: { '1min': itemsOf(chunk, 18, Uint8Array), '15min': itemsOf(chunk, 19, Uint8Array) },
    });
}
