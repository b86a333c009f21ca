// The tables of history.duckdb and how an older format becomes the present one. A change of tables is a new step here.
import type { DuckDBConnection } from '@duckdb/node-api';

/** The format this program reads and writes. */
export const formatVersion = 3;

/**
 * What commits append to: nearly all samples are good, have a value and no ordinal, and are plain; the others are marked.
 * `all` is both. A new generation takes the place of the one that is being folded.
 */
export interface HotNames {
  readonly all: string;
  readonly plain: string;
  readonly marked: string;
}

export function hotNames(generation: number): HotNames {
  return { all: `hot_${generation}`, plain: `plain_${generation}`, marked: `samples_${generation}` };
}

export function generationOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('_') + 1));
}

/** A struct, because DuckDB counts the distinct values of every column but of those in one. */
const plainColumn = 'sample STRUCT(point INTEGER, time_ms BIGINT, value DOUBLE) NOT NULL';
const markedColumns = `point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL,
  value DOUBLE, status UINTEGER NOT NULL`;

export function createHot(generation: number): string[] {
  const { marked } = hotNames(generation);
  return [`CREATE TABLE ${marked} (${markedColumns})`, ...createPlain(generation)];
}

/** Beside marked samples that are there. */
function createPlain(generation: number): string[] {
  const { all, plain, marked } = hotNames(generation);
  return [
    `CREATE TABLE ${plain} (${plainColumn})`,
    `CREATE VIEW ${all} AS SELECT point, time_ms, ordinal, value, status FROM ${marked}
     UNION ALL SELECT sample.point, sample.time_ms, 0::USMALLINT, sample.value, 0::UINTEGER FROM ${plain}`,
  ];
}

export function dropHot(generation: number): string[] {
  const { all, plain, marked } = hotNames(generation);
  return [`DROP VIEW ${all}`, `DROP TABLE ${plain}`, `DROP TABLE ${marked}`];
}

/** The hot generations of a file of format 2 or later, earliest first. */
export async function hotGenerations(connection: DuckDBConnection): Promise<number[]> {
  const found = await connection.runAndReadAll(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' AND table_name LIKE 'samples\\_%' ESCAPE '\\'",
  );
  const generations = found.getRows().map(([name]) => generationOf(String(name)));
  return generations.sort((a, b) => a - b);
}

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
 * Hot tables take numbers, `texts` the samples that carry text; neither has a key: equal times are all kept.
 * A point's number is given once and never changes, whatever the order of the campus. `ranges` is the log of RangeTable.
 */
const newTables = [
  'CREATE TABLE format (version INTEGER NOT NULL)',
  `INSERT INTO format VALUES (${formatVersion})`,
  `CREATE TABLE points (number INTEGER NOT NULL, id VARCHAR NOT NULL, hold_ms DOUBLE, is_counter BOOLEAN,
     wraps_at DOUBLE, rules_fold BIGINT)`,
  ...createHot(1),
  `CREATE TABLE texts (point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL,
     status UINTEGER NOT NULL, text VARCHAR NOT NULL)`,
  rangesTable,
  ...foldTables,
];

/**
 * Step n makes format n + 1 of format n. Format 1 counted no rows: what its ranges say is the opening balance. Format 2 knew
 * no plain samples: each of its hot tables gets a table for them.
 */
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
  [],
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
  const generations = version < 2 ? [1] : await hotGenerations(connection);
  await inOne(connection, [
    ...steps.slice(version).flat(),
    ...(version < 2 ? [`INSERT INTO layout VALUES (${dayOffsetMs})`] : []),
    ...generations.flatMap(createPlain),
    `UPDATE format SET version = ${formatVersion}`,
  ]);
}

async function inOne(connection: DuckDBConnection, statements: readonly string[]): Promise<void> {
  await connection.run('BEGIN');
  for (const statement of statements) await connection.run(statement);
  await connection.run('COMMIT');
}
