// The spool: the commit of the InfluxDB store. Samples, ranges and marks of unsettled hours in one SQLite transaction.
// Synchronous, for the worker thread alone.
import { copyFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { LegalHold } from '@campus/campus-model';
import type { CommittedRange, HistoryPoint, OutboxEntry, RowTally } from '../history-store.ts';
import { bucketStart, type Span, standardOffsetMs } from '../roll-up/tiers.ts';
import type { Columns } from './columns.ts';
import { RefusedLines } from './refused-lines.ts';
import { type Refused, setAside, setAsidePath } from './set-aside.ts';
import { type KnownPoint, numberPoints, SpoolFacts } from './spool-facts.ts';
import { openSpoolFile, spoolPath } from './spool-file.ts';
import type { SpooledPart } from './spool-look.ts';
import { type DrainBatch, type QueueState, SpoolQueue, type UpTo } from './spool-queue.ts';
import { SpoolRanges } from './spool-ranges.ts';
import { type RollUpWork, UnsettledTable } from './unsettled.ts';

export interface SpoolSettings {
  readonly folder: string;
  readonly points: readonly HistoryPoint[];
  readonly mostBytes: number;
  readonly timeZone: string;
  readonly nowMs: number;
  /** Tells servers apart: another one has none of the roll-up rows that the first was given. */
  readonly server: string;
}

/** Of what the server has not confirmed; what it has, and is kept, counts on disk alone. */
export interface SpoolState extends QueueState {
  /** Of the spool's files, room for what comes next included. */
  readonly bytesOnDisk: number;
  readonly fromMs: number | null;
  /** Lines that the server refused for good, as long as their file is there. */
  readonly setAside: number;
}

/** What a query must know of the tiers. */
export interface TierPlan {
  /** False until the server was asked whether it holds history of before this spool. */
  readonly isKnown: boolean;
  readonly settledUntilMs: number;
  /** Samples before it were removed, their time being over. */
  readonly removedUntilMs: number;
  readonly hours: readonly Span[];
  readonly days: readonly Span[];
  readonly offsetMs: number;
}

function numbersOf(points: readonly HistoryPoint[], known: ReadonlyMap<number, KnownPoint>): Int32Array {
  const numbers = new Map([...known.values()].map(({ id, number }) => [id, number]));
  return Int32Array.from(points, ({ id }) => numbers.get(id)!);
}

export class Spool {
  readonly #folder: string;
  readonly #database: DatabaseSync;
  readonly #facts: SpoolFacts;
  readonly #ranges: SpoolRanges;
  readonly #unsettled: UnsettledTable;
  readonly #queue: SpoolQueue;
  readonly #refused: RefusedLines;
  readonly #offsetMs: number;
  readonly #points: Map<number, KnownPoint>;
  #numberOf: Int32Array;

  /** Throws an Error whose message says what to do. */
  constructor({ folder, points, mostBytes, timeZone, nowMs, server }: SpoolSettings) {
    this.#folder = folder;
    this.#database = openSpoolFile(folder);
    this.#facts = new SpoolFacts(this.#database);
    this.#points = numberPoints(this.#database, points);
    this.#numberOf = numbersOf(points, this.#points);
    this.#ranges = new SpoolRanges(this.#database);
    this.#queue = new SpoolQueue(this.#database, mostBytes, this.#points, this.#facts);
    this.#refused = new RefusedLines(this.#database);
    this.#offsetMs = standardOffsetMs(timeZone, new Date(nowMs).getUTCFullYear());
    const settledUntilMs = this.#facts.get('settled_until_ms') ?? 0;
    this.#unsettled = new UnsettledTable(this.#database, this.#offsetMs, settledUntilMs);
    this.#meet(crc32(server));
  }

  points(): KnownPoint[] {
    return [...this.#points.values()];
  }

  /** From the next commit on `columns.point` is the index of these. Returns all that the spool knows. */
  setPoints(points: readonly HistoryPoint[]): KnownPoint[] {
    const known = numberPoints(this.#database, points);
    for (const [number, point] of known) this.#points.set(number, point);
    this.#numberOf = numbersOf(points, this.#points);
    return this.points();
  }

  /** `columns.point` is the index of the points that the spool was opened with, or that were set since. */
  commit(
    columns: Columns,
    ranges: readonly CommittedRange[],
    tallies: readonly RowTally[],
    nowMs: number,
  ): void {
    this.#number(columns);
    const block = columns.length > 0 ? this.#queue.blockOf(columns) : null;
    const remember = this.#facts.inTransaction(() => {
      const counted = block ? this.#append(columns, block) : null;
      const written = this.#ranges.write(ranges, tallies, nowMs);
      return () => {
        counted?.();
        written();
      };
    });
    remember();
  }

  outboxes(gatewayId: string): OutboxEntry[] {
    return this.#ranges.of(gatewayId);
  }

  state(): SpoolState {
    if (this.#facts.get('set_aside') && !existsSync(setAsidePath(this.#folder)))
      this.#facts.set('set_aside', 0);
    const path = spoolPath(this.#folder);
    const sizes = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    return {
      ...this.#queue.state,
      bytesOnDisk: sizes.reduce((sum, size) => sum + size, 0),
      fromMs: this.#facts.get('from_ms') ?? null,
      setAside: this.#facts.get('set_aside') ?? 0,
    };
  }

  next(mostRows: number): DrainBatch | null {
    return this.#queue.next(mostRows);
  }

  /** The server has the batch but for `refused`, which is set aside first, unless it was before. Lines set aside now. */
  done(upTo: UpTo, refused: readonly Refused[], nowMs: number): number {
    const lines = this.#refused.unknown(refused);
    setAside(this.#folder, lines, nowMs);
    const remember = this.#facts.inTransaction(() => {
      if (lines.length > 0) this.#facts.set('set_aside', (this.#facts.get('set_aside') ?? 0) + lines.length);
      this.#refused.remember(lines, upTo.group);
      return this.#queue.done(upTo);
    });
    remember();
    return lines.length;
  }

  /**
   * The server, which has just confirmed everything up to `confirmed`, was started at `startedMs`; null where it does not
   * say. Unless that is known already, all that it may have lost waits again: so many rows. Null where it is known.
   */
  startedAt(startedMs: number | null, confirmed: UpTo): number | null {
    if (startedMs !== null && startedMs === this.#facts.get('server_started_ms')) return null;
    const { rows, counted } = this.#facts.inTransaction(() => {
      this.#facts.set('server_started_ms', startedMs ?? 0);
      this.#unsettled.markAgain(this.#queue.skipNumber(), this.#facts.get('removed_until_ms') ?? 0);
      return this.#queue.putBack(confirmed);
    });
    counted();
    return rows;
  }

  look(points: readonly number[] | null, span: Span, afterGroup: number): SpooledPart {
    return this.#queue.look(points, span, afterGroup);
  }

  firstWaiting(span: Span): number | null {
    return this.#queue.firstWaiting(span);
  }

  plan(points: readonly number[], span: Span): TierPlan {
    return {
      isKnown: this.#facts.get('is_known') === 1,
      settledUntilMs: this.#unsettled.settledUntilMs,
      removedUntilMs: this.#facts.get('removed_until_ms') ?? 0,
      offsetMs: this.#offsetMs,
      ...this.#unsettled.within(span, new Set(points)),
    };
  }

  /** `earliestMs`: the first sample that the server had before this spool wrote to it; null for none. */
  adopt(earliestMs: number | null, nowMs: number): void {
    if (this.#facts.get('is_known') === 1) return;
    this.#facts.inTransaction(() => {
      if (earliestMs !== null) {
        this.#unsettled.markHours({ fromMs: earliestMs, toMs: nowMs }, 0);
        this.#facts.set('from_ms', Math.min(earliestMs, this.#facts.get('from_ms') ?? earliestMs));
      }
      this.#facts.set('is_known', 1);
    });
  }

  /** Hours before `untilMs` are over; those that were marked are rolled up from now on. */
  settleUntil(untilMs: number): void {
    const hour = bucketStart('1h', untilMs, 0);
    if (hour <= this.#unsettled.settledUntilMs) return;
    this.#facts.set('settled_until_ms', hour);
    this.#unsettled.settledUntilMs = hour;
  }

  dueWork(): RollUpWork | null {
    return this.#unsettled.due(this.#queue.firstGroup ?? Number.MAX_SAFE_INTEGER);
  }

  workDone(work: RollUpWork): void {
    this.#facts.inTransaction(() => this.#unsettled.done(work, this.#queue.lastGroup));
  }

  removed(untilMs: number): void {
    this.#facts.set('removed_until_ms', Math.max(untilMs, this.#facts.get('removed_until_ms') ?? 0));
    this.#queue.expire(untilMs);
  }

  began(fromMs: number): void {
    this.#facts.set('from_ms', fromMs);
  }

  holds(): LegalHold[] {
    return this.#database
      .prepare('SELECT * FROM holds ORDER BY from_ms')
      .all()
      .map((row) => ({
        id: String(row.id),
        fromMs: Number(row.from_ms),
        toMs: Number(row.to_ms),
        reason: String(row.reason),
        by: String(row.by_account),
        sinceMs: Number(row.since_ms),
      }));
  }

  hold({ id, fromMs, toMs, reason, by, sinceMs }: LegalHold): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO holds VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, fromMs, toMs, reason, by, sinceMs);
  }

  release(holdId: string): void {
    this.#database.prepare('DELETE FROM holds WHERE id = ?').run(holdId);
  }

  /** A consistent copy in an empty folder. */
  snapshot(folder: string): void {
    this.#database.prepare('VACUUM INTO ?').run(spoolPath(folder));
    const refused = setAsidePath(this.#folder);
    if (existsSync(refused)) copyFileSync(refused, join(folder, 'set-aside.lp'));
  }

  close(): void {
    this.#database.close();
  }

  #append(columns: Columns, block: Uint8Array): () => void {
    const span = spanOf(columns);
    const { group, counted } = this.#queue.append(columns, block, span);
    this.#unsettled.markSamples(columns, group, this.#facts.get('removed_until_ms') ?? 0);
    if (span.fromMs < (this.#facts.get('from_ms') ?? Number.POSITIVE_INFINITY))
      this.#facts.set('from_ms', span.fromMs);
    return counted;
  }

  #meet(server: number): void {
    if (this.#facts.get('server') === server) return;
    this.#facts.inTransaction(() => {
      this.#facts.set('is_known', 0);
      this.#facts.set('server', server);
    });
  }

  #number(columns: Columns): void {
    for (let row = 0; row < columns.length; row++) {
      const number = this.#numberOf[columns.point[row]!];
      if (number === undefined)
        throw new RangeError(`a sample of point ${columns.point[row]}, which is unknown`);
      if (!Number.isFinite(columns.timeMs[row]!)) throw new RangeError('a sample without a time');
      columns.point[row] = number;
    }
  }
}

function spanOf({ length, timeMs }: Columns): Span {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < length; row++) {
    fromMs = Math.min(fromMs, timeMs[row]!);
    toMs = Math.max(toMs, timeMs[row]!);
  }
  return { fromMs, toMs };
}
