// The worker thread of the DuckDB store: writes in the order they come, beside them one query at a time and the work in
// the background. A file that failed is closed and opened anew.
import type { LegalHold } from '@campus/campus-model';
import { CampusError } from '@campus/campus-model/plain';
import { serveWorker, systemClock } from '@campus/runtime/worker';
import type {
  CommitGroup,
  HistoryPart,
  HistoryPoint,
  OutboxEntry,
  SamplesQuery,
  StoredSample,
} from '../history-store.ts';
import { type AggregateColumns, readAggregate } from './aggregate-reader.ts';
import { isLogLong, mergeLog } from './checkpoint.ts';
import { bytesOfFile } from './history-file.ts';
import { countSamples, earliestSample, readPart, readSamples } from './history-queries.ts';
import { generationOf, hotNames } from './history-tables.ts';
import { dayMs } from './late-days.ts';
import { type HistorySettings, OpenHistory, type Turns } from './open-history.ts';
import { readHolds, writeHold } from './retention.ts';
import type { CommitColumns } from './sample-table.ts';
import { isMostlyUnused, snapshot, writeAnew } from './snapshot.ts';
import { Turn } from './turn.ts';
import { Upkeep, waitingDays } from './upkeep.ts';
import type { View } from './view.ts';

/** A query that takes longer asked for too much; it is stopped. */
const longestQueryMs = 20_000;

/**
 * Commits in DuckDB's log before it is merged into the file. Reading the log again costs a start after a crash some
 * 0.15 ms a commit, however small that is: a quiet campus would reach the limit in bytes after 60,000, and wait 10 s.
 */
const mostCommitsInLog = 10_000;
/** What an earlier run left in the log is merged this many commits after the start. */
const firstCommits = 100;

export interface AggregateAsk {
  readonly pointIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
  readonly nowMs: number;
}

/** What the store knows of itself; see StoreState. */
export interface Figures {
  readonly samples: number;
  readonly bytes: number;
  readonly fromMs: number | null;
  readonly waiting: number;
  /** Files of parts that are gone. */
  readonly missing: readonly string[];
}

export type Claims = Pick<CommitGroup, 'ranges' | 'tallies'>;

class HistoryWorker {
  #settings: HistorySettings;
  readonly #turns: Turns = { writing: new Turn(), reading: new Turn(), upkeep: new Turn() };
  #history: OpenHistory | null = null;
  #opening: Promise<OpenHistory> | null = null;
  #closing: Promise<void> | null = null;
  #upkeep: Upkeep | null = null;
  #isClosed = false;
  #commitsToMerge = firstCommits;

  constructor(settings: HistorySettings) {
    this.#settings = settings;
  }

  /** Null, or what is wrong. */
  async open(): Promise<string | null> {
    try {
      await this.#turns.writing.run(() => this.#opened());
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Where the disk failed under a commit, what is on it says whether that is durable. */
  commit(columns: CommitColumns, claims: Claims, nowMs: number): Promise<void> {
    return this.#turns.writing.run(async () => {
      const history = await this.#opened();
      const isNew = claims.ranges.length > 0 && !history.ranges.covers(claims);
      try {
        await this.#write(history, columns, claims, nowMs);
      } catch (error) {
        const isClosed = await this.#undo(history);
        const found = isClosed && isNew ? await this.#opened().catch(() => null) : null;
        if (!found?.ranges.covers(claims)) throw error;
      }
      await this.#mergeLogs(history).catch(() => this.#undo(history, true));
    });
  }

