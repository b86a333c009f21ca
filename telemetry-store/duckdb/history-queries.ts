// Queries over history.duckdb: SQL in, plain rows out. Run in the worker thread on the reading connection.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoredSample } from '../history-store.ts';

/** One bucket that holds at least one value. */
export interface BucketRow {
  readonly pointId: string;
  readonly bucket: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly last: number;
  readonly good: number;
}

export interface BucketQuery {
  /** Point id by its number in the file. */
  readonly points: ReadonlyMap<number, string>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
}

/** StatusCodes below are good; from `bad` on the value is not used (OPC 10000-4, 7.39). */
const uncertain = 0x40000000;
const bad = 0x80000000;
/** Room for the ordinal below the millisecond, so that one number orders samples of equal time. */
const ordinals = 65_536;

export async function readBuckets(connection: DuckDBConnection, query: BucketQuery): Promise<BucketRow[]> {
  const { fromMs, toMs, bucketMs } = query;
  const numbers = [...query.points.keys()].map(whole).join(', ');
  const rows = await connection.runAndReadAll(
    `SELECT point, ((time_ms - ${whole(fromMs)}) // ${whole(bucketMs)})::INTEGER AS bucket,
       count(*)::DOUBLE, min(value), max(value), avg(value),
       arg_max(value, time_ms * ${ordinals} + ordinal),
       (count(*) FILTER (status < ${uncertain}))::DOUBLE
     FROM samples
     WHERE time_ms >= ${whole(fromMs)} AND time_ms < ${whole(toMs)} AND point IN (${numbers})
       AND value IS NOT NULL AND status < ${bad}
     GROUP BY ALL`,
  );
  return rows.getRows().map(([number, bucket, count, min, max, mean, last, good]) => ({
    pointId: query.points.get(Number(number))!,
    bucket: Number(bucket),
    count: Number(count),
    min: Number(min),
    max: Number(max),
    mean: Number(mean),
    last: Number(last),
    good: Number(good),
  }));
}

export async function readSamples(
  connection: DuckDBConnection,
  query: { number: number; fromMs: number; toMs: number; limit: number },
): Promise<StoredSample[]> {
  const where = `point = ${whole(query.number)} AND time_ms >= ${whole(query.fromMs)} AND time_ms < ${whole(query.toMs)}`;
  const rows = await connection.runAndReadAll(
    `SELECT time_ms::DOUBLE AS time, ordinal, value, status, NULL AS text FROM samples WHERE ${where}
     UNION ALL
     SELECT time_ms::DOUBLE, ordinal, NULL, status, text FROM texts WHERE ${where}
     ORDER BY time, ordinal LIMIT ${whole(query.limit)}`,
  );
  return rows.getRows().map(([time, ordinal, value, status, text]) => ({
    timeMs: Number(time),
    value: value === null ? null : Number(value),
    status: Number(status),
    ordinal: Number(ordinal),
    text: text === null ? null : String(text),
  }));
}

export async function countSamples(connection: DuckDBConnection): Promise<number> {
  const rows = await connection.runAndReadAll(
    'SELECT ((SELECT count(*) FROM samples) + (SELECT count(*) FROM texts))::DOUBLE',
  );
  return Number(rows.getRows()[0]?.[0]);
}

/** Only whole numbers reach the SQL text. */
function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
  return String(value);
}
