// What meters counted in each hour or day, summed over several, with how much of it is known. Pure.
import { type HistoryBucket, knownRise } from '@campus/campus-model';

const hourMs = 3_600_000;

export const barSpans = {
  hour: { bucketMs: hourMs, buckets: 24 },
  day: { bucketMs: 24 * hourMs, buckets: 14 },
} as const;

export interface Bar {
  readonly fromMs: number;
  /** Null where no meter was known. */
  readonly sum: number | null;
  /** Share (0…1) of all meters' time that is known. */
  readonly coverage: number;
  /** The hour or day still goes on. */
  readonly isRunning: boolean;
}

interface Counted {
  readonly bucketMs: number;
  readonly buckets: readonly HistoryBucket[];
}

/** The views are of the same buckets. */
export function barsOf(views: readonly Counted[], nowMs: number): Bar[] {
  const [first] = views;
  if (!first) return [];
  return first.buckets.map(({ fromMs }, row) => {
    const same = views.flatMap(({ buckets }) => buckets[row] ?? []);
    const rises = same.flatMap((bucket) => knownRise(bucket) ?? []);
    return {
      fromMs,
      sum: rises.length === 0 ? null : rises.reduce((sum, rise) => sum + rise, 0),
      coverage: same.reduce((sum, { coverage }) => sum + coverage, 0) / views.length,
      isRunning: fromMs + first.bucketMs > nowMs,
    };
  });
}

/** Times a power of ten: tops of scales that the eye divides with ease. */
const roundSteps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** A round number at or above the highest bar. */
export function roundTop(highest: number): number {
  if (!(highest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = roundSteps.find((times) => times * power >= highest) ?? 10;
  return step * power;
}
