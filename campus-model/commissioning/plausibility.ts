// Whether a point's value can be believed: range, quality, age, typical readings of open sensors and swapped words, scale,
// jumps, totals that run backwards. Pure: the hub judges evidence with it and the page what it shows live.
import type { CommandState } from '../command-state.ts';
import type { PointModel } from '../point.ts';
import { qualityOf, reasonOf, status } from '../quality.ts';
import type { Text } from '../text.ts';
import type { Finding, Plausibility } from './finding.ts';
import * as words from './finding-words.ts';
import { markerBehind, thermometerMarkers, type UsualValues, usualValuesOf } from './usual-values.ts';
import { hasEmptyLowWord, type WordCoding, withWordsSwapped } from './word-order.ts';

/** What of a point matters to the judgement. */
export interface JudgedPoint extends Pick<PointModel, 'kind' | 'quantity' | 'unit' | 'decimals'> {
  readonly range: { readonly min: number; readonly max: number } | null;
  readonly states: Readonly<Record<string, Text>> | null;
  readonly counter: boolean;
  readonly wrapsAt: number | null;
  /** How its 32 bits are coded, where it has as many. */
  readonly coding: WordCoding | null;
  readonly isWritable: boolean;
  readonly mayCommand: boolean;
}

/** A value as it stands. NaN is a missing value, and the time of one that never came. */
export interface SeenValue {
  readonly value: number;
  readonly text: string | null;
  readonly timeMs: number;
  /** OPC UA StatusCode; stale is one of them. */
  readonly status: number;
}

/** A change from one value to another. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly atMs: number;
}

/** What was seen of a point since somebody began to look. */
export interface PointMemory {
  /** When watching began, milliseconds UTC. */
  readonly sinceMs: number;
  /** When the value last changed; null where it has not since. */
  readonly changedMs: number | null;
  /** The last step that was larger than the thing itself can make. */
  readonly jump: Change | null;
  /** Of a counter: when it last went down. */
  readonly fall: Change | null;
  /** How large its steps are as a rule. */
  readonly usualStep: number;
}

/** The last order that was given to an output or setpoint. */
interface LastOrder {
  readonly state: CommandState;
  readonly reason: string | null;
}

/** How long a jump is told after it. */
const jumpToldMs = 10 * 60_000;
/** A restless value that stands still for longer is worth a word. */
const stillMs = 15 * 60_000;
/** A total that falls from its last tenth into its first has wrapped. */
const wrapShare = 0.1;
/** A total that falls to less than this share has begun anew. */
const resetShare = 0.01;
const scaleFactors = [0.1, 0.01, 0.001, 10, 100, 1000] as const;

/** All findings, heaviest first; none where nothing is to be said. */
export function judgeValue(
  point: JudgedPoint,
  seen: SeenValue,
  memory: PointMemory | null,
  nowMs: number,
): Finding[] {
  const unusable = judgeQuality(seen);
  if (unusable?.weight === 'wrong') return [unusable];
  const judged = point.quantity === 'text' ? [] : judgeNumber(point, seen.value);
  const past = memory ? judgeMemory(point, memory, nowMs) : [];
  return heaviestFirst([...(unusable ? [unusable] : []), ...judged, ...past]);
}

/** Findings of an output or setpoint: whether it was operated, and what became of it. */
export function judgeOrder(point: JudgedPoint, order: LastOrder | null): Finding[] {
  if (!point.mayCommand) return [words.notCommanded()];
  if (!order) return [words.notTried()];
  if (order.state === 'confirmed') return [];
  const failed = failedStates[order.state];
  return failed ? [words.commandFailed(failed, order.reason)] : [words.commandOpen()];
}

/** Where a point stands after its findings. */
export function plausibilityOf(findings: readonly Finding[]): Plausibility {
  if (findings.some(({ code }) => unseenCodes.includes(code))) return 'unseen';
  if (findings.some(({ weight }) => weight === 'wrong')) return 'implausible';
  return findings.some(({ weight }) => weight === 'doubt') ? 'doubtful' : 'plausible';
}

const unseenCodes: readonly Finding['code'][] = ['no-value', 'not-tried', 'command-open', 'not-commanded'];

const failedStates: Partial<Record<CommandState, Text>> = {
  rejected: { zh: '被拒绝', en: 'was rejected' },
  failed: { zh: '失败', en: 'failed' },
  expired: { zh: '已过期', en: 'expired' },
  superseded: { zh: '被别的命令取代', en: 'was superseded' },
  held: { zh: '被更高优先级的命令压住', en: 'waits beneath a more urgent one' },
  unknown: { zh: '结果未知', en: 'has an unknown outcome' },
};

const weights = { wrong: 0, doubt: 1, note: 2 } as const;

function heaviestFirst(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => weights[a.weight] - weights[b.weight]);
}

function judgeQuality({ value, text, timeMs, status: code }: SeenValue): Finding | null {
  if (!Number.isFinite(timeMs)) return words.noValue();
  const quality = qualityOf(code);
  if (quality === 'bad') return words.badValue(reasonOf(code), remedyOf(code));
  if (code >>> 0 === status.lastUsableValue) return words.staleValue();
  if (!Number.isFinite(value) && (text === null || text === '')) return words.noValue();
  if (quality === 'good' || code >>> 0 === status.outOfRange) return null;
  return words.uncertainValue(reasonOf(code));
}

