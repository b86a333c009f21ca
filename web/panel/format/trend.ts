// History rows as columns for a chart: gaps stay gaps, and a value that was only not sent again is held. Pure.
import type { HistoryView, PointView } from '@campus/campus-model';

export interface TrendColumns {
  /** Seconds, as the chart wants them. */
  readonly times: number[];
  readonly mean: (number | null)[];
  readonly min: (number | null)[];
  readonly max: (number | null)[];
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

type Bucket = HistoryView['buckets'][number];

/**
 * Lays the rows of one point on the grid of its span. Points report by exception, so an empty bucket keeps the last
 * value for as long as the point may be silent; a bucket without a good value, or a longer silence, is a gap.
 */
export function trendColumns(
  view: HistoryView,
  { fromMs, toMs }: Span,
  point: Pick<PointView, 'staleAfterMs' | 'states'>,
): TrendColumns {
  const rows = new Map(view.buckets.map((bucket) => [Math.floor(bucket.fromMs / view.bucketMs), bucket]));
  const columns: TrendColumns = { times: [], mean: [], min: [], max: [] };
  let held: { value: number; untilMs: number } | null = null;
  for (let slot = Math.floor(fromMs / view.bucketMs); slot * view.bucketMs <= toMs; slot += 1) {
    const startMs = slot * view.bucketMs;
    const row = rows.get(slot);
    if (row && row.count > 0) held = holdFrom(row, startMs + view.bucketMs + point.staleAfterMs);
    const keeps: number | null = held && startMs < held.untilMs ? held.value : null;
    const own = row && row.count > 0 ? row : null;
    columns.times.push(startMs / 1000);
    columns.mean.push(own ? (point.states ? own.last : own.mean) : keeps);
    columns.min.push(own ? own.min : keeps);
    columns.max.push(own ? own.max : keeps);
  }
  return columns;
}

function holdFrom({ last, mean }: Bucket, untilMs: number): { value: number; untilMs: number } | null {
  const value = mean === null ? null : (last ?? mean);
  return value === null ? null : { value, untilMs };
}

export function hasValues(columns: TrendColumns): boolean {
  return columns.mean.some((value) => value !== null);
}

/** Points of one unit share a chart; coded states have one each, as their numbers mean nothing together. */
export function chartGroups(points: readonly PointView[]): PointView[][] {
  const groups = new Map<string, PointView[]>();
  for (const point of points) {
    const key = point.states ? point.pointId : `${point.unit}|${point.unit === '' ? point.quantity : ''}`;
    const group = groups.get(key);
    if (group) group.push(point);
    else groups.set(key, [point]);
  }
  return [...groups.values()];
}

/** Every nth row, at most `most`: for the table that stands beside the chart. */
export function thin<T>(rows: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(rows.length / most));
  return rows.filter((_, row) => row % step === 0);
}
