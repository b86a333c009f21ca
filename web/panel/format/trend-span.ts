// The spans of trends: named ones that follow the clock, and how a span is moved and zoomed. Times are ms UTC. Pure.
import type { SpanName, TrendSearch } from './search.ts';
import { type calendarSpans, spans } from './search.ts';
import { fromLocalInput, toLocalInput } from './time.ts';
import type { TimeSpan } from './trend-lines.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What cannot be told apart any more, and what a history may reach back. */
const shortestSpanMs = 10_000;
const longestSpanMs = 10 * 365 * dayMs;

export const usualSpan: SpanName = '8h';

export interface ResolvedSpan extends TimeSpan {
  /** It ends now, and goes on with the clock. */
  readonly isFollowing: boolean;
}

export function resolveSpan(
  { from, to, span = usualSpan }: TrendSearch,
  nowMs: number,
  timeZone: string,
): ResolvedSpan {
  if (from !== undefined && to !== undefined) return { fromMs: from, toMs: to, isFollowing: false };
  if (span in spans)
    return { fromMs: nowMs - spans[span as keyof typeof spans] * hourMs, toMs: nowMs, isFollowing: true };
  return calendarSpan(span as (typeof calendarSpans)[number], nowMs, timeZone);
}

function calendarSpan(span: (typeof calendarSpans)[number], nowMs: number, timeZone: string): ResolvedSpan {
  const today = localDay(nowMs, timeZone);
  const begin = (day: string) => dayBegin(day, timeZone);
  switch (span) {
    case 'today':
      return { fromMs: begin(today), toMs: nowMs, isFollowing: true };
    case 'yesterday':
      return { fromMs: begin(dayAfter(today, -1)), toMs: begin(today), isFollowing: false };
    case 'week': {
      const weekday = (new Date(`${today}T00:00Z`).getUTCDay() + 6) % 7;
      return { fromMs: begin(dayAfter(today, -weekday)), toMs: nowMs, isFollowing: true };
    }
    case 'month': {
      const first = `${today.slice(0, 7)}-01`;
      const before = `${dayAfter(first, -1).slice(0, 7)}-01`;
      return { fromMs: begin(before), toMs: begin(first), isFollowing: false };
    }
  }
}

/** The day of the site (`YYYY-MM-DD`) at a time. */
export function localDay(ms: number, timeZone: string): string {
  return toLocalInput(ms, timeZone).slice(0, 10);
}

/** Where a day of the site begins. */
export function dayBegin(day: string, timeZone: string): number {
  return fromLocalInput(`${day}T00:00`, timeZone) ?? 0;
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The span by `factor` of its length, the time `atMs` staying where it is; within `bounds`. */
export function zoomed({ fromMs, toMs }: TimeSpan, atMs: number, factor: number, bounds: TimeSpan): TimeSpan {
  const length = toMs - fromMs;
  const most = Math.min(longestSpanMs, bounds.toMs - bounds.fromMs);
  const wanted = Math.max(shortestSpanMs, Math.min(most, length * factor));
  const at = Math.max(fromMs, Math.min(toMs, atMs));
  const from = at - ((at - fromMs) / length) * wanted;
  return within({ fromMs: from, toMs: from + wanted }, bounds);
}

/** The span moved by `byMs`, as far as `bounds` allow. */
export function panned({ fromMs, toMs }: TimeSpan, byMs: number, bounds: TimeSpan): TimeSpan {
  return within({ fromMs: fromMs + byMs, toMs: toMs + byMs }, bounds);
}

/** Of the same length, moved into the bounds; rounded to whole milliseconds. */
function within({ fromMs, toMs }: TimeSpan, bounds: TimeSpan): TimeSpan {
  const length = Math.min(toMs - fromMs, bounds.toMs - bounds.fromMs);
  const from = Math.max(bounds.fromMs, Math.min(fromMs, bounds.toMs - length));
  return { fromMs: Math.round(from), toMs: Math.round(from + length) };
}

/** A picked stretch as a span: in order, and no shorter than what can be told apart. */
export function pickedSpan(oneMs: number, otherMs: number, bounds: TimeSpan): TimeSpan {
  const [fromMs, toMs] = oneMs < otherMs ? [oneMs, otherMs] : [otherMs, oneMs];
  return within({ fromMs, toMs: Math.max(toMs, fromMs + shortestSpanMs) }, bounds);
}

/** Spans laid over each other: the time of an era + `offsetMs` is where it is drawn. The first is the one of the axis. */
export interface Era extends TimeSpan {
  readonly offsetMs: number;
  /** The day it stands for, `YYYY-MM-DD`; null for the span itself. */
  readonly day: string | null;
}

/** The span and what it is compared with: the same hours a day or a week earlier, or of other days, by the site's clock. */
export function erasOf(span: TimeSpan, { compare, days = [] }: TrendSearch, timeZone: string): Era[] {
  const base: Era = { fromMs: span.fromMs, toMs: span.toMs, offsetMs: 0, day: null };
  const own = localDay(span.fromMs, timeZone);
  if (compare === 'day') return [base, shifted(span, own, dayAfter(own, -1), timeZone)];
  if (compare === 'week') return [base, shifted(span, own, dayAfter(own, -7), timeZone)];
  if (compare !== 'days') return [base];
  const others = days.filter((day) => day !== own).map((day) => shifted(span, own, day, timeZone));
  return [{ ...base, day: own }, ...others];
}

function shifted(span: TimeSpan, own: string, day: string, timeZone: string): Era {
  const offsetMs = dayBegin(own, timeZone) - dayBegin(day, timeZone);
  return { fromMs: span.fromMs - offsetMs, toMs: span.toMs - offsetMs, offsetMs, day };
}
