// SQL over all samples of a span, wherever they are: hot tables and Parquet parts.
import { join } from 'node:path';
import { dayMs, dayOf } from './late-days.ts';
import { quoted } from './part-files.ts';
import type { HotTable, Part, Stock } from './stock.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Either each of some points or all of a stretch of numbers. */
export type PointFilter = readonly number[] | { readonly first: number; readonly last: number };

/**
 * A part holds a time as whole seconds and the milliseconds within (as REAL, whose bytes Parquet stores apart), and a
 * value as `(number + base) / divisor` where that is the value to the last bit, else as it is. Both take half the room: whole
 * numbers are stored by their differences, and those from one point to the next are small too where each begins near 0.
 */
export const partTime = 'second * 1000 + milli::BIGINT';
export const partValue = 'coalesce((number + base) / divisor, rest)';

/** SELECTs of (point, time_ms, ordinal, status, value) that together give the samples of the span. */
export function sampleSelects(
  stock: { readonly hot: readonly HotTable[]; readonly parts: readonly Part[] },
  folder: string,
  span: Span,
  points: PointFilter | null,
): string[] {
  const among = points ? ` AND ${pointsWhere(points)}` : '';
  const selects = stock.hot
    .filter((table) => mayHold(table, span))
    .map(
      ({ name }) =>
        `SELECT point, time_ms, ordinal, status, value FROM ${name} WHERE ${timeWhere(span)}${among}`,
    );
  const parts = stock.parts.filter((part) => holds(part, span, points));
  if (parts.length > 0) selects.push(partsSelect(folder, parts, span, among));
  return selects;
}

function mayHold({ rows, late }: HotTable, { fromMs, toMs }: Span): boolean {
  return rows > 0 && late.mayHold(fromMs, toMs);
}

/** Whether all samples of the span are in parts of level 1, which give them by day, point and time. */
export function isInOrder(stock: Stock, parts: readonly Part[], span: Span): boolean {
  return !stock.hot.some((table) => mayHold(table, span)) && parts.every(({ level }) => level === 1);
}

/** The sample parts of the stock that a span may be in; `days` limits it to some days. */
export function samplePartsOf(stock: Stock, span: Span, dayOffsetMs: number): Part[] {
  const parts: Part[] = [];
  const first = dayOf(span.fromMs, dayOffsetMs);
  if ((span.toMs - first) / dayMs > stock.parts.length)
    return stock.parts.filter(
      ({ kind, minMs, maxMs }) => kind === 'samples' && minMs < span.toMs && maxMs >= span.fromMs,
    );
  for (let day = first; day < span.toMs; day += dayMs)
    parts.push(...stock.partsOf(day).filter(({ kind }) => kind === 'samples'));
  return parts;
}

function partsSelect(folder: string, parts: readonly Part[], span: Span, among: string): string {
  const files = parts.map(({ file }) => quoted(join(folder, file))).join(', ');
  const isWhole = parts.every(({ minMs, maxMs }) => minMs >= span.fromMs && maxMs < span.toMs);
  const seconds = `second >= ${Math.floor(span.fromMs / 1000)} AND second <= ${Math.floor(span.toMs / 1000)}`;
  const where = isWhole
    ? 'true'
    : `${seconds} AND ${partTime} >= ${whole(span.fromMs)} AND ${partTime} < ${whole(span.toMs)}`;
  return `SELECT point, ${partTime} AS time_ms, ordinal, status, ${partValue} AS value
    FROM read_parquet([${files}]) WHERE ${where}${among}`;
}

function holds(part: Part, { fromMs, toMs }: Span, points: PointFilter | null): boolean {
  if (part.kind !== 'samples' || part.minMs >= toMs || part.maxMs < fromMs) return false;
  if (!points) return true;
  if ('first' in points) return part.firstPoint <= points.last && part.lastPoint >= points.first;
  return points.some((point) => point >= part.firstPoint && point <= part.lastPoint);
}

function timeWhere({ fromMs, toMs }: Span): string {
  return `time_ms >= ${whole(fromMs)} AND time_ms < ${whole(toMs)}`;
}

/** The outer bounds let row groups be skipped, which the list alone does not. */
export function pointsWhere(points: PointFilter): string {
  if ('first' in points) return `point BETWEEN ${whole(points.first)} AND ${whole(points.last)}`;
  if (points.length === 1) return `point = ${whole(points[0]!)}`;
  const bounds = `point BETWEEN ${whole(Math.min(...points))} AND ${whole(Math.max(...points))}`;
  return `${bounds} AND point IN (${points.map(whole).join(', ')})`;
}

/** Only whole numbers reach the SQL text. */
export function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
  return String(value);
}
