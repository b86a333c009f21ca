// Single numbers that the spool remembers, and the points it has numbered.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HistoryPoint } from '../history-store.ts';
import { inTransaction } from './spool-file.ts';

export type FactName =
  | 'settled_until_ms'
  | 'removed_until_ms'
  | 'is_known'
  | 'from_ms'
  | 'set_aside'
  | 'server'
  | 'server_started_ms'
  | 'sent_until'
  | 'again_until';

export class SpoolFacts {
  readonly #database: DatabaseSync;
  readonly #write: StatementSync;
  #facts: Map<string, number>;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#write = database.prepare(
      'INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    );
    this.#facts = this.#read();
  }

  get(name: FactName): number | undefined {
    return this.#facts.get(name);
  }

  set(name: FactName, value: number): void {
    this.#write.run(name, value);
    this.#facts.set(name, value);
  }

  /** All or nothing; what a failed transaction wrote is forgotten here too. */
  inTransaction<T>(run: () => T): T {
    try {
      return inTransaction(this.#database, run);
    } catch (error) {
      this.#facts = this.#read();
      throw error;
    }
  }

  #read(): Map<string, number> {
    const rows = this.#database.prepare('SELECT name, value FROM facts').all();
    return new Map(rows.map((row) => [String(row.name), Number(row.value)]));
  }
}

export interface KnownPoint extends HistoryPoint {
  readonly number: number;
}

/** Numbers are given once and never change, whatever the order of the campus. */
export function numberPoints(
  database: DatabaseSync,
  points: readonly HistoryPoint[],
): Map<number, KnownPoint> {
  const write = database.prepare(
    `INSERT INTO points (id, hold_ms, is_counter, wraps_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET hold_ms = excluded.hold_ms, is_counter = excluded.is_counter,
       wraps_at = excluded.wraps_at`,
  );
  inTransaction(database, () => {
    for (const { id, holdMs, isCounter, wrapsAt } of points)
      write.run(id, holdMs, isCounter ? 1 : 0, wrapsAt);
  });
  const known = database
    .prepare('SELECT * FROM points')
    .all()
    .map((row) => ({
      number: Number(row.number),
      id: String(row.id),
      holdMs: Number(row.hold_ms),
      isCounter: row.is_counter === 1,
      wrapsAt: row.wraps_at === null ? null : Number(row.wraps_at),
    }));
  return new Map(known.map((point) => [point.number, point]));
}
