// What an aggregate means, in the plainest words: every bucket looks at every sample. The contract holds stores to it.
import { type HistoryBucket, qualityOf } from '@campus/campus-model';
import type { AggregateQuery, HistoryPoint } from '@campus/telemetry-store';

export interface PlainSample {
  readonly timeMs: number;
  readonly ordinal: number;
  readonly value: number;
  readonly status: number;
}

export interface NaiveView {
  readonly buckets: HistoryBucket[];
  readonly coverage: number;
}

interface Held {
  readonly value: number;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Step {
  readonly timeMs: number;
  readonly rise: number;
}

type Span = Pick<AggregateQuery, 'fromMs' | 'toMs' | 'bucketMs'>;

/** `samples` are all of the point, in any order; text samples are none of them. */
export function naiveView(
  point: HistoryPoint,
  samples: readonly PlainSample[],
  { fromMs, toMs, bucketMs }: Span,
  nowMs: number,
): NaiveView {
  const inOrder = samples.toSorted((a, b) => a.timeMs - b.timeMs || a.ordinal - b.ordinal);
  const held = heldOf(point, inOrder, nowMs);
  const steps = point.isCounter ? stepsOf(point, inOrder) : null;
  const buckets: HistoryBucket[] = [];
  for (let start = fromMs; start < toMs; start += bucketMs)
    buckets.push(bucketOf(start, Math.min(start + bucketMs, toMs), bucketMs, inOrder, held, steps));
  const elapsedMs = Math.min(toMs, nowMs) - fromMs;
  const coveredMs = areaOf(held, fromMs, toMs).coveredMs;
  return { buckets, coverage: elapsedMs > 0 ? coveredMs / elapsedMs : 0 };
}

function isUsable({ value, status }: PlainSample): boolean {
  return !Number.isNaN(value) && qualityOf(status) !== 'bad';
}

/** A usable value holds until the next sample of any quality, until it is stale, or until now. */
function heldOf({ holdMs }: HistoryPoint, samples: readonly PlainSample[], nowMs: number): Held[] {
  return samples.flatMap((sample, i) => {
    const next = samples[i + 1]?.timeMs ?? Number.POSITIVE_INFINITY;
    const toMs = Math.min(next, sample.timeMs + holdMs, nowMs);
    return isUsable(sample) && toMs > sample.timeMs
      ? [{ value: sample.value, fromMs: sample.timeMs, toMs }]
      : [];
  });
}

/** What a counter counted between one usable value and the next, however long the gap. */
function stepsOf(point: HistoryPoint, samples: readonly PlainSample[]): Step[] {
  const usable = samples.filter(isUsable);
  return usable.slice(1).map(({ timeMs, value }, i) => ({
    timeMs,
    rise: riseOf(point, usable[i]!.value, value),
  }));
}

function riseOf({ wrapsAt }: HistoryPoint, before: number, after: number): number {
  if (after >= before) return after - before;
  const hasWrapped = wrapsAt !== null && before > 0.9 * wrapsAt && after < 0.1 * wrapsAt;
  return hasWrapped ? wrapsAt - before + after : after;
}

function areaOf(held: readonly Held[], fromMs: number, toMs: number): { area: number; coveredMs: number } {
  let area = 0;
  let coveredMs = 0;
  for (const one of held) {
    const ms = Math.min(one.toMs, toMs) - Math.max(one.fromMs, fromMs);
    if (ms <= 0) continue;
    area += one.value * ms;
    coveredMs += ms;
  }
  return { area, coveredMs };
}

function bucketOf(
  fromMs: number,
  toMs: number,
  bucketMs: number,
  samples: readonly PlainSample[],
  held: readonly Held[],
  steps: readonly Step[] | null,
): HistoryBucket {
  const inside = samples.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs);
  const values = inside.filter(isUsable).map(({ value }) => value);
  const { area, coveredMs } = areaOf(held, fromMs, toMs);
  const rises = steps?.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs);
  const hasValues = values.length > 0;
  return {
    fromMs,
    count: values.length,
    uncertain: inside.filter((one) => isUsable(one) && qualityOf(one.status) === 'uncertain').length,
    bad: inside.length - values.length,
    min: hasValues ? Math.min(...values) : null,
    max: hasValues ? Math.max(...values) : null,
    mean: hasValues ? sum(values) / values.length : null,
    last: values.at(-1) ?? null,
    timeMean: coveredMs > 0 ? area / coveredMs : null,
    coverage: coveredMs / bucketMs,
    rise: rises ? sum(rises.map(({ rise }) => rise)) : null,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
