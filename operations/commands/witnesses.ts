// Watches, after each confirmed command, whether the witness of its point sees the effect; a contradiction is an alarm of
// its own. What follows from what is witness-state.ts. The hub judges, as it has all points, whatever gateway they are on.
import {
  type Campus,
  type Command,
  type Point,
  pointId,
  qualityOf,
  type SampleBatch,
  type Witness,
} from '@campus/campus-model';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import type { LatestValues } from '@campus/telemetry-store';
import type { Alarms } from '../alarms/alarms.ts';
import type { Commands } from './commands.ts';
import {
  nothingWatched,
  stepWitness,
  type Watch,
  type WitnessEffect,
  type WitnessEvent,
  type WitnessState,
} from './witness-state.ts';
import { witnessAlarm } from './witness-words.ts';

/** Its alarms are no rule's; they carry this in the rule's place. */
export const witnessRuleId = 'command-witness';
/** Commands looked through at a start for those whose witness had no time to speak. */
const mostRecalled = 500;

export interface WitnessesOptions {
  readonly campus: Campus;
  readonly commands: Pick<Commands, 'onChange' | 'list' | 'witnessed'>;
  readonly alarms: Pick<Alarms, 'apply' | 'open'>;
  readonly latest: Pick<LatestValues, 'indexOf' | 'at' | 'onBatch'>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Watched {
  readonly point: Point;
  readonly witness: Witness;
  state: WitnessState;
  cancelDue: (() => void) | null;
}

export class Witnesses {
  readonly #options: WitnessesOptions;
  readonly #trouble: TroubleLog;
  /** By commanded point: those that await a word, or stand contradicted. */
  readonly #watched = new Map<string, Watched>();
  /** The same by the witness's index in the latest values. */
  readonly #byWitness = new Map<number, Set<Watched>>();
  readonly #stops: (() => void)[];
  /** Effects are carried out one after the other, in their order. */
  #last: Promise<void> = Promise.resolve();

  private constructor(options: WitnessesOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
    this.#stops = [
      options.commands.onChange((changed) => this.#changed(changed)),
      options.latest.onBatch((batch) => this.#heard(batch)),
    ];
  }

  /** Takes up what was awaited, and what stood contradicted, when the hub ended. */
  static async start(options: WitnessesOptions): Promise<Witnesses> {
    const witnesses = new Witnesses(options);
    await witnesses.#recall();
    return witnesses;
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    for (const { cancelDue } of this.#watched.values()) cancelDue?.();
    await this.#last;
  }

  async #recall(): Promise<void> {
    const { alarms, commands, clock } = this.#options;
    for (const { ruleId, subject, occurrence, isActive } of alarms.open()) {
      if (ruleId !== witnessRuleId || !isActive) continue;
      const known = await commands.list({ pointId: subject, limit: mostRecalled });
      const watched = this.#watchedOf(subject);
      const command = known.find(({ requestedAt }) => requestedAt === occurrence);
      const contradicted = watched && command ? watchOf(command, watched.witness) : null;
      if (watched && contradicted) this.#keep(watched, { ...watched.state, contradicted });
    }
    const recent = await commands.list({ limit: mostRecalled });
    for (const command of recent.reverse()) this.#confirmed(command, clock.now() - command.changedAt);
  }

  #changed(changed: readonly Command[]): void {
    for (const command of changed) this.#confirmed(command, 0);
  }

  /** `sinceMs`: how long ago it was confirmed. */
  #confirmed(command: Command, sinceMs: number): void {
    if (command.state !== 'confirmed' || command.witness || command.value === null) return;
    const watched = this.#watchedOf(command.pointId);
    if (!watched || command.requestedAt <= newestOf(watched.state)) return;
    const watch = watchOf(command, watched.witness);
    const leftMs = watched.witness.withinMs - sinceMs;
    // what was due while the hub was away nobody has seen
    if (watch && leftMs <= 0) return;
    this.#step(watched, { kind: 'confirmed', watch });
    if (watch) this.#awaitDue(watched, watch, leftMs);
  }

