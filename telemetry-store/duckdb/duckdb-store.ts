// The DuckDB history store as the hub sees it: no disk call on the caller's thread, columns moved to the worker.
import { CampusError, type HistoryView, type LegalHold, type StoreState, tiers } from '@campus/campus-model';
import { type Clock, type Log, systemClock, TroubleLog, WorkerClient } from '@campus/runtime';
import {
  type AggregateQuery,
  type CommitGroup,
  checkAggregateQuery,
  checkSamplesQuery,
  defaultRetention,
  type HistoryPart,
  type HistoryPoint,
  type HistoryStore,
  type OutboxEntry,
  type Retention,
  type SamplesQuery,
  type StoredSample,
} from '../history-store.ts';
import { standardOffsetMs } from '../roll-up/tiers.ts';
import type { AggregateColumns } from './aggregate-reader.ts';
import type { HistoryWorkerMethods } from './history-worker.ts';
import type { HistorySettings } from './open-history.ts';
import { handOver } from './sample-table.ts';

export interface DuckDbOptions {
  /** Holds history.duckdb and its parts; made if missing. */
  readonly folder: string;
  /** By the index that batches use. */
  readonly points: readonly HistoryPoint[];
  readonly log: Log;
  readonly clock?: Clock;
  /** Whose days are the days of the daily tier; Asia/Shanghai if left out. A history keeps the one it began with. */
  readonly timeZone?: string;
  readonly retention?: Retention;
}

/** How often the work in the background looks for something to do. */
const upkeepPeriodMs = 30_000;
/** Of the worker's heap: what its calls leave behind is short-lived, and its columns are no part of it. */
const workerLimits = { maxYoungGenerationSizeMb: 12 };
/** Queries that wait; one runs at a time. */
const mostWaitingQueries = 100;

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
  readonly #worker: WorkerClient<HistoryWorkerMethods>;
  readonly #clock: Clock;
  /** Ids of those points that count; the rest of what is known of points is the worker's. */
  #counters: ReadonlySet<string>;
  readonly #trouble: TroubleLog;
  /** By what failed last: commits, or the work in the background. */
  readonly #wrong = new Map<'history' | 'history upkeep', string>();
  #waitingQueries = 0;
  #isWorking = false;
  #isClosed = false;
  #stopUpkeep = (): void => {};

  constructor({ folder, points, log, clock = systemClock, ...rest }: DuckDbOptions) {
    const { timeZone = 'Asia/Shanghai', retention = defaultRetention } = rest;
    const dayOffsetMs = standardOffsetMs(timeZone, new Date(clock.now()).getUTCFullYear());
    const settings: HistorySettings = { folder, points, dayOffsetMs, retention };
    this.#clock = clock;
    this.#counters = countersOf(points);
    this.#trouble = new TroubleLog(log);
    const file = new URL('./history-worker.ts', import.meta.url);
    const onLost = (error: Error): void => {
      if (!this.#isClosed) log.error({ error: error.message }, 'the history worker has ended');
    };
    this.#worker = new WorkerClient(file, settings, onLost, workerLimits);
  }

  async open(): Promise<void> {
    const wrong = await this.#worker.call('open', []);
    if (wrong !== null) {
      await this.close();
      throw new CampusError('store-unavailable', wrong);
    }
    this.#stopUpkeep = this.#clock.every(upkeepPeriodMs, () => void this.#work());
    void this.#work();
  }

  async commit({ batches, ranges, tallies }: CommitGroup): Promise<void> {
    const { columns, moved } = handOver(batches);
    const claims = tallies ? { ranges, tallies } : { ranges };
    try {
      await this.#worker.call('commit', [columns, claims, this.#clock.now()], moved);
      this.#back('history');
    } catch (error) {
      if (!this.#isClosed) this.#lost('history', error as Error);
      throw unavailable(error as Error);
    }
  }

  async setPoints(points: readonly HistoryPoint[]): Promise<void> {
    this.#counters = countersOf(points);
    await this.#call('setPoints', points);
  }

  async committedRanges(gatewayId: string): Promise<Map<string, readonly (readonly [number, number])[]>> {
    return this.#call('committedRanges', gatewayId);
  }

  async outboxes(gatewayId: string): Promise<readonly OutboxEntry[]> {
    return this.#call('outboxes', gatewayId);
  }

  async aggregate(query: AggregateQuery): Promise<HistoryView[]> {
    checkAggregateQuery(query);
    if (query.pointIds.length === 0) return [];
    const pointIds = [...new Set(query.pointIds)];
    const nowMs = this.#clock.now();
    const columns = await this.#ask(() => this.#call('aggregate', { ...query, pointIds, nowMs }));
    const indexes = new Map(pointIds.map((id, index) => [id, index]));
    return query.pointIds.map((id) => {
      const place = { id, index: indexes.get(id)!, isCounter: this.#counters.has(id) };
      return viewOf(query, columns, place, nowMs);
    });
  }

  async samples(query: SamplesQuery): Promise<StoredSample[]> {
    checkSamplesQuery(query);
    return this.#ask(() => this.#call('samples', query));
  }

  async counts(): Promise<{ samples: number; bytes: number }> {
    const { samples, bytes } = await this.#ask(() => this.#call('figures', this.#clock.now()));
    return { samples, bytes };
  }

  async part(span: { fromMs: number; toMs: number }, from: string | null): Promise<HistoryPart> {
    return this.#ask(() => this.#call('part', span.fromMs, span.toMs, from));
  }

  async state(): Promise<StoreState> {
    const { bytes, fromMs, waiting, missing } = await this.#ask(() =>
      this.#call('figures', this.#clock.now()),
    );
    const trouble = [...this.#wrong.values()][0] ?? missingText(missing);
    const isTaking = !this.#wrong.has('history');
    return { kind: 'duckdb', trouble, isTaking, bytes, fromMs, waiting, spool: null };
  }

  async holds(): Promise<readonly LegalHold[]> {
    return this.#call('holds');
  }

  async hold(hold: LegalHold): Promise<void> {
    await this.#call('hold', hold.id, hold);
  }

  async release(holdId: string): Promise<void> {
    await this.#call('hold', holdId, null);
  }

  async settle(nowMs: number = this.#clock.now()): Promise<void> {
    await this.#call('upkeep', nowMs, true);
  }

  async snapshot(folder: string): Promise<void> {
    await this.#call('snapshot', folder);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopUpkeep();
    await this.#worker.close().catch(() => {});
  }

  /** The work in the background: what fails is tried again at the next period. */
  async #work(): Promise<void> {
    if (this.#isWorking || this.#isClosed) return;
    this.#isWorking = true;
    try {
      await this.#worker.call('upkeep', [this.#clock.now(), false]);
      this.#back('history upkeep');
    } catch (error) {
      if (!this.#isClosed) this.#lost('history upkeep', error as Error);
    } finally {
      this.#isWorking = false;
    }
  }

  #lost(what: 'history' | 'history upkeep', { message }: Error): void {
    this.#wrong.set(what, message);
    this.#trouble.lost(what, message);
  }

  #back(what: 'history' | 'history upkeep'): void {
    this.#wrong.delete(what);
    this.#trouble.back(what);
  }

  async #ask<T>(query: () => Promise<T>): Promise<T> {
    if (this.#waitingQueries >= mostWaitingQueries) throw new CampusError('too-many-requests');
    this.#waitingQueries++;
    return query().finally(() => this.#waitingQueries--);
  }

  #call<K extends keyof HistoryWorkerMethods & string>(
    method: K,
    ...args: Parameters<HistoryWorkerMethods[K]>
  ): Promise<Awaited<ReturnType<HistoryWorkerMethods[K]>>> {
    return this.#worker.call(method, args).catch((error: Error) => {
      throw error instanceof CampusError ? error : unavailable(error);
    });
  }
}

