// The ranges that are committed, kept merged: in memory as sets, in DuckDB as rows that change in the commit's transaction.
import { RangeSet } from '@campus/campus-model';
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { type CommittedRange, mostOutboxes } from '../history-store.ts';

interface Outbox {
  readonly gatewayId: string;
  readonly outboxId: string;
  readonly set: RangeSet;
  readonly changedMs: number;
}

interface Statements {
  readonly insert: DuckDBPreparedStatement;
  readonly extend: DuckDBPreparedStatement;
  readonly remove: DuckDBPreparedStatement;
}

export class RangeTable {
  readonly #connection: DuckDBConnection;
  readonly #statements: Statements;
  #outboxes: ReadonlyMap<string, Outbox>;

  private constructor(
    connection: DuckDBConnection,
    statements: Statements,
    outboxes: ReadonlyMap<string, Outbox>,
  ) {
    this.#connection = connection;
    this.#statements = statements;
    this.#outboxes = outboxes;
  }

  static async load(connection: DuckDBConnection): Promise<RangeTable> {
    const rows = await connection.runAndReadAll(
      `SELECT gateway, outbox, first::DOUBLE, last::DOUBLE, changed_ms::DOUBLE FROM ranges`,
    );
    const outboxes = new Map<string, Outbox>();
    for (const [gateway, outbox, first, last, changed] of rows.getRows()) {
      const gatewayId = String(gateway);
      const outboxId = String(outbox);
      const known = outboxes.get(keyOf(gatewayId, outboxId));
      const set = known?.set ?? new RangeSet();
      set.add(Number(first), Number(last));
      const changedMs = Math.max(known?.changedMs ?? 0, Number(changed));
      outboxes.set(keyOf(gatewayId, outboxId), { gatewayId, outboxId, set, changedMs });
    }
    const statements = {
      insert: await connection.prepare('INSERT INTO ranges VALUES ($1, $2, $3, $4, $5)'),
      extend: await connection.prepare(
        'UPDATE ranges SET last = $4, changed_ms = $5 WHERE gateway = $1 AND outbox = $2 AND first = $3',
      ),
      remove: await connection.prepare(
        'DELETE FROM ranges WHERE gateway = $1 AND outbox = $2 AND first = $3',
      ),
    };
    return new RangeTable(connection, statements, outboxes);
  }

  of(gatewayId: string): Map<string, readonly (readonly [number, number])[]> {
    const found = new Map<string, readonly (readonly [number, number])[]>();
    for (const outbox of this.#outboxes.values())
      if (outbox.gatewayId === gatewayId) found.set(outbox.outboxId, outbox.set.ranges());
    return found;
  }

  /**
   * Writes the ranges within the open transaction. The caller calls the function it gets once the transaction is
   * committed: only then are the ranges known here too.
   */
  async write(ranges: readonly CommittedRange[], nowMs: number): Promise<() => void> {
    const changed = new Map<string, Outbox>();
    for (const { gatewayId, outboxId, first, last } of ranges) {
      const key = keyOf(gatewayId, outboxId);
      const set = changed.get(key)?.set ?? RangeSet.of(this.#outboxes.get(key)?.set.ranges() ?? []);
      set.add(first, last);
      changed.set(key, { gatewayId, outboxId, set, changedMs: nowMs });
    }
    for (const [key, outbox] of changed) await this.#writeOutbox(this.#outboxes.get(key), outbox);
    const next = new Map([...this.#outboxes, ...changed]);
    for (const key of surplus(next, changed)) {
      await this.#forget(next.get(key)!);
      next.delete(key);
    }
    return () => {
      this.#outboxes = next;
    };
  }

  async #writeOutbox(before: Outbox | undefined, after: Outbox): Promise<void> {
    const { gatewayId, outboxId, set, changedMs } = after;
    const old = new Map(before?.set.ranges() ?? []);
    for (const [first, last] of set.ranges()) {
      const oldLast = old.get(first);
      old.delete(first);
      if (oldLast === last) continue;
      const statement = oldLast === undefined ? this.#statements.insert : this.#statements.extend;
      statement.bindVarchar(1, gatewayId);
      statement.bindVarchar(2, outboxId);
      statement.bindBigInt(3, BigInt(first));
      statement.bindBigInt(4, BigInt(last));
      statement.bindBigInt(5, BigInt(changedMs));
      await statement.run();
    }
    for (const first of old.keys()) await this.#remove(gatewayId, outboxId, first);
  }

  async #remove(gatewayId: string, outboxId: string, first: number): Promise<void> {
    const { remove } = this.#statements;
    remove.bindVarchar(1, gatewayId);
    remove.bindVarchar(2, outboxId);
    remove.bindBigInt(3, BigInt(first));
    await remove.run();
  }

  async #forget({ gatewayId, outboxId }: Outbox): Promise<void> {
    await this.#connection.run('DELETE FROM ranges WHERE gateway = $1 AND outbox = $2', [
      gatewayId,
      outboxId,
    ]);
  }
}

/** The longest unused outboxes of gateways that have more than is remembered. */
function surplus(outboxes: ReadonlyMap<string, Outbox>, changed: ReadonlyMap<string, Outbox>): string[] {
  const gateways = new Set([...changed.values()].map(({ gatewayId }) => gatewayId));
  return [...gateways].flatMap((gatewayId) =>
    [...outboxes]
      .filter(([, outbox]) => outbox.gatewayId === gatewayId)
      .sort(([, a], [, b]) => b.changedMs - a.changedMs)
      .slice(mostOutboxes)
      .map(([key]) => key),
  );
}

function keyOf(gatewayId: string, outboxId: string): string {
  return `${gatewayId} ${outboxId}`;
}
