// What counters rise by a second, and whether an agent began anew in between: its counters are then of another life.

/** TimeTicks are hundredths of a second in 32 bits. */
const ticksWrapAt = 2 ** 32;
const ticksPerS = 100;
/** A clock that falls back this near its end has wrapped; one that falls back elsewhere was started anew. */
const nearWrapTicks = 600 * ticksPerS;

interface Counted {
  readonly value: number;
  readonly atS: number;
  readonly rate: number | null;
}

export class Rates {
  /** By point index. */
  readonly #last = new Map<number, Counted>();
  #upTicks: number | null = null;

  /** Notes the agent's sysUpTime; true where it was started anew since the last one. */
  noteUpTime(ticks: number): boolean {
    const before = this.#upTicks;
    this.#upTicks = ticks;
    if (before === null || ticks >= before) return false;
    const isWrapped = before > ticksWrapAt - nearWrapTicks && ticks < nearWrapTicks;
    this.#last.clear();
    return !isWrapped;
  }

  /** Seconds of the agent's own clock, or of ours where it tells none. */
  secondsNow(ticks: number | null, monotonicMs: number): number {
    return ticks === null ? monotonicMs / 1_000 : ticks / ticksPerS;
  }

  /** What the counter rose by a second since the last time; null the first time and after it began anew. */
  rateOf(index: number, value: number, wrapsAt: number | null, atS: number): number | null {
    const last = this.#last.get(index);
    const rate = last ? rise(last, value, wrapsAt, atS) : null;
    this.#last.set(index, { value, atS, rate });
    return rate;
  }
}

function rise(last: Counted, value: number, wrapsAt: number | null, atS: number): number | null {
  const seconds = atS - last.atS;
  if (seconds < 0) return null;
  // Asked twice within the agent's own resolution.
  if (seconds === 0) return last.rate;
  const risen = value - last.value;
  if (risen >= 0) return risen / seconds;
  return wrapsAt === null ? null : (risen + wrapsAt) / seconds;
}
