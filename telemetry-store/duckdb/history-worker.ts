// The worker thread of the DuckDB store: writes in the order they come, queries one at a time beside them.
import { BroadcastChannel } from 'node:worker_threads';
import { serveWorker, systemClock } from '@campus/runtime';
import type { CommittedRange } from '../history-store.ts';
import { bytesOnDisk, type HistoryFile, openHistoryFile } from './history-file.ts';
import { countSamples, readBuckets, readSamples } from './history-queries.ts';
import type { Answer, Queries, QueryKind } from './query-answers.ts';
import { RangeTable } from './range-table.ts';
import { appendSamples, type CommitColumns } from './sample-table.ts';

export interface WorkerSettings {
  readonly folder: string;
  readonly pointIds: readonly string[];
  readonly answers: string;
}

/** A query that takes longer asked for too much; it is stopped. */
const longestQueryMs = 20_000;

/**
 * Commits in DuckDB's log before it is merged into the file. Reading the log again costs a start after a crash some
 * 0.15 ms a commit, however small that is: a quiet campus would reach the limit in bytes after 60,000, and wait 10 s.
 */
const mostCommitsInLog = 10_000;
/** What an earlier run left in the log is merged this many commits after the start. */
const firstCommits = 100;

class UnknownPoint extends Error {}

class HistoryWorker {
  readonly #settings: WorkerSettings;
  readonly #answers: BroadcastChannel;
  #file: HistoryFile | null = null;
  #ranges: RangeTable | null = null;
  #numberOf = new Int32Array();
  #lastQuery: Promise<void> = Promise.resolve();
  #commitsToMerge = firstCommits;

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
    this.#answers = new BroadcastChannel(settings.answers);
  }

  /** Null, or what is wrong. */
  async open(): Promise<string | null> {
    try {
      await this.#opened();
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async commit(columns: CommitColumns, ranges: readonly CommittedRange[], nowMs: number): Promise<void> {
    const { file, table } = await this.#opened();
    try {
      await file.writing.run('BEGIN');
      await appendSamples(file.writing, columns, this.#numberOf);
      const remember = await table.write(ranges, nowMs);
      await file.writing.run('COMMIT');
      remember();
    } catch (error) {
      await this.#undo(file);
      throw error;
    }
    if (--this.#commitsToMerge <= 0) await this.#mergeLog(file);
  }

  async committedRanges(gatewayId: string): Promise<Map<string, readonly (readonly [number, number])[]>> {
    return (await this.#opened()).table.of(gatewayId);
  }

  /** Hands a query in; its answer comes over the channel. */
  ask<K extends QueryKind>(ticket: number, kind: K, query: Queries[K]['query']): void {
    this.#lastQuery = this.#lastQuery.then(() => this.#answer(ticket, kind, query));
  }

  async close(): Promise<void> {
    this.#file?.reading.interrupt();
    await this.#lastQuery;
    const file = this.#file;
    this.#file = null;
    await file?.writing.run('CHECKPOINT').catch(() => {}); // the log is replayed at the next start instead
    if (file) closeFile(file);
    this.#answers.close();
  }

  async #opened(): Promise<{ file: HistoryFile; table: RangeTable }> {
    if (this.#file && this.#ranges) return { file: this.#file, table: this.#ranges };
    const file = await openHistoryFile(this.#settings.folder, this.#settings.pointIds);
    this.#ranges = await RangeTable.load(file.writing);
    this.#numberOf = Int32Array.from(this.#settings.pointIds, (id) => file.numbers.get(id)!);
    this.#file = file;
    return { file, table: this.#ranges };
  }

  /** A log that cannot be merged now is merged later: it holds all that was committed. */
  async #mergeLog(file: HistoryFile): Promise<void> {
    this.#commitsToMerge = mostCommitsInLog;
    await file.writing.run('CHECKPOINT').catch(() => {});
  }

  /** DuckDB refuses all work after a failed write (a full disk); then only a newly opened file goes on. */
  async #undo(file: HistoryFile): Promise<void> {
    try {
      await file.writing.run('ROLLBACK');
      await file.writing.run('SELECT 1');
    } catch {
      this.#file = null;
      await this.#lastQuery;
      closeFile(file);
    }
  }

  async #answer<K extends QueryKind>(ticket: number, kind: K, query: Queries[K]['query']): Promise<void> {
    let file: HistoryFile | null = null;
    const cancel = systemClock.after(longestQueryMs, () => file?.reading.interrupt());
    let answer: Answer;
    try {
      file = (await this.#opened()).file;
      answer = { ticket, rows: await this.#rows(file, kind, query) };
    } catch (error) {
      const { message } = error as Error;
      answer = { ticket, error: message, isUnknownPoint: error instanceof UnknownPoint };
    }
    cancel();
    this.#answers.postMessage(answer);
  }

  async #rows(
    file: HistoryFile,
    kind: QueryKind,
    query: Queries[QueryKind]['query'],
  ): Promise<Queries[QueryKind]['rows']> {
    if (kind === 'counts')
      return { samples: await countSamples(file.reading), bytes: bytesOnDisk(this.#settings.folder) };
    if (kind === 'samples') {
      const { pointId, ...span } = query as Queries['samples']['query'];
      return readSamples(file.reading, { number: numberOf(file, pointId), ...span });
    }
    const { pointIds, ...span } = query as Queries['buckets']['query'];
    const points = new Map(pointIds.map((id) => [numberOf(file, id), id]));
    return readBuckets(file.reading, { points, ...span });
  }
}

function numberOf(file: HistoryFile, pointId: string): number {
  const number = file.numbers.get(pointId);
  if (number === undefined) throw new UnknownPoint(pointId);
  return number;
}

function closeFile({ writing, reading, instance }: HistoryFile): void {
  writing.closeSync();
  reading.closeSync();
  instance.closeSync();
}

export type HistoryWorkerMethods = ReturnType<typeof methodsOf>;

function methodsOf(worker: HistoryWorker) {
  return {
    open: () => worker.open(),
    commit: (columns: CommitColumns, ranges: readonly CommittedRange[], nowMs: number) =>
      worker.commit(columns, ranges, nowMs),
    committedRanges: (gatewayId: string) => worker.committedRanges(gatewayId),
    ask: <K extends QueryKind>(ticket: number, kind: K, query: Queries[K]['query']) =>
      worker.ask(ticket, kind, query),
    close: () => worker.close(),
  };
}

serveWorker<WorkerSettings>((settings) => methodsOf(new HistoryWorker(settings)));
