// A consistent copy of a database file while others write to it. Synchronous: for threads that may wait.
import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** For a writer that is at work just then. */
const busyTimeoutMs = 30_000;

/** Writes all that is committed into `target`, which must not be there. Reading it does not hold up the writer. */
export function copyDatabase(file: string, target: string): void {
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    database.prepare('VACUUM INTO ?').run(target);
    chmodSync(target, 0o600);
  } finally {
    database.close();
  }
}
