// A time zone as a table: what Intl knows of it, for a process that shall not load what Intl stands on.

/** From when on (milliseconds UTC) local time is this much ahead of UTC. */
export interface ZoneSpan {
  readonly fromMs: number;
  readonly offsetMs: number;
}

const firstMs = Date.UTC(2020, 0, 1);
/** A clock that is further ahead is wrong anyway. */
const lastMs = Date.UTC(2060, 0, 1);
/** No zone changes its clocks twice within it. */
const lookMs = 7 * 86_400_000;
/** Clocks are changed at full quarters of an hour. */
const quarterMs = 900_000;

/** The spans of a zone, oldest first; the first one holds for all that was before, the last one for all that comes. */
export function zoneSpans(timeZone: string): ZoneSpan[] {
  const offsetAt = offsetIn(timeZone);
  const spans: ZoneSpan[] = [{ fromMs: firstMs, offsetMs: offsetAt(firstMs) }];
  for (let ms = firstMs; ms < lastMs; ms += lookMs) {
    const offsetMs = offsetAt(ms + lookMs);
    const before = spans.at(-1)!.offsetMs;
    if (offsetMs !== before) spans.push({ fromMs: changeIn(ms, ms + lookMs, before, offsetAt), offsetMs });
  }
  return spans;
}

/** The quarter within from…to at which the offset is no longer `before`. */
function changeIn(from: number, to: number, before: number, offsetAt: (ms: number) => number): number {
  let low = from;
  let high = to;
  while (high - low > quarterMs) {
    const middle = low + Math.floor((high - low) / 2 / quarterMs) * quarterMs;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsetIn(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year, month, day, hour, minute, second } = part;
    return Date.UTC(year!, month! - 1, day, hour, minute, second) - ms;
  };
}
