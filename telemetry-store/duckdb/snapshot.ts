// Copies of a history while it is in use: the tables as they are at one moment, the parts as links to the same files.
import { copyFileSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CampusError } from '@campus/campus-model/plain';
import type { DuckDBConnection } from '@duckdb/node-api';
import { logBytes } from './checkpoint.ts';
import { historyPath, syncPath } from './history-file.ts';
import type { OpenHistory } from './open-history.ts';
import { quoted, syncParts } from './part-files.ts';

/**
 * Into an empty folder, which is made if missing. The caller has the turn of the work in the background, so that no part
 * goes meanwhile; commits go on.
 */
export async function snapshot({ file, stock }: OpenHistory, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) throw new CampusError('input-invalid', `${folder} is not empty.`);
  await copyTables(file.folding, historyPath(folder));
  const files = stock.parts.map((part) => part.file);
  for (const one of files) linkOrCopy(join(file.folder, one), join(folder, one));
  syncParts(folder, files);
  syncPath(historyPath(folder));
  syncPath(folder);
}

/** All tables as one transaction sees them, into a new file whose log is merged. */
export async function copyTables(connection: DuckDBConnection, path: string): Promise<void> {
  await connection.run(`ATTACH ${quoted(path)} AS duplicate`);
  try {
    await connection.run('COPY FROM DATABASE history TO duplicate');
    await connection.run('CHECKPOINT duplicate');
  } finally {
    await connection.run('DETACH duplicate');
  }
}

/** A part never changes, so that a link is as good as a copy; another disk takes a copy. */
function linkOrCopy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** Unused room of the file that is worth writing it anew, and how large the rest may be: commits wait meanwhile. */
const leastUnusedBytes = 4 * 2 ** 20;
const mostUsedBytes = 64 * 2 ** 20;

/** Whether more than half of the file is room that folded samples left. */
export async function isMostlyUnused({ file }: OpenHistory): Promise<boolean> {
  const rows = await file.writing.runAndReadAll(
    'SELECT block_size::DOUBLE, used_blocks::DOUBLE, free_blocks::DOUBLE FROM pragma_database_size()',
  );
  const [size, used, free] = rows.getRows()[0]!.map(Number) as [number, number, number];
  return free * size >= leastUnusedBytes && free > used && used * size <= mostUsedBytes;
}

/**
 * Writes the tables anew beside the file. The caller lets nothing else run, has merged the log, closes the history and calls
 * the result, which puts the copy in its place.
 */
export async function writeAnew({ file }: OpenHistory): Promise<() => void> {
  const path = historyPath(file.folder);
  const copy = join(file.folder, 'history.new.duckdb');
  rmSync(copy, { force: true });
  await copyTables(file.writing, copy);
  syncPath(copy);
  return () => {
    if (logBytes(file.folder) > 0) throw new Error(`${path}.wal has commits that the copy has not.`);
    rmSync(`${path}.wal`, { force: true });
    renameSync(copy, path);
    syncPath(file.folder);
  };
}
