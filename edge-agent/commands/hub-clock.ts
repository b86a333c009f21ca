// What time it is at the hub, from the stamps on its messages. Runs on monotonic time: a corrected clock moves nothing.
import type { Clock } from '@campus/runtime';

/** A hub whose clock was set back is believed again after at most twice this. */
const windowMs = 300_000;

/**
 * A message is always older than its stamp says it is when sent, never younger, so of all offsets seen in the
 * window the largest is the nearest (a retained STATE may be hours old).
 */
export class HubClock {
  readonly #clock: Clock;
  #offsetMs: number | null = null;
  #offsetBefore = Number.NEGATIVE_INFINITY;
  #windowFrom = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A message of the hub carried this stamp (ms UTC). */
  observe(stampMs: number): void {
    if (!Number.isFinite(stampMs) || stampMs <= 0) return;
    const nowMs = this.#clock.monotonic();
    const offsetMs = stampMs - nowMs;
    if (this.#offsetMs === null || nowMs - this.#windowFrom > windowMs) {
      this.#offsetBefore = this.#offsetMs ?? Number.NEGATIVE_INFINITY;
      this.#offsetMs = offsetMs;
      this.#windowFrom = nowMs;
    } else this.#offsetMs = Math.max(this.#offsetMs, offsetMs);
  }

  /** Milliseconds UTC at the hub, at least; null while nothing was heard of it. */
  now(): number | null {
    if (this.#offsetMs === null) return null;
    return this.#clock.monotonic() + Math.max(this.#offsetMs, this.#offsetBefore);
  }
}
