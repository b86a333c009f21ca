// What points did while somebody commissions: when each changed last, its steps, jumps and falls. It listens to live values only
// as long as someone looks, so that a campus in everyday use pays nothing for it.
import {
  type Campus,
  type Point,
  type PointMemory,
  qualityOf,
  type SampleBatch,
  usualValuesOf,
} from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { LatestValues } from '@campus/telemetry-store';

/** Looking ends so long after the last question; a fitter who walks to the next room comes back within it. */
const watchedMs = 60 * 60_000;
/** A step between samples further apart than this is no jump. */
const jumpWithinMs = 60_000;
/** Weight of a new step in the usual one. */
const stepWeight = 0.1;

type Latest = Pick<LatestValues, 'indexOf' | 'at' | 'onBatch'>;

export class PointWatch {
  readonly #latest: Latest;
  readonly #campus: Pick<Campus, 'points'>;
  readonly #clock: Clock;
  #watch: Watch | null = null;
  #stop: (() => void) | null = null;
  #cancelEnd: (() => void) | null = null;

  constructor(latest: Latest, campus: Pick<Campus, 'points'>, clock: Clock) {
    this.#latest = latest;
    this.#campus = campus;
    this.#clock = clock;
  }

  /** Begins to look, or goes on for another while. */
  touch(): void {
    this.#cancelEnd?.();
    this.#cancelEnd = this.#clock.after(watchedMs, () => this.close());
    if (this.#watch) return;
    const watch = new Watch(this.#latest, [...this.#campus.points.values()], this.#clock.now());
    this.#watch = watch;
    this.#stop = this.#latest.onBatch((batch) => watch.take(batch, this.#clock.now()));
  }

  /** The campus has changed in its place: whoever looks begins anew, with the points that there are now. */
  follow(): void {
    if (!this.#watch) return;
    this.close();
    this.touch();
  }

  /** Null for a point that is not known, and while nobody looks. */
  memory(pointId: string): PointMemory | null {
    return this.#watch?.memory(this.#latest.indexOf(pointId)) ?? null;
  }

  close(): void {
    this.#cancelEnd?.();
    this.#stop?.();
    this.#cancelEnd = null;
    this.#stop = null;
    this.#watch = null;
  }
}

/** Columns by the index of the live picture: NaN where nothing happened yet. */
class Watch {
  readonly #sinceMs: number;
  readonly #jumpLimit: Float64Array;
  readonly #isCounter: Uint8Array;
  readonly #last: Float64Array;
  readonly #heardMs: Float64Array;
  readonly #changedMs: Float64Array;
  readonly #step: Float64Array;
  readonly #jump: ChangeColumns;
  readonly #fall: ChangeColumns;

  constructor(latest: Latest, points: readonly Point[], nowMs: number) {
    const length = 1 + points.reduce((most, { pointId }) => Math.max(most, latest.indexOf(pointId)), -1);
    const empty = () => new Float64Array(length).fill(Number.NaN);
    this.#sinceMs = nowMs;
    this.#jumpLimit = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
    this.#isCounter = new Uint8Array(length);
    [this.#last, this.#heardMs, this.#changedMs] = [empty(), empty(), empty()];
    this.#step = new Float64Array(length);
    this.#jump = { from: empty(), to: empty(), atMs: empty() };
    this.#fall = { from: empty(), to: empty(), atMs: empty() };
    for (const point of points) this.#begin(latest, point);
  }

  #begin(latest: Latest, { pointId, quantity, counter }: Point): void {
    const index = latest.indexOf(pointId);
    const known = latest.at(index);
    if (!known) return;
    this.#jumpLimit[index] = usualValuesOf(quantity)?.jump ?? Number.POSITIVE_INFINITY;
    this.#isCounter[index] = counter ? 1 : 0;
    if (qualityOf(known.status) === 'bad') return;
    this.#last[index] = known.value;
    this.#heardMs[index] = known.receivedMs;
  }

  take({ length, point, value, status }: SampleBatch, nowMs: number): void {
    for (let row = 0; row < length; row++) {
      const index = point[row]!;
      const now = value[row]!;
      if (index >= this.#last.length || Number.isNaN(now) || qualityOf(status[row]!) === 'bad') continue;
      const before = this.#last[index]!;
      if (!Number.isNaN(before) && before !== now) this.#change(index, before, now, nowMs);
      this.#last[index] = now;
      this.#heardMs[index] = nowMs;
    }
  }

  #change(index: number, from: number, to: number, atMs: number): void {
    const step = Math.abs(to - from);
    const isSoon = atMs - this.#heardMs[index]! <= jumpWithinMs;
    if (isSoon && step > this.#jumpLimit[index]!) note(this.#jump, index, from, to, atMs);
    if (this.#isCounter[index] === 1 && to < from) note(this.#fall, index, from, to, atMs);
    this.#changedMs[index] = atMs;
    const usual = this.#step[index]!;
    this.#step[index] = usual === 0 ? step : usual + (step - usual) * stepWeight;
  }

  memory(index: number): PointMemory | null {
    if (index < 0 || index >= this.#last.length) return null;
    const changedMs = this.#changedMs[index]!;
    return {
      sinceMs: this.#sinceMs,
      changedMs: Number.isNaN(changedMs) ? null : changedMs,
      jump: noted(this.#jump, index),
      fall: noted(this.#fall, index),
      usualStep: this.#step[index]!,
    };
  }
}

interface ChangeColumns {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly atMs: Float64Array;
}

function note(columns: ChangeColumns, index: number, from: number, to: number, atMs: number): void {
  columns.from[index] = from;
  columns.to[index] = to;
  columns.atMs[index] = atMs;
}

function noted({ from, to, atMs }: ChangeColumns, index: number): PointMemory['jump'] {
  const at = atMs[index]!;
  return Number.isNaN(at) ? null : { from: from[index]!, to: to[index]!, atMs: at };
}
