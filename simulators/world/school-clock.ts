// The time of day in the simulated school. In the demo the day is laid around the moment of the start, so that it is
// always the middle of the second morning lesson when someone looks; stamps on messages stay true wall time.
import type { Clock } from '@campus/runtime';

/** `school-day`: begin in the second morning lesson, whatever the hour. `clock`: the site's own hour and weekday. */
export type Timeline = 'school-day' | 'clock';

export interface SchoolTime {
  /** Minutes since midnight, with fraction. */
  readonly minute: number;
  /** 1 = 1 January. */
  readonly dayOfYear: number;
  readonly isSchoolDay: boolean;
  /** Seconds since 1970 in the school's local time. */
  readonly localS: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** 09:17:30, the middle of 08:55–09:40. */
export const middleOfSecondLessonMinute = 557.5;

export class SchoolClock {
  readonly #clock: Clock;
  readonly #timeline: Timeline;
  readonly #startLocalMs: number;
  readonly #startMonotonic: number;
  #shiftMs: number;
  readonly #dayShiftMs: number;

  constructor(clock: Clock, timeZone: string, timeline: Timeline) {
    this.#clock = clock;
    this.#timeline = timeline;
    this.#startLocalMs = clock.now() + zoneOffsetMs(timeZone, clock.now());
    this.#startMonotonic = clock.monotonic();
    const wanted = middleOfSecondLessonMinute * minuteMs;
    this.#dayShiftMs = timeline === 'clock' ? 0 : wanted - (this.#startLocalMs % dayMs);
    this.#shiftMs = this.#dayShiftMs;
  }

  now(): SchoolTime {
    return this.#at(this.localMs());
  }

  /** The moment `earlierMs` before now, for warming up. */
  before(earlierMs: number): SchoolTime {
    return this.#at(this.localMs() - earlierMs);
  }

  localMs(): number {
    return this.#startLocalMs + (this.#clock.monotonic() - this.#startMonotonic) + this.#shiftMs;
  }

  /** Makes it another time of the same day (a scenario at night). */
  jumpTo(minute: number): void {
    const now = this.localMs();
    this.#shiftMs += Math.floor(now / dayMs) * dayMs + minute * minuteMs - now;
  }

  /** Back to the time that it would be without jumps. */
  resume(): void {
    this.#shiftMs = this.#dayShiftMs;
  }

  #at(localMs: number): SchoolTime {
    return schoolTimeAt(localMs, this.#timeline);
  }
}

/** The time of a moment in the school's local time (milliseconds since 1970 there). */
export function schoolTimeAt(localMs: number, timeline: Timeline): SchoolTime {
  const date = new Date(localMs);
  const newYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const weekday = date.getUTCDay();
  return {
    minute: (localMs % dayMs) / minuteMs,
    dayOfYear: Math.floor((localMs - newYear) / dayMs) + 1,
    isSchoolDay: timeline === 'school-day' || (weekday > 0 && weekday < 6),
    localS: localMs / 1000,
  };
}

/** How far a time zone is ahead of UTC at a moment. */
export function zoneOffsetMs(timeZone: string, ms: number): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  return local - Math.floor(ms / 1000) * 1000;
}