  /** Points are numbered when the file is opened: it is opened anew. */
  setPoints(points: readonly HistoryPoint[]): Promise<void> {
    return this.#turns.writing.run(async () => {
      const history = await this.#opened().catch(() => null);
      this.#settings = { ...this.#settings, points };
      if (history) await this.#close(history);
      await this.#opened();
    });
  }

  async committedRanges(gatewayId: string): Promise<Map<string, readonly (readonly [number, number])[]>> {
    return this.#turns.writing.run(async () => (await this.#opened()).ranges.of(gatewayId));
  }

  async outboxes(gatewayId: string): Promise<OutboxEntry[]> {
    return this.#turns.writing.run(async () => (await this.#opened()).ranges.entries(gatewayId));
  }

  aggregate({ pointIds, ...span }: AggregateAsk): Promise<AggregateColumns> {
    return this.#ask((view) =>
      readAggregate(view, { ...span, numbers: pointIds.map((id) => numberOf(view, id)) }),
    );
  }

  samples({ pointId, ...span }: SamplesQuery): Promise<StoredSample[]> {
    return this.#ask((view) => readSamples(view, { number: numberOf(view, pointId), ...span }));
  }

  part(fromMs: number, toMs: number, from: string | null): Promise<HistoryPart> {
    return this.#ask((view) => readPart(view, { fromMs, toMs }, from));
  }

  figures(nowMs: number): Promise<Figures> {
    return this.#ask(async (view) => {
      const { stock, folder } = view;
      const bytes = stock.parts.reduce((sum, part) => sum + part.bytes, bytesOfFile(folder));
      const ended = stock.hot.flatMap(({ late, rows }) => (rows > 0 ? late.seenDays() : []));
      const waiting = new Set([...waitingDays(stock, nowMs), ...ended.filter((day) => day + dayMs <= nowMs)]);
      return {
        samples: await countSamples(view),
        bytes,
        fromMs: await earliestSample(view),
        waiting: waiting.size,
        missing: stock.missing.map(({ file }) => file),
      };
    });
  }

  holds(): Promise<LegalHold[]> {
    return this.#turns.writing.run(async () => readHolds((await this.#opened()).file.writing));
  }

  hold(id: string, hold: LegalHold | null): Promise<void> {
    return this.#turns.writing.run(async () => writeHold((await this.#opened()).file.writing, id, hold));
  }

  /** The work in the background; `isAll` leaves nothing for later. */
  upkeep(nowMs: number, isAll: boolean): Promise<void> {
    return this.#turns.upkeep.run(async () => {
      const history = await this.#opened();
      try {
        await this.#upkeep!.run(nowMs, isAll);
        if (isAll && (await history.betweenCommits(() => this.#isMostlyUnused(history))))
          await this.#writeAnew();
      } catch (error) {
        this.#mendLater(history);
        throw error;
      }
    });
  }

  snapshot(folder: string): Promise<void> {
    return this.#turns.upkeep.run(async () => snapshot(await this.#opened(), folder));
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#turns.writing.run(async () => {
      const history = this.#history;
      // a log that is not merged now is read at the next start
      if (history && !history.isEnding) await history.close(() => mergeLog(history.file));
    });
  }

  /** The open history; one that failed is opened anew as soon as it is closed. */
  async #opened(): Promise<OpenHistory> {
    await this.#closing;
    if (this.#isClosed) throw new Error('the store is closed');
    if (this.#history && !this.#history.isEnding) return this.#history;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<OpenHistory> {
    this.#history = await OpenHistory.open(this.#settings, this.#turns);
    this.#upkeep = new Upkeep(this.#history);
    return this.#history;
  }

  async #write(history: OpenHistory, columns: CommitColumns, claims: Claims, nowMs: number): Promise<void> {
    const { file, ranges, numberOf: numbers, stock, appender } = history;
    await file.writing.run('BEGIN');
    await appender.append(file.writing, hotNames(generationOf(stock.current.name)), columns);
    await ranges.write(file.writing, claims, nowMs);
    stock.current.late.addRows(columns, numbers, nowMs, (day) => stock.folds.has(day));
    await file.writing.run('COMMIT');
    ranges.remember(claims, nowMs);
    stock.current.rows += columns.length;
  }

  /**
   * DuckDB refuses all work after a failed write (a full disk); then only a newly opened file goes on. True where the file
   * was closed for that.
   */
  async #undo(history: OpenHistory, isBroken = false): Promise<boolean> {
    if (history.isEnding) return false;
    try {
      if (isBroken) throw new Error('nobody knows what is on disk');
      await history.file.writing.run('ROLLBACK').catch(() => {}); // there may be no transaction
      await history.file.writing.run('SELECT version FROM format');
      return false;
    } catch {
      await this.#close(history);
      return true;
    }
  }

  async #close(history: OpenHistory): Promise<void> {
    this.#closing = history.close();
    await this.#closing;
    this.#closing = null;
  }

  /** Looks, between commits, whether the file still works. */
  #mendLater(history: OpenHistory): void {
    this.#turns.writing.run(() => this.#undo(history, history.isDoubtful)).catch(() => {});
  }

  /** A log that cannot be merged now is merged later: it holds all that was committed. */
  async #mergeLogs({ file, ranges }: OpenHistory): Promise<void> {
    if (ranges.isLong) await ranges.merge(file.writing);
    if (--this.#commitsToMerge > 0 && !isLogLong(file.folder)) return;
    if (await mergeLog(file)) this.#commitsToMerge = mostCommitsInLog;
  }

  async #isMostlyUnused(history: OpenHistory): Promise<boolean> {
    return (await mergeLog(history.file)) && (await isMostlyUnused(history));
  }

  /** With the room that folded samples left given back to the disk. Commits and queries wait meanwhile. */
  #writeAnew(): Promise<void> {
    const { writing, reading } = this.#turns;
    return writing.run(() =>
      reading.run(async () => {
        const history = await this.#opened();
        if (!(await mergeLog(history.file))) return;
        const replace = await writeAnew(history);
        history.closeNow();
        replace();
      }),
    );
  }

  #ask<T>(read: (view: View) => Promise<T>): Promise<T> {
    return this.#turns.reading.run(async () => {
      const history = await this.#opened();
      let stop = (): void => {};
      const stopLater = systemClock.after(longestQueryMs, () => {
        stop = systemClock.every(100, () => history.file.reading.interrupt());
      });
      try {
        return await history.query(read);
      } catch (error) {
        if (!(error instanceof CampusError)) this.#mendLater(history);
        throw error;
      } finally {
        stopLater();
        stop();
      }
    });
  }
}

