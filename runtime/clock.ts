// Time as an argument: wall time for stamps, monotonic time for timers. Tests hand in a clock of their own.

export interface Clock {
  /** Milliseconds UTC, whole. May jump. */
  now(): number;
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** Calls once after `delayMs`; the returned function cancels. */
  after(delayMs: number, run: () => void): () => void;
  /** Calls again and again; the returned function cancels. */
  every(periodMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  every: (periodMs, run) => {
    const timer = setInterval(run, periodMs);
    return () => clearInterval(timer);
  },
};
