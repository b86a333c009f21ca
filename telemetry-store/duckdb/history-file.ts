// Opens history.duckdb: limits, format version, tables, and the number of each point. For the worker thread alone.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** The format this program reads and writes; a change of tables is a new number and a migration step. */
const formatVersion = 1;

/** Memory is for the whole hub on a small machine; one thread, so that history never takes every core. */
const settings = {
  memory_limit: '256MB',
  threads: '1',
  // fewer and larger merges of the log into the file: a merge holds up the commit that triggers it
  checkpoint_threshold: '64MB',
  // a school may have no internet, and a store has no business there
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/**
 * `samples` takes numbers, `texts` the samples that carry text; neither has a key: equal times are all kept.
 * A point's number is given once and never changes, whatever the order of the campus.
 */
const tables = [
  'CREATE TABLE format (version INTEGER NOT NULL)',
  `INSERT INTO format VALUES (${formatVersion})`,
  'CREATE TABLE points (number INTEGER NOT NULL, id VARCHAR NOT NULL)',
  `CREATE TABLE samples (point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL,
     value DOUBLE, status UINTEGER NOT NULL)`,
  `CREATE TABLE texts (point INTEGER NOT NULL, time_ms BIGINT NOT NULL, ordinal USMALLINT NOT NULL,
     status UINTEGER NOT NULL, text VARCHAR NOT NULL)`,
  `CREATE TABLE ranges (gateway VARCHAR NOT NULL, outbox VARCHAR NOT NULL, first BIGINT NOT NULL,
     last BIGINT NOT NULL, changed_ms BIGINT NOT NULL)`,
];

export interface HistoryFile {
  readonly instance: DuckDBInstance;
  /** For commits and all else that writes. */
  readonly writing: DuckDBConnection;
  /** For queries: it sees whole commits and does not wait for them. */
  readonly reading: DuckDBConnection;
  /** Number of every point id the file knows, also of points that left the campus. */
  readonly numbers: ReadonlyMap<string, number>;
}

export function historyPath(folder: string): string {
  return join(folder, 'history.duckdb');
}

/** Bytes of the file and its log. */
export function bytesOnDisk(folder: string): number {
  return [historyPath(folder), `${historyPath(folder)}.wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}

/** Throws an Error whose message says what is wrong with the file and what to do. */
export async function openHistoryFile(folder: string, pointIds: readonly string[]): Promise<HistoryFile> {
  mkdirSync(folder, { recursive: true });
  const path = historyPath(folder);
  const instance = await DuckDBInstance.create(path, settings).catch((error: Error) => {
    throw new Error(whyNotOpened(path, error.message));
  });
  try {
    const writing = await instance.connect();
    await checkFormat(writing, path);
    const numbers = await numberPoints(writing, pointIds);
    return { instance, writing, reading: await instance.connect(), numbers };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

function whyNotOpened(path: string, message: string): string {
  if (/lock/i.test(message)) return `${path} is in use by another process; end that one first.`;
  return `${path} cannot be opened: ${message.split('\n')[0]} Move the file away or restore a backup.`;
}

async function checkFormat(connection: DuckDBConnection, path: string): Promise<void> {
  const found = await connection.runAndReadAll(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'",
  );
  if (found.currentRowCount === 0) return createTables(connection);
  const hasFormat = found.getRows().some(([name]) => name === 'format');
  const version = hasFormat
    ? (await connection.runAndReadAll('SELECT max(version) FROM format')).getRows()[0]?.[0]
    : null;
  if (version === formatVersion) return;
  if (typeof version === 'number' && version > formatVersion)
    throw new Error(
      `${path} has format ${version}; this program knows formats up to ${formatVersion}. Start the newer program that wrote it.`,
    );
  throw new Error(`${path} is no history of this program. Move the file away.`);
}

async function createTables(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN');
  for (const statement of tables) await connection.run(statement);
  await connection.run('COMMIT');
}

async function numberPoints(
  connection: DuckDBConnection,
  pointIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = (await connection.runAndReadAll('SELECT id, number FROM points')).getRows();
  const numbers = new Map(rows.map(([id, number]) => [String(id), Number(number)]));
  let next = 0;
  for (const number of numbers.values()) next = Math.max(next, number + 1);
  const added = pointIds.filter((id) => !numbers.has(id));
  for (const id of added) numbers.set(id, next++);
  if (added.length > 0) {
    const appender = await connection.createAppender('points');
    for (const id of new Set(added)) {
      appender.appendInteger(numbers.get(id)!);
      appender.appendVarchar(id);
      appender.endRow();
    }
    appender.closeSync();
  }
  return numbers;
}
