// The outbox positions that the rules have judged, written in the database's thread: merged ranges, in the transaction
// that keeps the rules' state and effects.
import type { DatabaseSync } from 'node:sqlite';
import { mostOutboxes, type PositionRange } from '@campus/campus-model';

export interface JudgedRange extends PositionRange {
  readonly gatewayId: string;
}

export function judgedRangeRows(database: DatabaseSync) {
  const all = database.prepare('SELECT gateway, outbox, first, last FROM rules_ranges');
  const before = database.prepare(`
    SELECT first, last FROM rules_ranges WHERE gateway = ? AND outbox = ? AND first <= ? ORDER BY first DESC LIMIT 1`);
  const remove = database.prepare('DELETE FROM rules_ranges WHERE gateway = ? AND outbox = ? AND first = ?');
  const insert = database.prepare('INSERT INTO rules_ranges VALUES (?, ?, ?, ?, ?)');
  const surplus = database.prepare(`
    SELECT outbox FROM rules_ranges WHERE gateway = ? GROUP BY outbox
    ORDER BY max(changed_ms) DESC LIMIT -1 OFFSET ${mostOutboxes}`);
  const forget = database.prepare('DELETE FROM rules_ranges WHERE gateway = ? AND outbox = ?');
  const hasSome = database.prepare('SELECT 1 FROM rules_ranges WHERE gateway = ? AND outbox = ? LIMIT 1');

  const write = ({ gatewayId, outboxId, first, last }: JudgedRange, nowMs: number): void => {
    let [low, high] = [first, last];
    for (;;) {
      const row = before.get(gatewayId, outboxId, high + 1);
      if (!row || Number(row.last) < low - 1) break;
      remove.run(gatewayId, outboxId, Number(row.first));
      low = Math.min(low, Number(row.first));
      high = Math.max(high, Number(row.last));
    }
    insert.run(gatewayId, outboxId, low, high, nowMs);
  };

  return {
    /** To be called within a transaction. The longest unused outboxes beyond the limit are forgotten. */
    writeJudgedRanges(ranges: readonly JudgedRange[], nowMs: number): void {
      const grown = new Set<string>();
      for (const range of ranges) {
        if (!hasSome.get(range.gatewayId, range.outboxId)) grown.add(range.gatewayId);
        write(range, nowMs);
      }
      for (const gatewayId of grown)
        for (const { outbox } of surplus.all(gatewayId)) forget.run(gatewayId, String(outbox));
    },

    judgedRanges(): JudgedRange[] {
      return all.all().map(({ gateway, outbox, first, last }) => ({
        gatewayId: String(gateway),
        outboxId: String(outbox),
        first: Number(first),
        last: Number(last),
      }));
    },
  };
}
