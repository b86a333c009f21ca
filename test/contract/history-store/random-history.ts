// Samples as unkind as a campus can be, and questions about them: equal times, gaps, bad and uncertain values, resets.
import { status } from '@campus/campus-model';
import { type AggregateQuery, bucketMsFor } from '@campus/telemetry-store';
import type { PlainSample } from './naive-view.ts';
import { dayMs, hourMs, pointIds, points, type Row } from './store-factory.ts';

type Random = () => number;

const oddBuckets = [1, 250, 1_000, 7_919, 60_000, 120_000, 15 * 60_000, hourMs, 3 * hourMs, dayMs];

export class RandomHistory {
  readonly #random: Random;
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #samples = points.map((): PlainSample[] => []);
  readonly #taken = new Set<string>();

  constructor(random: Random, fromMs: number, toMs: number) {
    this.#random = random;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
  }

  of(point: number): readonly PlainSample[] {
    return this.#samples[point]!;
  }

  /** Rows that no earlier call gave; point 2 carries text now and then. */
  more(count: number): Row[] {
    const rows: Row[] = [];
    while (rows.length < count) {
      const burst = this.#time();
      const point = this.#whole(points.length);
      // the first point so dense that even the shortest tier is worth its room
      const length = 1 + this.#whole(point === 0 ? 120 : 20);
      const stepMs = point === 0 ? 2_000 : 40_000;
      for (let i = 0; i < length; i++) this.#add(rows, point, burst + i * this.#whole(stepMs));
    }
    return rows;
  }

  query(random: Random): AggregateQuery {
    const bucketMs = random() < 0.3 ? bucketMsFor(random() * 3 * dayMs, 300) : oddBuckets[this.#whole(10)]!;
    const grid = random() < 0.8 ? bucketMs : 1;
    const offsetMs = bucketMs === dayMs ? 8 * hourMs : 0;
    const fromMs = Math.floor((this.#time() - this.#whole(2) * hourMs) / grid) * grid - offsetMs;
    const toMs = fromMs + bucketMs * (1 + this.#whole(120)) - (random() < 0.2 ? this.#whole(bucketMs) : 0);
    return { pointIds, fromMs, toMs, bucketMs };
  }

  #add(rows: Row[], point: number, timeMs: number): void {
    const ordinal = this.#random() < 0.1 ? this.#whole(3) : 0;
    const identity = `${point} ${timeMs} ${ordinal}`;
    if (this.#taken.has(identity) || timeMs >= this.#toMs) return;
    this.#taken.add(identity);
    if (point === 2 && this.#random() < 0.3) {
      rows.push([point, timeMs, Number.NaN, status.good, ordinal, 'text']);
      return;
    }
    const code = this.#status();
    const isMissing = code === status.timeout || this.#random() < 0.01;
    const value = isMissing ? Number.NaN : this.#value(point);
    rows.push([point, timeMs, value, code, ordinal]);
    this.#samples[point]!.push({ timeMs, ordinal, value, status: code });
  }

  #status(): number {
    const chance = this.#random();
    if (chance < 0.06) return status.timeout;
    if (chance < 0.1) return status.deviceFailure;
    return chance < 0.2 ? status.outOfRange : status.good;
  }

  /** Counters now climb, now fall: each fall is a reset or, near the top, a wrap. */
  #value(point: number): number {
    const { isCounter, wrapsAt } = points[point]!;
    if (!isCounter) return this.#random() < 0.01 ? -1e9 : Math.round(this.#random() * 400) / 10 - 10;
    return (
      Math.round(this.#random() * (wrapsAt ?? 1_000)) / 10 + (this.#random() < 0.5 ? 0.9 * (wrapsAt ?? 0) : 0)
    );
  }

  /** Half of all near the two ends of a day and of an hour. */
  #time(): number {
    const anywhere = this.#fromMs + this.#whole(this.#toMs - this.#fromMs);
    if (this.#random() < 0.5) return anywhere;
    const edge = Math.round(anywhere / hourMs) * hourMs;
    return Math.min(Math.max(edge - 20_000 + this.#whole(40_000), this.#fromMs), this.#toMs - 1);
  }

  #whole(below: number): number {
    return Math.floor(this.#random() * below);
  }
}
