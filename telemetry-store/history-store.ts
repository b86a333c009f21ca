// What a history store is; every store is held to one contract suite. Also the checks and limits all stores share.
import type { Campus, HistoryView, LegalHold, SampleBatch, StoreState, Tier } from '@campus/campus-model';
import { CampusError, staleFactor } from '@campus/campus-model/plain';

/** What a store must know of a point. The place in the list it is opened with is the index that batches use. */
export interface HistoryPoint {
  readonly id: string;
  /** How long a value holds where no next one comes: until it is stale. */
  readonly holdMs: number;
  readonly isCounter: boolean;
  /** Where a counter starts again at 0; null where it does not. */
  readonly wrapsAt: number | null;
}

/** In the order of the campus. */
export function historyPoints(campus: Campus): HistoryPoint[] {
  return [...campus.points.values()].map(({ pointId, heartbeatMs, counter, wrapsAt }) => ({
    id: pointId,
    holdMs: heartbeatMs * staleFactor,
    isCounter: counter ?? false,
    wrapsAt: wrapsAt ?? null,
  }));
}

/** After a change of the campus: points keep their places, those that left it their rules, new ones come behind. */
export function historyPointsAfter(before: readonly HistoryPoint[], campus: Campus): HistoryPoint[] {
  const present = new Map(historyPoints(campus).map((point) => [point.id, point]));
  const kept = before.map((point) => present.get(point.id) ?? point);
  for (const { id } of before) present.delete(id);
  return [...kept, ...present.values()];
}

/** Numbers first…last of a gateway's outbox, committed together with the samples they stand for. */
export interface CommittedRange {
  readonly gatewayId: string;
  readonly outboxId: string;
  readonly first: number;
  readonly last: number;
  /** The hub refused these samples (unknown point, wrong type): done with, and not stored. */
  readonly isRefused?: boolean;
}

/** Rows of a commit by the outbox they came from: the double entry to its ranges. */
export interface RowTally {
  readonly gatewayId: string;
  readonly outboxId: string;
  readonly rows: number;
}

/**
 * What is made durable at once. `point` of a batch is the index into the points the store was opened with. The columns are
 * lent: their owner uses them again once the commit has settled.
 */
export interface CommitGroup {
  readonly batches: readonly SampleBatch[];
  readonly ranges: readonly CommittedRange[];
  readonly tallies?: readonly RowTally[];
}

type Ranges = readonly (readonly [first: number, last: number])[];

/** What a store has of an outbox. */
export interface OutboxEntry {
  readonly outboxId: string;
  /** All that is done with, refused ones too. */
  readonly committed: Ranges;
  readonly refused: Ranges;
  readonly rows: number;
}

/** How long each tier is kept, in days; Infinity for ever. */
export type Retention = Readonly<Record<Tier, number>>;

/** A school year of every sample, and what a comparison of years needs of the rest. */
export const defaultRetention: Retention = {
  samples: 400,
  '1min': 800,
  '15min': 1_500,
  '1h': 3_660,
  '1day': Number.POSITIVE_INFINITY,
};

/** A part of all history, for copying it into another store. `point` is the index into `pointIds`. */
export interface HistoryPart {
  readonly pointIds: readonly string[];
  readonly batch: SampleBatch;
  /** Where to go on; null at the end. */
  readonly next: string | null;
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
  /**
   * The campus has changed: the list that batches index from the next commit on, longer than the former, which it begins
   * with. Rules of points may have changed.
   */
  setPoints(points: readonly HistoryPoint[]): Promise<void>;
  /** The merged ranges of each outbox of a gateway. */
  committedRanges(gatewayId: string): Promise<ReadonlyMap<string, readonly (readonly [number, number])[]>>;
  /** What it has of each outbox of a gateway. */
  outboxes(gatewayId: string): Promise<readonly OutboxEntry[]>;
  /**
   * Buckets of equal length from `fromMs`, also the empty ones, with the meaning of historyBucketSchema. Read from the
   * coarsest tier whose buckets fill these exactly, and from samples wherever that tier is not settled: whatever the
   * tier, the answer is the one that the samples themselves would give.
   */
  aggregate(query: AggregateQuery): Promise<HistoryView[]>;
  /** The earliest `limit` samples of the span by time and ordinal, whatever their quality. */
  samples(query: SamplesQuery): Promise<StoredSample[]>;
  /** Samples stored and bytes on disk. */
  counts(): Promise<{ samples: number; bytes: number }>;
  /** All samples of the span (by time, then in any order), a part at a time; `from` is null at first, then `next`. */
  part(span: { readonly fromMs: number; readonly toMs: number }, from: string | null): Promise<HistoryPart>;
  state(): Promise<StoreState>;
  holds(): Promise<readonly LegalHold[]>;
  /** Keeps a span beyond its retention; the same id again replaces it. */
  hold(hold: LegalHold): Promise<void>;
  release(holdId: string): Promise<void>;
  /** Does now what is else done in the background: roll-ups, closed days, retention. `nowMs` is the clock's if left out. */
  settle(nowMs?: number): Promise<void>;
  /**
   * Puts a consistent copy of all that is needed to open the store elsewhere into an empty folder, while commits go on.
   * Rejects with CampusError('input-invalid') where the store keeps its history outside (InfluxDB: only the spool is copied).
   */
  snapshot(folder: string): Promise<void>;
  close(): Promise<void>;
}

export { mostOutboxes } from '@campus/campus-model/plain';

/** More points than a trend or a report shows. */
const mostPoints = 500;
/** A leap year by hour, or a week by minute: more than a screen has pixels, as much as a report asks for. */
export const mostBuckets = 10_080;
/** Buckets of all points together: what one answer may cost in memory. */
const mostCells = 200_000;
const mostSamples = 10_000;

/** Lengths of buckets that fill a tier's exactly, or divide its shortest. */
const bucketLengthsMs = [
  1_000,
  5_000,
  10_000,
  30_000,
  60_000,
  5 * 60_000,
  15 * 60_000,
  30 * 60_000,
  3_600_000,
  3 * 3_600_000,
  6 * 3_600_000,
  24 * 3_600_000,
];

/** The shortest length of buckets that a tier serves, of which no more than `mostBuckets` make up the span; else whole days. */
export function bucketMsFor(spanMs: number, mostBuckets: number): number {
  const dayMs = bucketLengthsMs.at(-1)!;
  const found = bucketLengthsMs.find((lengthMs) => Math.ceil(spanMs / lengthMs) <= mostBuckets);
  return found ?? Math.ceil(spanMs / dayMs / mostBuckets) * dayMs;
}

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
