// The site's day of a time, asked for with every group of samples. Without Intl, which would take 9 MB of the agent.
import type { ZoneSpan } from '@campus/campus-model';

/** Every time zone's offset is a multiple of it, so a day never begins inside. */
const stepMs = 900_000;
const dayLength = 'YYYY-MM-DD'.length;

/** Returns a function that gives YYYY-MM-DD of a time in ms UTC, as `dayOf` does. */
export function dayIn(zone: readonly ZoneSpan[]): (ms: number) => string {
  let step = Number.NaN;
  let day = '';
  return (ms) => {
    const now = Math.floor(ms / stepMs);
    if (now !== step) {
      const span = zone.findLast(({ fromMs }) => fromMs <= now * stepMs) ?? zone[0];
      day = new Date(now * stepMs + (span?.offsetMs ?? 0)).toISOString().slice(0, dayLength);
      step = now;
    }
    return day;
  };
}
