// Whether a device's own time can be believed. Where not, the agent's time stands in and the sample says so.
import { qualityOf, status } from '@campus/campus-model/plain';

const dayMs = 24 * 3_600_000;
/** Clocks of devices without a time server drift this far; more is a wrong clock. */
const mostAheadMs = 60_000;
/** A value that has stood for longer than this (a name, a rare state) is one of now, not of then. */
const mostBehindMs = 7 * dayMs;
/** No value of ours stands for longer; a time before it is a wrong clock's. */
const longestStandingMs = 366 * dayMs;

/** The believed time in whole milliseconds UTC: the source's, or the agent's `nowMs` in its place. */
export function believedTime(sourceMs: number, nowMs: number): number {
  const timeMs = Math.round(sourceMs);
  return timeMs <= nowMs + mostAheadMs && timeMs >= nowMs - mostBehindMs ? timeMs : nowMs;
}

/** The status of a sample with that source time: `clockSuspect` where it would be good but for a wrong clock. */
export function timedStatus(sourceMs: number, code: number, nowMs: number): number {
  const isSound = sourceMs <= nowMs + mostAheadMs && sourceMs >= nowMs - longestStandingMs;
  return !isSound && qualityOf(code) === 'good' ? status.clockSuspect : code >>> 0;
}