function numberOf(view: View, pointId: string): number {
  const number = view.points.numberOf(pointId);
  if (number === undefined) throw new CampusError('not-found', `No history of point ${pointId}.`);
  return number;
}

export type HistoryWorkerMethods = ReturnType<typeof methodsOf>;

function methodsOf(worker: HistoryWorker) {
  return {
    open: () => worker.open(),
    commit: (columns: CommitColumns, claims: Claims, nowMs: number) => worker.commit(columns, claims, nowMs),
    setPoints: (points: readonly HistoryPoint[]) => worker.setPoints(points),
    committedRanges: (gatewayId: string) => worker.committedRanges(gatewayId),
    outboxes: (gatewayId: string) => worker.outboxes(gatewayId),
    aggregate: (query: AggregateAsk) => worker.aggregate(query),
    samples: (query: SamplesQuery) => worker.samples(query),
    part: (fromMs: number, toMs: number, from: string | null) => worker.part(fromMs, toMs, from),
    figures: (nowMs: number) => worker.figures(nowMs),
    holds: () => worker.holds(),
    hold: (id: string, hold: LegalHold | null) => worker.hold(id, hold),
    upkeep: (nowMs: number, isAll: boolean) => worker.upkeep(nowMs, isAll),
    snapshot: (folder: string) => worker.snapshot(folder),
    close: () => worker.close(),
  };
}

serveWorker((settings: HistorySettings) => methodsOf(new HistoryWorker(settings)), {
  beside: ['aggregate', 'samples', 'part', 'figures', 'upkeep', 'snapshot'],
});
