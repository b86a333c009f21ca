// History buckets as columns for a chart, with what of them may be doubted and where nothing is known. Pure.
import {
  type BucketQuality,
  bucketQuality,
  type HistoryBucket,
  knownRise,
  type LossReason,
  type PointView,
  type TrendView,
} from '@campus/campus-model';
import { groupBy } from './group.ts';
import { isCoded } from './value.ts';

type Column = (number | null)[];

export interface TrendColumns {
  /** Seconds, as the chart wants them. */
  readonly times: number[];
  /** A mean over time, the last state of a coded point, or what a counter counted in the bucket; null is a gap. */
  readonly value: Column;
  readonly min: Column;
  readonly max: Column;
  readonly quality: BucketQuality[];
  readonly coverage: number[];
}

export function trendColumns({ buckets }: Pick<TrendView, 'buckets'>, point: PointView): TrendColumns {
  return {
    times: buckets.map(({ fromMs }) => fromMs / 1000),
    value: buckets.map((bucket) => shownOf(bucket, point)),
    min: buckets.map((bucket) => edgeOf(bucket, point, Math.min)),
    max: buckets.map((bucket) => edgeOf(bucket, point, Math.max)),
    quality: qualitiesOf(buckets),
    coverage: buckets.map(({ coverage }) => coverage),
  };
}

/** Where no sample is in the bucket, its mean over time is the one value that held. */
function shownOf(bucket: HistoryBucket, point: PointView): number | null {
  if (point.counter) return knownRise(bucket);
  if (isCoded(point) && bucket.count > 0) return bucket.last;
  return bucket.timeMean;
}

/** Extremes are of samples; a value that held from before belongs between them. Counters have no band. */
function edgeOf(
  { min, max, timeMean }: HistoryBucket,
  point: PointView,
  pick: (...values: number[]) => number,
): number | null {
  if (point.counter || isCoded(point)) return null;
  const known = [min, max, timeMean].filter((value) => value !== null);
  return known.length === 0 ? null : pick(...known);
}

/** A bucket without samples is as doubtful as the value that it holds. */
function qualitiesOf(buckets: readonly HistoryBucket[]): BucketQuality[] {
  let isHeldUncertain = false;
  return buckets.map((bucket) => {
    const own = bucketQuality(bucket);
    if (bucket.count > 0 || bucket.bad > 0) {
      isHeldUncertain = bucket.count > 0 && bucket.uncertain === bucket.count;
      return own;
    }
    return own === 'good' && isHeldUncertain ? 'uncertain' : own;
  });
}

export function hasValues({ value }: TrendColumns): boolean {
  return value.some((each) => each !== null);
}

/** The line where it is certain, and the doubtful stretches with the ends that join them to it. */
export function linesOf({ value, quality }: TrendColumns): { certain: Column; doubtful: Column } {
  const isDoubtful = (at: number) => quality[at] === 'uncertain' || quality[at] === 'partly-bad';
  return {
    certain: value.map((each, at) => (isDoubtful(at) ? null : each)),
    doubtful: value.map((each, at) =>
      isDoubtful(at - 1) || isDoubtful(at) || isDoubtful(at + 1) ? each : null,
    ),
  };
}

type GapReason = LossReason | 'bad' | 'none';

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: GapReason;
  /** Samples that the gateway has lost in it, of all its points; 0 where none are booked. */
  readonly samples: number;
}

/** Stretches up to `nowMs` without a usable value, and those in which the gateway has booked a loss; earliest first. */
export function gapsOf({ buckets, bucketMs, gaps }: TrendView, nowMs: number): Stretch[] {
  const found: Stretch[] = gaps.map(({ fromMs, toMs, samples, why }) => ({
    fromMs,
    toMs,
    samples,
    reason: why,
  }));
  const isBooked = (fromMs: number, toMs: number) =>
    gaps.some((gap) => gap.fromMs < toMs && gap.toMs > fromMs);
  let open: Stretch | null = null;
  for (const bucket of buckets) {
    const { fromMs } = bucket;
    const toMs = Math.min(fromMs + bucketMs, nowMs);
    const reason = emptyReason(bucket);
    if (reason === null || fromMs >= nowMs || isBooked(fromMs, toMs)) continue;
    const goesOn: boolean = open !== null && open.toMs === fromMs && open.reason === reason;
    if (open && goesOn) found.splice(found.indexOf(open), 1);
    open = { fromMs: open && goesOn ? open.fromMs : fromMs, toMs, reason, samples: 0 };
    found.push(open);
  }
  return found.sort((a, b) => a.fromMs - b.fromMs);
}

function emptyReason(bucket: HistoryBucket): 'bad' | 'none' | null {
  const quality = bucketQuality(bucket);
  return quality === 'bad' || quality === 'none' ? quality : null;
}

/** All stretches of one reason together, the longest first. */
export function gapSums(gaps: readonly Stretch[]): { reason: GapReason; spanMs: number; samples: number }[] {
  const sums = [...groupBy(gaps, ({ reason }) => reason)].map(([reason, some]) => ({
    reason,
    spanMs: some.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    samples: some.reduce((sum, { samples }) => sum + samples, 0),
  }));
  return sums.sort((a, b) => b.spanMs - a.spanMs);
}

/** What was counted in all buckets together; null where nothing is known. */
export function sumOf(column: readonly (number | null)[]): number | null {
  const known = column.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Points of one unit share a chart; coded states have one each, as their numbers mean nothing together. */
export function chartGroups(points: readonly PointView[]): PointView[][] {
  const groups = groupBy(points, (point) => {
    if (point.states) return point.pointId;
    return `${point.counter}|${point.unit}|${point.unit === '' ? point.quantity : ''}`;
  });
  return [...groups.values()];
}

/** Every nth row, at most `most`: for the table that stands beside the chart. */
export function thin<T>(rows: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(rows.length / most));
  return rows.filter((_, row) => row % step === 0);
}
