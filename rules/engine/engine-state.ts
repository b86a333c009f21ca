// The state of all conditions, in chunks that are copied when one of their conditions changes: a call costs what it
// touches, and the state handed in stays as it was.
import type { CompiledRules } from './compile-rules.ts';
import { type ConditionState, dueMs, untouched } from './condition-state.ts';

/** Small enough to copy for one sample, large enough that the list of chunks stays short. */
const chunkLength = 32;
/** Longer than this between two calls: the engine was not listening (restart, suspended machine). */
const longestPauseMs = 30_000;
/** After a pause, for so long only fresh samples let a duration ripen: the births tell what happened meanwhile. */
const catchUpMs = 10_000;
/** The engine wants to be called at least this often, to tell a pause from quiet. */
const longestWaitMs = 10_000;

interface Chunk {
  readonly states: readonly ConditionState[];
  /** When the first of them changes by time alone. */
  readonly dueMs: number;
}

/** A condition that no rule makes any more: its counter is kept, its alarm is cleared at the next tick. */
export interface Orphan {
  readonly occurrence: number;
  readonly isActive: boolean;
}

export interface EngineState {
  /** `rule:point` of each condition, in the order of the chunks. */
  readonly keys: readonly string[];
  readonly chunks: readonly Chunk[];
  /** Time of the last call; null before the first. */
  readonly lastNowMs: number | null;
  readonly quietUntilMs: number;
  /** By `rule:point`. */
  readonly orphans: ReadonlyMap<string, Orphan>;
}

export function initialState(compiled: CompiledRules): EngineState {
  return stateOf(
    compiled,
    compiled.conditions.map(() => untouched),
    { lastNowMs: null, quietUntilMs: 0, orphans: new Map() },
  );
}

/** A state from one ConditionState a condition, in the order of `compiled.conditions`. */
export function stateOf(
  compiled: CompiledRules,
  states: readonly ConditionState[],
  rest: Omit<EngineState, 'chunks' | 'keys'>,
): EngineState {
  const chunks: Chunk[] = [];
  for (let first = 0; first < states.length; first += chunkLength) {
    chunks.push(chunkOf(compiled, chunks.length, states.slice(first, first + chunkLength)));
  }
  return { keys: compiled.keys, chunks, ...rest };
}

function chunkOf(compiled: CompiledRules, chunk: number, states: readonly ConditionState[]): Chunk {
  let first = Infinity;
  states.forEach((state, i) => {
    first = Math.min(first, dueMs(compiled.conditions[chunk * chunkLength + i]!, state));
  });
  return { states, dueMs: first };
}

export function statesOf(state: EngineState): ConditionState[] {
  return state.chunks.flatMap((chunk) => chunk.states);
}

/** When `tick` should be called next, milliseconds UTC; null where there is nothing to judge. */
export function nextDueMs(state: EngineState): number | null {
  const { chunks, orphans, lastNowMs, quietUntilMs } = state;
  if (lastNowMs === null) return chunks.length + orphans.size > 0 ? 0 : null;
  if ([...orphans.values()].some((orphan) => orphan.isActive)) return lastNowMs;
  if (chunks.length === 0) return null;
  const due = chunks.reduce((first, chunk) => Math.min(first, chunk.dueMs), Infinity);
  return Math.min(Math.max(due, quietUntilMs), lastNowMs + longestWaitMs);
}

/** The next state in the making. */
export class Draft {
  readonly #compiled: CompiledRules;
  readonly #base: EngineState;
  readonly #changed = new Map<number, ConditionState[]>();
  readonly #nowMs: number;
  readonly #quietUntilMs: number;

  constructor(compiled: CompiledRules, base: EngineState, nowMs: number) {
    this.#compiled = compiled;
    this.#base = base;
    this.#nowMs = nowMs;
    const gapMs = base.lastNowMs === null ? 0 : nowMs - base.lastNowMs;
    const isPause = gapMs > longestPauseMs;
    this.#quietUntilMs = isPause ? nowMs + catchUpMs : Math.min(base.quietUntilMs, nowMs + catchUpMs);
    if (base.lastNowMs === null) this.#listenFrom(nowMs);
    else if (isPause) this.#shiftSilence(gapMs);
    else if (gapMs < 0) this.#clockWentBack(nowMs);
  }

  /** False after a pause, until the births have come. */
  get mayRipen(): boolean {
    return this.#nowMs >= this.#quietUntilMs;
  }

  get(condition: number): ConditionState {
    const chunk = Math.floor(condition / chunkLength);
    return (this.#changed.get(chunk) ?? this.#base.chunks[chunk]!.states)[condition % chunkLength]!;
  }

  set(condition: number, state: ConditionState): void {
    const chunk = Math.floor(condition / chunkLength);
    let states = this.#changed.get(chunk);
    if (!states) {
      states = [...this.#base.chunks[chunk]!.states];
      this.#changed.set(chunk, states);
    }
    states[condition % chunkLength] = state;
  }

  /** Conditions in the chunks where something is due by now. */
  *due(): Iterable<number> {
    const { chunks } = this.#base;
    for (let chunk = 0; chunk < chunks.length; chunk++) {
      if (!this.#changed.has(chunk) && chunks[chunk]!.dueMs > this.#nowMs) continue;
      for (let i = 0; i < chunks[chunk]!.states.length; i++) yield chunk * chunkLength + i;
    }
  }

  finish(orphans: ReadonlyMap<string, Orphan> = this.#base.orphans): EngineState {
    const chunks = this.#changed.size > 0 ? [...this.#base.chunks] : this.#base.chunks;
    for (const [chunk, states] of this.#changed) {
      (chunks as Chunk[])[chunk] = chunkOf(this.#compiled, chunk, states);
    }
    return {
      keys: this.#base.keys,
      chunks,
      lastNowMs: this.#nowMs,
      quietUntilMs: this.#quietUntilMs,
      orphans,
    };
  }

  #listenFrom(nowMs: number): void {
    this.#each((state, isOnAvailability) => (isOnAvailability ? { ...state, heardMs: nowMs } : state));
  }

  #shiftSilence(gapMs: number): void {
    this.#each((state, isOnAvailability) =>
      isOnAvailability ? { ...state, heardMs: state.heardMs + gapMs } : state,
    );
  }

  /** Without this, samples of the corrected clock would count as late until it has caught up. */
  #clockWentBack(nowMs: number): void {
    this.#each((state) => ({
      ...state,
      sinceMs: Math.min(state.sinceMs, nowMs),
      heldMs: state.heldMs === null ? null : Math.min(state.heldMs, nowMs),
      judgedMs: Math.min(state.judgedMs, nowMs),
      heardMs: Math.min(state.heardMs, nowMs),
    }));
  }

  #each(change: (state: ConditionState, isOnAvailability: boolean) => ConditionState): void {
    this.#compiled.conditions.forEach(({ staleAfterMs }, i) => {
      const before = this.get(i);
      const after = change(before, staleAfterMs !== null);
      if (after !== before) this.set(i, after);
    });
  }
}
