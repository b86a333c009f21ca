// Times and ages in the reader's language and the site's time zone. Pure.
import type { Language } from '@campus/campus-model';
import { localeOf } from './number.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const units = {
  zh: { s: ' 秒', m: ' 分钟', h: ' 小时', d: ' 天', ago: '前', now: '刚刚' },
  en: { s: ' s', m: ' min', h: ' h', d: ' d', ago: ' ago', now: 'just now' },
} as const;

/** A span as one rounded-down unit: "12 s", "3 min", "2 h", "4 d". Negative spans count as 0. */
export function formatSpan(spanMs: number, language: Language): string {
  const words = units[language];
  const span = Math.max(0, spanMs);
  if (span < minuteMs) return `${Math.floor(span / secondMs)}${words.s}`;
  if (span < hourMs) return `${Math.floor(span / minuteMs)}${words.m}`;
  if (span < dayMs) return `${Math.floor(span / hourMs)}${words.h}`;
  return `${Math.floor(span / dayMs)}${words.d}`;
}

/** How long ago; spans under five seconds are "just now", so that a calm page stays calm. */
export function formatAgo(spanMs: number, language: Language): string {
  if (spanMs < 5 * secondMs) return units[language].now;
  return `${formatSpan(spanMs, language)}${units[language].ago}`;
}

const made = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, timeZone: string | undefined, parts: Intl.DateTimeFormatOptions) {
  const key = `${language}|${timeZone}|${JSON.stringify(parts)}`;
  let format = made.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(localeOf(language), { ...parts, timeZone, hourCycle: 'h23' });
    made.set(key, format);
  }
  return format;
}

/** "14:05:09". */
export function formatClock(ms: number, language: Language, timeZone?: string): string {
  return formatter(language, timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);
}

const momentParts: Intl.DateTimeFormatOptions = {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
};

/** Day and time, short: "11月3日 14:05" / "3 Nov, 14:05". */
export function formatMoment(ms: number, language: Language, timeZone?: string): string {
  return formatter(language, timeZone, momentParts).format(ms);
}

/** From a moment to another, saying a shared day once: "11月3日 14:05 – 15:05" / "3 Nov, 14:05 – 15:05". */
export function formatStretch(fromMs: number, toMs: number, language: Language, timeZone?: string): string {
  const [from, to] = [fromMs, toMs].map((ms) => formatMoment(ms, language, timeZone));
  const day = { month: 'short', day: 'numeric' } as const;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const [firstDay, lastDay] = [fromMs, toMs].map((ms) => formatter(language, timeZone, day).format(ms));
  return `${from} – ${firstDay === lastDay ? formatter(language, timeZone, time).format(toMs) : to}`;
}

/** A day of the site (`YYYY-MM-DD`) with its weekday: "3月11日周三" / "Wed, 11 Mar". */
export function formatDay(day: string, language: Language): string {
  const parts: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric', weekday: 'short' };
  return formatter(language, 'UTC', parts).format(Date.parse(day));
}

/** A date with its year: "2026年3月11日" / "11 Mar 2026". */
export function formatDate(ms: number, language: Language, timeZone?: string): string {
  const parts: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric' };
  return formatter(language, timeZone, parts).format(ms);
}

/** The value of a `datetime-local` input for a time, on the site's clock like every other time of the page. */
export function toLocalInput(ms: number, timeZone: string): string {
  return new Date(ms + offsetOf(ms, timeZone)).toISOString().slice(0, 16);
}

/** Milliseconds of a `datetime-local` input's value on the site's clock, or null where it is no time. */
export function fromLocalInput(value: string, timeZone: string): number | null {
  const asIfUtc = new Date(`${value}Z`).getTime();
  if (!Number.isFinite(asIfUtc)) return null;
  // The offset at the wanted time; asked twice, as the first guess may lie on the other side of a clock change.
  const near = asIfUtc - offsetOf(asIfUtc, timeZone);
  return asIfUtc - offsetOf(near, timeZone);
}

/** How far the clocks of a time zone are ahead of UTC at a time (ms, whole minutes). */
function offsetOf(ms: number, timeZone: string): number {
  const parts = formatter('en', timeZone, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(ms);
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
  );
  return shown - Math.floor(ms / minuteMs) * minuteMs;
}

/** A label of a time axis whose ticks are `stepS` seconds apart: days as dates, else the time of day. */
export function formatAxisTime(ms: number, stepS: number, language: Language, timeZone?: string): string {
  if (stepS * secondMs >= dayMs) {
    return formatter(language, timeZone, { month: 'short', day: 'numeric' }).format(ms);
  }
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  return formatter(language, timeZone, stepS < 60 ? { ...time, second: '2-digit' } : time).format(ms);
}
