// The engine's state as text and back. Keyed by rule and point, so that it outlives changes of rules and campus.
import { z } from 'zod';
import type { CompiledRules } from './compile-rules.ts';
import { type ConditionState, phases, untouched } from './condition-state.ts';
import { type EngineState, type Orphan, stateOf, statesOf } from './engine-state.ts';

const time = z.number();

/** Phase, since, held, judged, heard, occurrence, value. */
const savedCondition = z.tuple([
  z.enum(phases),
  time,
  time.nullable(),
  time,
  time,
  z.number().int().min(0),
  z.number().nullable(),
]);

const savedState = z.strictObject({
  version: z.literal(1),
  lastNowMs: time.nullable(),
  quietUntilMs: time,
  conditions: z.record(z.string(), savedCondition),
  orphans: z.record(z.string(), z.strictObject({ occurrence: z.number().int(), isActive: z.boolean() })),
});
type SavedCondition = z.infer<typeof savedCondition>;

/** JSON. What was never touched is left out; the counters of rules that are gone are kept. */
export function saveState(state: EngineState): string {
  const { keys, lastNowMs, quietUntilMs, orphans } = state;
  const conditions: Record<string, SavedCondition> = {};
  statesOf(state).forEach((condition, i) => {
    if (condition !== untouched) conditions[keys[i]!] = packed(condition);
  });
  const saved: z.infer<typeof savedState> = {
    version: 1,
    lastNowMs,
    quietUntilMs,
    conditions,
    orphans: Object.fromEntries(orphans),
  };
  return JSON.stringify(saved);
}

/**
 * Reads what saveState wrote. A condition that the rules no longer make becomes an orphan (its alarm is cleared at
 * the next tick, its counter kept); one that is new starts untouched. Throws where the text is of another form:
 * going on without the counters would give two alarms one id.
 */
export function loadState(compiled: CompiledRules, text: string): EngineState {
  const { lastNowMs, quietUntilMs, conditions, orphans } = savedState.parse(JSON.parse(text));
  const saved = new Map(Object.entries(conditions));
  const gone = new Map<string, Orphan>(Object.entries(orphans));
  const states = compiled.conditions.map(({ staleAfterMs }, i): ConditionState => {
    const key = compiled.keys[i]!;
    const found = saved.get(key);
    saved.delete(key);
    if (found) return unpacked(found);
    const heardMs = staleAfterMs === null ? 0 : (lastNowMs ?? 0);
    const back = gone.get(key);
    gone.delete(key);
    if (!back) return heardMs === 0 ? untouched : { ...untouched, heardMs };
    const phase = back.isActive ? 'active' : 'normal';
    return { ...untouched, phase, occurrence: back.occurrence, heardMs };
  });
  for (const [key, [phase, , , , , occurrence]] of saved) {
    if (occurrence > 0) gone.set(key, { occurrence, isActive: phase === 'active' || phase === 'clearing' });
  }
  return stateOf(compiled, states, { lastNowMs, quietUntilMs, orphans: gone });
}

function packed(state: ConditionState): SavedCondition {
  const { phase, sinceMs, heldMs, judgedMs, heardMs, occurrence, value } = state;
  return [phase, sinceMs, heldMs, judgedMs, heardMs, occurrence, value];
}

function unpacked([
  phase,
  sinceMs,
  heldMs,
  judgedMs,
  heardMs,
  occurrence,
  value,
]: SavedCondition): ConditionState {
  return { phase, sinceMs, heldMs, judgedMs, heardMs, occurrence, value };
}
