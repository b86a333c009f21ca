// Field messages to values and values to command messages. Pure; whatever comes in, a result comes out.
import type { Point } from '@campus/campus-model/plain';
import { type Decoded, decodeFound, decodePayload, undecodable } from '../payload/decode.ts';
import { lookUp, wrongShape } from '../payload/json-path.ts';
import type { Message } from '../payload/message.ts';
import { eventItem, objectsInScene } from './onvif.ts';
import type { MqttAvailability, MqttPointPlace } from './settings.ts';

export { encodeCommand } from '../payload/command.ts';
export type { Decoded } from '../payload/decode.ts';
export { largestMessage, Message } from '../payload/message.ts';

/** What the message says of the point; null where it says nothing of it. */
export function decode(message: Message, point: Point, address: MqttPointPlace): Decoded | null {
  const { format } = address;
  if (format === 'onvif' || format === 'onvif-scene') return decodeOnvif(message, point, address);
  return decodePayload(message, point, address);
}

function decodeOnvif(message: Message, point: Point, address: MqttPointPlace): Decoded | null {
  if (message.isEmpty) return null;
  const json = message.isTooLarge ? null : message.json;
  if (!json) return undecodable;
  const { format, path } = address;
  const found = format === 'onvif' ? eventItem(json.value, path ?? '') : objectsInScene(json.value, path);
  if (found === wrongShape) return undecodable;
  return found === undefined ? null : decodeFound(found, point, address);
}

/** What an availability message says; null where it is none of the known words. */
export function decodeAvailability(message: Message, availability: MqttAvailability): boolean | null {
  if (message.isEmpty || message.isTooLarge) return null;
  const { path } = availability;
  const inJson = path !== undefined && message.text.startsWith('{');
  const word = String(inJson ? lookUp(message.json?.value, path) : message.text).toLowerCase();
  if (availability.online.some((known) => known.toLowerCase() === word)) return true;
  if (availability.offline.some((known) => known.toLowerCase() === word)) return false;
  return null;
}
