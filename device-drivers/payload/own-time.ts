// The time that a device itself gives in its message. Whether it is believed is judged by who keeps the samples.
import { lookUp } from './json-path.ts';
import type { Message } from './message.ts';

export interface OwnTimePlace {
  readonly path: string;
  /** Of a number; a text is ISO 8601, and UTC where it names no offset. */
  readonly unit?: 's' | 'ms';
}

const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Milliseconds UTC; null where the message gives no time that can be read. */
export function ownTimeOf(message: Message, { path, unit = 'ms' }: OwnTimePlace): number | null {
  if (message.isTooLarge) return null;
  const found = lookUp(message.json?.value, path);
  const timeMs = typeof found === 'number' ? (unit === 's' ? found * 1_000 : found) : isoTime(found);
  return timeMs !== null && Number.isFinite(timeMs) ? timeMs : null;
}

function isoTime(found: unknown): number | null {
  const match = typeof found === 'string' ? isoPattern.exec(found) : null;
  return match ? Date.parse(match[1] ? match[0] : `${match[0]}Z`) : null;
}
