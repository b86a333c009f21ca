// What each item of a projector is called on the wire, and what its parameter means.
import type { PjlinkItem } from './settings.ts';

/** A number, a text, or null where the parameter makes no sense. `lamp` counts from 1. */
type Decode = (parameter: string, lamp: number) => number | string | null;

export interface Item {
  /** The command's four letters. */
  readonly body: string;
  /** Known to class 2 only; `inputs` where class 2 has a command of its own beside class 1's. */
  readonly needsClass?: 2 | 'own';
  /** Hardly ever changes: asked seldom. */
  readonly isSteady?: boolean;
  readonly decode: Decode;
  /** The parameter that sets a value; null where it cannot be said. */
  readonly encode?: (value: number) => string | null;
}

/** Power as it is told: the values that POWR answers (PJLink Specifications 2.10, 4.2). */
export const power = { off: 0, on: 1, cooling: 2, warming: 3 } as const;

const digit =
  (highest: number): Decode =>
  (parameter) =>
    /^\d$/.test(parameter) && Number(parameter) <= highest ? Number(parameter) : null;

const whole: Decode = (parameter) => (/^\d{1,6}$/.test(parameter) ? Number(parameter) : null);

const words: Decode = (parameter) => parameter;

/** One of the six digits of ERST: fan, lamp, temperature, cover, filter, other; 0 well, 1 warning, 2 error. */
const errorAt =
  (place: number): Decode =>
  (parameter) =>
    /^[0-2]{6}$/.test(parameter) ? Number(parameter[place]) : null;

/** Pairs of hours and 0 or 1, one a lamp. */
const lampPart =
  (part: 0 | 1): Decode =>
  (parameter, lamp) => {
    if (!/^\d{1,5} [01]( \d{1,5} [01]){0,7}$/.test(parameter)) return null;
    const told = parameter.split(' ')[(lamp - 1) * 2 + part];
    return told === undefined ? null : Number(told);
  };

/** AVMT: first 1 picture, 2 sound, 3 both; second 1 muted. `30` is neither. */
const muted =
  (kinds: string): Decode =>
  (parameter) =>
    /^[123][01]$/.test(parameter) ? Number(kinds.includes(parameter[0]!) && parameter[1] === '1') : null;

const letterA = 'A'.charCodeAt(0);
/** Inputs with a letter (class 2) get a third digit: `3A` is 310, `3Z` is 335. */
const firstLettered = 100;

/** An input's code as a number: `31` is 31, `3A` is 310. */
export const inputNumber: Decode = (parameter) => {
  const [, kind, terminal] = /^([1-6])([1-9A-Z])$/.exec(parameter) ?? [];
  if (kind === undefined || terminal === undefined) return null;
  if (terminal <= '9') return Number(parameter);
  return Number(kind) * firstLettered + 10 + terminal.charCodeAt(0) - letterA;
};

/** The code of an input's number; null where there is none. */
export function inputCode(value: number): string | null {
  const isLettered = value >= firstLettered;
  const kind = Math.floor(value / (isLettered ? firstLettered : 10));
  const terminal = value - kind * (isLettered ? firstLettered : 10);
  const letter = isLettered ? String.fromCharCode(letterA + terminal - 10) : String(terminal);
  const code = `${kind}${letter}`;
  return inputNumber(code, 1) === value ? code : null;
}

/** What power is on its way to, or has reached. */
const powerTarget: Decode = (parameter) => {
  const state = digit(3)(parameter, 1);
  return typeof state === 'number' ? Number(state === power.on || state === power.warming) : null;
};

const onOff =
  (prefix: string) =>
  (value: number): string | null =>
    value === 0 || value === 1 ? `${prefix}${value}` : null;

export const items: Readonly<Record<PjlinkItem, Item>> = {
  // 4 and 5 are no states of PJLink, but Sony projectors tell them: passed on, to be judged as unknown states.
  power: { body: 'POWR', decode: digit(5) },
  'power-target': { body: 'POWR', decode: powerTarget, encode: onOff('') },
  input: { body: 'INPT', needsClass: 'own', decode: inputNumber, encode: inputCode },
  inputs: { body: 'INST', needsClass: 'own', isSteady: true, decode: words },
  'picture-mute': { body: 'AVMT', decode: muted('13'), encode: onOff('1') },
  'sound-mute': { body: 'AVMT', decode: muted('23'), encode: onOff('2') },
  mute: { body: 'AVMT', decode: muted('3'), encode: onOff('3') },
  'fan-error': { body: 'ERST', decode: errorAt(0) },
  'lamp-error': { body: 'ERST', decode: errorAt(1) },
  'temperature-error': { body: 'ERST', decode: errorAt(2) },
  'cover-error': { body: 'ERST', decode: errorAt(3) },
  'filter-error': { body: 'ERST', decode: errorAt(4) },
  'other-error': { body: 'ERST', decode: errorAt(5) },
  'lamp-hours': { body: 'LAMP', decode: lampPart(0) },
  'lamp-lit': { body: 'LAMP', decode: lampPart(1) },
  name: { body: 'NAME', isSteady: true, decode: words },
  maker: { body: 'INF1', isSteady: true, decode: words },
  model: { body: 'INF2', isSteady: true, decode: words },
  other: { body: 'INFO', isSteady: true, decode: words },
  class: { body: 'CLSS', isSteady: true, decode: digit(9) },
  serial: { body: 'SNUM', needsClass: 2, isSteady: true, decode: words },
  software: { body: 'SVER', needsClass: 2, isSteady: true, decode: words },
  resolution: { body: 'IRES', needsClass: 2, decode: words },
  'filter-hours': { body: 'FILT', needsClass: 2, decode: whole },
  freeze: { body: 'FREZ', needsClass: 2, decode: digit(1), encode: onOff('') },
};

/** What its command begins with at a projector of this class: `%1POWR`. */
export function headerOf({ body, needsClass }: Item, ofClass: 1 | 2): string {
  const commandClass = needsClass === 2 || (needsClass === 'own' && ofClass === 2) ? 2 : 1;
  return `%${commandClass}${body}`;
}
