// Drives the engine by hand: samples and passing time in, transitions out.
import { type AlarmTransition, type Campus, mistakesOf, type SampleBatch } from '@campus/campus-model';
import {
  type CompiledRules,
  type CompileResult,
  compileRules,
  type EngineState,
  evaluate,
  initialState,
  ruleFileSchema,
  tick,
} from '@campus/rules-engine';
import { sample } from './tiny-campus.ts';

/** The value of a rule file, judged as the program does. */
export function readRules(raw: unknown, campus: Campus): CompileResult {
  const parsed = ruleFileSchema.safeParse(raw);
  if (!parsed.success) return { ok: false, mistakes: mistakesOf(parsed.error, raw) };
  return compileRules(parsed.data.rules, campus);
}

export function compiledFrom(rules: readonly unknown[], campus: Campus): CompiledRules {
  const result = readRules({ version: 1, rules }, campus);
  if (!result.ok) throw new Error(JSON.stringify(result.mistakes));
  return result.compiled;
}

/** A rule with everything but its points and condition filled in. */
export function ruleOf(more: Record<string, unknown>): Record<string, unknown> {
  return {
    id: 'r1',
    name: { zh: '规则', en: 'Rule' },
    advice: { zh: '去看看。', en: 'Look.' },
    system: 'climate',
    priority: 'medium',
    ...more,
  };
}

export class EngineRun {
  readonly effects: AlarmTransition[] = [];
  readonly compiled: CompiledRules;
  state: EngineState;

  constructor(compiled: CompiledRules, state: EngineState = initialState(compiled)) {
    this.compiled = compiled;
    this.state = state;
  }

  batch(batch: SampleBatch, nowMs: number): AlarmTransition[] {
    const { state, effects } = evaluate(this.compiled, this.state, batch, nowMs);
    this.state = state;
    this.effects.push(...effects);
    return effects;
  }

  /** A sample of point 0 that arrives when it was taken, unless `nowMs` says otherwise. */
  sample(timeMs: number, value: number, status = 0, nowMs = timeMs): AlarmTransition[] {
    return this.batch(sample(0, timeMs, value, status), nowMs);
  }

  tick(nowMs: number): AlarmTransition[] {
    const { state, effects } = tick(this.compiled, this.state, nowMs);
    this.state = state;
    this.effects.push(...effects);
    return effects;
  }

  /** Ticks each five seconds from `fromMs` until `toMs`, as a hub does. */
  wait(fromMs: number, toMs: number): AlarmTransition[] {
    const effects: AlarmTransition[] = [];
    for (let now = fromMs; now < toMs; now += 5000) effects.push(...this.tick(now));
    return [...effects, ...this.tick(toMs)];
  }

  /** The transitions so far, shortened: `+1@1000` raised, `-1@2000` cleared. */
  get told(): string[] {
    return this.effects.map(({ isActive, occurrence, at }) => `${isActive ? '+' : '-'}${occurrence}@${at}`);
  }
}
