// Sums of points in buckets of equal length: from samples in the order of their time, from rows that were summed before,
// and across what lies between two stretches that were summed apart.
import { type PointRules, riseBetween } from '../roll-up/point-rules.ts';

/** Samples by column; a missing value is NaN. */
export interface SampleColumns {
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  readonly status: Uint32Array;
}

/** What is known of a point where a stretch begins; NaN for what there is not. */
export interface PointState {
  /** Time of the last sample. */
  readonly endsMs: number;
  /** Its value where it is usable. */
  readonly held: number;
  /** The last usable value, however long ago. */
  readonly usable: number;
}

/** The ends of a stretch [fromMs, toMs) that holds samples of the point: all that its neighbours must know. */
export interface Stretch extends PointState {
  readonly point: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Time of the first sample. */
  readonly beginsMs: number;
  /** Time and value of the first usable one, and time of the last; NaN where there is none. */
  readonly firstMs: number;
  readonly first: number;
  readonly usableMs: number;
}

/** Rows of a tier by column: what each one's bucket holds, also of values from before it on the same day. */
export interface SumColumns {
  readonly fromMs: Float64Array;
  readonly count: Uint32Array;
  readonly uncertain: Uint32Array;
  readonly bad: Uint32Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly sum: Float64Array;
  readonly last: Float64Array;
  readonly area: Float64Array;
  readonly coveredMs: Uint32Array;
  readonly rise: Float64Array;
}

export const nothingBefore: PointState = { endsMs: Number.NaN, held: Number.NaN, usable: Number.NaN };

/** StatusCodes below are good; from `badCode` on the value is not used (OPC 10000-4, 7.39). */
const uncertainCode = 0x40000000;
const badCode = 0x80000000;

/** Column `point × length + bucket`. Times are milliseconds UTC. */
export class SumGrid {
  readonly length: number;
  readonly count: Float64Array<ArrayBuffer>;
  readonly uncertain: Float64Array<ArrayBuffer>;
  readonly bad: Float64Array<ArrayBuffer>;
  /** NaN where `count` is 0, as `max` and `last`. */
  readonly min: Float64Array<ArrayBuffer>;
  readonly max: Float64Array<ArrayBuffer>;
  readonly sum: Float64Array<ArrayBuffer>;
  readonly last: Float64Array<ArrayBuffer>;
  readonly area: Float64Array<ArrayBuffer>;
  readonly covered: Float64Array<ArrayBuffer>;
  readonly rise: Float64Array<ArrayBuffer>;
  readonly #lastMs: Float64Array;
  #fromMs: number;
  readonly #bucketMs: number;
  /** Where the last bucket ends, or earlier: no value holds beyond it. */
  #limitMs = 0;
  #rules: readonly PointRules[];
  /** Of the stretch that is open: see Stretch. */
  #stretchMs = 0;
  readonly #begins: Float64Array;
  readonly #firstMs: Float64Array;
  readonly #first: Float64Array;
  readonly #ends: Float64Array;
  readonly #held: Float64Array;
  readonly #usable: Float64Array;
  readonly #usableMs: Float64Array;

