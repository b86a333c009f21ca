// The ranges that are committed, kept merged: in memory as sets, in SQLite as rows that change in the commit's transaction.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RangeSet } from '@campus/campus-model/plain';
import { type CommittedRange, mostOutboxes, type OutboxEntry, type RowTally } from '../history-store.ts';

interface Outbox {
  readonly gatewayId: string;
  readonly outboxId: string;
  readonly committed: RangeSet;
  readonly refused: RangeSet;
  readonly rows: number;
  readonly changedMs: number;
}

export class SpoolRanges {
  readonly #statements: Record<
    'outbox' | 'insert' | 'extend' | 'remove' | 'forget' | 'forgetRanges',
    StatementSync
  >;
  #outboxes: ReadonlyMap<string, Outbox>;

  constructor(database: DatabaseSync) {
    this.#statements = {
      outbox: database.prepare(
        `INSERT INTO outboxes VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET rows = excluded.rows, changed_ms = excluded.changed_ms`,
      ),
      insert: database.prepare('INSERT INTO ranges VALUES (?, ?, ?, ?, ?)'),
      extend: database.prepare(
        'UPDATE ranges SET last = ?5 WHERE gateway = ?1 AND outbox = ?2 AND is_refused = ?3 AND first = ?4',
      ),
      remove: database.prepare(
        'DELETE FROM ranges WHERE gateway = ? AND outbox = ? AND is_refused = ? AND first = ?',
      ),
      forget: database.prepare('DELETE FROM outboxes WHERE gateway = ? AND outbox = ?'),
      forgetRanges: database.prepare('DELETE FROM ranges WHERE gateway = ? AND outbox = ?'),
    };
    this.#outboxes = loadOutboxes(database);
  }

  of(gatewayId: string): OutboxEntry[] {
    return [...this.#outboxes.values()]
      .filter((outbox) => outbox.gatewayId === gatewayId)
      .map(({ outboxId, committed, refused, rows }) => ({
        outboxId,
        committed: committed.ranges(),
        refused: refused.ranges(),
        rows,
      }));
  }

  /**
   * Writes ranges and tallies within the open transaction. The caller calls the function it gets once the transaction
   * is committed: only then are they known here too.
   */
  write(ranges: readonly CommittedRange[], tallies: readonly RowTally[], nowMs: number): () => void {
    const changed = new Map<string, Outbox>();
    const outboxOf = (gatewayId: string, outboxId: string): Outbox => {
      const key = keyOf(gatewayId, outboxId);
      const known = changed.get(key) ?? copyOf(this.#outboxes.get(key), gatewayId, outboxId, nowMs);
      changed.set(key, known);
      return known;
    };
    for (const { gatewayId, outboxId, first, last, isRefused } of ranges) {
      const outbox = outboxOf(gatewayId, outboxId);
      outbox.committed.add(first, last);
      if (isRefused) outbox.refused.add(first, last);
    }
    for (const { gatewayId, outboxId, rows } of tallies) {
      const outbox = outboxOf(gatewayId, outboxId);
      changed.set(keyOf(gatewayId, outboxId), { ...outbox, rows: outbox.rows + rows });
    }
    for (const [key, outbox] of changed) this.#writeOutbox(this.#outboxes.get(key), outbox);
    const next = new Map([...this.#outboxes, ...changed]);
    for (const key of surplus(next, changed)) {
      const { gatewayId, outboxId } = next.get(key)!;
      this.#statements.forget.run(gatewayId, outboxId);
      this.#statements.forgetRanges.run(gatewayId, outboxId);
      next.delete(key);
    }
    return () => {
      this.#outboxes = next;
    };
  }

  #writeOutbox(before: Outbox | undefined, after: Outbox): void {
    const { gatewayId, outboxId, rows, changedMs } = after;
    this.#statements.outbox.run(gatewayId, outboxId, rows, changedMs);
    this.#writeSet(after, 0, before?.committed, after.committed);
    this.#writeSet(after, 1, before?.refused, after.refused);
  }

  #writeSet(
    { gatewayId, outboxId }: Outbox,
    isRefused: 0 | 1,
    before: RangeSet | undefined,
    after: RangeSet,
  ): void {
    const old = new Map(before?.ranges() ?? []);
    for (const [first, last] of after.ranges()) {
      const oldLast = old.get(first);
      old.delete(first);
      if (oldLast === last) continue;
      const statement = oldLast === undefined ? this.#statements.insert : this.#statements.extend;
      statement.run(gatewayId, outboxId, isRefused, first, last);
    }
    for (const first of old.keys()) this.#statements.remove.run(gatewayId, outboxId, isRefused, first);
  }
}

function loadOutboxes(database: DatabaseSync): Map<string, Outbox> {
  const outboxes = new Map<string, Outbox>();
  for (const row of database.prepare('SELECT * FROM outboxes').all()) {
    const [gatewayId, outboxId] = [String(row.gateway), String(row.outbox)];
    outboxes.set(keyOf(gatewayId, outboxId), {
      gatewayId,
      outboxId,
      committed: new RangeSet(),
      refused: new RangeSet(),
      rows: Number(row.rows),
      changedMs: Number(row.changed_ms),
    });
  }
  for (const row of database.prepare('SELECT * FROM ranges').all()) {
    const outbox = outboxes.get(keyOf(String(row.gateway), String(row.outbox)));
    (row.is_refused === 1 ? outbox?.refused : outbox?.committed)?.add(Number(row.first), Number(row.last));
  }
  return outboxes;
}

function copyOf(known: Outbox | undefined, gatewayId: string, outboxId: string, changedMs: number): Outbox {
  return {
    gatewayId,
    outboxId,
    committed: RangeSet.of(known?.committed.ranges() ?? []),
    refused: RangeSet.of(known?.refused.ranges() ?? []),
    rows: known?.rows ?? 0,
    changedMs,
  };
}

/** The longest unused outboxes of gateways that have more than is remembered. */
function surplus(outboxes: ReadonlyMap<string, Outbox>, changed: ReadonlyMap<string, Outbox>): string[] {
  const gateways = new Set([...changed.values()].map(({ gatewayId }) => gatewayId));
  return [...gateways].flatMap((gatewayId) =>
    [...outboxes]
      .filter(([, outbox]) => outbox.gatewayId === gatewayId)
      .sort(([, one], [, other]) => other.changedMs - one.changedMs)
      .slice(mostOutboxes)
      .map(([key]) => key),
  );
}

function keyOf(gatewayId: string, outboxId: string): string {
  return `${gatewayId}\n${outboxId}`;
}