function countersOf(points: readonly HistoryPoint[]): ReadonlySet<string> {
  return new Set(points.filter(({ isCounter }) => isCounter).map(({ id }) => id));
}

function missingText(missing: readonly string[]): string | null {
  if (missing.length === 0) return null;
  return `${missing.length} files of the history are missing, the first is ${missing[0]}. Bring them back, or restore a backup.`;
}

function unavailable(error: Error): CampusError {
  return new CampusError('store-unavailable', error.message);
}

function viewOf(
  { fromMs, toMs, bucketMs }: AggregateQuery,
  columns: AggregateColumns,
  { id, index, isCounter }: { id: string; index: number; isCounter: boolean },
  nowMs: number,
): HistoryView {
  const buckets: HistoryView['buckets'] = new Array(columns.length);
  let coveredMs = 0;
  for (let bucket = 0; bucket < columns.length; bucket++) {
    const cell = index * columns.length + bucket;
    coveredMs += columns.covered[cell]!;
    buckets[bucket] = bucketOf(columns, cell, fromMs + bucket * bucketMs, bucketMs, isCounter);
  }
  const elapsedMs = Math.min(toMs, nowMs) - fromMs;
  const coverage = elapsedMs > 0 ? coveredMs / elapsedMs : 0;
  return { pointId: id, bucketMs, buckets, coverage, tier: tiers[columns.tier[index]!]! };
}

function bucketOf(
  columns: AggregateColumns,
  cell: number,
  fromMs: number,
  bucketMs: number,
  isCounter: boolean,
): HistoryView['buckets'][number] {
  const count = columns.count[cell]!;
  const covered = columns.covered[cell]!;
  return {
    fromMs,
    count,
    uncertain: columns.uncertain[cell]!,
    bad: columns.bad[cell]!,
    min: count > 0 ? columns.min[cell]! : null,
    max: count > 0 ? columns.max[cell]! : null,
    mean: count > 0 ? finite(columns.sum[cell]! / count) : null,
    last: count > 0 ? columns.last[cell]! : null,
    timeMean: covered > 0 ? finite(columns.area[cell]! / covered) : null,
    coverage: covered / bucketMs,
    rise: isCounter ? finite(columns.rise[cell]!) : null,
  };
}

/** A sum may overflow where its values do not; no number is better than a wrong one. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
