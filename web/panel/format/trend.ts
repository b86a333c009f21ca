// What a chart shows of a point's history columns, what of it may be doubted, and where nothing is known. Pure.
import type { LossReason, PointColumns, PointView } from '@campus/campus-model';
import { groupBy } from './group.ts';
import { isCoded } from './value.ts';

/** Codes of the column `quality`, worst last but for `none` (bucketQualities of the API). */
export const qualityWords = ['none', 'bad', 'partly-bad', 'uncertain', 'good'] as const;
const [noneCode, badCode, partlyBadCode, uncertainCode] = [0, 1, 2, 3];

/** Row n is the bucket from `fromMs + n * bucketMs`; NaN is a missing number. */
export interface TrendColumns {
  readonly fromMs: number;
  readonly bucketMs: number;
  readonly length: number;
  /** A mean over time, the last state of a coded point, or what a counter counted in the bucket. */
  readonly value: ArrayLike<number>;
  /** Extremes of the samples; null where a band would say nothing (states, counters). */
  readonly min: ArrayLike<number> | null;
  readonly max: ArrayLike<number> | null;
  readonly last: ArrayLike<number> | null;
  readonly quality: ArrayLike<number>;
  readonly coverage: ArrayLike<number>;
}

export function trendColumns(history: PointColumns, point: PointView): TrendColumns {
  const { fromMs, bucketMs, length } = history;
  const [quality, coverage] = [history.column('quality'), history.column('coverage')];
  const plain = { fromMs, bucketMs, length, quality, coverage, min: null, max: null, last: null };
  if (point.counter) return { ...plain, value: history.column('rise') };
  const [mean, last] = [history.column('timeMean'), history.column('last')];
  // Where no sample is in the bucket, its mean over time is the one state that held.
  if (isCoded(point))
    return {
      ...plain,
      last,
      value: Float64Array.from(last, (own, row) => (Number.isNaN(own) ? mean[row]! : own)),
    };
  return { ...plain, value: mean, min: history.column('min'), max: history.column('max'), last };
}

export function isDoubtful(code: number): boolean {
  return code === uncertainCode || code === partlyBadCode;
}

export function hasValues({ value }: Pick<TrendColumns, 'value'>): boolean {
  for (let row = 0; row < value.length; row++) if (!Number.isNaN(value[row]!)) return true;
  return false;
}

/** The quality of rows taken together: doubtful where some of them are, none or bad only where no value is in any. */
export function worseQuality(one: number, other: number): number {
  if (one === other) return one;
  const [worse, better] = one < other ? [one, other] : [other, one];
  if (worse === noneCode) return better;
  return worse === badCode ? partlyBadCode : worse;
}

/** The row of a time; null outside. */
export function rowAt({ fromMs, bucketMs, length }: TrendColumns, atMs: number): number | null {
  const row = Math.floor((atMs - fromMs) / bucketMs);
  return row >= 0 && row < length ? row : null;
}

/** A number of a column; null where it is missing. */
export function numberAt(column: ArrayLike<number> | null, row: number | null): number | null {
  const value = row === null ? undefined : column?.[row];
  return value === undefined || Number.isNaN(value) ? null : value;
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
export function gapsOf(
  { fromMs, bucketMs, length, quality }: Pick<TrendColumns, 'fromMs' | 'bucketMs' | 'length' | 'quality'>,
  losses: PointColumns['gaps'],
  nowMs: number,
): Stretch[] {
  const found: Stretch[] = losses.map(({ why, ...gap }) => ({ ...gap, reason: why }));
  const isBooked = (from: number, to: number) => losses.some((gap) => gap.fromMs < to && gap.toMs > from);
  let open: { fromMs: number; toMs: number; reason: GapReason; samples: number } | null = null;
  for (let row = 0; row < length; row++) {
    const code = quality[row]!;
    const from = fromMs + row * bucketMs;
    if (code > badCode || from >= nowMs) continue;
    const to = Math.min(from + bucketMs, nowMs);
    if (isBooked(from, to)) continue;
    const reason = code === badCode ? 'bad' : 'none';
    if (open && open.toMs === from && open.reason === reason) open.toMs = to;
    else {
      open = { fromMs: from, toMs: to, reason, samples: 0 };
      found.push(open);
    }
  }
  return found.sort((a, b) => a.fromMs - b.fromMs);
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
