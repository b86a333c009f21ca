// Which hours and days have roll-up rows that are older than their samples. Marked in the commit's own transaction, so
// that no late sample is ever left out of an answer; unmarked once the roller has written the rows again.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bucketStart, dayMs, hourMs, type Span } from '../roll-up/tiers.ts';
import type { Columns } from './columns.ts';

/** Stands for every point. */
export const allPoints = -1;
/** Late points of one hour that are told apart; beyond it the whole hour is rolled up again. */
const mostLatePoints = 100;

/** Rows to be written again, of one hour or one day. `marks` is handed back once they are. */
export interface RollUpWork extends Span {
  readonly kind: 'hour' | 'day';
  /** Point numbers; null for all. */
  readonly points: readonly number[] | null;
  readonly marks: readonly (readonly [point: number, sinceGroup: number])[];
}

export class UnsettledTable {
  readonly #database: DatabaseSync;
  readonly #statements: Record<
    'mark' | 'count' | 'within' | 'due' | 'ofSpan' | 'unmark' | 'hoursOf' | 'rolled',
    StatementSync
  >;
  readonly #offsetMs: number;
  /** Hours before it have rows, but for the marked ones. */
  settledUntilMs: number;

  constructor(database: DatabaseSync, offsetMs: number, settledUntilMs: number) {
    this.#database = database;
    this.#offsetMs = offsetMs;
    this.settledUntilMs = settledUntilMs;
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.#statements = {
      mark: prepare(
        `INSERT INTO unsettled VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET since_group = max(since_group, excluded.since_group)`,
      ),
      count: prepare("SELECT count(*) AS points FROM unsettled WHERE span = 'hour' AND from_ms = ?"),
      within: prepare(
        'SELECT span, from_ms, point FROM unsettled WHERE span = ? AND from_ms >= ? AND from_ms < ?',
      ),
      due: prepare(
        `SELECT from_ms FROM unsettled WHERE span = ? AND from_ms < ? AND since_group < ?
         GROUP BY from_ms ORDER BY from_ms LIMIT 1`,
      ),
      ofSpan: prepare(
        'SELECT point, since_group FROM unsettled WHERE span = ? AND from_ms = ? AND since_group < ?',
      ),
      unmark: prepare(
        'DELETE FROM unsettled WHERE span = ? AND from_ms = ? AND point = ? AND since_group = ?',
      ),
      hoursOf: prepare(
        "SELECT 1 FROM unsettled WHERE span = 'hour' AND from_ms >= ? AND from_ms < ? LIMIT 1",
      ),
      rolled: prepare(
        'INSERT INTO rolled VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET last_group = excluded.last_group',
      ),
    };
  }

  /**
   * Marks the hours of a group's samples, within its transaction. `columns` has the spool's point numbers. Hours before
   * `removedUntilMs` keep the rows they have: most of their samples are gone.
   */
  markSamples(columns: Columns, group: number, removedUntilMs: number): void {
    const hours = new Map<number, Set<number>>();
    for (let row = 0; row < columns.length; row++) {
      if (columns.texts.has(row) || columns.timeMs[row]! < removedUntilMs) continue;
      const hour = bucketStart('1h', columns.timeMs[row]!, 0);
      const points = hours.get(hour);
      if (points) points.add(columns.point[row]!);
      else hours.set(hour, new Set([columns.point[row]!]));
    }
    for (const [hour, points] of hours) this.#markHour(hour, points, group);
  }

  markHours(span: Span, group: number): void {
    for (let hour = bucketStart('1h', span.fromMs, 0); hour < span.toMs; hour += hourMs)
      this.#statements.mark.run('hour', hour, allPoints, group);
  }

  #markHour(hour: number, points: ReadonlySet<number>, group: number): void {
    const isLate = hour < this.settledUntilMs;
    const known = isLate ? Number(this.#statements.count.get(hour)!.points) : 0;
    const each = isLate && known + points.size <= mostLatePoints ? points : [allPoints];
    for (const point of each) this.#statements.mark.run('hour', hour, point, group);
  }

  /** Hours and days of the span in which rows of these points are older than their samples. */
  within(span: Span, points: ReadonlySet<number>): { hours: Span[]; days: Span[] } {
    const read = (kind: string, length: number): Span[] =>
      this.#statements.within
        .all(kind, span.fromMs - length, span.toMs)
        .filter((row) => row.point === allPoints || points.has(Number(row.point)))
        .map((row) => ({ fromMs: Number(row.from_ms), toMs: Number(row.from_ms) + length }));
    return { hours: read('hour', hourMs), days: read('day', dayMs) };
  }

  /** The earliest hour that is over and whose samples have all left the spool, else such a day. */
  due(firstGroup: number): RollUpWork | null {
    const hour = this.#statements.due.get('hour', this.settledUntilMs, firstGroup);
    if (hour) return this.#workOf('hour', Number(hour.from_ms), hourMs, firstGroup);
    const before = this.settledUntilMs - dayMs + 1;
    for (const day of this.#database
      .prepare("SELECT DISTINCT from_ms FROM unsettled WHERE span = 'day' AND from_ms < ? ORDER BY from_ms")
      .all(before)) {
      const fromMs = Number(day.from_ms);
      if (!this.#statements.hoursOf.get(fromMs - hourMs + 1, fromMs + dayMs))
        return this.#workOf('day', fromMs, dayMs, Number.MAX_SAFE_INTEGER);
    }
    return null;
  }

  /**
   * The rows are written: an hour's day is to follow. What was marked again meanwhile stays marked. `lastGroup`: the last
   * that was committed by now.
   */
  done(work: RollUpWork, lastGroup: number): void {
    for (const [point, group] of work.marks) {
      this.#statements.unmark.run(work.kind, work.fromMs, point, group);
      this.#statements.rolled.run(work.kind, work.fromMs, point, lastGroup);
      if (work.kind === 'day') continue;
      // An hour of UTC may lie in two days where the site's offset is no whole hour.
      const days = [work.fromMs, work.toMs - 1].map((timeMs) => bucketStart('1day', timeMs, this.#offsetMs));
      for (const day of new Set(days)) this.#statements.mark.run('day', day, point, group);
    }
  }

  /**
   * The server may have lost rows that it had confirmed: they are written again once `group` has left the spool. It is a
   * number that no group has, so that work under way unmarks nothing. Rows of before `removedUntilMs` stay as they are.
   */
  markAgain(group: number, removedUntilMs: number): void {
    this.#database.prepare('UPDATE unsettled SET since_group = ?').run(group);
    this.#database
      .prepare(
        'INSERT OR IGNORE INTO unsettled SELECT span, from_ms, point, ? FROM rolled WHERE from_ms >= ?',
      )
      .run(group, removedUntilMs);
    this.#database.exec('DELETE FROM rolled');
  }

  #workOf(kind: 'hour' | 'day', fromMs: number, length: number, firstGroup: number): RollUpWork {
    const marks = this.#statements.ofSpan
      .all(kind, fromMs, firstGroup)
      .map((row) => [Number(row.point), Number(row.since_group)] as const);
    const points = marks.some(([point]) => point === allPoints) ? null : marks.map(([point]) => point);
    return { kind, fromMs, toMs: fromMs + length, points, marks };
  }
}
