// The clocks of the site: for buckets that begin with its hours and days, and for times that people read in files.

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** How far the clocks of a zone are ahead of UTC at a time (ms). */
function offsetMs(timeZone: string, ms: number): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(ms);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The offset that holds without summer time (ms): the days of the roll-ups begin by it all year. */
export function standardOffsetMs(timeZone: string, nowMs: number): number {
  const year = new Date(nowMs).getUTCFullYear();
  return Math.min(...[0, 6].map((month) => offsetMs(timeZone, Date.UTC(year, month, 1))));
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The span widened to whole buckets, so that ready-made roll-ups can answer: buckets of up to an hour begin with UTC's, longer
 * ones with the site's days.
 */
export function wholeBuckets({ fromMs, toMs }: Span, bucketMs: number, standardMs: number): Span {
  const shift = bucketMs > hourMs ? standardMs % dayMs : 0;
  const first = Math.floor((fromMs + shift) / bucketMs);
  const end = Math.ceil((toMs + shift) / bucketMs);
  return { fromMs: Math.max(0, first * bucketMs - shift), toMs: end * bucketMs - shift };
}

/** "2026-03-01 08:00:00" by the clocks of a zone, as spreadsheets take it. */
export function timeWriter(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
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
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`;
  };
}
