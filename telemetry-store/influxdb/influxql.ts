// The InfluxQL that the store asks: every statement is made here, of whole numbers and quoted text alone.
import type { RolledTier, Span } from '../roll-up/tiers.ts';
import { measurements, nanoseconds, tagOf } from './line-protocol.ts';

/** StatusCodes from here on are bad (OPC 10000-4, 7.39). */
const badStatus = 0x80000000;

/** A string literal. */
export function quoteText(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`;
}

/** A name, of a database for example. */
export function quoteName(name: string): string {
  return `"${name.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

export function createDatabase(name: string): string {
  return `CREATE DATABASE ${quoteName(name)}`;
}

/** `pointIds` null: all points. */
export interface Where {
  readonly pointIds: readonly string[] | null;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Only samples whose value may be used. */
  readonly isUsable?: boolean;
}

function where({ pointIds, fromMs, toMs, isUsable }: Where): string {
  const terms: string[] = [];
  if (pointIds) terms.push(`(${pointIds.map((id) => `"point" = ${quoteText(tagOf(id))}`).join(' OR ')})`);
  if (fromMs !== undefined) terms.push(`time >= ${nanoseconds(fromMs, 0)}`);
  if (toMs !== undefined) terms.push(`time < ${nanoseconds(toMs, 0)}`);
  // A field that is missing is neither at least 0 nor below it.
  if (isUsable) terms.push(`"status" < ${badStatus} AND ("value" >= 0 OR "value" < 0)`);
  return terms.length > 0 ? ` WHERE ${terms.join(' AND ')}` : '';
}

/** Samples a point, in order of time. */
export function selectSamples(filter: Where): string {
  return `SELECT "value", "status" FROM "${measurements.samples}"${where(filter)} GROUP BY "point" ORDER BY time ASC`;
}

/** The last sample of each point before `toMs`. */
export function selectLast(filter: Where): string {
  return `SELECT "value", "status" FROM "${measurements.samples}"${where(filter)} GROUP BY "point" ORDER BY time DESC LIMIT 1`;
}

/** The earliest samples, or texts, of one point. */
export function selectFirst(kind: 'samples' | 'texts', filter: Where, limit: number): string {
  const field = kind === 'texts' ? 'text' : 'value';
  return `SELECT "${field}", "status" FROM "${measurements[kind]}"${where(filter)} ORDER BY time ASC LIMIT ${whole(limit)}`;
}

/** The earliest of all points' samples, or texts, each with its point. */
export function selectPart(kind: 'samples' | 'texts', span: Span, limit: number): string {
  const field = kind === 'texts' ? 'text' : 'value';
  return `SELECT "point", "${field}", "status" FROM "${measurements[kind]}"${where({ pointIds: null, ...span })} ORDER BY time ASC LIMIT ${whole(limit)}`;
}

export function selectRows(tier: RolledTier, filter: Where): string {
  return `SELECT "row" FROM "${measurements[tier]}"${where(filter)} GROUP BY "point" ORDER BY time ASC`;
}

export function selectLastRow(tier: RolledTier, filter: Where): string {
  return `SELECT "row" FROM "${measurements[tier]}"${where(filter)} GROUP BY "point" ORDER BY time DESC LIMIT 1`;
}

export function countSamples(kind: 'samples' | 'texts'): string {
  return `SELECT count("status") FROM "${measurements[kind]}"`;
}

/** Removes rows of all points. `fromMs` null: from the beginning. */
export function deleteRows(measurement: string, fromMs: number | null, toMs: number): string {
  const from = fromMs === null ? {} : { fromMs };
  return `DELETE FROM ${quoteName(measurement)}${where({ pointIds: null, ...from, toMs })}`;
}

/** Only whole numbers reach a statement. */
function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
  return String(value);
}
