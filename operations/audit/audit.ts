// Who did what, newest first. Kept at least 180 days (Cybersecurity Law art. 21 asks for six months of logs).
import type { AuditEntry } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { OperationsDatabase } from '../database/database.ts';
import { listLimit } from '../list-limit.ts';

export class Audit {
  readonly #database: OperationsDatabase;
  readonly #clock: Clock;

  constructor(database: OperationsDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  write(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void> {
    return this.#database.call('insertAudit', [{ ...entry, at: this.#clock.now() }]);
  }

  /** `before` is the id of the last entry of the page before. */
  list(query: { limit: number; before?: number }): Promise<AuditEntry[]> {
    const before = query.before ?? Number.MAX_SAFE_INTEGER;
    return this.#database.call('listAudit', [listLimit(query.limit), before]);
  }
}
