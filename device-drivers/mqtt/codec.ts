// Field messages to values and values to command messages. Pure; whatever comes in, a result comes out.
import { type Point, status } from '@campus/campus-model/plain';
import { judgeValue } from '../sampling.ts';
import type { MqttCommand, MqttModel, MqttPointPlace } from './settings.ts';

export interface Decoded {
  readonly value: number;
  readonly status: number;
  readonly text?: string;
}

/** Messages of field devices have some kilobytes; what is larger is not one and is not parsed. */
export const largestMessage = 256 * 1024;
/** Longest text of a text point. */
const longestText = 1_000;

const undecodable: Decoded = { value: Number.NaN, status: status.decodingError };

/** A message that is parsed at most once, however many points look into it. */
export class Message {
  readonly #bytes: Buffer;
  #json: { readonly value: unknown } | null | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Empty messages clear a retained one and say nothing of the device. */
  get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  get isTooLarge(): boolean {
    return this.#bytes.length > largestMessage;
  }

  get text(): string {
    return this.#bytes.toString('utf8').trim();
  }

  /** Null where the message is no JSON. */
  get json(): { readonly value: unknown } | null {
    if (this.#json === undefined) this.#json = parse(this.text);
    return this.#json;
  }
}

/** What the message says of the point; null where it says nothing of it. */
export function decode(message: Message, point: Point, address: MqttPointPlace): Decoded | null {
  if (message.isEmpty) return null;
  if (message.isTooLarge) return undecodable;
  if (address.format === 'text') return decodeValue(message.text, point, address);
  const json = message.json;
  if (!json) return undecodable;
  const found =
    address.format === 'onvif' ? onvifItem(json.value, address.path ?? '') : member(json.value, address.path);
  if (found === wrongShape) return undecodable;
  return found === undefined ? null : decodeValue(found, point, address);
}

const wrongShape = Symbol('wrong shape');

/** A member by its dotted path; an absent last member is undefined, a path through a non-object is a wrong shape. */
function member(root: unknown, path: string | undefined): unknown {
  if (path === undefined) return root;
  if (!path.includes('.')) return child(root, path);
  let value = root;
  for (const name of path.split('.')) {
    value = child(value, name);
    if (value === wrongShape) return wrongShape;
  }
  return value;
}

function child(value: unknown, name: string): unknown {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'object' || Array.isArray(value)) return wrongShape;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/**
 * An item of an ONVIF event: `{"Data":{"Count":3}}`, or the long form
 * `{"Data":{"SimpleItem":[{"Name":"Count","Value":"3"}]}}`, with or without `@` before the names.
 */
function onvifItem(root: unknown, name: string): unknown {
  const data = member(root, 'Data');
  if (data === undefined || data === null || data === wrongShape) return data === null ? undefined : data;
  const items = member(data, 'SimpleItem');
  if (items === undefined) return member(data, name);
  if (items === wrongShape) return wrongShape;
  for (const item of Array.isArray(items) ? items : [items]) {
    if ((member(item, 'Name') ?? member(item, '@Name')) === name) {
      return member(item, 'Value') ?? member(item, '@Value');
    }
  }
  return undefined;
}

function decodeValue(found: unknown, point: Point, address: MqttPointPlace): Decoded {
  if (point.quantity === 'text') return decodeText(found);
  if (found === null) return { value: Number.NaN, status: status.sensorFailure };
  const number = numberOf(found, address.map);
  if (number === null) return undecodable;
  return judgeValue(point, number * (address.scale ?? 1));
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

/** What an availability message says; null where it is none of the known words. */
export function decodeAvailability(
  message: Message,
  availability: NonNullable<MqttModel['availability']>,
): boolean | null {
  if (message.isEmpty || message.isTooLarge) return null;
  const { path } = availability;
  const inJson = path !== undefined && message.text.startsWith('{');
  const word = String(inJson ? member(message.json?.value, path) : message.text).toLowerCase();
  if (availability.online.some((known) => known.toLowerCase() === word)) return true;
  if (availability.offline.some((known) => known.toLowerCase() === word)) return false;
  return null;
}

/** The message that commands a value; null where the device has no word for it. */
export function encodeCommand(command: MqttCommand, value: number): string | null {
  if (!Number.isFinite(value)) return null;
  const { map } = command;
  if (map && !Object.hasOwn(map, String(value))) return null;
  const word = map ? map[String(value)]! : value;
  if (command.format === 'text') return String(word);
  if (command.path === undefined) return JSON.stringify(word);
  return JSON.stringify(
    command.path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), word),
  );
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