  /** No value holds beyond `endMs` (the end of the query, or now). */
  constructor(
    { fromMs, bucketMs, length }: { fromMs: number; bucketMs: number; length: number },
    rules: readonly PointRules[],
    endMs: number,
  ) {
    const cells = length * rules.length;
    const column = (size: number) => new Float64Array(size);
    this.length = length;
    this.#fromMs = fromMs;
    this.#bucketMs = bucketMs;
    this.#limitMs = Math.min(endMs, fromMs + this.length * this.#bucketMs);
    this.#rules = rules;
    [this.count, this.uncertain, this.bad, this.sum] = [
      column(cells),
      column(cells),
      column(cells),
      column(cells),
    ];
    [this.area, this.covered, this.rise] = [column(cells), column(cells), column(cells)];
    [this.min, this.max, this.last] = [column(cells), column(cells), column(cells)];
    this.#lastMs = column(cells);
    const points = rules.length;
    [this.#begins, this.#firstMs, this.#first] = [column(points), column(points), column(points)];
    [this.#ends, this.#held] = [column(points), column(points)];
    [this.#usable, this.#usableMs] = [column(points), column(points)];
    this.reset(fromMs, endMs, rules);
  }

  /** Empties all buckets; they begin at `fromMs` now, and are of as many other points. */
  reset(fromMs: number, endMs: number, rules: readonly PointRules[]): void {
    this.#fromMs = fromMs;
    this.#limitMs = Math.min(endMs, fromMs + this.length * this.#bucketMs);
    this.#rules = rules;
    for (const column of [this.count, this.uncertain, this.bad, this.sum, this.area, this.covered, this.rise])
      column.fill(0);
    for (const column of [this.min, this.max, this.last]) column.fill(Number.NaN);
    this.#lastMs.fill(Number.NEGATIVE_INFINITY);
  }

  /** A stretch begins: its samples come by time and ordinal for each point. */
  begin(fromMs: number): void {
    this.#stretchMs = fromMs;
    for (const column of [this.#begins, this.#firstMs, this.#first, this.#ends]) column.fill(Number.NaN);
    for (const column of [this.#held, this.#usable, this.#usableMs]) column.fill(Number.NaN);
  }

  /**
   * Rows from…to of the open stretch, by time and ordinal: row `order[i]`, or `i` where there is no order. Written as one
   * loop over local names, since every sample of a query and of a fold goes through it.
   */
  samples(point: number, rows: SampleColumns, order: Uint32Array | null, from: number, to: number): void {
    const { timeMs: times, value: values, status: codes } = rows;
    const { count, uncertain, bad, min, max, sum, last, length } = this;
    const lastMs = this.#lastMs;
    const fromMs = this.#fromMs;
    const bucketMs = this.#bucketMs;
    const { holdMs, isCounter, wrapsAt } = this.#rules[point]!;
    let ends = this.#ends[point]!;
    let held = this.#held[point]!;
    let usable = this.#usable[point]!;
    let usableMs = this.#usableMs[point]!;
    if (from < to && Number.isNaN(ends)) this.#begins[point] = times[order ? order[from]! : from]!;
    for (let i = from; i < to; i++) {
      const row = order ? order[i]! : i;
      const timeMs = times[row]!;
      const value = values[row]!;
      if (!Number.isNaN(held)) this.#hold(point, held, ends, Math.min(timeMs, ends + holdMs));
      ends = timeMs;
      const bucket = Math.floor((timeMs - fromMs) / bucketMs);
      const cell = bucket >= 0 && bucket < length ? point * length + bucket : -1;
      if (codes[row]! >= badCode || Number.isNaN(value)) {
        held = Number.NaN;
        if (cell >= 0) bad[cell]! += 1;
        continue;
      }
      held = value;
      if (Number.isNaN(usable)) {
        this.#firstMs[point] = timeMs;
        this.#first[point] = value;
      } else if (isCounter && cell >= 0) this.rise[cell]! += riseBetween(usable, value, wrapsAt);
      usable = value;
      usableMs = timeMs;
      if (cell < 0) continue;
      count[cell]! += 1;
      if (codes[row]! >= uncertainCode) uncertain[cell]! += 1;
      sum[cell]! += value;
      if (!(min[cell]! <= value)) min[cell] = value;
      if (!(max[cell]! >= value)) max[cell] = value;
      if (timeMs >= lastMs[cell]!) {
        last[cell] = value;
        lastMs[cell] = timeMs;
      }
    }
    this.#ends[point] = ends;
    this.#held[point] = held;
    this.#usable[point] = usable;
    this.#usableMs[point] = usableMs;
  }

  /** The stretch ends: what its points held until then is counted, and its ends are told. */
  end(toMs: number): Stretch[] {
    const stretches: Stretch[] = [];
    for (let point = 0; point < this.#rules.length; point++) {
      const endsMs = this.#ends[point]!;
      if (Number.isNaN(endsMs)) continue;
      this.#hold(point, this.#held[point]!, endsMs, Math.min(toMs, endsMs + this.#rules[point]!.holdMs));
      stretches.push({
        point,
        fromMs: this.#stretchMs,
        toMs,
        beginsMs: this.#begins[point]!,
        firstMs: this.#firstMs[point]!,
        first: this.#first[point]!,
        endsMs,
        held: this.#held[point]!,
        usable: this.#usable[point]!,
        usableMs: this.#usableMs[point]!,
      });
    }
    return stretches;
  }

  /** Adds row `at` of a tier; its bucket lies within one of these. */
  row(point: number, rows: SumColumns, at: number): void {
    const fromMs = rows.fromMs[at]!;
    const bucket = Math.floor((fromMs - this.#fromMs) / this.#bucketMs);
    if (!(bucket >= 0 && bucket < this.length)) return;
    const cell = point * this.length + bucket;
    this.uncertain[cell]! += rows.uncertain[at]!;
    this.bad[cell]! += rows.bad[at]!;
    this.area[cell]! += rows.area[at]!;
    this.covered[cell]! += rows.coveredMs[at]!;
    this.rise[cell]! += rows.rise[at]!;
    const count = rows.count[at]!;
    if (count === 0) return;
    const min = rows.min[at]!;
    const max = rows.max[at]!;
    if (!(this.min[cell]! <= min)) this.min[cell] = min;
    if (!(this.max[cell]! >= max)) this.max[cell] = max;
    this.count[cell]! += count;
    this.sum[cell]! += rows.sum[at]!;
    if (fromMs < this.#lastMs[cell]!) return;
    this.last[cell] = rows.last[at]!;
    this.#lastMs[cell] = fromMs;
  }

  /** Adds what goes from stretch to stretch of a point (in order of time) and beyond the last: held values, counted rises. */
  cross(point: number, before: PointState, stretches: readonly Stretch[]): void {
    const { holdMs } = this.#rules[point]!;
    let state = before;
    let heldFromMs = Number.NEGATIVE_INFINITY;
    for (const next of stretches) {
      this.#hold(point, state.held, heldFromMs, Math.min(next.beginsMs, state.endsMs + holdMs));
      if (!Number.isNaN(state.usable) && !Number.isNaN(next.firstMs))
        this.#addRise(point, next.firstMs, state.usable, next.first);
      const usable = Number.isNaN(next.usable) ? state.usable : next.usable;
      state = { endsMs: next.endsMs, held: next.held, usable };
      heldFromMs = next.toMs;
    }
    this.#hold(point, state.held, heldFromMs, state.endsMs + holdMs);
  }

  #addRise(point: number, timeMs: number, before: number, after: number): void {
    const { isCounter, wrapsAt } = this.#rules[point]!;
    const bucket = Math.floor((timeMs - this.#fromMs) / this.#bucketMs);
    if (isCounter && bucket >= 0 && bucket < this.length)
      this.rise[point * this.length + bucket]! += riseBetween(before, after, wrapsAt);
  }

  /** Spreads a held value over the buckets it holds in. */
  #hold(point: number, value: number, fromMs: number, toMs: number): void {
    if (Number.isNaN(value)) return;
    const start = this.#fromMs;
    const bucketMs = this.#bucketMs;
    const until = Math.min(toMs, this.#limitMs);
    let from = Math.max(fromMs, start);
    while (from < until) {
      const bucket = Math.floor((from - start) / bucketMs);
      const end = start + (bucket + 1) * bucketMs;
      const to = Math.min(end, until);
      const cell = point * this.length + bucket;
      this.area[cell]! += value * (to - from);
      this.covered[cell]! += to - from;
      from = to;
    }
  }
}
