// Answers to values, commands to requests. Pure; whatever comes in, a result comes out.
import { type Point, status } from '@campus/campus-model/plain';
import { commandWord, encodeCommand, type SiblingValue } from '../payload/command.ts';
import { type Decoded, decodePayload } from '../payload/decode.ts';
import type { Message } from '../payload/message.ts';
import type { HttpRequest } from './client.ts';
import type { HttpCommand, HttpPointPlace } from './settings.ts';

const noValue: Decoded = { value: Number.NaN, status: status.sensorFailure };

/** An answer is whole: what it does not hold is missing. */
export function decodeAnswer(message: Message, point: Point, place: HttpPointPlace): Decoded {
  return decodePayload(message, point, place) ?? noValue;
}

/** The request that commands a value; null where the device has no word for it. */
export function commandRequest(
  command: HttpCommand,
  value: number,
  siblingValue?: SiblingValue,
): HttpRequest | null {
  const word = commandWord(value, command.map);
  if (word === null) return null;
  const path = command.url.replaceAll('{value}', encodeURIComponent(String(word)));
  const { method, format } = command;
  if (method === 'GET') return { method, path, isCommand: true };
  const body = encodeCommand(command, value, siblingValue);
  const contentType = format === 'text' ? 'text/plain' : 'application/json';
  return body === null ? null : { method, path, body, contentType, isCommand: true };
}
