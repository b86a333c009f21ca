// Remembers which lines are set aside already, so that none is twice when they are sent again; by hash, as long as their
// groups are kept.
import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Refused } from './set-aside.ts';

export class RefusedLines {
  readonly #find: StatementSync;
  readonly #write: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare('SELECT 1 FROM refused WHERE line = ?');
    this.#write = database.prepare(
      'INSERT INTO refused VALUES (?, ?) ON CONFLICT DO UPDATE SET last_group = excluded.last_group',
    );
  }

  /** Those that are not set aside yet. */
  unknown(refused: readonly Refused[]): Refused[] {
    return refused.filter(({ line }) => !this.#find.get(hashOf(line)));
  }

  /** `group`: the last one that they may be of. */
  remember(refused: readonly Refused[], group: number): void {
    for (const { line } of refused) this.#write.run(hashOf(line), group);
  }
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('base64url');
}
