// From which tier each point of a query is read on each day, and which stretches must be read from samples.
import type { Tier } from '@campus/campus-model';
import { dayMs } from './late-days.ts';
import type { PointTable } from './point-table.ts';
import type { Span } from './sample-sources.ts';
import type { Fold, Stock } from './stock.ts';

export type RolledTier = Exclude<Tier, 'samples'>;

const tierMs: readonly (readonly [RolledTier, number])[] = [
  ['1day', dayMs],
  ['1h', 3_600_000],
  ['15min', 900_000],
  ['1min', 60_000],
];

/** A day (or what the query wants of it) that is read from a tier by some points; `fold` made it. */
export interface PlannedDay extends Span {
  readonly fold: Fold;
  readonly tier: RolledTier;
}

/** A stretch that is read from samples; null stands for all points of the query. */
export interface RawSpan extends Span {
  readonly points: readonly number[] | null;
}

export interface AggregateSpan extends Span {
  readonly bucketMs: number;
  readonly nowMs: number;
}

/** The folded days of the span whose buckets a tier fills; a bucket the tier has not whole is left to samples. */
export function plannedDays(stock: Stock, query: AggregateSpan): PlannedDay[] {
  return [...stock.folds.values()]
    .filter((fold) => fold.dayMs < query.toMs && fold.dayMs + dayMs > query.fromMs)
    .sort((a, b) => a.dayMs - b.dayMs)
    .flatMap((fold) => {
      const span = {
        fromMs: Math.max(fold.dayMs, query.fromMs),
        toMs: Math.min(fold.dayMs + dayMs, query.toMs),
      };
      const tier = span.toMs <= query.nowMs ? tierFor(fold.dayMs, span, query) : null;
      return tier ? [{ ...span, fold, tier }] : [];
    });
}

function tierFor(day: number, span: Span, query: AggregateSpan): RolledTier | null {
  const found = tierMs.find(
    ([, lengthMs]) =>
      query.bucketMs % lengthMs === 0 &&
      (query.fromMs - day) % lengthMs === 0 &&
      (span.toMs - day) % lengthMs === 0,
  );
  return found?.[0] ?? null;
}

/** Whether the sums of the day say all there is of the point. */
export function isSettled(
  stock: Stock,
  points: PointTable,
  { dayMs: day, fold, isThin }: Fold,
  point: number,
): boolean {
  return isThin || (points.hasRulesOf(point, fold) && !stock.isLate(day, point));
}

/** The stretches of a query that no planned day answers; `rawOf` gives the points that read a planned day from samples. */
export function rawSpans(
  span: Span,
  days: readonly PlannedDay[],
  rawOf: (day: PlannedDay) => readonly number[],
): RawSpan[] {
  const spans: RawSpan[] = [];
  let next = span.fromMs;
  for (const day of days) {
    if (day.fromMs > next) spans.push({ fromMs: next, toMs: day.fromMs, points: null });
    const points = rawOf(day);
    if (points.length > 0) add(spans, { fromMs: day.fromMs, toMs: day.toMs, points });
    next = day.toMs;
  }
  if (span.toMs > next) spans.push({ fromMs: next, toMs: span.toMs, points: null });
  return spans;
}

/** Days that follow each other with the same points are read at once. */
function add(spans: RawSpan[], span: RawSpan): void {
  const last = spans.at(-1);
  if (last?.toMs === span.fromMs && String(last.points) === String(span.points))
    spans[spans.length - 1] = { ...last, toMs: span.toMs };
  else spans.push(span);
}
