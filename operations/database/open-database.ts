// Opens the SQLite file, brings it to the present version, and says in one sentence why it cannot.
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations.ts';

/** The file cannot be opened; the message is for people. */
export class OperationsFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OperationsFileError';
  }
}

/** How long to wait for another process that reads the file, such as a backup. */
const busyTimeoutMs = 5_000;

/** synchronous=FULL: with NORMAL a power cut loses commits that were already told to people. */
const pragmas = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;';

/** Throws OperationsFileError. `steps` is what a file goes through from empty. */
export function openDatabase(file: string, steps: readonly string[] = migrations): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true });
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    refuseNewer(database, file, steps.length);
    // Before the log beside it is made: SQLite gives that the same rights.
    chmodSync(file, 0o600);
    database.exec(pragmas);
    migrate(database, file, steps);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof OperationsFileError ? error : new OperationsFileError(sentenceOf(error, file));
  }
}

function refuseNewer(database: DatabaseSync, file: string, known: number): void {
  const version = versionOf(database);
  if (version <= known) return;
  throw new OperationsFileError(
    `${file}: was written by a newer version of the program (file version ${version}, this one knows ` +
      `${known}). Start the newer version, or choose another data folder.`,
  );
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()!.user_version);
}

function migrate(database: DatabaseSync, file: string, steps: readonly string[]): void {
  const version = versionOf(database);
  if (version === steps.length) return;
  if (version > 0) backUp(database, `${file}.before-version-${steps.length}`);
  inTransaction(database, () => {
    for (const step of steps.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}`);
  });
}

/** A copy beside the file; one that an interrupted attempt left is replaced. */
function backUp(database: DatabaseSync, copy: string): void {
  if (existsSync(copy)) rmSync(copy);
  database.prepare('VACUUM INTO ?').run(copy);
  chmodSync(copy, 0o600);
}

/** All or nothing. */
export function inTransaction<T>(database: DatabaseSync, run: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function sentenceOf(error: unknown, file: string): string {
  const why = error instanceof Error ? error.message : String(error);
  if (/not a database|malformed/.test(why)) {
    return `${file}: is no sound operations database (${why}). Restore a backup, or move the file away.`;
  }
  if (/disk is full/.test(why)) return `${file}: the disk is full. Make room and start again.`;
  if (/locked/.test(why)) return `${file}: is in use by another process. End it and start again.`;
  return `${file}: cannot be opened (${why}). Check the folder's rights and the free space.`;
}
