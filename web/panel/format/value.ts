// Turns a live value of a point into what may be shown: a number, a state's name, a reason, or a dash. Pure.
import {
  type Language,
  type PointView,
  type Quantity,
  qualityOf,
  reasonOf,
  status,
  type Text,
} from '@campus/campus-model';
import { formatNumber } from './number.ts';

/** What the live stream holds of a point. NaN is a missing value; `arrivedAt` is on the page's monotonic clock. */
export interface LivePoint {
  readonly value: number;
  readonly text: string | null;
  readonly timeMs: number;
  readonly status: number;
  readonly arrivedAt: number;
}

type Standing = 'good' | 'uncertain' | 'stale' | 'bad' | 'missing';

export interface Shown {
  readonly standing: Standing;
  /** The number, state name or dash; a bad value shows its reason here and never a number. */
  readonly words: string;
  readonly unit: string;
  /** A number, not a word. */
  readonly isFigure: boolean;
  /** Why the value is not good. */
  readonly reason: Text | null;
}

/** Shown where there is no value. */
export const dash = '—';

type Describable = Pick<PointView, 'quantity' | 'unit' | 'decimals' | 'states'>;

/** Words for coded quantities whose device model names no states. */
const plainStates: Partial<Record<Quantity, readonly [off: Text, on: Text]>> = {
  switch: [
    { zh: '关', en: 'off' },
    { zh: '开', en: 'on' },
  ],
  occupancy: [
    { zh: '无人', en: 'empty' },
    { zh: '有人', en: 'occupied' },
  ],
  motion: [
    { zh: '无移动', en: 'no motion' },
    { zh: '有移动', en: 'motion' },
  ],
  contact: [
    { zh: '关闭', en: 'closed' },
    { zh: '打开', en: 'open' },
  ],
  smoke: [
    { zh: '正常', en: 'clear' },
    { zh: '报警', en: 'smoke' },
  ],
  leak: [
    { zh: '干燥', en: 'dry' },
    { zh: '漏水', en: 'leak' },
  ],
};

/** Whether a value that came earlier has outlived its point's limit, or says so itself. */
export function isStale(live: LivePoint, staleAfterMs: number, monotonicMs: number): boolean {
  return live.status >>> 0 === status.lastUsableValue || monotonicMs - live.arrivedAt > staleAfterMs;
}

/** Whether its numbers are codes of states: a mean of them would say nothing. */
export function isCoded({ states, quantity }: Pick<PointView, 'states' | 'quantity'>): boolean {
  return states !== null || plainStates[quantity] !== undefined;
}

/** Name of a coded value, or null where the point is a plain number. */
export function stateName(point: Describable, value: number): Text | null {
  const named = point.states?.[String(value)];
  if (named) return named;
  const plain = plainStates[point.quantity];
  return plain ? (plain[value === 0 ? 0 : 1] ?? null) : null;
}

/** The value's words and unit, with large powers in kW. */
export function formatValue(
  point: Describable,
  value: number,
  language: Language,
): { words: string; unit: string } {
  if (!Number.isFinite(value)) return { words: dash, unit: '' };
  const name = stateName(point, value);
  if (name) return { words: name[language], unit: '' };
  if (point.unit === 'W' && Math.abs(value) >= 10_000) {
    return { words: formatNumber(value / 1000, 1, language), unit: 'kW' };
  }
  return { words: formatNumber(value, point.decimals, language), unit: point.unit };
}

/** All that a view needs to show a point honestly. `stale` is the caller's judgement by its clock. */
export function presentValue(
  point: Describable,
  live: LivePoint | undefined,
  stale: boolean,
  language: Language,
): Shown {
  if (!live) return nothing(null);
  const quality = qualityOf(live.status);
  const reason = quality === 'good' ? null : reasonOf(live.status);
  if (quality === 'bad') {
    return {
      standing: 'bad',
      words: capitalised(reason?.[language] ?? dash),
      unit: '',
      isFigure: false,
      reason,
    };
  }
  const standing: Standing = stale ? 'stale' : quality;
  const said = stale ? reasonOf(status.lastUsableValue) : reason;
  if (live.text !== null && live.text !== '')
    return { standing, words: live.text, unit: '', isFigure: false, reason: said };
  if (!Number.isFinite(live.value)) return nothing(reason);
  const name = stateName(point, live.value)?.[language];
  if (name !== undefined) {
    return { standing, words: capitalised(name), unit: '', isFigure: false, reason: said };
  }
  return { standing, ...formatValue(point, live.value, language), isFigure: true, reason: said };
}

/** States of device models begin small in English; standing alone they begin large. */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function nothing(reason: Text | null): Shown {
  return { standing: 'missing', words: dash, unit: '', isFigure: false, reason };
}

/** A usable number of a live value: null when missing, bad, or not there. */
export function usableNumber(live: LivePoint | undefined): number | null {
  if (!live || qualityOf(live.status) === 'bad' || !Number.isFinite(live.value)) return null;
  return live.value;
}