const configuration: Text = {
  zh: '核对设备型号、寄存器地址、类型与数量。',
  en: 'Compare the device model, register address and type with the manual.',
};
const line: Text = {
  zh: '检查供电、接线、站号与波特率；同一总线上别的设备是否应答？',
  en: 'Check power, wiring, unit number and baud rate; do other devices on the bus answer?',
};

function remedyOf(code: number): Text {
  const isConfiguration = [status.decodingError, status.configurationError].some(
    (known) => known === code >>> 0,
  );
  return isConfiguration ? configuration : line;
}

function judgeNumber(point: JudgedPoint, value: number): Finding[] {
  if (!Number.isFinite(value)) return [];
  const coded = codesOf(point);
  if (coded) return coded.includes(String(value)) ? [] : [words.notAState(String(value), coded.join(', '))];
  const usual = usualValuesOf(point.quantity);
  const found = strange(point, usual, value) ?? odd(point, usual, value);
  return found ? [found] : [];
}

const binary: readonly JudgedPoint['quantity'][] = [
  'switch',
  'contact',
  'motion',
  'smoke',
  'leak',
  'occupancy',
];

/** Codes that the point may have; null for a plain number. */
export function codesOf({
  states,
  quantity,
}: Pick<JudgedPoint, 'states' | 'quantity'>): readonly string[] | null {
  if (states && Object.keys(states).length > 0) return Object.keys(states);
  return binary.includes(quantity) ? ['0', '1'] : null;
}

function isUsual({ range }: JudgedPoint, usual: UsualValues | null, value: number): boolean {
  const isInRange = !range || (value >= range.min && value <= range.max);
  return isInRange && (!usual || (value >= usual.min && value <= usual.max));
}

/** The likeliest explanation of a value outside what the point can or usually does say; null where it is inside. */
function strange(point: JudgedPoint, usual: UsualValues | null, value: number): Finding | null {
  if (isUsual(point, usual, value)) return null;
  const shown = words.figure(value, point);
  const marker = markerBehind(value);
  if (marker) return words.notAValue(shown, marker.register);
  const swapped = point.coding && withWordsSwapped(value, point.coding);
  if (isLikely(point, usual, swapped)) return words.swappedWords(shown, words.figure(swapped, point));
  const factor =
    usual && isFarOut(point, usual, value)
      ? scaleFactors.find((each) => isLikely(point, usual, value * each))
      : undefined;
  if (factor !== undefined) {
    return words.wrongScale(shown, words.figure(value * factor, point), factor);
  }
  const { range } = point;
  if (range && (value < range.min || value > range.max)) {
    return words.outOfRange(shown, words.figure(range.min, point), words.figure(range.max, point));
  }
  return usual && words.unusual(shown, words.figure(usual.min, point), words.figure(usual.max, point));
}

/** A wrong scale is a factor of ten or more; what lies just outside is explained by no scale. */
const farTimes = 2;

function isFarOut({ range }: JudgedPoint, usual: UsualValues, value: number): boolean {
  const max = Math.min(usual.max, range?.max ?? usual.max);
  const min = Math.max(usual.min, range?.min ?? usual.min);
  if (value > max) return max <= 0 || value > max * farTimes;
  return min > 0 ? value < min / farTimes : value < min * farTimes;
}

/** Smaller than this is what bits in the wrong place make of a number with a point. */
const leastMeant = 1e-3;

function isLikely(point: JudgedPoint, usual: UsualValues | null, value: number | null): value is number {
  return value !== null && Math.abs(value) >= leastMeant && isUsual(point, usual, value);
}

/** Values inside what is usual that are looked at all the same. */
function odd(point: JudgedPoint, usual: UsualValues | null, value: number): Finding | null {
  const shown = words.figure(value, point);
  const isTiny = value !== 0 && Math.abs(value) < 1e-9;
  const { coding } = point;
  if (coding && (isTiny || hasEmptyLowWord(value, coding))) {
    const swapped = withWordsSwapped(value, coding);
    if (isLikely(point, usual, swapped)) {
      const other = words.figure(swapped, point);
      return isTiny ? words.swappedWords(shown, other) : words.emptyLowWord(shown, other);
    }
  }
  if (point.quantity === 'temperature' && thermometerMarkers.includes(value))
    return words.thermometerStart(shown);
  if (value === 0 && usual?.isZeroOdd) return words.oddZero(words.figure(0, point));
  return point.quantity === 'power' && value < 0 ? words.negativePower(shown) : null;
}

function judgeMemory(point: JudgedPoint, memory: PointMemory, nowMs: number): Finding[] {
  const { jump, fall } = memory;
  const found: Finding[] = [];
  const shown = (value: number) => words.figure(value, point);
  if (jump && nowMs - jump.atMs < jumpToldMs) found.push(words.jumped(shown(jump.from), shown(jump.to)));
  if (fall && !hasWrapped(point, fall)) {
    const isReset = fall.to <= fall.from * resetShare;
    found.push(
      isReset ? words.beganAnew(shown(fall.from)) : words.ranBackwards(shown(fall.from), shown(fall.to)),
    );
  }
  const quietMs = nowMs - (memory.changedMs ?? memory.sinceMs);
  if (point.kind === 'sensor' && usualValuesOf(point.quantity)?.isRestless && quietMs >= stillMs) {
    found.push(words.unchangedFor(Math.floor(quietMs / 60_000)));
  }
  return found;
}

function hasWrapped({ wrapsAt }: JudgedPoint, { from, to }: Change): boolean {
  return wrapsAt !== null && from > wrapsAt * (1 - wrapShare) && to < wrapsAt * wrapShare;
}
