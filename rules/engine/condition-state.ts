// The state machine of one condition: normal → raising → active → clearing → normal. Pure; `phase` says which
// timer runs, and a timer counts only time over which the value is known.
import type { Condition } from './compile-rules.ts';
import type { Verdict } from './verdict.ts';

export const phases = ['normal', 'raising', 'active', 'clearing'] as const;
export type Phase = (typeof phases)[number];

export interface ConditionState {
  readonly phase: Phase;
  /** When the running timer began; moved on by the time over which it was held. */
  readonly sinceMs: number;
  /** Since when the timer is held, because the value is not known; null while it runs. */
  readonly heldMs: number | null;
  /** Source time of the last usable sample, 0 for none: older ones come too late. */
  readonly judgedMs: number;
  /** When a usable sample was last received (conditions on availability). */
  readonly heardMs: number;
  /** Number of the last occurrence; 0 before the first. */
  readonly occurrence: number;
  /** The last usable value. */
  readonly value: number | null;
}

export const untouched: ConditionState = {
  phase: 'normal',
  sinceMs: 0,
  heldMs: null,
  judgedMs: 0,
  heardMs: 0,
  occurrence: 0,
  value: null,
};

/** One change of an alarm's condition. */
export interface Change {
  readonly occurrence: number;
  readonly isActive: boolean;
  readonly at: number;
  readonly value: number | null;
}

export interface JudgedSample {
  /** Source time, no later than `nowMs`. */
  readonly atMs: number;
  readonly nowMs: number;
  readonly value: number;
  /** Good or uncertain, and a value is there. */
  readonly isUsable: boolean;
}

/** When the state changes by time alone; Infinity for never. */
export function dueMs(condition: Condition, state: ConditionState): number {
  return Math.min(timerDueMs(condition, state), silentMs(condition, state));
}

function timerDueMs(condition: Condition, { phase, sinceMs, heldMs }: ConditionState): number {
  if (heldMs !== null) return Infinity;
  if (phase === 'raising') return sinceMs + condition.forMs;
  return phase === 'clearing' ? sinceMs + condition.clearAfterMs : Infinity;
}

function silentMs({ staleAfterMs }: Condition, { phase, heardMs }: ConditionState): number {
  return staleAfterMs !== null && (phase === 'normal' || phase === 'clearing')
    ? heardMs + staleAfterMs
    : Infinity;
}

/** Lets time pass until `untilMs`: timers that are due by then ripen, at the moment they were due. */
export function ripen(
  condition: Condition,
  state: ConditionState,
  untilMs: number,
  changes: Change[],
): ConditionState {
  let next = state;
  for (let due = dueMs(condition, next); due <= untilMs; due = dueMs(condition, next)) {
    if (due < timerDueMs(condition, next)) next = turn(next, 'beyond', due);
    else next = complete(next, due, changes);
  }
  return next;
}

function complete(state: ConditionState, at: number, changes: Change[]): ConditionState {
  const isActive = state.phase === 'raising';
  const occurrence = isActive ? state.occurrence + 1 : state.occurrence;
  changes.push({ occurrence, isActive, at, value: state.value });
  return { ...state, phase: isActive ? 'active' : 'normal', sinceMs: at, occurrence };
}

/**
 * Judges one sample. A sample older than the last usable one changes nothing. `mayRipen` is false where the engine
 * was not listening before this sample, so that nothing is known of the time before it.
 */
export function acceptSample(
  condition: Condition,
  state: ConditionState,
  sample: JudgedSample,
  mayRipen: boolean,
  changes: Change[],
): ConditionState {
  const isComparison = condition.staleAfterMs === null;
  const { value, isUsable, nowMs } = sample;
  // Availability goes by arrival: a device that is back may first repeat a value measured before it was lost.
  const atMs = isComparison ? sample.atMs : nowMs;
  if (isComparison && atMs < state.judgedMs) return state;
  const before = mayRipen ? ripen(condition, state, atMs, changes) : state;
  const verdict = verdictOf(condition, value, isUsable);
  const known = isUsable ? { ...before, value: value + 0, judgedMs: atMs, heardMs: nowMs } : before;
  return ripen(condition, turn(known, verdict, atMs, nowMs), atMs, changes);
}

/** The state as if nothing had been judged after `atMs`. */
export function rewound(state: ConditionState, atMs: number): ConditionState {
  if (atMs >= state.judgedMs) return state;
  return {
    ...state,
    sinceMs: Math.min(state.sinceMs, atMs),
    heldMs: state.heldMs === null ? null : Math.min(state.heldMs, atMs),
    judgedMs: atMs,
  };
}

function verdictOf({ staleAfterMs, judge }: Condition, value: number, isUsable: boolean): Verdict {
  if (staleAfterMs !== null) return isUsable ? 'returned' : 'beyond';
  return isUsable ? judge(value) : 'unknown';
}

function turn(state: ConditionState, verdict: Verdict, atMs: number, nowMs = atMs): ConditionState {
  if (verdict === 'unknown') return hold(state, atMs);
  const { phase } = state;
  if (verdict === 'beyond') {
    if (phase === 'normal') return start(state, 'raising', atMs);
    return phase === 'clearing' ? start(state, 'active', atMs) : goOn(state, atMs, nowMs);
  }
  if (phase === 'raising') return start(state, 'normal', atMs);
  if (verdict === 'returned' && phase === 'active') return start(state, 'clearing', atMs);
  if (verdict === 'band' && phase === 'clearing') return start(state, 'active', atMs);
  return goOn(state, atMs, nowMs);
}

function start(state: ConditionState, phase: Phase, sinceMs: number): ConditionState {
  return { ...state, phase, sinceMs, heldMs: null };
}

function hold(state: ConditionState, atMs: number): ConditionState {
  const isTimed = state.phase === 'raising' || state.phase === 'clearing';
  return isTimed && state.heldMs === null ? { ...state, heldMs: Math.max(atMs, state.sinceMs) } : state;
}

/** The timer runs on; the time it was held does not count. A value repeated from before counts from now. */
function goOn(state: ConditionState, atMs: number, nowMs: number): ConditionState {
  if (state.heldMs === null) return state;
  const resumedMs = atMs >= state.heldMs ? atMs : Math.max(nowMs, state.heldMs);
  return { ...state, sinceMs: state.sinceMs + resumedMs - state.heldMs, heldMs: null };
}
