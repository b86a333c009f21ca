// How long to wait before the next attempt: short for a broken line, long where each attempt counts against us.
import type { Random } from '@campus/runtime';
import { Backoff } from '../backoff.ts';
import type { Pace } from './trouble.ts';

/** A certificate that was put into the folder `trusted` is found within this. */
const laterMs = 5_000;
/** Servers lock accounts after a handful of refused passwords. */
const rarelyMs = 60_000;
const rarestMs = 900_000;

export class Pacing {
  readonly #random: Random;
  readonly #backoff: Backoff;
  #rarelyMs = rarelyMs;

  constructor(random: Random) {
    this.#random = random;
    this.#backoff = new Backoff(random);
  }

  next(pace: Pace): number {
    if (pace === 'soon') return this.#backoff.next();
    const share = 1 - this.#random() / 10;
    if (pace === 'later') return laterMs * share;
    const waitMs = this.#rarelyMs;
    this.#rarelyMs = Math.min(waitMs * 2, rarestMs);
    return waitMs * share;
  }

  /** All is well again. */
  reset(): void {
    this.#backoff.reset();
    this.#rarelyMs = rarelyMs;
  }
}
