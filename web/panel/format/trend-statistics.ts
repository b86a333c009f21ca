// What a point was like in a span, in a few numbers. Pure.
import { numberAt, type TrendColumns } from './trend.ts';
import type { TimeSpan } from './trend-lines.ts';

/** Null where nothing is known. */
export interface TrendStatistics {
  /** Weighted by how long each value held. */
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly last: number | null;
  /** Of a counter's rows together. */
  readonly sum: number | null;
  /** Share (0…1) of the span, up to now, in which a usable value held. */
  readonly coverage: number;
}

const lowest = Number.NEGATIVE_INFINITY;

export function trendStatistics(columns: TrendColumns, span: TimeSpan, nowMs: number): TrendStatistics {
  const { fromMs, bucketMs, length, value, min, max, coverage } = columns;
  const first = Math.max(0, Math.floor((span.fromMs - fromMs) / bucketMs));
  const end = Math.min(length, Math.ceil((span.toMs - fromMs) / bucketMs));
  let [sum, area, held, lastRow] = [0, 0, 0, -1];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  // A year of minutes comes through here at once: plain comparisons, which a missing number (NaN) fails.
  for (let row = first; row < end; row++) {
    const share = coverage[row]!;
    const own = value[row]!;
    held += share;
    if (!(own > lowest)) continue;
    sum += own;
    area += own * share;
    lastRow = row;
    if (own < low) low = own;
    if (own > high) high = own;
    if (min && min[row]! < low) low = min[row]!;
    if (max && max[row]! > high) high = max[row]!;
  }
  const elapsedMs = Math.min(fromMs + end * bucketMs, nowMs) - (fromMs + first * bucketMs);
  const isKnown = lastRow >= 0;
  return {
    mean: held > 0 && isKnown ? area / held : null,
    min: isKnown ? low : null,
    max: isKnown ? high : null,
    last: isKnown ? (numberAt(columns.last, lastRow) ?? value[lastRow]!) : null,
    sum: isKnown ? sum : null,
    coverage: elapsedMs > 0 ? Math.min(1, (held * bucketMs) / elapsedMs) : 0,
  };
}
