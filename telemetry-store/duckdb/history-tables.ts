// The tables of history.duckdb and how an older format becomes the present one. A change of tables is a new step here.
import type { DuckDBConnection } from '@duckdb/node-api';

/** The format this program reads and writes. */
export const formatVersion = 2;

/** The columns of a table that commits append to. A new one takes the place of the one that is being folded. */
export const hotColumns = `(point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL,
  value DOUBLE, status UINTEGER NOT NULL)`;

/** What a bucket holds: see SumRow. Values are NULL where `count` is 0. */
export const sumColumns = `count UINTEGER NOT NULL, uncertain UINTEGER NOT NULL, bad UINTEGER NOT NULL,
  min DOUBLE, max DOUBLE, sum DOUBLE NOT NULL, last DOUBLE,
  area DOUBLE NOT NULL, covered_ms UINTEGER NOT NULL, rise DOUBLE NOT NULL`;

/** The daily tier. A row also has the ends of the day (see Stretch) and which finer tiers were written for the point. */
const tierTables = [
  `CREATE TABLE days (point INTEGER NOT NULL, from_ms BIGINT NOT NULL, ${sumColumns},
     begins_ms BIGINT NOT NULL, first_ms BIGINT, first DOUBLE, ends_ms BIGINT NOT NULL, held DOUBLE, last_ms BIGINT,
     has_1min BOOLEAN NOT NULL, has_15min BOOLEAN NOT NULL)`,
];

/**
 * `parts` names the Parquet files that count (any other file is a remain of a crash), `folds` the days whose samples are
 * in parts of level 1 and summed up, with the part that has their hours; parts of level 0 wait to be folded with the rest of
 * their day.
 */
const foldTables = [
  'CREATE TABLE layout (day_offset_ms BIGINT NOT NULL)',
  `CREATE TABLE parts (file VARCHAR NOT NULL, kind VARCHAR NOT NULL, level UTINYINT NOT NULL, day_ms BIGINT NOT NULL,
     first_point INTEGER NOT NULL, last_point INTEGER NOT NULL, rows BIGINT NOT NULL, bytes BIGINT NOT NULL,
     min_ms BIGINT NOT NULL, max_ms BIGINT NOT NULL)`,
  'CREATE TABLE folds (day_ms BIGINT NOT NULL, fold BIGINT NOT NULL, is_thin BOOLEAN NOT NULL, hours_file VARCHAR)',
  `CREATE TABLE holds (id VARCHAR NOT NULL, from_ms BIGINT NOT NULL, to_ms BIGINT NOT NULL, reason VARCHAR NOT NULL,
     held_by VARCHAR NOT NULL, since_ms BIGINT NOT NULL)`,
  ...tierTables,
];

const rangesTable = `CREATE TABLE ranges (gateway VARCHAR NOT NULL, outbox VARCHAR NOT NULL, first BIGINT NOT NULL,
  last BIGINT NOT NULL, changed_ms BIGINT NOT NULL, is_refused BOOLEAN, rows BIGINT)`;

/**
 * A hot table takes numbers, `texts` the samples that carry text; neither has a key: equal times are all kept.
 * A point's number is given once and never changes, whatever the order of the campus. `ranges` is the log of RangeTable.
 */
const newTables = [
  'CREATE TABLE format (version INTEGER NOT NULL)',
  `INSERT INTO format VALUES (${formatVersion})`,
  `CREATE TABLE points (number INTEGER NOT NULL, id VARCHAR NOT NULL, hold_ms DOUBLE, is_counter BOOLEAN,
     wraps_at DOUBLE, rules_fold BIGINT)`,
  `CREATE TABLE samples_1 ${hotColumns}`,
  `CREATE TABLE texts (point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL,
     status UINTEGER NOT NULL, text VARCHAR NOT NULL)`,
  rangesTable,
  ...foldTables,
];

/** Step n makes format n + 1 of format n. Format 1 counted no rows: what its ranges say is the opening balance. */
const steps: readonly (readonly string[])[] = [
  [],
  [
    'ALTER TABLE samples RENAME TO samples_1',
    'ALTER TABLE points ADD COLUMN hold_ms DOUBLE',
    'ALTER TABLE points ADD COLUMN is_counter BOOLEAN',
    'ALTER TABLE points ADD COLUMN wraps_at DOUBLE',
    'ALTER TABLE points ADD COLUMN rules_fold BIGINT',
    // DuckDB does not update a table that the same transaction has altered.
    'ALTER TABLE ranges RENAME TO ranges_of_format_1',
    rangesTable,
    `INSERT INTO ranges SELECT gateway, outbox, first, last, changed_ms, false, last - first + 1
     FROM ranges_of_format_1`,
    'DROP TABLE ranges_of_format_1',
    ...foldTables,
  ],
];

/** The version of the file; null where it is new, -1 where it is something else. */
export async function versionOf(connection: DuckDBConnection): Promise<number | null> {
  const found = await connection.runAndReadAll(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'",
  );
  if (found.currentRowCount === 0) return null;
  if (!found.getRows().some(([name]) => name === 'format')) return -1;
  const version = (await connection.runAndReadAll('SELECT max(version) FROM format')).getRows()[0]?.[0];
  return typeof version === 'number' ? version : -1;
}

export async function createTables(connection: DuckDBConnection, dayOffsetMs: number): Promise<void> {
  await inOne(connection, [...newTables, `INSERT INTO layout VALUES (${dayOffsetMs})`]);
}

/** All steps from `version` on in one transaction: killed in the middle, the file is as it was. */
export async function migrate(
  connection: DuckDBConnection,
  version: number,
  dayOffsetMs: number,
): Promise<void> {
  await inOne(connection, [
    ...steps.slice(version).flat(),
    `INSERT INTO layout VALUES (${dayOffsetMs})`,
    `UPDATE format SET version = ${formatVersion}`,
  ]);
}

async function inOne(connection: DuckDBConnection, statements: readonly string[]): Promise<void> {
  await connection.run('BEGIN');
  for (const statement of statements) await connection.run(statement);
  await connection.run('COMMIT');
}
