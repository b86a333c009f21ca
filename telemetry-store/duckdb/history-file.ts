// Opens history.duckdb: limits, format version, an automatic copy before a migration. For the worker thread alone.
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { createTables, formatVersion, migrate, versionOf } from './history-tables.ts';
import { badEntryOf, cutTornLog } from './torn-log.ts';

/** Of DuckDB's buffers. A fold of 50,000 points works within half of it; beyond it DuckDB goes to disk. */
const memoryLimit = '96MB';

/** Memory is for the whole hub on a small machine; one thread, so that history never takes every core. */
const settings = {
  memory_limit: memoryLimit,
  threads: '1',
  // the log is merged by mergeLog alone, never by a commit
  checkpoint_threshold: '1TB',
  // a school may have no internet, and a store has no business there
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

export interface HistoryFile {
  readonly folder: string;
  readonly instance: DuckDBInstance;
  /** For commits and all else that writes between them. */
  readonly writing: DuckDBConnection;
  /** For queries: it sees whole commits and does not wait for them. */
  readonly reading: DuckDBConnection;
  /** For the work in the background. */
  readonly folding: DuckDBConnection;
  /** Of the days that history is folded by: how far local midnight stands before that of UTC. */
  readonly dayOffsetMs: number;
}

export function historyPath(folder: string): string {
  return join(folder, 'history.duckdb');
}

/** Bytes of the file and its log. */
export function bytesOfFile(folder: string): number {
  return [historyPath(folder), `${historyPath(folder)}.wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}

/**
 * Throws an Error whose message says what is wrong with the file and what to do. `dayOffsetMs` is for a new file; one
 * that is there keeps its own.
 */
export async function openHistoryFile(folder: string, dayOffsetMs: number): Promise<HistoryFile> {
  mkdirSync(folder, { recursive: true });
  clearRemains(folder);
  let instance = await openInstance(folder);
  try {
    const connection = await instance.connect();
    const version = await checkedVersion(connection, folder);
    if (version === null) await createTables(connection, dayOffsetMs);
    else if (version < formatVersion) {
      await connection.run('CHECKPOINT');
      connection.closeSync();
      instance.closeSync();
      keepCopy(folder, version);
      instance = await openInstance(folder);
      const migrating = await instance.connect();
      await migrate(migrating, version, dayOffsetMs);
      migrating.closeSync();
    }
    return await connected(folder, instance);
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/**
 * Gives memory that is free back to the system: DuckDB's own, and what else this process freed through malloc. DuckDB does so
 * when its limit is set, and by itself only where it has threads of its own, which this one has not.
 */
export async function giveBackMemory(connection: DuckDBConnection): Promise<void> {
  await connection.run(`SET GLOBAL memory_limit = '${memoryLimit}'`);
}

export function closeHistoryFile({ writing, reading, folding, instance }: HistoryFile): void {
  for (const connection of [writing, reading, folding]) connection.closeSync();
  instance.closeSync();
}

/** Makes what is in a file or a folder survive a power cut. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

async function connected(folder: string, instance: DuckDBInstance): Promise<HistoryFile> {
  const writing = await instance.connect();
  // left out it would be what was free at the start, for good: also where the disk was full then
  await writing.run("SET GLOBAL max_temp_directory_size = '16GB'");
  await writing.run('PRAGMA disable_checkpoint_on_shutdown');
  await writing.run('SET GLOBAL parquet_metadata_cache = true'); // a part never changes once it is named
  const offset = await writing.runAndReadAll('SELECT day_offset_ms::DOUBLE FROM layout');
  return {
    folder,
    instance,
    writing,
    reading: await instance.connect(),
    folding: await instance.connect(),
    dayOffsetMs: Number(offset.getRows()[0]?.[0]),
  };
}

async function openInstance(folder: string): Promise<DuckDBInstance> {
  const path = historyPath(folder);
  const all = { ...settings, temp_directory: join(folder, 'temp') };
  return DuckDBInstance.create(path, all).catch((error: Error) => {
    const badEntry = badEntryOf(error.message);
    if (badEntry !== null && cutTornLog(`${path}.wal`, badEntry)) return openInstance(folder);
    throw new Error(whyNotOpened(path, error.message));
  });
}

/** What a kill left of a copy that was being made beside the file. */
function clearRemains(folder: string): void {
  for (const name of ['history.new.duckdb', 'history.new.duckdb.wal', 'temp'])
    rmSync(join(folder, name), { recursive: true, force: true });
}

function whyNotOpened(path: string, message: string): string {
  if (/lock/i.test(message)) return `${path} is in use by another process; end that one first.`;
  return `${path} cannot be opened: ${message.split('\n')[0]} Move the file away or restore a backup.`;
}

async function checkedVersion(connection: DuckDBConnection, folder: string): Promise<number | null> {
  const path = historyPath(folder);
  const version = await versionOf(connection);
  if (version !== null && version > formatVersion)
    throw new Error(
      `${path} has format ${version}; this program knows formats up to ${formatVersion}. Start the newer program that wrote it.`,
    );
  if (version !== null && version < 1)
    throw new Error(`${path} is no history of this program. Move the file away.`);
  return version;
}

/** A copy named after the format it has, whole or not there. Its log was merged before. */
function keepCopy(folder: string, version: number): void {
  const copy = join(folder, `history.format-${version}.duckdb`);
  const unfinished = `${copy}.unfinished`;
  copyFileSync(historyPath(folder), unfinished);
  syncPath(unfinished);
  renameSync(unfinished, copy);
  syncPath(folder);
}
