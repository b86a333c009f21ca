// Samples and roll-up rows as InfluxDB line protocol, and the names they have there. Times are nanoseconds: the source's
// milliseconds × 10⁶ + the ordinal, so that samples of equal time are all kept and writing twice changes nothing.
import { escape as lineEscape } from '@influxdata/influxdb-client';
import type { RollUpRow } from '../roll-up/roll-up.ts';
import type { RolledTier } from '../roll-up/tiers.ts';
import type { Columns } from './columns.ts';

/** Few measurements, each with the one tag `point`; text has its own, since a field has one type. */
export const measurements = {
  samples: 'samples',
  texts: 'texts',
  '1min': 'roll_up_1min',
  '15min': 'roll_up_15min',
  '1h': 'roll_up_1h',
  '1day': 'roll_up_1day',
} as const;

/** The server's times are 64-bit nanoseconds: the years 1677 to 2262. */
export const latestMs = 9_223_372_036_853;

/** Characters that line protocol cannot carry in a tag stand as %XX; ids of the campus description have none. */
const unsafeInTag = /[^ -~\u0080-\uffff]|[%\\]/g;

/** A point id as the value of the tag `point`, not yet escaped. */
export function tagOf(pointId: string): string {
  return pointId.replace(unsafeInTag, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

export function pointIdOf(tag: string): string {
  return tag.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Nanoseconds as text: they exceed what a number holds exactly. */
export function nanoseconds(timeMs: number, ordinal: number): string {
  if (timeMs >= 1) return `${timeMs}${String(1_000_000 + ordinal).slice(1)}`;
  return String(BigInt(timeMs) * 1_000_000n + BigInt(ordinal));
}

/** Whether the server has a time for it. */
export function isWritableTime(timeMs: number): boolean {
  return Number.isSafeInteger(timeMs) && Math.abs(timeMs) <= latestMs;
}

/** Many lines in one text; `ends` holds where each ends, its line break not counted (a text value may hold breaks). */
export interface Lines {
  readonly text: string;
  readonly ends: Uint32Array;
}

export function linesOf(lines: readonly string[]): Lines {
  const ends = new Uint32Array(lines.length);
  let end = -1;
  for (const [i, line] of lines.entries()) {
    end += 1 + line.length;
    ends[i] = end;
  }
  return { text: lines.join('\n'), ends };
}

/** Lines from…until, the latter not included. */
export function someLines({ text, ends }: Lines, from: number, until: number): Lines {
  const start = from === 0 ? 0 : ends[from - 1]! + 1;
  return {
    text: text.slice(start, ends[until - 1]),
    ends: ends.slice(from, until).map((end) => end - start),
  };
}

/** `head` is `samples,point=…`, made once a point. */
export function sampleLine(head: SeriesHead, columns: Columns, row: number): string {
  const time = nanoseconds(columns.timeMs[row]!, columns.ordinal[row]!);
  const status = columns.status[row]!;
  const text = columns.texts.get(row);
  if (text !== undefined) return `${head.texts} status=${status}i,text=${lineEscape.quoted(text)} ${time}`;
  const value = columns.value[row]!;
  // JSON has no infinity and neither has the server: such a value is a missing one.
  if (!Number.isFinite(value)) return `${head.samples} status=${status}i ${time}`;
  return `${head.samples} status=${status}i,value=${Object.is(value, -0) ? '-0' : value} ${time}`;
}

export interface SeriesHead {
  readonly samples: string;
  readonly texts: string;
}

export function seriesHead(pointId: string): SeriesHead {
  const tag = lineEscape.tag(tagOf(pointId));
  return { samples: `${measurements.samples},point=${tag}`, texts: `${measurements.texts},point=${tag}` };
}

/**
 * A roll-up row is one text field: a field each would cost the server fourteen times the work of a sample. The parts are,
 * by comma: count, uncertain, bad, min, max, sum, first, last, rise, area, covered, begins, ends, held; times in milliseconds
 * from the start of the bucket. Of a single usable sample there are three: value, uncertain, begins.
 */
export function rowText(row: RollUpRow): string {
  const [begins, ends] = [row.beginsMs - row.fromMs, row.endsMs - row.fromMs];
  if (row.count === 1 && row.bad === 0) return `${row.first},${row.uncertain},${begins}`;
  const counts = [row.count, row.uncertain, row.bad];
  const values = [row.min, row.max, row.sum, row.first, row.last, row.rise, row.area];
  return [...counts, ...values, row.coveredMs, begins, ends, row.isHeld ? 1 : 0].join(',');
}

/** Reads a row's text; null where it is none. */
export function rowOfText(fromMs: number, text: string): RollUpRow | null {
  const parts = text.split(',').map(Number);
  if (parts.length === 3) return singleRow(fromMs, parts as [number, number, number]);
  if (parts.length !== 14) return null;
  const [count, uncertain, bad, min, max, sum, first, last, rise, area] = parts as [
    ...RowCounts,
    ...RowValues,
  ];
  const [coveredMs, begins, ends, held] = parts.slice(10) as [number, number, number, number];
  const times = { beginsMs: fromMs + begins, endsMs: fromMs + ends, isHeld: held === 1 };
  return { fromMs, count, uncertain, bad, min, max, sum, first, last, rise, area, coveredMs, ...times };
}

type RowCounts = [count: number, uncertain: number, bad: number];
type RowValues = [
  min: number,
  max: number,
  sum: number,
  first: number,
  last: number,
  rise: number,
  area: number,
];

function singleRow(
  fromMs: number,
  [value, uncertain, begins]: [value: number, uncertain: number, begins: number],
): RollUpRow {
  const times = { beginsMs: fromMs + begins, endsMs: fromMs + begins, isHeld: true, coveredMs: 0, area: 0 };
  const values = { min: value, max: value, sum: value, first: value, last: value, rise: 0 };
  return { fromMs, count: 1, uncertain, bad: 0, ...values, ...times };
}

export function rowLine(tier: RolledTier, pointId: string, row: RollUpRow): string {
  const head = `${measurements[tier]},point=${lineEscape.tag(tagOf(pointId))}`;
  return `${head} row=${lineEscape.quoted(rowText(row))} ${nanoseconds(row.fromMs, 0)}`;
}
