// Opens the spool's SQLite file for one process, brings it to the present version, and says in one sentence why it cannot.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Each step brings the file one version further; the number of steps is the version. */
const steps = [
  `CREATE TABLE points (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     hold_ms REAL NOT NULL,
     is_counter INTEGER NOT NULL,
     wraps_at REAL
   ) STRICT;

   -- Samples that the server has not confirmed. AUTOINCREMENT: a number is never given twice.
   CREATE TABLE groups (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     rows INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     from_ms REAL NOT NULL,
     to_ms REAL NOT NULL,
     block BLOB NOT NULL
   ) STRICT;

   CREATE TABLE outboxes (
     gateway TEXT NOT NULL,
     outbox TEXT NOT NULL,
     rows INTEGER NOT NULL,
     changed_ms INTEGER NOT NULL,
     PRIMARY KEY (gateway, outbox)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE ranges (
     gateway TEXT NOT NULL,
     outbox TEXT NOT NULL,
     is_refused INTEGER NOT NULL,
     first INTEGER NOT NULL,
     last INTEGER NOT NULL,
     PRIMARY KEY (gateway, outbox, is_refused, first)
   ) STRICT, WITHOUT ROWID;

   -- Hours and days whose roll-up rows are older than their samples; point -1 stands for all points.
   CREATE TABLE unsettled (
     span TEXT NOT NULL,
     from_ms INTEGER NOT NULL,
     point INTEGER NOT NULL,
     since_group INTEGER NOT NULL,
     PRIMARY KEY (span, from_ms, point)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE holds (
     id TEXT PRIMARY KEY,
     from_ms INTEGER NOT NULL,
     to_ms INTEGER NOT NULL,
     reason TEXT NOT NULL,
     by_account TEXT NOT NULL,
     since_ms INTEGER NOT NULL
   ) STRICT;

   CREATE TABLE facts (name TEXT PRIMARY KEY, value REAL NOT NULL) STRICT, WITHOUT ROWID;`,

  `-- Groups before the fact sent_until are confirmed, and kept as long as the server may still lose them. So are:
   -- the hours and days whose roll-up rows were written when last_group was the last group,
   CREATE TABLE rolled (
     span TEXT NOT NULL,
     from_ms INTEGER NOT NULL,
     point INTEGER NOT NULL,
     last_group INTEGER NOT NULL,
     PRIMARY KEY (span, from_ms, point)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX rolled_by_group ON rolled (last_group);

   -- and the hashes of lines that were refused, and set aside, from groups up to last_group.
   CREATE TABLE refused (line TEXT PRIMARY KEY, last_group INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX refused_by_group ON refused (last_group);`,
];

export function spoolPath(folder: string): string {
  return join(folder, 'spool.sqlite');
}

/** synchronous=FULL: with NORMAL a power cut loses commits that agents were already told of. */
const pragmas =
  'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;';

/** Throws an Error whose message says what is wrong with the file and what to do. */
export function openSpoolFile(folder: string): DatabaseSync {
  const path = spoolPath(folder);
  let database: DatabaseSync | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec(pragmas);
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw new Error(sentenceOf(path, (error as Error).message));
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()!.user_version);
  if (version > steps.length)
    throw new Error(
      `${path} has format ${version}; this program knows formats up to ${steps.length}. Start the newer program that wrote it.`,
    );
  inTransaction(database, () => {
    for (const step of steps.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}`);
  });
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

function sentenceOf(path: string, why: string): string {
  if (why.startsWith(path)) return why;
  if (/locked|busy/i.test(why)) return `${path} is in use by another process; end that one first.`;
  if (/not a database|malformed/i.test(why))
    return `${path} is no sound spool (${why}). Move the file away or restore a backup.`;
  if (/disk is full/i.test(why)) return `${path}: the disk is full. Make room.`;
  return `${path} cannot be opened: ${why}. Check the folder's rights and the free space.`;
}
