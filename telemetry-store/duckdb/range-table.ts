// The ranges that are committed and the rows beside them: merged in memory, in DuckDB a log that each commit adds to and
// that is written anew, merged, when it has grown. Appending a row costs a tenth of changing one.
import { RangeSet } from '@campus/campus-model/plain';
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { type CommitGroup, type CommittedRange, mostOutboxes, type OutboxEntry } from '../history-store.ts';

interface Outbox {
  readonly gatewayId: string;
  readonly outboxId: string;
  readonly committed: RangeSet;
  readonly refused: RangeSet;
  rows: number;
  changedMs: number;
}

type Claims = Pick<CommitGroup, 'ranges' | 'tallies'>;

/** Rows of the log before it is merged: a start reads them all, in some milliseconds. */
const mostLogRows = 20_000;

export class RangeTable {
  #gateways = new Map<string, Map<string, Outbox>>();
  #logRows = 0;

  static async load(connection: DuckDBConnection): Promise<RangeTable> {
    const table = new RangeTable();
    await table.load(connection);
    return table;
  }

  /** Reads all anew: what a failed commit left in memory is gone. */
  async load(connection: DuckDBConnection): Promise<void> {
    this.#gateways = new Map();
    this.#logRows = 0;
    const log = await connection.runAndReadAll(
      'SELECT gateway, outbox, first::DOUBLE, last::DOUBLE, changed_ms::DOUBLE, is_refused, rows::DOUBLE FROM ranges ORDER BY changed_ms',
    );
    for (const [gatewayId, outboxId, first, last, changedMs, isRefused, rows] of log.getRows())
      this.#claim(String(gatewayId), String(outboxId), Number(changedMs), (outbox) => {
        if (Number(last) >= Number(first)) outbox.committed.add(Number(first), Number(last));
        if (isRefused) outbox.refused.add(Number(first), Number(last));
        outbox.rows += Number(rows);
      });
    this.#logRows = log.currentRowCount;
    for (const gatewayId of this.#gateways.keys()) this.#forgetSurplus(gatewayId);
  }

  of(gatewayId: string): Map<string, readonly (readonly [number, number])[]> {
    const outboxes = this.#gateways.get(gatewayId)?.values() ?? [];
    return new Map([...outboxes].map(({ outboxId, committed }) => [outboxId, committed.ranges()]));
  }

  entries(gatewayId: string): OutboxEntry[] {
    const outboxes = this.#gateways.get(gatewayId)?.values() ?? [];
    return [...outboxes].map(({ outboxId, committed, refused, rows }) => ({
      outboxId,
      committed: committed.ranges(),
      refused: refused.ranges(),
      rows,
    }));
  }

  /** Whether all of these are committed. */
  covers({ ranges }: Claims): boolean {
    return ranges.every(({ gatewayId, outboxId, first, last }) =>
      this.#gateways.get(gatewayId)?.get(outboxId)?.committed.covers(first, last),
    );
  }

  /** Adds to the log within the open transaction; `remember` follows once that is committed. */
  async write(connection: DuckDBConnection, { ranges, tallies = [] }: Claims, nowMs: number): Promise<void> {
    const log = await RangeLog.open(connection);
    const rows = new Map(tallies.map((tally) => [`${tally.gatewayId} ${tally.outboxId}`, tally]));
    for (const range of ranges) {
      const name = `${range.gatewayId} ${range.outboxId}`;
      log.add(range, nowMs, rows.get(name)?.rows ?? 0);
      rows.delete(name);
    }
    for (const tally of rows.values()) log.add({ ...tally, ...noRange }, nowMs, tally.rows);
    log.close();
  }

  remember({ ranges, tallies = [] }: Claims, nowMs: number): void {
    this.#logRows += ranges.length + tallies.length;
    for (const { gatewayId, outboxId, first, last, isRefused } of ranges)
      this.#claim(gatewayId, outboxId, nowMs, (outbox) => {
        outbox.committed.add(first, last);
        if (isRefused) outbox.refused.add(first, last);
      });
    for (const { gatewayId, outboxId, rows } of tallies)
      this.#claim(gatewayId, outboxId, nowMs, (outbox) => {
        outbox.rows += rows;
      });
  }

  get isLong(): boolean {
    return this.#logRows >= mostLogRows;
  }

  /** Writes the log anew, merged: one transaction on the connection that commits. */
  async merge(connection: DuckDBConnection): Promise<void> {
    const outboxes = [...this.#gateways.values()].flatMap((some) => [...some.values()]);
    await connection.run('BEGIN');
    try {
      await connection.run('DELETE FROM ranges');
      const log = await RangeLog.open(connection);
      for (const { committed, refused, changedMs, rows, ...name } of outboxes) {
        for (const [first, last] of committed.ranges()) log.add({ ...name, first, last }, changedMs, 0);
        for (const [first, last] of refused.ranges())
          log.add({ ...name, first, last, isRefused: true }, changedMs, 0);
        if (rows > 0) log.add({ ...name, ...noRange }, changedMs, rows);
      }
      log.close();
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
    this.#logRows = 0;
  }

  #claim(gatewayId: string, outboxId: string, changedMs: number, change: (outbox: Outbox) => void): void {
    const outboxes = this.#gateways.get(gatewayId) ?? new Map<string, Outbox>();
    if (outboxes.size === 0) this.#gateways.set(gatewayId, outboxes);
    let outbox = outboxes.get(outboxId);
    if (!outbox) {
      const none = { committed: new RangeSet(), refused: new RangeSet(), rows: 0 };
      outbox = { gatewayId, outboxId, ...none, changedMs };
      outboxes.set(outboxId, outbox);
    }
    outbox.changedMs = Math.max(outbox.changedMs, changedMs);
    change(outbox);
    if (outboxes.size > mostOutboxes) this.#forgetSurplus(gatewayId);
  }

  /** The longest unused outboxes of a gateway that has more than is remembered. */
  #forgetSurplus(gatewayId: string): void {
    const outboxes = this.#gateways.get(gatewayId)!;
    if (outboxes.size <= mostOutboxes) return;
    const byUse = [...outboxes.values()].sort((a, b) => b.changedMs - a.changedMs);
    for (const { outboxId } of byUse.slice(mostOutboxes)) outboxes.delete(outboxId);
  }
}

/** Of a row that counts samples alone. */
const noRange = { first: 1, last: 0 };

class RangeLog {
  readonly #appender: DuckDBAppender;

  private constructor(appender: DuckDBAppender) {
    this.#appender = appender;
  }

  static async open(connection: DuckDBConnection): Promise<RangeLog> {
    return new RangeLog(await connection.createAppender('ranges'));
  }

  add(
    { gatewayId, outboxId, first, last, isRefused }: CommittedRange,
    changedMs: number,
    rows: number,
  ): void {
    const appender = this.#appender;
    appender.appendVarchar(gatewayId);
    appender.appendVarchar(outboxId);
    appender.appendBigInt(BigInt(first));
    appender.appendBigInt(BigInt(last));
    appender.appendBigInt(BigInt(changedMs));
    appender.appendBoolean(isRefused ?? false);
    appender.appendBigInt(BigInt(rows));
    appender.endRow();
  }

  close(): void {
    this.#appender.closeSync();
  }
}
