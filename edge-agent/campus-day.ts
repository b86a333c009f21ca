// The site's day of a time, asked for with every group of samples.
import { dayOf } from '@campus/campus-model';

/** Every time zone's offset is a multiple of it, so a day never begins inside. */
const stepMs = 900_000;

/** Returns a function that gives YYYY-MM-DD of a time in ms UTC. */
export function dayIn(timeZone: string): (ms: number) => string {
  let step = Number.NaN;
  let day = '';
  return (ms) => {
    const now = Math.floor(ms / stepMs);
    if (now !== step) {
      day = dayOf(now * stepMs, timeZone);
      step = now;
    }
    return day;
  };
}
