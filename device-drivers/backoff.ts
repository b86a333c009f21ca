// Growing, jittered waits between attempts to connect, so that many sessions do not come back in step.
import type { Random } from '@campus/runtime';

const firstMs = 300;
/** Short enough that all is live again within seconds of the other side's return. */
const longestMs = 3_000;

export class Backoff {
  readonly #random: Random;
  #nextMs = firstMs;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The next wait: half to the whole of a span that doubles. */
  next(): number {
    const span = this.#nextMs;
    this.#nextMs = Math.min(span * 2, longestMs);
    return span / 2 + (span / 2) * this.#random();
  }

  reset(): void {
    this.#nextMs = firstMs;
  }
}
