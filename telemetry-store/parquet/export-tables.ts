// The two tables that are exported as Parquet: which numbers come in, and which columns stand in the file.
import { bucketQualities } from '@campus/campus-model';
import type { ColumnType } from '../duckdb/column-chunks.ts';

export type ExportKind = 'buckets' | 'samples';

interface ExportTable {
  /** What is appended, in this order; `point` is the index into the points, `time_ms` is UTC. NaN is NULL. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The columns of the file, of a row `r` and its point `p`. */
  readonly select: string;
  readonly order: string;
}

const about = 'make_timestamptz(r.time_ms * 1000) AS time, p.id AS point, p.name AS name, p.unit AS unit';
const qualityWords = bucketQualities.map((word) => `'${word}'`).join(', ');

export const exportTables: Readonly<Record<ExportKind, ExportTable>> = {
  buckets: {
    columns: {
      point: 'uinteger',
      time_ms: 'bigint',
      mean_over_time: 'double',
      min: 'double',
      max: 'double',
      last: 'double',
      counted: 'double',
      samples: 'uinteger',
      uncertain: 'uinteger',
      bad: 'uinteger',
      coverage: 'double',
      quality: 'utinyint',
    },
    select: `${about}, r.mean_over_time, r.min, r.max, r.last, r.counted, r.samples, r.uncertain, r.bad, r.coverage,
      [${qualityWords}][r.quality + 1] AS quality`,
    order: 'r.point, r.time_ms',
  },
  samples: {
    columns: {
      point: 'uinteger',
      time_ms: 'bigint',
      value: 'double',
      status: 'uinteger',
      ordinal: 'usmallint',
    },
    select: `${about}, r.value, t.text AS text, r.status,
      CASE r.status >> 30 WHEN 0 THEN 'good' WHEN 1 THEN 'uncertain' ELSE 'bad' END AS quality, r.ordinal`,
    order: 'r.point, r.time_ms, r.ordinal',
  },
};
