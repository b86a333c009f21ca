// The groups of samples that wait for the server: appended by commits, looked into by queries, drained oldest first.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Span } from '../roll-up/tiers.ts';
import { type Columns, decodeBlock, emptyColumns, encodeBlock, joinColumns, pickRows } from './columns.ts';
import {
  isWritableTime,
  type Lines,
  linesOf,
  type SeriesHead,
  sampleLine,
  seriesHead,
} from './line-protocol.ts';
import type { Refused } from './set-aside.ts';
import type { KnownPoint } from './spool-facts.ts';

/** What goes to the server at once. */
export interface DrainBatch {
  readonly lines: Lines;
  /** Everything up to this row of this group is in it or was written before. */
  readonly upTo: { readonly group: number; readonly row: number };
  /** What the server cannot have, whatever it says. */
  readonly unwritable: readonly Refused[];
}

/** Samples that wait, a part at a time, so that commits are not held up. */
export interface SpooledPart {
  readonly columns: Columns;
  /** The next part is of the groups after this one; null at the end. */
  readonly after: number | null;
}

/** Room is told of again only when so much of the limit is free, so that the state does not flap. */
const freeAgainShare = 0.95;
/** Blocks that one look into the spool reads: some 10 ms of work. */
const blocksALook = 32;
const rowsALook = 50_000;

export class SpoolQueue {
  readonly #database: DatabaseSync;
  readonly #mostBytes: number;
  readonly #points: ReadonlyMap<number, KnownPoint>;
  readonly #heads = new Map<number, SeriesHead>();
  readonly #statements: Record<'insert' | 'next' | 'sums' | 'remove' | 'look' | 'byTime', StatementSync>;
  /** How far the oldest group is written; after a crash it is written again from its start, which changes nothing. */
  #drained = { group: 0, row: 0 };
  #decoded: { group: number; columns: Columns; damage: Refused | null } | null = null;
  #groups: number;
  #rows: number;
  #bytes: number;
  #isFull = false;

  constructor(database: DatabaseSync, mostBytes: number, points: ReadonlyMap<number, KnownPoint>) {
    this.#database = database;
    this.#mostBytes = mostBytes;
    this.#points = points;
    this.#statements = {
      insert: database.prepare(
        'INSERT INTO groups (rows, bytes, from_ms, to_ms, block) VALUES (?, ?, ?, ?, ?)',
      ),
      next: database.prepare('SELECT id, rows, block FROM groups WHERE id >= ? ORDER BY id LIMIT 1'),
      sums: database.prepare(
        'SELECT count(*) AS groups, total(rows) AS rows, total(bytes) AS bytes FROM groups WHERE id < ?',
      ),
      remove: database.prepare('DELETE FROM groups WHERE id < ?'),
      look: database.prepare(
        'SELECT id, block FROM groups WHERE id > ? AND from_ms < ? AND to_ms >= ? ORDER BY id LIMIT ?',
      ),
      byTime: database.prepare(
        'SELECT from_ms, block FROM groups WHERE from_ms < ? AND to_ms >= ? ORDER BY from_ms',
      ),
    };
    const { groups, rows, bytes } = this.#sums(Number.MAX_SAFE_INTEGER);
    [this.#groups, this.#rows, this.#bytes] = [groups, rows, bytes];
  }

