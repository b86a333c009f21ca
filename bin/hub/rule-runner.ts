// Runs the pure rules engine on live samples, and keeps its state, its effects and the outbox positions it has judged in
// one step of the operations database: what is acknowledged is judged, and nothing is judged twice.
import { type AlarmTransition, qualityOf, type SampleBatch, SampleColumns } from '@campus/campus-model';
import type { Operations } from '@campus/operations';
import {
  type CompiledRules,
  type EngineState,
  evaluate,
  initialState,
  loadState,
  nextDueMs,
  recover,
  saveState,
  tick,
} from '@campus/rules-engine';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import type { GatewayRange, LatestValues, RulesConsumer } from '@campus/telemetry-store';
import { JudgedPositions } from './judged-positions.ts';

/** Agents wait for this: positions are kept this soon after they were judged, effects at once. */
const gatherMs = 250;
/** Packing a large state takes its time: it may cost a twentieth of a core, and agents wait up to this long. */
const costShare = 20;
const longestGatherMs = 2_000;
/** State without positions or effects is kept this often; what a crash loses of it is judged again from live values. */
const statePeriodMs = 5_000;
const ripenPeriodMs = 250;
/** A checkpoint that failed is tried again after this. */
const retryMs = 1_000;
/** As many effects may wait for a disk that refuses as alarms are held open; beyond, nothing is judged. */
const mostWaitingEffects = 5_000;
/** What an earlier run had no time to judge is judged up to this age: a guard wants to know of it, an hour later no longer. */
const recoverWithinMs = 600_000;
/** A live sample older than the last of its point by more than this comes from a clock that was set back. */
const longestDetourMs = 60_000;

export interface RuleRunnerOptions {
  readonly compiled: CompiledRules;
  readonly operations: Operations;
  readonly latest: LatestValues;
  readonly clock: Clock;
  readonly log: Log;
}

export class RuleRunner implements RulesConsumer {
  readonly #options: RuleRunnerOptions;
  readonly #trouble: TroubleLog;
  readonly #judged = new JudgedPositions();
  /** Source time of each point's first and last live sample of this run; NaN before. */
  #firstMs = new Float64Array();
  #lastMs = new Float64Array();
  #compiled: CompiledRules;
  #state: EngineState;
  #packed: { readonly of: EngineState; readonly text: string; readonly atMs: number } | null = null;
  #gatherMs = gatherMs;
  #isDirty = false;
  #effects: AlarmTransition[] = [];
  #saving: Promise<void> | null = null;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #cancelSoon: (() => void) | null = null;
  #cancels: (() => void)[] = [];
  #tell: (ranges: readonly GatewayRange[]) => void = () => {};

