// Groups of samples that the server has confirmed and may still lose: they stay in the spool until its files surely have
// them, and go first where room is needed. What is kept beside them (rows rolled up since, lines refused) goes with them.
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * A server confirms what is in its log, and puts a shard's log into its files at 25 MB (some 800,000 samples), or once nothing
 * came for ten minutes; what was not put there goes with a log that is damaged. This holds fifteen million samples of a busy
 * campus, three million where each comes alone: several shards that are written side by side, and more than those ten
 * minutes at 10,000 samples a second.
 */
const mostKeptBytes = 128 * 1_048_576;
/** Of the spool's limit: what is sent again leaves room for what comes meanwhile. */
const mostKeptShare = 0.5;

export class SentGroups {
  readonly #statements: Record<'first' | 'oldest' | 'size' | 'expire', StatementSync>;
  readonly #letGo: readonly StatementSync[];
  readonly #mostBytes: number;
  #bytes: number;

  /** `sentUntil`: groups before it are confirmed. */
  constructor(database: DatabaseSync, spoolBytes: number, sentUntil: number) {
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.#mostBytes = Math.min(mostKeptBytes, spoolBytes * mostKeptShare);
    this.#statements = {
      first: prepare('SELECT min(id) AS id FROM groups WHERE id < ?'),
      oldest: prepare('SELECT id, bytes FROM groups WHERE id < ? ORDER BY id'),
      size: prepare('SELECT total(bytes) AS bytes FROM groups WHERE id < ?'),
      expire: prepare('DELETE FROM groups WHERE id < ? AND to_ms < ?'),
    };
    this.#letGo = [
      prepare('DELETE FROM groups WHERE id < ?'),
      prepare('DELETE FROM rolled WHERE last_group < ?'),
      prepare('DELETE FROM refused WHERE last_group < ?'),
    ];
    this.#bytes = this.#sizeOf(sentUntil);
  }

  first(sentUntil: number): number | null {
    const { id } = this.#statements.first.get(sentUntil)!;
    return id === null ? null : Number(id);
  }

  /**
   * Within the open transaction: `confirmed` bytes more are before `sentUntil`, and no more than `room` may stay. The caller
   * calls the function it gets once the transaction is committed.
   */
  keep(sentUntil: number, confirmed: number, room = Number.POSITIVE_INFINITY): () => void {
    const most = Math.min(this.#mostBytes, room);
    let bytes = this.#bytes + confirmed;
    let keptFrom = 0;
    if (bytes > most)
      for (const row of this.#statements.oldest.iterate(sentUntil)) {
        bytes -= Number(row.bytes);
        keptFrom = Number(row.id) + 1;
        if (bytes <= most) break;
      }
    if (keptFrom > 0) for (const statement of this.#letGo) statement.run(keptFrom);
    return () => {
      this.#bytes = bytes;
    };
  }

  /** Lets go of groups whose samples are all older: their time is over on the server too. */
  expire(sentUntil: number, untilMs: number): void {
    const { changes } = this.#statements.expire.run(sentUntil, untilMs);
    if (Number(changes) > 0) this.#bytes = this.#sizeOf(sentUntil);
  }

  /** None is confirmed any more. */
  forget(): void {
    this.#bytes = 0;
  }

  #sizeOf(sentUntil: number): number {
    return Number(this.#statements.size.get(sentUntil)!.bytes);
  }
}
