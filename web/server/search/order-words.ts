// Reads what a person wants done out of words: "灯 101 开", "lamps 101 off", "空调 101 24 度". Pure.
import type { Point } from '@campus/campus-model';

/** The words that name the thing, and what it is to become. */
export interface Wish {
  readonly names: readonly string[];
  /** The value for a point that can be commanded; null where the wish does not fit it. */
  readonly valueFor: (point: Point) => number | null;
  /** The words name a state that few things have (制冷): the thing itself need not be named, a place is enough. */
  readonly isTelling: boolean;
}

type Turn = 'on' | 'off';

const turns: Readonly<Record<Turn, readonly string[]>> = {
  on: ['打开', '开启', '启动', '开', 'on', 'open', 'dakai', 'kaiqi', 'kai'],
  off: ['关闭', '关掉', '关上', '停止', '关', 'off', 'close', 'guanbi', 'guandiao', 'guan'],
};
const figure = /^(-?\d+(?:\.\d+)?)(?:度|°|℃|°c|c|%|°f)?$/;
const tolerance = 1e-9;

/** Every way to read the words as a wish; none where there is nothing but the wish, or no wish. */
export function wishesOf(words: readonly string[]): Wish[] {
  return words.flatMap((word, at) => {
    const others = words.filter((_, other) => other !== at);
    return readingsOf(word)
      .map(({ name, ...wish }) => ({ names: name === '' ? others : [...others, name], ...wish }))
      .filter(({ names }) => names.length > 0);
  });
}

interface Reading extends Omit<Wish, 'names'> {
  /** What is left of the word: "灯" of "开灯". */
  readonly name: string;
}

function readingsOf(word: string): Reading[] {
  const readings: Reading[] = [
    { name: '', valueFor: (point) => stateNamed(point, word), isTelling: !isTurn(word) },
  ];
  const number = figure.exec(word)?.[1];
  if (number !== undefined) {
    readings.push({ name: '', valueFor: (point) => inRange(point, Number(number)), isTelling: false });
  }
  for (const turn of ['on', 'off'] as const) {
    const affix = turns[turn].find((verb) => word === verb || isAround(word, verb));
    if (affix === undefined) continue;
    const name = word.startsWith(affix) ? word.slice(affix.length) : word.slice(0, -affix.length);
    readings.push({ name, valueFor: (point) => turned(point, turn), isTelling: false });
  }
  return readings;
}

function isTurn(word: string): boolean {
  return turns.on.includes(word) || turns.off.includes(word);
}

/** A Chinese verb may stand at either end of its object: 开灯, 灯打开. */
function isAround(word: string, verb: string): boolean {
  return /\p{Script=Han}/u.test(verb) && (word.startsWith(verb) || word.endsWith(verb));
}

function statesOf(point: Point): [value: number, zh: string, en: string][] {
  return Object.entries(point.states ?? {}).map(([value, { zh, en }]) => [
    Number(value),
    zh,
    en.toLowerCase(),
  ]);
}

function stateNamed(point: Point, word: string): number | null {
  const found = statesOf(point).find(([, zh, en]) => zh === word || en === word);
  return found ? inRange(point, found[0]) : null;
}

const turnStates: Readonly<Record<Turn, RegExp>> = {
  on: /^(开|open|on$|unlock|running)/,
  off: /^(关|上锁|clos|off$|lock|idle)/,
};

function turned(point: Point, turn: Turn): number | null {
  const states = statesOf(point);
  if (states.length === 0 && point.quantity === 'switch') return inRange(point, turn === 'on' ? 1 : 0);
  const found = states.find(([, zh, en]) => turnStates[turn].test(zh) || turnStates[turn].test(en));
  return found ? inRange(point, found[0]) : null;
}

function inRange({ write, states }: Point, value: number): number | null {
  if (!write || value < write.min || value > write.max) return null;
  if (states && !(String(value) in states)) return null;
  const steps = write.step ? (value - write.min) / write.step : 0;
  return Math.abs(steps - Math.round(steps)) < tolerance ? value : null;
}
