// What an agent's values mean for a point, and a point's value for an agent. Pure; whatever comes in, a result comes out.
// Messages and their encoding are net-snmp's.
import { type Point, status } from '@campus/campus-model/plain';
import type { Reading } from '../driver.ts';
import { judgeValue, missing } from '../sampling.ts';
import type { SnmpPoint } from './settings.ts';

/** What an agent said of one object, whatever its type on the wire. */
export type Told =
  | { readonly kind: 'number'; readonly value: number; readonly wrapsAt: number | null }
  | { readonly kind: 'text'; readonly text: string }
  /** There is no such object or row (noSuchObject, noSuchInstance, endOfMibView). */
  | { readonly kind: 'absent' }
  | { readonly kind: 'senseless' };

export interface Decoded {
  readonly reading: Reading;
  readonly text?: string;
}

/** Takes away what a scale of 0.1 leaves behind, and no digit that an agent tells. */
const digits = 15;

/** A point's value of what the agent said of its object. Rates are told apart (rates.ts). */
export function decodeTold(point: Point, { scale = 1, codes }: SnmpPoint, told: Told | undefined): Decoded {
  if (!told || told.kind === 'senseless') return { reading: missing(status.decodingError) };
  if (told.kind === 'absent') return { reading: missing(status.configurationError) };
  if (point.quantity === 'text') {
    const text = told.kind === 'text' ? told.text : String(told.value);
    return { reading: { value: Number.NaN, status: status.good }, text };
  }
  const number = told.kind === 'number' ? told.value : numberIn(told.text);
  if (number === null) return { reading: missing(status.decodingError) };
  if (codes) return { reading: decodeCode(point, codes, number) };
  return { reading: judgeValue(point, scale === 1 ? number : Number((number * scale).toPrecision(digits))) };
}

function decodeCode(point: Point, codes: Readonly<Record<string, number>>, told: number): Reading {
  const ours = Object.keys(codes).find((name) => codes[name] === told);
  return ours === undefined ? missing(status.outOfRange) : judgeValue(point, Number(ours));
}

/** Some agents tell numbers as text (`"0.15"`). */
function numberIn(text: string): number | null {
  const trimmed = text.trim();
  return /^[+-]?\d{1,20}(\.\d{1,20})?$/.test(trimmed) ? Number(trimmed) : null;
}

const least = -2_147_483_648;
const most = 2_147_483_647;

/** The INTEGER that sets a value; null where the object cannot hold it. */
export function encodeValue({ scale = 1, codes }: SnmpPoint, value: number): number | null {
  if (codes) return codes[String(value)] ?? null;
  const integer = Math.round(value / scale);
  return Number.isFinite(integer) && integer >= least && integer <= most ? integer : null;
}

/** Where a point's object is. */
export function oidOf({ oid, row }: SnmpPoint, rowOffset: number): string {
  return row === undefined ? oid : `${oid}.${row + rowOffset}`;
}
