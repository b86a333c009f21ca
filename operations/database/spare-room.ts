// Room inside the database file and its log, so that acts go on being written when the disk has none left: SQLite fills free pages
// of the file before it asks the disk for more, and it writes over its log from the start after every checkpoint.
import type { DatabaseSync } from 'node:sqlite';

/** An act with its audit takes 1–2 kB: some thousand of them, and a log longer than SQLite lets it become. */
const roomBytes = 12_000_000;

/**
 * Makes the room anew once half of it is used up. The filling is committed before it is dropped: only pages that were
 * written have their place on the disk. Throws SQLite's error where the disk is full already.
 */
export function keepSpareRoom(database: DatabaseSync): void {
  database.exec('DROP TABLE IF EXISTS spare_room');
  if (spareBytes(database) >= roomBytes / 2) return;
  database.exec('CREATE TABLE spare_room (filling BLOB NOT NULL) STRICT');
  try {
    database.prepare('INSERT INTO spare_room VALUES (zeroblob(?))').run(roomBytes);
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } finally {
    database.exec('DROP TABLE IF EXISTS spare_room');
  }
}

/** Bytes of the file's free pages. */
export function spareBytes(database: DatabaseSync): number {
  const read = (name: string): number => Number(Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0]);
  return read('freelist_count') * read('page_size');
}
