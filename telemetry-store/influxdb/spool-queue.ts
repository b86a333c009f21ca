// The groups of samples that wait for the server: appended by commits, drained oldest first, and put back where the server
// may have lost them.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Span } from '../roll-up/tiers.ts';
import { type Columns, emptyColumns, encodeBlock } from './columns.ts';
import {
  isWritableTime,
  type Lines,
  linesOf,
  type SeriesHead,
  sampleLine,
  seriesHead,
} from './line-protocol.ts';
import { SentGroups } from './sent-groups.ts';
import type { Refused } from './set-aside.ts';
import type { KnownPoint, SpoolFacts } from './spool-facts.ts';
import { type SpooledPart, SpoolLook, tryDecode } from './spool-look.ts';

/** So many rows of this group, and all groups before it. */
export interface UpTo {
  readonly group: number;
  readonly row: number;
}

/** What goes to the server at once. */
export interface DrainBatch {
  readonly lines: Lines;
  /** Everything up to it is in the batch or was written before. */
  readonly upTo: UpTo;
  /** What the server cannot have, whatever it says. */
  readonly unwritable: readonly Refused[];
}

/** Room is told of again only when so much of the limit is free, so that the state does not flap. */
const freeAgainShare = 0.95;

interface Sums {
  readonly groups: number;
  readonly rows: number;
  readonly bytes: number;
}

export interface QueueState extends Sums {
  /** Of the rows: those that the server had confirmed, and may have lost. */
  readonly rowsAgain: number;
  readonly isFull: boolean;
}

export class SpoolQueue {
  readonly #database: DatabaseSync;
  readonly #mostBytes: number;
  readonly #points: ReadonlyMap<number, KnownPoint>;
  readonly #facts: SpoolFacts;
  readonly #sent: SentGroups;
  readonly #look: SpoolLook;
  readonly #heads = new Map<number, SeriesHead>();
  readonly #statements: Record<'insert' | 'next' | 'sums', StatementSync>;
  /** What is confirmed; after a crash the group is written again from its start, which changes nothing. */
  #drained: UpTo;
  #decoded: { group: number; columns: Columns; damage: Refused | null } | null = null;
  #waiting: Sums;
  /** Confirmed once and waiting again: so many rows, counted from the start of the oldest group. */
  #again: { readonly upTo: UpTo; readonly rows: number };
  #isFull = false;

