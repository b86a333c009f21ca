// The DuckDB history store as the hub sees it: no disk call on the caller's thread, columns moved to the worker.
import { randomUUID } from 'node:crypto';
import { CampusError, type HistoryView } from '@campus/campus-model';
import { type Log, systemClock, TroubleLog, WorkerClient } from '@campus/runtime';
import {
  type AggregateQuery,
  type CommitGroup,
  checkAggregateQuery,
  checkSamplesQuery,
  type HistoryStore,
  type SamplesQuery,
  type StoredSample,
} from '../history-store.ts';
import type { BucketRow } from './history-queries.ts';
import type { HistoryWorkerMethods, WorkerSettings } from './history-worker.ts';
import { AnswerChannel, mostWaitingQueries, type Queries, type QueryKind } from './query-answers.ts';
import { joinBatches } from './sample-table.ts';

export interface DuckDbOptions {
  /** Holds history.duckdb; made if missing. */
  readonly folder: string;
  /** Point id by the index that batches use. */
  readonly pointIds: readonly string[];
  readonly log: Log;
}

/**
 * Opens (or makes) the history in `folder`. Rejects with CampusError('store-unavailable') whose detail says what to do:
 * in use by another process, written by a newer program, damaged.
 */
export async function openDuckDbStore(options: DuckDbOptions): Promise<HistoryStore> {
  const store = new DuckDbStore(options);
  await store.open();
  return store;
}

class DuckDbStore implements HistoryStore {
  readonly #answers: AnswerChannel;
  readonly #worker: WorkerClient<HistoryWorkerMethods>;
  readonly #trouble: TroubleLog;
  #isClosed = false;

  constructor({ folder, pointIds, log }: DuckDbOptions) {
    const answers = `history-${randomUUID()}`;
    const settings: WorkerSettings = { folder, pointIds, answers };
    this.#trouble = new TroubleLog(log);
    this.#answers = new AnswerChannel(answers);
    this.#worker = new WorkerClient(new URL('./history-worker.ts', import.meta.url), settings, (error) => {
      if (this.#isClosed) return;
      log.error({ error: error.message }, 'the history worker has ended');
      this.#answers.close(error.message);
    });
  }

  async open(): Promise<void> {
    const wrong = await this.#worker.call('open', []);
    if (wrong === null) return;
    await this.close();
    throw new CampusError('store-unavailable', wrong);
  }

  async commit({ batches, ranges }: CommitGroup): Promise<void> {
    const columns = joinBatches(batches);
    const { point, timeMs, value, status, ordinal } = columns;
    const buffers = [point, timeMs, value, status, ordinal].map((column) => column.buffer);
    try {
      await this.#worker.call('commit', [columns, ranges, systemClock.now()], buffers);
      this.#trouble.back('history');
    } catch (error) {
      this.#trouble.lost('history', (error as Error).message);
      throw unavailable(error as Error);
    }
  }

  async committedRanges(gatewayId: string): Promise<Map<string, readonly (readonly [number, number])[]>> {
    return this.#worker.call('committedRanges', [gatewayId]).catch((error: Error) => {
      throw unavailable(error);
    });
  }

  async aggregate(query: AggregateQuery): Promise<HistoryView[]> {
    checkAggregateQuery(query);
    if (query.pointIds.length === 0) return [];
    return viewsOf(query, await this.#ask('buckets', { ...query, pointIds: [...new Set(query.pointIds)] }));
  }

  async samples(query: SamplesQuery): Promise<StoredSample[]> {
    checkSamplesQuery(query);
    return this.#ask('samples', query);
  }

  async counts(): Promise<{ samples: number; bytes: number }> {
    return this.#ask('counts', {});
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#worker.close().catch(() => {});
    this.#answers.close('the store is closed');
  }

  async #ask<K extends QueryKind>(kind: K, query: Queries[K]['query']): Promise<Queries[K]['rows']> {
    if (this.#isClosed) throw unavailable(new Error('the store is closed'));
    if (this.#answers.waiting >= mostWaitingQueries) throw new CampusError('too-many-requests');
    const { ticket, answer } = this.#answers.expect();
    this.#worker
      .call('ask', [ticket, kind, query])
      .catch((error: Error) => this.#answers.fail(ticket, error.message));
    const found = await answer;
    if ('rows' in found) return found.rows as Queries[K]['rows'];
    if (found.isUnknownPoint) throw new CampusError('not-found', `No history of point ${found.error}.`);
    throw unavailable(new Error(found.error));
  }
}

function unavailable(error: Error): CampusError {
  return new CampusError('store-unavailable', error.message);
}

/** Fills in the empty buckets. */
function viewsOf(
  { pointIds, fromMs, toMs, bucketMs }: AggregateQuery,
  rows: readonly BucketRow[],
): HistoryView[] {
  const length = Math.ceil((toMs - fromMs) / bucketMs);
  const found = Map.groupBy(rows, ({ pointId }) => pointId);
  return pointIds.map((pointId) => {
    const buckets: HistoryView['buckets'] = Array.from({ length }, (_, i) => ({
      fromMs: fromMs + i * bucketMs,
      count: 0,
      min: null,
      max: null,
      mean: null,
      last: null,
    }));
    let good = 0;
    for (const row of found.get(pointId) ?? []) {
      const { count, min, max, mean, last } = row;
      buckets[row.bucket] = { fromMs: fromMs + row.bucket * bucketMs, count, min, max, mean, last };
      if (row.good > 0) good++;
    }
    return { pointId, bucketMs, buckets, coverage: good / length };
  });
}
