// Rolls the sorted samples of one point up into buckets in one pass. A bucket's row says all of its own samples and
// nothing of what stands before it, so rows add up to longer ones; what crosses a border is added by `historyView`.
import { type HistoryBucket, type HistoryView, qualityOf, type Tier } from '@campus/campus-model';
import { type PointRules, riseBetween } from './point-rules.ts';

/** The samples of one bucket. Values are NaN where `count` is 0. Times are milliseconds UTC. */
export interface RollUpRow {
  readonly fromMs: number;
  /** Usable samples, and among them the uncertain ones; beside them the others. */
  readonly count: number;
  readonly uncertain: number;
  readonly bad: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  /** First and last usable value. */
  readonly first: number;
  readonly last: number;
  /** What a counter rose between the first and the last usable value. */
  readonly rise: number;
  /** Value × milliseconds, and milliseconds, in which a usable value held from the first to the last sample. */
  readonly area: number;
  readonly coveredMs: number;
  /** Times of the first and of the last sample, whatever their quality. */
  readonly beginsMs: number;
  readonly endsMs: number;
  /** Whether the last sample is usable, so that `last` holds beyond it. */
  readonly isHeld: boolean;
}

/** What stands before the first bucket. */
export interface Before {
  /** Time and value of the last sample of any quality; NaN where it is not usable, or there is none. */
  readonly endsMs: number;
  readonly held: number;
  /** The last usable value, however long ago; NaN where there is none. Only counters need it. */
  readonly usable: number;
}

export const nothingBefore: Before = {
  endsMs: Number.NEGATIVE_INFINITY,
  held: Number.NaN,
  usable: Number.NaN,
};

export function isUsable(value: number, status: number): boolean {
  return !Number.isNaN(value) && qualityOf(status) !== 'bad';
}

/** Buckets of equal length from `fromMs`; samples and rows are added in the order of their time. */
export class RollUp {
  readonly fromMs: number;
  readonly bucketMs: number;
  readonly length: number;
  readonly rules: PointRules;
  /** No value holds beyond it. */
  readonly #nowMs: number;
  readonly #count: Float64Array;
  readonly #uncertain: Float64Array;
  readonly #bad: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  readonly #rise: Float64Array;
  readonly #area: Float64Array;
  readonly #covered: Float64Array;
  readonly #begins: Float64Array;
  readonly #ends: Float64Array;
  readonly #isHeld: Uint8Array;