  get state(): { groups: number; rows: number; bytes: number; isFull: boolean } {
    const rows = this.#rows - this.#drained.row;
    return { groups: this.#groups, rows, bytes: this.#bytes, isFull: this.#isFull };
  }

  /** The oldest group that waits. */
  get firstGroup(): number | null {
    const { id } = this.#database.prepare('SELECT min(id) AS id FROM groups').get()!;
    return id === null ? null : Number(id);
  }

  /** Throws where there is no room for the block. */
  blockOf(columns: Columns): Uint8Array {
    const block = encodeBlock(columns);
    if (!this.#isFull && this.#bytes + block.length <= this.#mostBytes) return block;
    this.#isFull = true;
    throw new Error(
      `the spool is full (${this.#bytes} of ${this.#mostBytes} bytes): bring the InfluxDB server back; agents keep the rest`,
    );
  }

  /** Writes the group within the open transaction. `counted` is called once that is committed. */
  append(columns: Columns, block: Uint8Array, span: Span): { group: number; counted: () => void } {
    const { lastInsertRowid } = this.#statements.insert.run(
      columns.length,
      block.length,
      span.fromMs,
      span.toMs,
      block,
    );
    const counted = (): void => {
      this.#groups += 1;
      this.#rows += columns.length;
      this.#bytes += block.length;
    };
    return { group: Number(lastInsertRowid), counted };
  }

  /** The oldest rows as lines, at most `mostRows`; null where nothing waits. */
  next(mostRows: number): DrainBatch | null {
    const lines: string[] = [];
    const unwritable: Refused[] = [];
    let { group, row } = this.#drained;
    while (lines.length < mostRows) {
      const found = this.#groupFrom(group);
      if (!found) break;
      if (found.group !== group) [group, row] = [found.group, 0];
      if (found.damage) unwritable.push(found.damage);
      const until = Math.min(found.columns.length, row + mostRows - lines.length);
      for (; row < until; row++) this.#addLine(found.columns, row, lines, unwritable);
      if (row < found.columns.length) break;
      [group, row] = [group + 1, 0];
    }
    if (group === this.#drained.group && row === this.#drained.row) return null;
    return { lines: linesOf(lines), upTo: { group, row }, unwritable };
  }

  /** The server has the batch, or what it refused of it is set aside. */
  done({ group, row }: DrainBatch['upTo']): void {
    this.#drained = { group, row };
    const { groups, rows, bytes } = this.#sums(group);
    if (groups === 0) return;
    this.#statements.remove.run(group);
    this.#groups -= groups;
    this.#rows -= rows;
    this.#bytes -= bytes;
    if (this.#bytes <= this.#mostBytes * freeAgainShare) this.#isFull = false;
  }

  /** Samples of these points (null: all) and times that wait. */
  look(points: readonly number[] | null, span: Span, afterGroup: number): SpooledPart {
    const wanted = points && new Set(points);
    const parts: Columns[] = [];
    let after: number | null = null;
    let rows = 0;
    const found = this.#statements.look.all(afterGroup, span.toMs, span.fromMs, blocksALook);
    for (const row of found) {
      const columns = tryDecode(row.block as Uint8Array) ?? emptyColumns(0);
      const chosen = rowsWithin(columns, wanted, span);
      if (chosen.length > 0) parts.push(pickRows(columns, chosen));
      rows += chosen.length;
      if (rows < rowsALook) continue;
      after = Number(row.id);
      break;
    }
    if (after === null && found.length === blocksALook) after = Number(found.at(-1)!.id);
    return { columns: joinColumns(parts), after };
  }

  /** Time of the earliest sample of the span that waits. */
  firstWaiting({ fromMs, toMs }: Span): number | null {
    let first = Number.POSITIVE_INFINITY;
    for (const row of this.#statements.byTime.iterate(toMs, fromMs)) {
      if (Number(row.from_ms) >= first) break;
      const { timeMs } = tryDecode(row.block as Uint8Array) ?? emptyColumns(0);
      for (const time of timeMs) if (time >= fromMs && time < toMs && time < first) first = time;
    }
    return Number.isFinite(first) ? first : null;
  }

  #sums(before: number): { groups: number; rows: number; bytes: number } {
    const { groups, rows, bytes } = this.#statements.sums.get(before)!;
    return { groups: Number(groups), rows: Number(rows), bytes: Number(bytes) };
  }

  /** The first group from `id` on; of one that is damaged no row is left, and its block is to be set aside. */
  #groupFrom(id: number): { group: number; columns: Columns; damage: Refused | null } | null {
    if (this.#decoded?.group === id) return this.#decoded;
    const row = this.#statements.next.get(id);
    if (!row) return null;
    const group = Number(row.id);
    const block = row.block as Uint8Array;
    const columns = tryDecode(block);
    const damage = {
      line: `# ${row.rows} samples, base64: ${Buffer.from(block).toString('base64')}`,
      why: `group ${group} of the spool is damaged`,
    };
    this.#decoded = { group, columns: columns ?? emptyColumns(0), damage: columns ? null : damage };
    return this.#decoded;
  }

  #addLine(columns: Columns, row: number, lines: string[], unwritable: Refused[]): void {
    const head = this.#headOf(columns.point[row]!);
    const timeMs = columns.timeMs[row]!;
    if (isWritableTime(timeMs)) lines.push(sampleLine(head, columns, row));
    else
      unwritable.push({
        line: `# ${head.samples} value=${columns.value[row]} at ${timeMs} ms`,
        why: 'InfluxDB has no such time',
      });
  }

  #headOf(number: number): SeriesHead {
    const known = this.#heads.get(number);
    if (known) return known;
    const head = seriesHead(this.#points.get(number)!.id);
    this.#heads.set(number, head);
    return head;
  }
}

function rowsWithin(columns: Columns, points: ReadonlySet<number> | null, { fromMs, toMs }: Span): number[] {
  const rows: number[] = [];
  for (let row = 0; row < columns.length; row++) {
    const timeMs = columns.timeMs[row]!;
    if (timeMs >= fromMs && timeMs < toMs && (!points || points.has(columns.point[row]!))) rows.push(row);
  }
  return rows;
}

function tryDecode(block: Uint8Array): Columns | null {
  try {
    return decodeBlock(block);
  } catch {
    return null;
  }
}
