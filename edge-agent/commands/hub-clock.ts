// What time it is at the hub, from the stamps on its messages. Runs on monotonic time: a corrected clock moves nothing.
import type { Clock } from '@campus/runtime';

/** A hub whose clock was set back a little is believed again after at most twice this. */
const windowMs = 300_000;
/** No message is on its way for so long: a connection that stands still is dropped much earlier. */
const mostDelayMs = 60_000;
/** Messages that were held up come in one gust; stamps that stay behind for longer are of a clock that was set back. */
const setBackAfterMs = 10_000;

/**
 * A message is always older than its stamp says it is when sent, never younger, so of all offsets seen in the
 * window the largest is the nearest (a retained STATE may be hours old).
 */
export class HubClock {
  readonly #clock: Clock;
  #offsetMs: number | null = null;
  #offsetBefore = Number.NEGATIVE_INFINITY;
  #windowFrom = 0;
  #behindSince: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A message of the hub carried this stamp (ms UTC). A retained one may have been said at any time before. */
  observe(stampMs: number, isRetained = false): void {
    if (!Number.isFinite(stampMs) || stampMs <= 0) return;
    const nowMs = this.#clock.monotonic();
    const offsetMs = stampMs - nowMs;
    if (!isRetained && this.#isSetBack(offsetMs, nowMs))
      this.#begin(offsetMs, nowMs, Number.NEGATIVE_INFINITY);
    else if (this.#offsetMs === null) this.#begin(offsetMs, nowMs, Number.NEGATIVE_INFINITY);
    else if (nowMs - this.#windowFrom > windowMs) this.#begin(offsetMs, nowMs, this.#offsetMs);
    else this.#offsetMs = Math.max(this.#offsetMs, offsetMs);
  }

  /** Milliseconds UTC at the hub, at least; null while nothing was heard of it. */
  now(): number | null {
    if (this.#offsetMs === null) return null;
    return this.#clock.monotonic() + Math.max(this.#offsetMs, this.#offsetBefore);
  }

  #begin(offsetMs: number, nowMs: number, before: number): void {
    this.#offsetBefore = before;
    this.#offsetMs = offsetMs;
    this.#windowFrom = nowMs;
    this.#behindSince = null;
  }

  #isSetBack(offsetMs: number, nowMs: number): boolean {
    const believedMs = Math.max(this.#offsetMs ?? Number.NEGATIVE_INFINITY, this.#offsetBefore);
    if (offsetMs >= believedMs - mostDelayMs) this.#behindSince = null;
    else this.#behindSince ??= nowMs;
    return this.#behindSince !== null && nowMs - this.#behindSince >= setBackAfterMs;
  }
}
