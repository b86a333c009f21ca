// Samples and passing time through the compiled rules. Pure: (rules, state, samples, now) → (state, effects).
//
// What a value says: good and uncertain quality are judged by value. Bad quality and a missing value neither raise
// nor clear a comparison: a running duration is held, and the time it was held does not count. Durations count in
// source time, a source time in the future counts as now, and a sample older than the last judged one of its point
// is passed over. After a restart durations go on from where they began; see catchUpMs in engine-state.ts.
import { type AlarmTransition, qualityOf, type SampleBatch } from '@campus/campus-model';
import type { CompiledRules, Condition } from './compile-rules.ts';
import { acceptSample, type Change, type JudgedSample, rewound, ripen } from './condition-state.ts';
import { Draft, type EngineState, type Orphan } from './engine-state.ts';

export interface Evaluation {
  readonly state: EngineState;
  readonly effects: AlarmTransition[];
  /** How many conditions were judged or looked at: the work done. */
  readonly judged: number;
}

/** Judges a live batch whose `point` is the index in the order of `campus.points`. A historical batch changes nothing. */
export function evaluate(
  compiled: CompiledRules,
  state: EngineState,
  batch: SampleBatch,
  nowMs: number,
): Evaluation {
  if (batch.historical) return { state, effects: [], judged: 0 };
  const draft = new Draft(compiled, state, nowMs);
  const effects: AlarmTransition[] = [];
  let judged = 0;
  for (let row = 0; row < batch.length; row++) {
    const touched = compiled.conditionsOf(batch.point[row]!);
    if (touched.length === 0) continue;
    const sample = sampleAt(batch, row, nowMs);
    judged += touched.length;
    for (const index of touched) judge(compiled.conditions[index]!, index, sample, draft, effects);
  }
  return { state: draft.finish(), effects, judged };
}

/**
 * Judges samples by their own times although later ones of their points were judged before them: what an earlier run had
 * stored and not judged, or a clock that was set back. What the batch ends with is what the points are taken to be, so the
 * caller puts their latest values last. Says nothing of availability, which goes by arrival.
 */
export function recover(
  compiled: CompiledRules,
  state: EngineState,
  batch: SampleBatch,
  nowMs: number,
): Evaluation {
  const draft = new Draft(compiled, state, nowMs);
  const effects: AlarmTransition[] = [];
  let judged = 0;
  for (let row = 0; row < batch.length; row++) {
    const sample = sampleAt(batch, row, nowMs);
    for (const index of compiled.conditionsOf(batch.point[row]!)) {
      const condition = compiled.conditions[index]!;
      if (condition.staleAfterMs !== null) continue;
      judged++;
      draft.set(index, rewound(draft.get(index), sample.atMs));
      judge(condition, index, sample, draft, effects, true);
    }
  }
  return { state: draft.finish(), effects, judged };
}

function sampleAt(batch: SampleBatch, row: number, nowMs: number): JudgedSample {
  const timeMs = batch.timeMs[row]!;
  const value = batch.value[row]!;
  const isPresent = Number.isFinite(value) || batch.texts?.has(row) === true;
  return {
    atMs: timeMs > 0 && timeMs < nowMs ? timeMs : nowMs,
    nowMs,
    value: Number.isFinite(value) ? value : 0,
    isUsable: isPresent && qualityOf(batch.status[row]!) !== 'bad',
  };
}

function judge(
  condition: Condition,
  index: number,
  sample: JudgedSample,
  draft: Draft,
  effects: AlarmTransition[],
  mayRipen = draft.mayRipen,
): void {
  const before = draft.get(index);
  const changes: Change[] = [];
  const after = acceptSample(condition, before, sample, mayRipen, changes);
  if (after !== before) draft.set(index, after);
  for (const change of changes) effects.push(transitionOf(condition, change));
}

/** Lets durations ripen that need no new sample, and clears the alarms of rules that are gone. */
export function tick(compiled: CompiledRules, state: EngineState, nowMs: number): Evaluation {
  const draft = new Draft(compiled, state, nowMs);
  const effects: AlarmTransition[] = [];
  let judged = 0;
  if (draft.mayRipen) {
    for (const index of draft.due()) {
      judged++;
      const condition = compiled.conditions[index]!;
      const before = draft.get(index);
      const changes: Change[] = [];
      const after = ripen(condition, before, nowMs, changes);
      if (after !== before) draft.set(index, after);
      for (const change of changes) effects.push(transitionOf(condition, change));
    }
    effects.sort((a, b) => a.at - b.at);
  }
  const orphans = clearOrphans(state.orphans, nowMs, effects);
  return { state: draft.finish(orphans), effects, judged };
}

function clearOrphans(
  orphans: ReadonlyMap<string, Orphan>,
  nowMs: number,
  effects: AlarmTransition[],
): ReadonlyMap<string, Orphan> {
  const active = [...orphans].filter(([, orphan]) => orphan.isActive);
  if (active.length === 0) return orphans;
  for (const [key, { occurrence }] of active) {
    const colon = key.indexOf(':');
    const subject = key.slice(colon + 1);
    const ruleId = key.slice(0, colon);
    const where = { ruleId, subject, pointIds: [subject], spaceId: null };
    effects.push({ ...where, occurrence, isActive: false, at: nowMs, value: null });
  }
  return new Map([...orphans].map(([key, { occurrence }]) => [key, { occurrence, isActive: false }]));
}

function transitionOf(
  { ruleId, pointId, spaceId, staleAfterMs }: Condition,
  change: Change,
): AlarmTransition {
  return {
    ruleId,
    subject: pointId,
    occurrence: change.occurrence,
    isActive: change.isActive,
    at: change.at,
    // Of a missing value no number is told.
    value: staleAfterMs === null ? change.value : null,
    pointIds: [pointId],
    spaceId,
  };
}
