// The message that commands a value: a word, a JSON member beside constant ones and beside what siblings stand at.
import { placeAt } from './json-path.ts';

export type CommandWord = string | number | boolean;

export interface PayloadCommand {
  readonly format: 'json' | 'text';
  /** Member that the value is put into (JSON). */
  readonly path?: string;
  /** Word for each value, by its number. */
  readonly map?: Readonly<Record<string, CommandWord>>;
  /** Members that are always the same. */
  readonly with?: Readonly<Record<string, unknown>>;
  /** Members that say what the device's other points stand at: for devices that take their whole state at once. */
  readonly beside?: readonly SiblingMember[];
}

export interface SiblingMember {
  readonly path: string;
  /** Local id. */
  readonly point: string;
  readonly map?: Readonly<Record<string, CommandWord>>;
  /** Said while the sibling's value is not known. */
  readonly otherwise: CommandWord;
}

/** What a sibling stands at; null while it is not known. */
export type SiblingValue = (point: string) => number | null;

/** The word for a value; null where the device has none. */
export function commandWord(
  value: number,
  map: Readonly<Record<string, CommandWord>> | undefined,
): CommandWord | null {
  if (!Number.isFinite(value)) return null;
  if (!map) return value;
  return Object.hasOwn(map, String(value)) ? map[String(value)]! : null;
}

/** Null where the device has no word for the value. */
export function encodeCommand(
  command: PayloadCommand,
  value: number,
  siblingValue: SiblingValue = () => null,
): string | null {
  const word = commandWord(value, command.map);
  if (word === null) return null;
  if (command.format === 'text') return String(word);
  if (command.path === undefined && !command.with) return JSON.stringify(word);
  let body: Record<string, unknown> = { ...command.with };
  for (const member of command.beside ?? []) body = placeAt(body, member.path, wordOf(member, siblingValue));
  return JSON.stringify(command.path === undefined ? body : placeAt(body, command.path, word));
}

function wordOf({ point, map, otherwise }: SiblingMember, siblingValue: SiblingValue): CommandWord {
  const value = siblingValue(point);
  return (value === null ? null : commandWord(value, map)) ?? otherwise;
}
