// The lines that are drawn of columns: as many rows as the width can tell apart, none of whose extremes is lost. Pure.
import { isDoubtful, type TrendColumns, worseQuality } from './trend.ts';

type Line = (number | null)[];

/** Times in seconds (begin of each row), as the chart wants them; null breaks a line. */
interface TrendLines {
  readonly times: number[];
  readonly value: Line;
  readonly min: Line;
  readonly max: Line;
  readonly quality: number[];
}

export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The rows that lie in a span and one beside each end, so that lines run to the edge. Where they are more than `most`,
 * neighbours are taken together: always the same ones, so that a chart that is moved does not shimmer. A mean is weighted by
 * how long its values held, a counter is summed, of states the last one stands.
 */
export function trendLines(
  columns: TrendColumns,
  { fromMs, toMs }: TimeSpan,
  most: number,
  kind: 'mean' | 'sum' | 'last',
): TrendLines {
  const { bucketMs, length } = columns;
  const first = clamp(Math.floor((fromMs - columns.fromMs) / bucketMs) - 1, length);
  const end = clamp(Math.ceil((toMs - columns.fromMs) / bucketMs) + 1, length);
  const step = Math.max(1, Math.ceil((end - first) / most));
  const lines: TrendLines = { times: [], value: [], min: [], max: [], quality: [] };
  for (let row = first - (first % step); row < end; row += step)
    addRows(lines, columns, row, Math.min(row + step, length), kind);
  return lines;
}

function clamp(row: number, length: number): number {
  return Math.max(0, Math.min(length, row));
}

const lowest = Number.NEGATIVE_INFINITY;
const highest = Number.POSITIVE_INFINITY;

/** A year of minutes comes through here at once: plain comparisons, which a missing number (NaN) fails. */
function addRows(
  lines: TrendLines,
  { fromMs, bucketMs, value, min, max, quality, coverage }: TrendColumns,
  first: number,
  end: number,
  kind: 'mean' | 'sum' | 'last',
): void {
  let sum = 0;
  let area = 0;
  let held = 0;
  let lastRow = -1;
  let low = highest;
  let high = lowest;
  let code = quality[first]!;
  for (let row = first; row < end; row++) {
    if (quality[row] !== code) code = worseQuality(code, quality[row]!);
    const own = value[row]!;
    if (!(own > lowest)) continue;
    lastRow = row;
    sum += own;
    area += own * coverage[row]!;
    held += coverage[row]!;
    // Extremes are of samples; a value that held from before belongs between them.
    if (own < low) low = own;
    if (own > high) high = own;
    if (min && min[row]! < low) low = min[row]!;
    if (max && max[row]! > high) high = max[row]!;
  }
  const isKnown = lastRow >= 0;
  const mean = held > 0 ? area / held : isKnown ? value[lastRow]! : 0;
  const merged = kind === 'sum' ? sum : kind === 'mean' ? mean : isKnown ? value[lastRow]! : 0;
  lines.times.push((fromMs + first * bucketMs) / 1000);
  lines.value.push(isKnown ? merged : null);
  lines.min.push(min && isKnown ? low : null);
  lines.max.push(max && isKnown ? high : null);
  lines.quality.push(code);
}

/** The line where it is certain, and the doubtful stretches with the ends that join them to it. */
export function certainAndDoubtful({ value, quality }: Pick<TrendLines, 'value' | 'quality'>): {
  certain: Line;
  doubtful: Line;
} {
  const doubts = (at: number) => isDoubtful(quality[at] ?? -1);
  return {
    certain: value.map((each, at) => (doubts(at) ? null : each)),
    doubtful: value.map((each, at) => (doubts(at - 1) || doubts(at) || doubts(at + 1) ? each : null)),
  };
}
