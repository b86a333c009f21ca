// The work in the background: hot tables into parts, late days folded again, what outlived its retention dropped.
import { mergeLog } from './checkpoint.ts';
import { DayFolds, type DaySources, publishFolds } from './day-fold.ts';
import { giveBackMemory } from './history-file.ts';
import { createHot, dropHot, generationOf, hotNames } from './history-tables.ts';
import { mergeHours, unusedHours } from './hour-parts.ts';
import { dayMs, LateDays } from './late-days.ts';
import type { OpenHistory } from './open-history.ts';
import { writePartRows } from './part-files.ts';
import { expire } from './retention.ts';
import { whole } from './sample-sources.ts';
import type { Fold, HotTable, Part, Stock } from './stock.ts';

/** A day is folded so long after its end: agents send their last samples within it. */
const graceMs = 2 * 60_000;
/** Late samples are folded when no more came for so long, */
const quietMs = 10 * 60_000;
/** or when they are more than this share of their day. */
const largeShare = 0.1;
/** Rows of a hot table before it is folded whatever the time: queries look through all of it. */
const mostHotRows = 8_000_000;
/** Rows of the present day worth a part of their own once an hour; fewer stay hot until the day has ended. */
const leastRowsOfPart = 200_000;
const leastRowsOfHour = 1_000_000;
const hourMs = 3_600_000;
/** Days folded out of one hot table at once; of a device with a wild clock the rest follows next time. */
const mostDaysAtOnce = 400;
/** More days than this are read out of a table that is sorted by time first: each is one look at its own rows then. */
const fewDays = 8;

interface HotDay {
  readonly day: number;
  readonly rows: number;
}

export class Upkeep {
  readonly #history: OpenHistory;
  #hourBegan: number | null = null;
  #isFirst = true;
  #expiredMs = 0;

  constructor(history: OpenHistory) {
    this.#history = history;
  }