  constructor(
    database: DatabaseSync,
    mostBytes: number,
    points: ReadonlyMap<number, KnownPoint>,
    facts: SpoolFacts,
  ) {
    this.#database = database;
    this.#mostBytes = mostBytes;
    this.#points = points;
    this.#facts = facts;
    this.#statements = {
      insert: database.prepare(
        'INSERT INTO groups (rows, bytes, from_ms, to_ms, block) VALUES (?, ?, ?, ?, ?)',
      ),
      next: database.prepare('SELECT id, rows, block FROM groups WHERE id >= ? ORDER BY id LIMIT 1'),
      sums: database.prepare(
        `SELECT count(*) AS groups, total(rows) AS rows, total(bytes) AS bytes
         FROM groups WHERE id >= ? AND id < ?`,
      ),
    };
    const sentUntil = facts.get('sent_until') ?? 0;
    this.#drained = { group: sentUntil, row: 0 };
    this.#look = new SpoolLook(database);
    this.#sent = new SentGroups(database, mostBytes, sentUntil);
    this.#waiting = this.#sums(sentUntil, Number.MAX_SAFE_INTEGER);
    this.#again = this.#againUpTo({ group: facts.get('again_until') ?? 0, row: 0 });
  }

  get state(): QueueState {
    const { row } = this.#drained;
    const rowsAgain = Math.max(0, this.#again.rows - row);
    return { ...this.#waiting, rows: this.#waiting.rows - row, rowsAgain, isFull: this.#isFull };
  }

  /** The oldest group that waits. */
  get firstGroup(): number | null {
    const { id } = this.#database
      .prepare('SELECT min(id) AS id FROM groups WHERE id >= ?')
      .get(this.#drained.group)!;
    return id === null ? null : Number(id);
  }

  /** The highest number that a group has, or had. */
  get lastGroup(): number {
    const row = this.#database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'groups'").get();
    return Number(row?.seq ?? 0);
  }

  /** Throws where there is no room for the block. */
  blockOf(columns: Columns): Uint8Array {
    const block = encodeBlock(columns);
    const { bytes } = this.#waiting;
    if (!this.#isFull && bytes + block.length <= this.#mostBytes) return block;
    this.#isFull = true;
    throw new Error(
      `the spool is full (${bytes} of ${this.#mostBytes} bytes): bring the InfluxDB server back; agents keep the rest`,
    );
  }

  /**
   * Writes the group within the open transaction; what is kept of sent ones makes room. `counted` is called once that is
   * committed.
   */
  append(columns: Columns, block: Uint8Array, span: Span): { group: number; counted: () => void } {
    const one = { groups: 1, rows: columns.length, bytes: block.length };
    const room = this.#mostBytes - this.#waiting.bytes - one.bytes;
    const kept = this.#sent.keep(this.#drained.group, 0, room);
    const { lastInsertRowid } = this.#statements.insert.run(
      one.rows,
      one.bytes,
      span.fromMs,
      span.toMs,
      block,
    );
    const counted = (): void => {
      kept();
      this.#waiting = plus(this.#waiting, one, 1);
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

  /**
   * The server has the batch, or what it refused of it is set aside. Within the open transaction; the caller calls the
   * function it gets once that is committed.
   */
  done(upTo: UpTo): () => void {
    const sent = this.#sums(this.#drained.group, upTo.group);
    if (sent.groups > 0) this.#facts.set('sent_until', upTo.group);
    const kept = this.#sent.keep(upTo.group, sent.bytes);
    return () => {
      kept();
      this.#drained = upTo;
      this.#waiting = plus(this.#waiting, sent, -1);
      const { upTo: until, rows } = this.#again;
      this.#again = { upTo: until, rows: isBefore(upTo, until) ? rows - sent.rows : 0 };
      if (this.#waiting.bytes <= this.#mostBytes * freeAgainShare) this.#isFull = false;
    };
  }

  /**
   * What is kept of confirmed groups waits again: so many `rows`. `confirmed` was so just now. Within the open transaction:
   * `counted` is called once that is committed.
   */
  putBack(confirmed: UpTo): { rows: number; counted: () => void } {
    const { group, row } = this.#drained;
    const first = this.#sent.first(group) ?? group;
    const back = this.#sums(first, group);
    const upTo = isBefore(confirmed, this.#again.upTo) ? this.#again.upTo : confirmed;
    this.#facts.set('sent_until', first);
    this.#facts.set('again_until', upTo.group);
    const counted = (): void => {
      this.#drained = { group: first, row: 0 };
      this.#waiting = plus(this.#waiting, back, 1);
      this.#sent.forget();
      this.#again = this.#againUpTo(upTo);
    };
    return { rows: back.rows + row, counted };
  }

  /** A number that no group has: higher than all that are there, lower than all to come. */
  skipNumber(): number {
    const number = this.lastGroup + 1;
    const { changes } = this.#database
      .prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'groups'")
      .run(number);
    if (Number(changes) === 0)
      this.#database.prepare("INSERT INTO sqlite_sequence VALUES ('groups', ?)").run(number);
    return number;
  }

  /** Samples of before `untilMs` are removed from the server: they are not to come back. */
  expire(untilMs: number): void {
    this.#sent.expire(this.#drained.group, untilMs);
  }

  /** Samples of these points (null: all) and times that wait. */
  look(points: readonly number[] | null, span: Span, afterGroup: number): SpooledPart {
    return this.#look.part(points, span, Math.max(afterGroup, this.#drained.group - 1));
  }

  /** Time of the earliest sample of the span that waits. */
  firstWaiting(span: Span): number | null {
    return this.#look.first(span, this.#drained.group);
  }

  #sums(from: number, before: number): Sums {
    const { groups, rows, bytes } = this.#statements.sums.get(from, before)!;
    return { groups: Number(groups), rows: Number(rows), bytes: Number(bytes) };
  }

  #againUpTo(upTo: UpTo): { upTo: UpTo; rows: number } {
    const rows = this.#sums(this.#drained.group, upTo.group).rows + upTo.row;
    return { upTo, rows: isBefore(this.#drained, upTo) ? rows : 0 };
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

function isBefore(one: UpTo, other: UpTo): boolean {
  return one.group < other.group || (one.group === other.group && one.row < other.row);
}

function plus(one: Sums, other: Sums, sign: 1 | -1): Sums {
  return {
    groups: one.groups + sign * other.groups,
    rows: one.rows + sign * other.rows,
    bytes: one.bytes + sign * other.bytes,
  };
}
