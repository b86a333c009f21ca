// What one value says of a condition. The band between limit and clear limit says nothing in either direction.
import type { RuleCondition } from './rule.ts';

/** `beyond` the limit, `returned` past the clear limit, between them (`band`), or not known. */
export type Verdict = 'beyond' | 'band' | 'returned' | 'unknown';

/** Judges a finite value. A condition on availability takes its verdict from quality alone. */
export type Judge = (value: number) => Verdict;

export function judgeOf(condition: RuleCondition): Judge {
  const { above, below, outside, equals, notEquals, hysteresis } = condition;
  if (above !== undefined) return judgeRange(-Infinity, above, hysteresis);
  if (below !== undefined) return judgeRange(below, Infinity, hysteresis);
  if (outside !== undefined) return judgeRange(outside.min, outside.max, hysteresis);
  if (equals !== undefined) return judgeStates((value) => value === equals);
  if (notEquals !== undefined) return judgeStates((value) => value !== notEquals);
  const codes = new Set(condition.in);
  return judgeStates((value) => codes.has(value));
}

function judgeRange(min: number, max: number, hysteresis: number): Judge {
  return (value) => {
    if (value < min || value > max) return 'beyond';
    return value >= min + hysteresis && value <= max - hysteresis ? 'returned' : 'band';
  };
}

function judgeStates(isBeyond: (value: number) => boolean): Judge {
  return (value) => (isBeyond(value) ? 'beyond' : 'returned');
}