  /** `isAll`: now, whatever could wait. */
  async run(nowMs: number, isAll: boolean): Promise<void> {
    const untilMs = isAll ? nowMs : nowMs - graceMs;
    if (this.#history.stock.hot.length > 1 || this.#mustTurn(nowMs, untilMs, isAll))
      await this.#foldHot(nowMs, untilMs, isAll);
    await this.#foldWaiting(nowMs, untilMs, isAll);
    await mergeHours(this.#history, isAll, nowMs);
    if (isAll || this.#isFirst || nowMs - this.#expiredMs >= hourMs) {
      await expire(this.#history, nowMs, (day) => this.#thin(day));
      this.#expiredMs = nowMs;
    }
    this.#isFirst = false;
    await giveBackMemory(this.#history.file.folding);
  }

  /** Whether the hot table is to be folded. At the first time after a start all that is late counts as quiet. */
  #mustTurn(nowMs: number, untilMs: number, isAll: boolean): boolean {
    const { current, folds } = this.#history.stock;
    this.#hourBegan ??= nowMs;
    if (current.rows === 0) return false;
    if (current.rows >= mostHotRows) return true;
    const ended = current.late.seenDays().filter((day) => day + dayMs <= untilMs);
    if (ended.length > 0 && (isAll || this.#isFirst || ended.some((day) => !folds.has(day)))) return true;
    const isQuiet = nowMs - current.late.lastLateMs >= quietMs;
    const isHourOver = nowMs - this.#hourBegan >= hourMs;
    return (ended.length > 0 && (isQuiet || isHourOver)) || (isHourOver && current.rows >= leastRowsOfHour);
  }

  /** Commits go to a new table from here on; the old one is folded and dropped. */
  async #foldHot(nowMs: number, untilMs: number, isAll: boolean): Promise<void> {
    const history = this.#history;
    if (history.stock.hot.length === 1) await this.#turn();
    // what the file has not taken over yet stands in memory, whatever DuckDB's limit: 2 bytes for each of the log
    await history.betweenCommits(() => mergeLog(history.file));
    this.#hourBegan = nowMs;
    const frozen = history.stock.hot.slice(0, -1);
    const days = await this.#daysOf(frozen);
    const folds = await this.#newFolds();
    try {
      const hot = days.length > fewDays ? [await this.#sorted(frozen)] : frozen;
      const kept = await this.#foldDays(folds, hot, days, { nowMs, untilMs, isAll });
      await folds.end();
      await this.#publish(folds, frozen, kept);
    } catch (error) {
      if (!history.isDoubtful) folds.abandon();
      throw error;
    } finally {
      await history.file.folding.run('DROP TABLE IF EXISTS temp.by_time').catch(() => {});
    }
  }

  async #turn(): Promise<void> {
    const history = this.#history;
    const { writing, dayOffsetMs } = history.file;
    const generation = generationOf(history.stock.current.name) + 1;
    const table = { name: hotNames(generation).all, late: new LateDays(dayOffsetMs), rows: 0 };
    await history.betweenCommits(() =>
      history.change(
        writing,
        async () => {
          for (const statement of createHot(generation)) await writing.run(statement);
        },
        (stock) => stock.with({ hot: [...stock.hot, table] }),
      ),
    );
  }

  /** Days by their rows, those with most first. */
  async #daysOf(tables: readonly HotTable[]): Promise<HotDay[]> {
    const { folding, dayOffsetMs } = this.#history.file;
    const all = tables.map(({ name }) => `SELECT time_ms FROM ${name}`).join(' UNION ALL ');
    const rows = await folding.runAndReadAll(
      `SELECT floor((time_ms + ${dayOffsetMs}) / ${dayMs}) * ${dayMs} - ${dayOffsetMs} AS day, count(*)::DOUBLE AS rows
       FROM (${all}) GROUP BY day ORDER BY rows DESC`,
    );
    return rows.getRows().map(([day, count]) => ({ day: Number(day), rows: Number(count) }));
  }

  async #sorted(tables: readonly HotTable[]): Promise<HotTable> {
    const all = tables.map(({ name }) => `SELECT * FROM ${name}`).join(' UNION ALL ');
    await this.#history.file.folding.run(`CREATE OR REPLACE TEMP TABLE by_time AS ${all} ORDER BY time_ms`);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return { name: 'temp.by_time', rows, late: LateDays.ofEveryDay(this.#history.file.dayOffsetMs) };
  }

  async #newFolds(): Promise<DayFolds> {
    const history = this.#history;
    const folds = new DayFolds(history.file, history.points, history.nextFold++, () => history.isEnding);
    await folds.begin();
    return folds;
  }

  /** Resolves the days whose rows stay hot. */
  async #foldDays(
    folds: DayFolds,
    hot: readonly HotTable[],
    days: readonly HotDay[],
    { nowMs, untilMs, isAll }: { nowMs: number; untilMs: number; isAll: boolean },
  ): Promise<number[]> {
    const { stock } = this.#history;
    const kept = days.slice(mostDaysAtOnce).map(({ day }) => day);
    const open = days.slice(0, mostDaysAtOnce).filter(({ day }) => day + dayMs > untilMs);
    const isQuiet = hot.every(({ late }) => nowMs - late.lastLateMs >= quietMs);
    const isFew = open.reduce((sum, { rows }) => sum + rows, 0) < leastRowsOfPart;
    for (const { day, rows } of days.slice(0, mostDaysAtOnce)) {
      if (day + dayMs > untilMs) {
        if (isFew) kept.push(day);
        else await folds.setAside(day, hot, false);
        continue;
      }
      const fold = stock.folds.get(day);
      if (fold?.isThin) continue; // beyond its retention: the sums are all that is left, and stay as they are
      const isSmall = fold && !isAll && !this.#isFirst && rows < rowsOf(stock, day) * largeShare;
      if (stock.hasHole(day) || (isSmall && !isQuiet)) await folds.setAside(day, hot, true);
      else await folds.foldDay(day, { hot, parts: stock.partsOf(day) }, false);
    }
    return kept;
  }