  constructor(span: { fromMs: number; bucketMs: number; length: number }, rules: PointRules, nowMs: number) {
    this.fromMs = span.fromMs;
    this.bucketMs = span.bucketMs;
    this.length = span.length;
    this.rules = rules;
    this.#nowMs = nowMs;
    const column = (): Float64Array => new Float64Array(span.length);
    const missing = (): Float64Array => column().fill(Number.NaN);
    [this.#count, this.#uncertain, this.#bad, this.#sum] = [column(), column(), column(), column()];
    [this.#rise, this.#area, this.#covered] = [column(), column(), column()];
    [this.#min, this.#max, this.#first, this.#last] = [missing(), missing(), missing(), missing()];
    [this.#begins, this.#ends] = [missing(), missing()];
    this.#isHeld = new Uint8Array(span.length);
  }

  /** A value of NaN is a missing one. Samples outside of the buckets are left out. */
  addSample(timeMs: number, value: number, status: number): void {
    const at = Math.floor((timeMs - this.fromMs) / this.bucketMs);
    if (!(at >= 0 && at < this.length)) return;
    this.#holdUntil(at, timeMs);
    if (isUsable(value, status)) {
      this.#addUsable(at, value);
      if (qualityOf(status) === 'uncertain') this.#uncertain[at]! += 1;
      this.#isHeld[at] = 1;
    } else {
      this.#bad[at]! += 1;
      this.#isHeld[at] = 0;
    }
    this.#ends[at] = timeMs;
  }

  /** A row of a shorter tier whose bucket lies within one of these. */
  addRow(row: RollUpRow): void {
    const at = Math.floor((row.fromMs - this.fromMs) / this.bucketMs);
    if (!(at >= 0 && at < this.length)) return;
    this.#holdUntil(at, row.beginsMs);
    if (row.count > 0) this.#addUsableOf(at, row);
    this.#uncertain[at]! += row.uncertain;
    this.#bad[at]! += row.bad;
    this.#area[at]! += row.area;
    this.#covered[at]! += row.coveredMs;
    this.#ends[at] = row.endsMs;
    this.#isHeld[at] = row.isHeld ? 1 : 0;
  }

  /** The row of a bucket; null where it has no sample. */
  row(at: number): RollUpRow | null {
    if (Number.isNaN(this.#ends[at]!)) return null;
    return {
      fromMs: this.fromMs + at * this.bucketMs,
      count: this.#count[at]!,
      uncertain: this.#uncertain[at]!,
      bad: this.#bad[at]!,
      min: this.#min[at]!,
      max: this.#max[at]!,
      sum: this.#sum[at]!,
      first: this.#first[at]!,
      last: this.#last[at]!,
      rise: this.#rise[at]!,
      area: this.#area[at]!,
      coveredMs: this.#covered[at]!,
      beginsMs: this.#begins[at]!,
      endsMs: this.#ends[at]!,
      isHeld: this.#isHeld[at] === 1,
    };
  }

  #addUsable(at: number, value: number): void {
    if (this.#count[at] === 0) {
      this.#min[at] = this.#max[at] = this.#first[at] = value;
    } else {
      if (value < this.#min[at]!) this.#min[at] = value;
      if (value > this.#max[at]!) this.#max[at] = value;
      if (this.rules.isCounter) this.#rise[at]! += riseBetween(this.#last[at]!, value, this.rules.wrapsAt);
    }
    this.#count[at]! += 1;
    this.#sum[at]! += value;
    this.#last[at] = value;
  }

  #addUsableOf(at: number, row: RollUpRow): void {
    if (this.#count[at] === 0) {
      this.#min[at] = row.min;
      this.#max[at] = row.max;
      this.#first[at] = row.first;
    } else {
      this.#min[at] = Math.min(this.#min[at]!, row.min);
      this.#max[at] = Math.max(this.#max[at]!, row.max);
      if (this.rules.isCounter)
        this.#rise[at]! += riseBetween(this.#last[at]!, row.first, this.rules.wrapsAt);
    }
    this.#count[at]! += row.count;
    this.#sum[at]! += row.sum;
    this.#rise[at]! += row.rise;
    this.#last[at] = row.last;
  }

  /** The last value of the bucket held until the next sample in it, at most until it was stale. */
  #holdUntil(at: number, timeMs: number): void {
    if (Number.isNaN(this.#ends[at]!)) {
      this.#begins[at] = timeMs;
      return;
    }
    if (this.#isHeld[at] === 0) return;
    const start = this.#ends[at]!;
    const ms = Math.min(timeMs, start + this.rules.holdMs, this.#nowMs) - start;
    if (ms <= 0) return;
    this.#area[at]! += this.#last[at]! * ms;
    this.#covered[at]! += ms;
  }
}

/** Adds what crosses the borders of the buckets: values that hold on, and what a counter rose from one to the next. */
export function historyView(
  rollUp: RollUp,
  before: Before,
  span: { readonly pointId: string; readonly toMs: number; readonly nowMs: number; readonly tier: Tier },
): HistoryView {
  const { fromMs, bucketMs, rules } = rollUp;
  const endMs = Math.min(span.toMs, span.nowMs);
  const crossing = new Crossing(rollUp, endMs);
  const buckets: HistoryBucket[] = [];
  const rows = Array.from({ length: rollUp.length }, (_, at) => rollUp.row(at));
  let { endsMs, held, usable } = before;
  for (const [at, row] of rows.entries()) {
    if (!row) continue;
    crossing.hold(held, endsMs, Math.min(row.beginsMs, endsMs + rules.holdMs));
    if (row.count > 0) {
      if (!Number.isNaN(usable)) crossing.rise[at] = riseBetween(usable, row.first, rules.wrapsAt);
      usable = row.last;
    }
    endsMs = row.endsMs;
    held = row.isHeld ? row.last : Number.NaN;
  }
  crossing.hold(held, endsMs, endsMs + rules.holdMs);
  let coveredMs = 0;
  for (const [at, row] of rows.entries()) {
    const covered = crossing.covered[at]! + (row?.coveredMs ?? 0);
    const area = crossing.area[at]! + (row?.area ?? 0);
    const rise = rules.isCounter ? (row?.rise ?? 0) + crossing.rise[at]! : null;
    buckets.push(bucketOf(fromMs + at * bucketMs, bucketMs, row, { covered, area, rise }));
    coveredMs += covered;
  }
  const coverage = endMs > fromMs ? coveredMs / (endMs - fromMs) : 0;
  return { pointId: span.pointId, bucketMs, buckets, coverage, tier: span.tier };
}

/** What of a bucket comes from the samples before it. */
class Crossing {
  readonly area: Float64Array;
  readonly covered: Float64Array;
  readonly rise: Float64Array;
  readonly #rollUp: RollUp;
  readonly #endMs: number;

  constructor(rollUp: RollUp, endMs: number) {
    this.area = new Float64Array(rollUp.length);
    this.covered = new Float64Array(rollUp.length);
    this.rise = new Float64Array(rollUp.length);
    this.#rollUp = rollUp;
    this.#endMs = endMs;
  }

  /** Spreads a held value over the buckets it holds in. */
  hold(value: number, startMs: number, untilMs: number): void {
    const { fromMs, bucketMs, length } = this.#rollUp;
    if (Number.isNaN(value)) return;
    const until = Math.min(untilMs, this.#endMs, fromMs + length * bucketMs);
    let start = Math.max(startMs, fromMs);
    while (start < until) {
      const at = Math.floor((start - fromMs) / bucketMs);
      const end = Math.min(until, fromMs + (at + 1) * bucketMs);
      this.area[at]! += value * (end - start);
      this.covered[at]! += end - start;
      start = end;
    }
  }
}

function bucketOf(
  fromMs: number,
  bucketMs: number,
  row: RollUpRow | null,
  { covered, area, rise }: { covered: number; area: number; rise: number | null },
): HistoryBucket {
  const isEmpty = !row || row.count === 0;
  return {
    fromMs,
    count: row?.count ?? 0,
    uncertain: row?.uncertain ?? 0,
    bad: row?.bad ?? 0,
    min: isEmpty ? null : row.min,
    max: isEmpty ? null : row.max,
    mean: isEmpty ? null : finite(row.sum / row.count),
    last: isEmpty ? null : row.last,
    timeMean: covered > 0 ? finite(area / covered) : null,
    coverage: covered / bucketMs,
    rise: rise === null ? null : finite(rise),
  };
}

/** A sum may overflow where its values do not; no number is better than a wrong one. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
