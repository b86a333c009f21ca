// Alarms: raised and cleared by the engine's transitions, acknowledged by people, kept over a restart.
// Who may acknowledge is judged by the caller.
import { type Alarm, type AlarmTransition, alarmId, CampusError, type Identity } from '@campus/campus-model';
import type { Rule } from '@campus/rules-engine';
import type { Clock, Log } from '@campus/runtime';
import type { OperationsDatabase } from '../database/database.ts';
import { listLimit } from '../list-limit.ts';
import { Listeners } from '../listeners.ts';
import type { AlarmsAround, PresentedTransition, WrittenAlarm } from './alarm-rows.ts';
import type { RulesCheckpoint } from './checkpoint-rows.ts';
import type { JudgedRange } from './judged-range-rows.ts';
import { type AlarmPresentation, nextAlarm } from './next-alarm.ts';

/** Open alarms held in memory (about 1 kB each); older ones beyond it are still in the database. */
const mostOpenInMemory = 5_000;
const longestComment = 500;

export class Alarms {
  readonly #database: OperationsDatabase;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #clock: Clock;
  readonly #listeners: Listeners<Alarm[]>;
  /** Every alarm whose state is not normal. */
  readonly #open = new Map<string, Alarm>();
  /** Why an alarm that is shown may be on no disk yet. */
  #refusal: CampusError | null = null;

  constructor(
    database: OperationsDatabase,
    options: { rules: ReadonlyMap<string, Rule>; clock: Clock; log: Log },
  ) {
    this.#database = database;
    this.#rules = options.rules;
    this.#clock = options.clock;
    this.#listeners = new Listeners(options.log);
  }

  /** Takes the open alarms into memory; called once, by Operations. */
  async load(): Promise<void> {
    const open = await this.#database.call('listAlarms', ['open', mostOpenInMemory]);
    for (const alarm of open.reverse()) this.#open.set(alarm.id, alarm);
  }

  /** Hands changed alarms to `listener` once they are on disk, or the disk has refused them; the returned function ends it. */
  onChange(listener: (changed: Alarm[]) => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Applies one transition (a gateway's own alarm, or one that no rule raises and that brings its words along). The same
   * one again changes nothing.
   */
  async apply(
    transition: AlarmTransition,
    presentation: AlarmPresentation = this.#presentation(transition.ruleId),
  ): Promise<Alarm> {
    const written = await this.#write([{ transition, presentation }], null);
    return written[0]!.alarm;
  }

  /** See Operations.checkpoint. */
  async checkpoint(
    state: string,
    effects: readonly AlarmTransition[],
    ranges: readonly JudgedRange[],
  ): Promise<void> {
    const presented = effects.map((transition) => {
      return { transition, presentation: this.#presentation(transition.ruleId) };
    });
    await this.#write(presented, { state, ranges, nowMs: this.#clock.now() });
  }

  /** The first acknowledgement stays. Throws CampusError `not-found`, or `disk-full` and `disk-failing` where it cannot be kept. */
  async acknowledge(id: string, identity: Identity, comment?: string): Promise<Alarm> {
    if (comment !== undefined && comment.length > longestComment) {
      throw new CampusError('input-invalid', `A comment has at most ${longestComment} characters.`);
    }
    const said = comment?.trim() || null;
    const args = [id, identity.account, this.#clock.now(), said] as const;
    const written = await this.#database.call('acknowledgeAlarm', [...args]);
    if (!written && this.#open.has(id) && this.#refusal) throw this.#refusal;
    if (!written) throw new CampusError('not-found', `Alarm "${id}".`);
    this.#remember([written]);
    return written.alarm;
  }

  async get(id: string): Promise<Alarm | null> {
    return this.#open.get(id) ?? (await this.#database.call('findAlarm', [id]));
  }

  /** Open ones from memory, newest first. */
  open(): Alarm[] {
    return [...this.#open.values()].sort((a, b) => b.raisedAt - a.raisedAt);
  }

  /** Newest first. */
  async list({ state, limit }: { state: 'open' | 'all'; limit: number }): Promise<Alarm[]> {
    if (state === 'open') return this.open().slice(0, listLimit(limit));
    return this.#database.call('listAlarms', ['all', listLimit(limit)]);
  }

  /** Those that stood at some time of the span (ms UTC) in the spaces or about the points, newest first. */
  async around(query: AlarmsAround): Promise<Alarm[]> {
    return this.#database.call('alarmsAround', [{ ...query, limit: listLimit(query.limit) }]);
  }

  async #write(
    presented: PresentedTransition[],
    checkpoint: RulesCheckpoint | null,
  ): Promise<readonly WrittenAlarm[]> {
    try {
      const written = await this.#database.call('applyTransitions', [presented, checkpoint]);
      this.#remember(written);
      return written;
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
      this.#refusal = error;
      this.#showUnkept(presented);
      throw error;
    }
  }

  /** A disk that refuses must not hide a fire: people see the alarm from memory until a later try has kept it. */
  #showUnkept(presented: readonly PresentedTransition[]): void {
    for (const { transition, presentation } of presented) {
      const { ruleId, subject, occurrence } = transition;
      const before = this.#open.get(alarmId(ruleId, subject, occurrence)) ?? null;
      if (!before && !transition.isActive) continue;
      const alarm = nextAlarm(before, transition, presentation);
      this.#remember([{ alarm, isChanged: alarm !== before }]);
    }
  }

  /** A gateway may judge by a rule that the hub no longer has: its alarm is shown by the rule's id. */
  #presentation(ruleId: string): AlarmPresentation {
    const rule = this.#rules.get(ruleId);
    if (!rule) return { name: { zh: ruleId, en: ruleId }, system: 'network', priority: 'high' };
    const { name, advice, system, priority } = rule;
    return { name, advice, system, priority };
  }

  #remember(written: readonly WrittenAlarm[]): void {
    const latest = new Map<string, Alarm>();
    for (const { alarm, isChanged } of written) if (isChanged) latest.set(alarm.id, alarm);
    for (const alarm of latest.values()) {
      if (alarm.state === 'normal') this.#open.delete(alarm.id);
      else this.#open.set(alarm.id, alarm);
    }
    for (const id of this.#open.keys()) {
      if (this.#open.size <= mostOpenInMemory) break;
      this.#open.delete(id);
    }
    if (latest.size > 0) this.#listeners.tell([...latest.values()]);
  }
}

function isDiskTrouble(error: unknown): error is CampusError {
  return error instanceof CampusError && (error.code === 'disk-full' || error.code === 'disk-failing');
}