  /** Days that ended and have parts waiting. */
  async #foldWaiting(nowMs: number, untilMs: number, isAll: boolean): Promise<void> {
    const { stock } = this.#history;
    const isQuiet = nowMs - stock.current.late.lastLateMs >= quietMs;
    for (const day of waitingDays(stock, untilMs)) {
      if (stock.hasHole(day)) continue;
      const waiting = stock.partsOf(day).filter(({ level }) => level === 0);
      const rows = waiting.reduce((sum, part) => sum + part.rows, 0);
      const isLarge = rows >= rowsOf(stock, day) * largeShare;
      if (stock.folds.has(day) && !isAll && !isQuiet && !isLarge) continue;
      await this.#foldParts(day, { hot: [], parts: stock.partsOf(day) }, false);
    }
  }

  async #foldParts(day: number, sources: DaySources, isThin: boolean): Promise<void> {
    const folds = await this.#newFolds();
    try {
      await folds.foldDay(day, sources, isThin);
      await folds.end();
      await this.#publish(folds, [], []);
    } catch (error) {
      if (!this.#history.isDoubtful) folds.abandon();
      throw error;
    }
  }

  /** Keeps the sums of a day, and no samples. */
  #thin(day: number): Promise<void> {
    return this.#foldParts(day, { hot: [], parts: this.#history.stock.partsOf(day) }, true);
  }

  async #publish(folds: DayFolds, frozen: readonly HotTable[], kept: readonly number[]): Promise<void> {
    const history = this.#history;
    const { folding } = history.file;
    const carried = await this.#carried(frozen, kept);
    for (const { day, point } of carried.late) history.stock.current.late.addDay(day, point);
    for (const day of kept) history.stock.current.late.see(day);
    const next = foldsAfter(history.stock, folds);
    const removed = [...folds.removed, ...unusedHours(history.stock.parts, next.values())];
    await history.change(
      folding,
      async () => {
        await publishFolds(folding, folds.folds);
        await writePartRows(folding, folds.added, removed);
        for (const { name } of frozen) {
          if (kept.length > 0)
            await folding.run(
              `INSERT INTO ${hotNames(generationOf(history.stock.current.name)).marked} SELECT * FROM ${name} WHERE ${carried.where}`,
            );
          for (const statement of dropHot(generationOf(name))) await folding.run(statement);
        }
      },
      (stock) =>
        stock.with({
          parts: partsAfter(stock, folds.added, removed),
          folds: next,
          hot: stock.hot.filter((table) => !frozen.includes(table)),
        }),
    );
    history.stock.current.rows += carried.rows;
  }

  /** What of the frozen tables goes on being hot. */
  async #carried(
    frozen: readonly HotTable[],
    kept: readonly number[],
  ): Promise<{ where: string; rows: number; late: { day: number; point: number }[] }> {
    const where = kept
      .map((day) => `(time_ms >= ${whole(day)} AND time_ms < ${whole(day + dayMs)})`)
      .join(' OR ');
    if (kept.length === 0) return { where, rows: 0, late: [] };
    const { folding, dayOffsetMs } = this.#history.file;
    const all = frozen
      .map(({ name }) => `SELECT point, time_ms FROM ${name} WHERE ${where}`)
      .join(' UNION ALL ');
    const found = await folding.runAndReadAll(
      `SELECT floor((time_ms + ${dayOffsetMs}) / ${dayMs}) * ${dayMs} - ${dayOffsetMs}, point, count(*)::DOUBLE FROM (${all}) GROUP BY ALL`,
    );
    const late = found.getRows().map(([day, point]) => ({ day: Number(day), point: Number(point) }));
    return { where, rows: found.getRows().reduce((sum, row) => sum + Number(row[2]), 0), late };
  }
}

/** Days that ended by then and have samples in the hot table or in parts that wait. */
export function waitingDays(stock: Stock, untilMs: number): number[] {
  const days = stock.parts.filter(({ level }) => level === 0).map((part) => part.dayMs);
  return [...new Set(days)].filter((day) => day + dayMs <= untilMs).sort((a, b) => a - b);
}

function rowsOf(stock: Stock, day: number): number {
  return stock
    .partsOf(day)
    .filter(({ kind, level }) => kind === 'samples' && level === 1)
    .reduce((sum, part) => sum + part.rows, 0);
}

function foldsAfter(stock: Stock, { folds }: DayFolds): Map<number, Fold> {
  const all = new Map(stock.folds);
  for (const fold of folds) all.set(fold.dayMs, fold);
  return all;
}

function partsAfter(stock: Stock, added: readonly Part[], removed: readonly Part[]): Part[] {
  const gone = new Set(removed.map(({ file }) => file));
  const parts = [...stock.parts.filter(({ file }) => !gone.has(file)), ...added];
  return parts.sort((a, b) => a.dayMs - b.dayMs || a.firstPoint - b.firstPoint);
}