  private constructor(options: RuleRunnerOptions, state: EngineState) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
    this.#state = state;
    this.#compiled = options.compiled;
    this.#growTimes();
  }

  static async start(options: RuleRunnerOptions): Promise<RuleRunner> {
    const saved = await options.operations.rulesState();
    const state = saved ? loadState(options.compiled, saved) : initialState(options.compiled);
    const runner = new RuleRunner(options, state);
    runner.#cancels = [
      options.latest.onBatch((batch) => runner.#judge(batch)),
      options.clock.every(statePeriodMs, () => runner.#save()),
      options.clock.every(ripenPeriodMs, () => runner.#ripen()),
    ];
    return runner;
  }

  /** Rules or campus have changed, and the latest values follow the campus already: what each condition knew it knows. */
  follow(compiled: CompiledRules): void {
    this.#state = loadState(compiled, saveState(this.#state));
    this.#compiled = compiled;
    this.#packed = null;
    this.#isDirty = true;
    this.#growTimes();
    this.#save();
  }

  restore(): Promise<readonly GatewayRange[]> {
    return this.#options.operations.judgedRanges();
  }

  take(ranges: readonly GatewayRange[], recovered: SampleBatch | null): boolean {
    if (this.#isFull) return false;
    for (const range of ranges) this.#judged.add(range);
    if (recovered) this.#recover(recovered);
    this.#saveSoon(this.#gatherMs);
    return true;
  }

  onSettled(listener: (ranges: readonly GatewayRange[]) => void): void {
    this.#tell = listener;
  }

  async close(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    await this.#saving;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
    this.#save();
    await this.#saving;
    this.#cancelSoon?.();
  }

  #growTimes(): void {
    const { length } = this.#options.latest.pointIds;
    const [first, last] = [this.#firstMs, this.#lastMs];
    this.#firstMs = new Float64Array(length).fill(Number.NaN);
    this.#lastMs = new Float64Array(length).fill(Number.NaN);
    this.#firstMs.set(first);
    this.#lastMs.set(last);
  }

  get #isFull(): boolean {
    return this.#effects.length >= mostWaitingEffects;
  }

  #judge(batch: SampleBatch): void {
    if (this.#isFull) return;
    const { clock } = this.#options;
    const compiled = this.#compiled;
    const setBack = this.#note(batch);
    if (setBack) this.#take(recover(compiled, this.#state, setBack, clock.now()));
    this.#take(evaluate(compiled, this.#state, batch, clock.now()));
  }

  /** The samples of clocks that were set back: by the engine's own order they would be passed over as late ones. */
  #note({ length, point, timeMs, value, status, texts }: SampleBatch): SampleBatch | null {
    let setBack: SampleColumns | null = null;
    for (let row = 0; row < length; row++) {
      if (qualityOf(status[row]!) === 'bad') continue;
      const index = point[row]!;
      const time = timeMs[row]!;
      if (time < this.#lastMs[index]! - longestDetourMs) {
        setBack ??= new SampleColumns(length);
        setBack.push(index, time, value[row]!, status[row]!, 0, texts?.get(row));
      }
      this.#lastMs[index] = time;
      if (Number.isNaN(this.#firstMs[index]!)) this.#firstMs[index] = time;
    }
    return setBack?.view() ?? null;
  }

  /** The first value of this run (a birth's) may be one of them: that is judged already. */
  #recover(batch: SampleBatch): void {
    const { clock } = this.#options;
    const compiled = this.#compiled;
    const now = clock.now();
    const columns = new SampleColumns();
    const ends = new Map<number, number>();
    for (let row = 0; row < batch.length; row++) {
      const index = batch.point[row]!;
      const time = batch.timeMs[row]!;
      if (time < now - recoverWithinMs || time === this.#firstMs[index]) continue;
      columns.push(index, time, batch.value[row]!, batch.status[row]!, 0, batch.texts?.get(row));
      ends.set(index, Math.max(time, ends.get(index) ?? time));
    }
    for (const [index, endMs] of ends) this.#pushLatest(columns, index, endMs);
    if (columns.length > 0) this.#take(recover(compiled, this.#state, columns.view(), now));
  }

  #pushLatest(columns: SampleColumns, index: number, endMs: number): void {
    const { value, timeMs, status, text } = this.#options.latest.at(index)!;
    if (timeMs >= endMs) columns.push(index, timeMs, value, status, 0, text ?? undefined);
  }

  #ripen(): void {
    const due = nextDueMs(this.#state);
    const now = this.#options.clock.now();
    if (due !== null && due <= now && !this.#isFull) this.#take(tick(this.#compiled, this.#state, now));
  }

  #take({ state, effects }: { state: EngineState; effects: readonly AlarmTransition[] }): void {
    this.#state = state;
    this.#isDirty = true;
    if (effects.length === 0) return;
    this.#effects.push(...effects);
    this.#save();
  }

  #saveSoon(ms: number): void {
    this.#cancelSoon ??= this.#options.clock.after(ms, () => {
      this.#cancelSoon = null;
      this.#save();
    });
  }

  /** One checkpoint at a time; what came meanwhile goes into the next. */
  #save(): void {
    const { clock, operations } = this.#options;
    const isIdle = !this.#isDirty && this.#judged.isEmpty;
    if (this.#saving || isIdle || clock.monotonic() < this.#notBeforeMs) return;
    this.#cancelSoon?.();
    this.#cancelSoon = null;
    const effects = this.#effects;
    const ranges = this.#judged.take();
    this.#effects = [];
    this.#isDirty = false;
    this.#saving = operations.checkpoint(this.#pack(), effects, ranges).then(
      () => this.#saved(ranges),
      (error: unknown) => this.#failed(effects, ranges, error),
    );
  }

  /** A state in which no condition has changed is as good as it was. */
  #pack(): string {
    const { clock } = this.#options;
    const state = this.#state;
    const before = this.#packed;
    const startMs = clock.monotonic();
    const isSame = before?.of.chunks === state.chunks && before.of.orphans === state.orphans;
    if (before && isSame && startMs - before.atMs < statePeriodMs) return before.text;
    const text = saveState(state);
    const costMs = clock.monotonic() - startMs;
    this.#gatherMs = Math.min(longestGatherMs, Math.max(gatherMs, costMs * costShare));
    this.#packed = { of: state, text, atMs: startMs };
    return text;
  }

  #saved(ranges: readonly GatewayRange[]): void {
    this.#saving = null;
    this.#trouble.back('alarm checkpoint');
    if (ranges.length > 0) this.#tell(ranges);
    if (this.#effects.length > 0) this.#save();
    else if (!this.#judged.isEmpty) this.#saveSoon(this.#gatherMs);
  }

  #failed(effects: readonly AlarmTransition[], ranges: readonly GatewayRange[], error: unknown): void {
    this.#saving = null;
    this.#effects.unshift(...effects);
    for (const range of ranges) this.#judged.add(range);
    this.#isDirty = true;
    this.#packed = null;
    this.#notBeforeMs = this.#options.clock.monotonic() + retryMs;
    this.#saveSoon(retryMs);
    this.#trouble.lost('alarm checkpoint', error instanceof Error ? error.message : String(error));
  }
}
