// Which points have samples of which days in the hot table: those days are read from samples until they are folded again.

/** Days told apart; devices with clocks gone wild may name more, then every day counts as late. */
const mostDays = 5_000;
export const dayMs = 86_400_000;

export function dayOf(timeMs: number, dayOffsetMs: number): number {
  return Math.floor((timeMs + dayOffsetMs) / dayMs) * dayMs - dayOffsetMs;
}

export class LateDays {
  readonly #dayOffsetMs: number;
  readonly #days = new Map<number, Set<number>>();
  /** All days of the rows, also of the day they came on. */
  readonly #seen = new Set<number>();
  #isEveryDay = false;
  /** When the last row of an earlier day came. */
  lastLateMs = Number.NEGATIVE_INFINITY;

  constructor(dayOffsetMs: number) {
    this.#dayOffsetMs = dayOffsetMs;
  }

  has(day: number, point: number): boolean {
    return this.#isEveryDay || (this.#days.get(day)?.has(point) ?? false);
  }

  hasDay(day: number): boolean {
    return this.#isEveryDay || this.#days.has(day);
  }

  /** Of a table whose days are not known. */
  static ofEveryDay(dayOffsetMs: number): LateDays {
    const every = new LateDays(dayOffsetMs);
    every.#isEveryDay = true;
    return every;
  }

  /** Whether rows may be of the span: false where surely none is. */
  mayHold(fromMs: number, toMs: number): boolean {
    if (this.#isEveryDay || this.#seen.size >= mostDays) return true;
    for (const day of this.#seen) if (day < toMs && day + dayMs > fromMs) return true;
    return false;
  }

  seenDays(): number[] {
    return [...this.#seen];
  }

  see(day: number): void {
    if (this.#seen.size < mostDays) this.#seen.add(day);
  }

  addDay(day: number, point: number): void {
    this.see(day);
    let points = this.#days.get(day);
    if (!points) {
      if (this.#days.size >= mostDays) this.#isEveryDay = true;
      if (this.#isEveryDay) return;
      points = new Set();
      this.#days.set(day, points);
    }
    points.add(point);
  }

  /** Adds the rows of a commit. Of the day of `nowMs` nothing is folded, so its points need not be known. */
  addRows(
    { point, timeMs }: Rows,
    numberOf: Int32Array,
    nowMs: number,
    isFolded: (day: number) => boolean,
  ): void {
    const today = dayOf(nowMs, this.#dayOffsetMs);
    const [from, to] = isFolded(today) ? [0, 0] : [today, today + dayMs];
    let late = 0;
    let points: Set<number> | undefined;
    for (let i = 0; i < point.length; i++) {
      const time = timeMs[i]!;
      if (time >= from && time < to) continue;
      const number = numberOf[point[i]!]!;
      if (points && time >= late && time < late + dayMs) points.add(number);
      else {
        late = dayOf(time, this.#dayOffsetMs);
        this.addDay(late, number);
        points = this.#days.get(late);
        if (late < today) this.lastLateMs = nowMs;
      }
    }
    if (point.length > 0) this.see(today);
  }
}

interface Rows {
  readonly point: Uint32Array;
  readonly timeMs: Float64Array;
}
