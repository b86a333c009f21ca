// Whether a device's own time can be believed. Where not, the agent's time stands in and the sample says so.
import { qualityOf, status } from '@campus/campus-model';

/** Clocks of devices without a time server drift this far; more is a wrong clock. */
const mostAheadMs = 60_000;
/** A value that has stood for longer than this (a name, a rare state) is one of now, not of then. */
const mostBehindMs = 7 * 24 * 3_600_000;
/** A clock before this was never set. */
const clockWasSetMs = Date.UTC(2020, 0, 1);

export interface Timed {
  readonly timeMs: number;
  readonly status: number;
}

/** Whole milliseconds UTC, and the status: `clockSuspect` where a good sample's own time is a wrong clock's. */
export function believedTime(sourceMs: number, code: number, nowMs: number): Timed {
  const timeMs = Math.round(sourceMs);
  if (timeMs <= nowMs + mostAheadMs && timeMs >= nowMs - mostBehindMs) return { timeMs, status: code >>> 0 };
  const isWrong = !(timeMs <= nowMs && timeMs >= clockWasSetMs);
  return { timeMs: nowMs, status: isWrong && qualityOf(code) === 'good' ? status.clockSuspect : code >>> 0 };
}
