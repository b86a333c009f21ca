// Runs the pure rules engine on live samples and hands its effects, with its state, to operations in one step.
import type { AlarmTransition, SampleBatch } from '@campus/campus-model';
import type { Operations } from '@campus/operations';
import {
  type CompiledRules,
  type EngineState,
  evaluate,
  initialState,
  loadState,
  nextDueMs,
  saveState,
  tick,
} from '@campus/rules-engine';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import type { LatestValues } from '@campus/telemetry-store';

/** State without effects is kept this often; what a crash loses of it is judged again from live values. */
const checkpointPeriodMs = 5_000;
const ripenPeriodMs = 250;

export interface RuleRunnerOptions {
  readonly compiled: CompiledRules;
  readonly operations: Operations;
  readonly latest: LatestValues;
  readonly clock: Clock;
  readonly log: Log;
}

export class RuleRunner {
  readonly #options: RuleRunnerOptions;
  readonly #trouble: TroubleLog;
  #state: EngineState;
  #isDirty = false;
  #pending: AlarmTransition[] = [];
  #saving: Promise<void> | null = null;
  #cancels: (() => void)[] = [];

  private constructor(options: RuleRunnerOptions, state: EngineState) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
    this.#state = state;
  }

  static async start(options: RuleRunnerOptions): Promise<RuleRunner> {
    const saved = await options.operations.rulesState();
    const state = saved ? loadState(options.compiled, saved) : initialState(options.compiled);
    const runner = new RuleRunner(options, state);
    runner.#cancels = [
      options.latest.onBatch((batch) => runner.#judge(batch)),
      options.clock.every(checkpointPeriodMs, () => runner.#save()),
      options.clock.every(ripenPeriodMs, () => runner.#ripen()),
    ];
    return runner;
  }

  async close(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#save();
    await this.#saving;
  }

  #judge(batch: SampleBatch): void {
    this.#take(evaluate(this.#options.compiled, this.#state, batch, this.#options.clock.now()));
  }

  #ripen(): void {
    const due = nextDueMs(this.#state);
    const now = this.#options.clock.now();
    if (due !== null && due <= now) this.#take(tick(this.#options.compiled, this.#state, now));
  }

  #take({ state, effects }: { state: EngineState; effects: readonly AlarmTransition[] }): void {
    this.#state = state;
    this.#isDirty = true;
    if (effects.length === 0) return;
    this.#pending.push(...effects);
    this.#save();
  }

  /** One checkpoint at a time; what came meanwhile goes into the next. One that fails waits for the next period. */
  #save(): void {
    if (this.#saving || !this.#isDirty) return;
    const effects = this.#pending;
    this.#pending = [];
    this.#isDirty = false;
    this.#saving = this.#options.operations.checkpoint(saveState(this.#state), effects).then(
      () => this.#saved(),
      (error: unknown) => this.#failed(effects, error),
    );
  }

  #saved(): void {
    this.#saving = null;
    this.#trouble.back('alarm checkpoint');
    if (this.#pending.length > 0) this.#save();
  }

  #failed(effects: readonly AlarmTransition[], error: unknown): void {
    this.#saving = null;
    this.#pending.unshift(...effects);
    this.#isDirty = true;
    this.#trouble.lost('alarm checkpoint', String(error));
  }
}
