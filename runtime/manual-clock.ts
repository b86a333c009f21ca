// A clock that a test moves by hand.
import type { Clock } from './clock.ts';

interface Timer {
  due: number;
  periodMs: number | null;
  run: () => void;
}

export class ManualClock implements Clock {
  #now: number;
  #monotonic = 0;
  readonly #timers = new Set<Timer>();

  constructor(startMs = Date.UTC(2026, 8, 1)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#add({ due: this.#monotonic + delayMs, periodMs: null, run });
  }

  every(periodMs: number, run: () => void): () => void {
    return this.#add({ due: this.#monotonic + periodMs, periodMs, run });
  }

  /** Moves both times on, running due timers in order. */
  advance(ms: number): void {
    const until = this.#monotonic + ms;
    for (let timer = this.#nextDue(until); timer; timer = this.#nextDue(until)) {
      this.#now += timer.due - this.#monotonic;
      this.#monotonic = timer.due;
      if (timer.periodMs === null) this.#timers.delete(timer);
      else timer.due += timer.periodMs;
      timer.run();
    }
    this.#now += until - this.#monotonic;
    this.#monotonic = until;
  }

  /** Jumps the wall time alone, as a clock correction does. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #nextDue(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= until && (!next || timer.due < next.due)) next = timer;
    }
    return next;
  }
}
