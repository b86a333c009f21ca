// What a history store is; every store is held to one contract suite. Also the checks and limits all stores share.
import { CampusError, type HistoryView, type SampleBatch } from '@campus/campus-model';

/** Numbers first…last of a gateway's outbox, committed together with the samples they stand for. */
export interface CommittedRange {
  readonly gatewayId: string;
  readonly outboxId: string;
  readonly first: number;
  readonly last: number;
}

/** What is made durable at once. `point` of a batch is the index into the `pointIds` the store was opened with. */
export interface CommitGroup {
  readonly batches: readonly SampleBatch[];
  readonly ranges: readonly CommittedRange[];
}

/** Times are milliseconds UTC; `fromMs` is in the span, `toMs` is not. */
export interface AggregateQuery {
  readonly pointIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
}

export interface SamplesQuery {
  readonly pointId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/** One stored sample; null is a missing value. `text` is for text points alone. */
export interface StoredSample {
  readonly timeMs: number;
  readonly value: number | null;
  readonly status: number;
  readonly ordinal: number;
  readonly text: string | null;
}

/**
 * Samples by point and time. Operating trouble rejects with CampusError('store-unavailable'), a query of wrong numbers
 * with CampusError('input-invalid'), a point no store ever saw with CampusError('not-found').
 */
export interface HistoryStore {
  /** All or nothing; durable when resolved. */
  commit(group: CommitGroup): Promise<void>;
  /** The merged ranges of each outbox of a gateway. */
  committedRanges(gatewayId: string): Promise<ReadonlyMap<string, readonly (readonly [number, number])[]>>;
  /**
   * Buckets of equal length from `fromMs`, also the empty ones. Count, min, max, mean (of samples, not weighted by time)
   * and last are of good and uncertain values. Coverage is the share of the buckets that hold a good value.
   */
  aggregate(query: AggregateQuery): Promise<HistoryView[]>;
  /** The earliest `limit` samples of the span by time and ordinal, whatever their quality. */
  samples(query: SamplesQuery): Promise<StoredSample[]>;
  /** Samples stored and bytes on disk. */
  counts(): Promise<{ samples: number; bytes: number }>;
  close(): Promise<void>;
}

/** Outboxes remembered of one gateway; each loss of its disk makes a new one. The longest unused is forgotten first. */
export const mostOutboxes = 256;

/** More points than a trend or a report shows. */
const mostPoints = 500;
/** Twice the pixels of a wide screen. */
const mostBuckets = 4_000;
/** Buckets of all points together: what one answer may cost in memory. */
const mostCells = 200_000;
const mostSamples = 10_000;

export function checkAggregateQuery({ pointIds, fromMs, toMs, bucketMs }: AggregateQuery): void {
  checkSpan(fromMs, toMs);
  checkWhole('bucketMs', bucketMs, 1, Number.MAX_SAFE_INTEGER);
  checkWhole('points', pointIds.length, 0, mostPoints);
  const buckets = Math.ceil((toMs - fromMs) / bucketMs);
  checkWhole('buckets', buckets, 1, mostBuckets);
  checkWhole('buckets of all points', buckets * pointIds.length, 0, mostCells);
}

export function checkSamplesQuery({ fromMs, toMs, limit }: SamplesQuery): void {
  checkSpan(fromMs, toMs);
  checkWhole('limit', limit, 1, mostSamples);
}

function checkSpan(fromMs: number, toMs: number): void {
  checkWhole('fromMs', fromMs, 0, Number.MAX_SAFE_INTEGER);
  checkWhole('toMs', toMs, 0, Number.MAX_SAFE_INTEGER);
  if (toMs <= fromMs) throw new CampusError('input-invalid', `toMs ${toMs} is not after fromMs ${fromMs}.`);
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new CampusError('input-invalid', `${name} is ${value}; expected a whole number ${least}…${most}.`);
}