  #awaitDue(watched: Watched, { commandId }: Watch, inMs: number): void {
    watched.cancelDue?.();
    watched.cancelDue = this.#options.clock.after(inMs, () => {
      watched.cancelDue = null;
      const value = this.#isStillSo(watched) ? this.#shownBy(watched.witness.point) : null;
      this.#step(watched, { kind: 'due', commandId, value });
    });
  }

  #heard({ length, point, value, status }: SampleBatch): void {
    if (this.#byWitness.size === 0) return;
    for (let row = 0; row < length; row++) {
      const listening = this.#byWitness.get(point[row]!);
      if (!listening || qualityOf(status[row]!) !== 'good' || Number.isNaN(value[row]!)) continue;
      for (const watched of [...listening]) this.#step(watched, { kind: 'seen', value: value[row]! });
    }
  }

  /** False where somebody has switched it by hand meanwhile: then the witness has nothing to contradict. */
  #isStillSo({ point: { deviceId, write }, state: { awaited } }: Watched): boolean {
    const shown = this.#shownBy(pointId(deviceId, write!.readback));
    return shown === null || Math.abs(shown - awaited!.value) <= write!.tolerance;
  }

  /** Null where the point is bad, stale, uncertain or was never heard. */
  #shownBy(id: string): number | null {
    const { latest } = this.#options;
    const shown = latest.at(latest.indexOf(id));
    return shown && qualityOf(shown.status) === 'good' && !Number.isNaN(shown.value) ? shown.value : null;
  }

  #step(watched: Watched, event: WitnessEvent): void {
    const { state, effects } = stepWitness(watched.state, event);
    this.#keep(watched, state);
    for (const effect of effects) this.#last = this.#last.then(() => this.#carryOut(watched, effect));
  }

  #keep(watched: Watched, state: WitnessState): void {
    watched.state = state;
    const index = this.#options.latest.indexOf(watched.witness.point);
    const listening = this.#byWitness.get(index) ?? new Set();
    if (state.awaited || state.contradicted) {
      this.#watched.set(watched.point.pointId, watched);
      this.#byWitness.set(index, listening.add(watched));
      return;
    }
    watched.cancelDue?.();
    this.#watched.delete(watched.point.pointId);
    listening.delete(watched);
    if (listening.size === 0) this.#byWitness.delete(index);
  }

  /** Null where the point has no witness. */
  #watchedOf(pointId: string): Watched | null {
    const known = this.#watched.get(pointId);
    if (known) return known;
    const point = this.#options.campus.points.get(pointId);
    const witness = point?.write?.witness;
    return point && witness ? { point, witness, state: nothingWatched, cancelDue: null } : null;
  }

  async #carryOut(watched: Watched, effect: WitnessEffect): Promise<void> {
    try {
      if (effect.kind === 'verdict')
        await this.#options.commands.witnessed(effect.watch.commandId, {
          verdict: effect.verdict,
          pointId: watched.witness.point,
          value: effect.value,
        });
      else await this.#alarm(watched, effect);
      this.#trouble.back('witnesses');
    } catch (error) {
      this.#trouble.lost('witnesses', error instanceof Error ? error.message : String(error));
    }
  }

  async #alarm(
    { point, witness }: Watched,
    effect: Extract<WitnessEffect, { kind: 'raise' | 'clear' }>,
  ): Promise<void> {
    const { campus, alarms, clock } = this.#options;
    const { requestedAt, expects } = effect.watch;
    const value = effect.kind === 'raise' ? effect.value : null;
    const seenBy = campus.points.get(witness.point);
    if (!seenBy) return;
    await alarms.apply(
      {
        ruleId: witnessRuleId,
        subject: point.pointId,
        occurrence: requestedAt,
        isActive: effect.kind === 'raise',
        at: clock.now(),
        value,
        pointIds: [point.pointId, witness.point],
        spaceId: point.spaceId,
      },
      witnessAlarm(campus, point, seenBy, expects, value ?? 0),
    );
  }
}

/** When the newest command was asked for that is awaited or contradicted. */
function newestOf({ awaited, contradicted }: WitnessState): number {
  const none = Number.NEGATIVE_INFINITY;
  return Math.max(awaited?.requestedAt ?? none, contradicted?.requestedAt ?? none);
}

/** Null where the witness expects nothing of this value. */
function watchOf({ id, value, requestedAt }: Command, { expects }: Witness): Watch | null {
  const expected = expects.find(({ when }) => when === value);
  return expected && value !== null ? { commandId: id, requestedAt, value, expects: expected } : null;
}
