// Days as people of a site count them.

const made = new Map<string, Intl.DateTimeFormat>();

/** The day of the books (`YYYY-MM-DD`) that a time (milliseconds UTC) is in, by the clocks of a time zone. */
export function dayOf(ms: number, timeZone: string): string {
  let format = made.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    made.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}
