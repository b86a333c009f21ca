// What a message says of a point, whatever brought it: JSON by path, text, bytes. Whatever comes in, a result comes out.
import { type Point, status } from '@campus/campus-model/plain';
import { judgeValue } from '../sampling.ts';
import { type BytePlace, byteNumber, bytesOfText } from './byte-number.ts';
import { lookUp, wrongShape } from './json-path.ts';
import type { Message } from './message.ts';

export interface Decoded {
  readonly value: number;
  readonly status: number;
  readonly text?: string;
}

/** Where in a message a value lies, and what is made of it. */
export interface PayloadPlace {
  /** `text`, `binary`, or JSON. */
  readonly format: string;
  readonly path?: string;
  /** Fixed words around the value in a text. */
  readonly between?: { readonly after: string; readonly before?: string };
  readonly bytes?: BytePlace;
  /** The message is of the point only where each of these members is one of its words. */
  readonly where?: readonly { readonly path: string; readonly is: readonly string[] }[];
  readonly map?: Readonly<Record<string, number>>;
  /** Words that are not in the map say nothing; else they cannot be decoded. */
  readonly ignoreOthers?: boolean;
  readonly scale?: number;
  readonly offset?: number;
}

/** Longest text of a text point. */
const longestText = 1_000;

export const undecodable: Decoded = { value: Number.NaN, status: status.decodingError };

/** Null where the message says nothing of the point. */
export function decodePayload(message: Message, point: Point, place: PayloadPlace): Decoded | null {
  if (message.isEmpty) return null;
  if (message.isTooLarge) return undecodable;
  if (!concerns(message, place)) return null;
  const found = findIn(message, place);
  if (found === wrongShape) return undecodable;
  return found === undefined ? null : decodeFound(found, point, place);
}

function concerns({ json }: Message, { where }: PayloadPlace): boolean {
  if (!where) return true;
  return where.every(({ path, is }) => {
    const found = lookUp(json?.value, path);
    return found !== wrongShape && is.includes(String(found));
  });
}

function findIn(message: Message, place: PayloadPlace): unknown {
  const { format, path, between, bytes } = place;
  if (format === 'binary') return bytes ? (byteNumber(message.bytes, bytes) ?? wrongShape) : wrongShape;
  if (format === 'text') return between ? cut(message.text, between) : message.text;
  if (!message.json) return wrongShape;
  const found = lookUp(message.json.value, path);
  return bytes && found !== undefined && found !== null ? numberIn(found, bytes) : found;
}

function cut(text: string, { after, before }: NonNullable<PayloadPlace['between']>): string | undefined {
  const start = text.indexOf(after);
  if (start < 0) return undefined;
  const from = start + after.length;
  const end = before === undefined ? text.length : text.indexOf(before, from);
  return end < 0 ? undefined : text.slice(from, end).trim();
}

function numberIn(found: unknown, place: BytePlace): unknown {
  if (typeof found !== 'string') return wrongShape;
  const bytes = bytesOfText(found, place.encoding ?? 'base64');
  return (bytes && byteNumber(bytes, place)) ?? wrongShape;
}

/** A found member as a value of the point. */
export function decodeFound(found: unknown, point: Point, place: PayloadPlace): Decoded | null {
  const { map, ignoreOthers, scale = 1, offset = 0 } = place;
  if (ignoreOthers && map && !Object.hasOwn(map, String(found))) return null;
  if (point.quantity === 'text') return decodeText(found);
  if (found === null) return { value: Number.NaN, status: status.sensorFailure };
  const number = numberOf(found, map);
  return number === null ? undecodable : judgeValue(point, number * scale + offset);
}

function decodeText(found: unknown): Decoded {
  const text = found === null ? '' : typeof found === 'number' ? String(found) : found;
  if (typeof text !== 'string' || text.length > longestText) return undecodable;
  return { value: Number.NaN, status: status.good, text };
}

function numberOf(found: unknown, map: Readonly<Record<string, number>> | undefined): number | null {
  if (typeof found === 'object') return null;
  if (map) {
    const word = String(found);
    return Object.hasOwn(map, word) ? map[word]! : null;
  }
  if (typeof found === 'boolean') return found ? 1 : 0;
  if (typeof found === 'string' && found.trim() === '') return null;
  const number = Number(found);
  return Number.isFinite(number) ? number : null;
}
