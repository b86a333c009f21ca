// The school's time in the past of a demo: the site's own hours and weekdays, and at the end the day that the demo lays
// around its start, from that day's midnight on. There it meets the live simulation.
import {
  middleOfSecondLessonMinute,
  type SchoolTime,
  schoolTimeAt,
  zoneOffsetMs,
} from '../world/school-clock.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;
const minuteMs = 60_000;

export class PastDays {
  readonly #timeZone: string;
  readonly #startMs: number;
  /** Where the demo's own day begins. */
  readonly #demoDayMs: number;
  readonly #startLocalMs: number;
  #offset = { hour: Number.NaN, ms: 0 };

  /** `startMs`: when the live simulation starts. */
  constructor(timeZone: string, startMs: number) {
    this.#timeZone = timeZone;
    this.#startMs = startMs;
    const localMs = startMs + zoneOffsetMs(timeZone, startMs);
    const middayMs = middleOfSecondLessonMinute * minuteMs;
    this.#startLocalMs = localMs - (localMs % dayMs) + middayMs;
    this.#demoDayMs = startMs - middayMs;
  }

  /** `ms`: a moment before the start, UTC. */
  at(ms: number): SchoolTime {
    if (ms >= this.#demoDayMs) return schoolTimeAt(this.#startLocalMs - (this.#startMs - ms), 'school-day');
    return schoolTimeAt(ms + this.#offsetAt(ms), 'clock');
  }

  /** A minute of the day so many days before the start, by the site's own clock; UTC. */
  moment(daysBefore: number, minute: number): number {
    const localMs = this.#startMs + this.#offsetAt(this.#startMs) - daysBefore * dayMs;
    const wantedMs = localMs - (localMs % dayMs) + minute * minuteMs;
    return wantedMs - this.#offsetAt(wantedMs - this.#offsetAt(wantedMs));
  }

  /** Zones change their offset at full hours alone. */
  #offsetAt(ms: number): number {
    const hour = Math.floor(ms / hourMs);
    if (hour !== this.#offset.hour) this.#offset = { hour, ms: zoneOffsetMs(this.#timeZone, ms) };
    return this.#offset.ms;
  }
}
