// Runs commands: judged, journaled, written, read back. At most once, whatever crashes; one at a time a point.
import { type CommandReport, type ErrorCode, isFinal, qualityOf, status } from '@campus/campus-model/plain';
import type { DriverSession, WriteResult } from '@campus/device-drivers/sessions';
import type { Clock, Log } from '@campus/runtime';
import type { Metric } from '@campus/sparkplug';
import type { PollPlan } from '../poll-plan.ts';
import { CommandMemory, type Unfinished } from './command-memory.ts';
import { commandIdOf, judgeOrder, type Order } from './command-order.ts';
import type { HubClock } from './hub-clock.ts';
import type { Journal } from './journal.ts';
import { type Confirmation, confirmByReadback } from './readback.ts';

/** Commands being run or waiting for their point, in all: a scene for a whole building is some hundred. */
const mostCommands = 1_000;
/** A driver that has not answered a write by then never will; whether it wrote is unknown. */
const writeDeadlineMs = 10_000;
/** A command that is only read back gives way to any other. */
const anyWins = Number.POSITIVE_INFINITY;
/** After a restart the device has this much longer to answer the readback. */
const recoveryGraceMs = 5_000;

export interface CommandRunnerOptions {
  readonly plan: PollPlan;
  readonly clock: Clock;
  readonly hubClock: HubClock;
  readonly journal: Journal;
  readonly log: Log;
  newId(): string;
  /** The session that reaches a device; null where its driver could not be opened. */
  sessionOf(deviceId: string): DriverSession | null;
  /** What a point shows by its newest sample; null where that is missing or bad. */
  shownBy(index: number): number | null;
  /** A value that a readback or a write proved. */
  onSample(index: number, timeMs: number, value: number, status: number): void;
}

interface Running {
  readonly order: Order;
  readonly stop: AbortController;
}

interface Lane {
  running: Running | null;
  /** The most urgent or newest of those that came meanwhile. */
  waiting: Order | null;
}

export class CommandRunner {
  readonly #options: CommandRunnerOptions;
  readonly #memory = new CommandMemory();
  /** By plan index of the commanded point. */
  readonly #lanes = new Map<number, Lane>();
  #unfinished: Unfinished[] = [];
  #isClosed = false;

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
  }

  /** Remembers the ids of earlier runs: until then no command may be taken. */
  async remember(): Promise<void> {
    for await (const entry of this.#options.journal.entries()) this.#memory.load(entry);
    this.#unfinished = this.#memory.unfinished();
  }

  /** Reads back what an earlier run began and did not end; it is never written again. */
  recover(): void {
    for (const { id, pointId, value } of this.#unfinished.splice(0).reverse()) {
      const index = this.#options.plan.indexOf.get(pointId);
      const point = index === undefined ? undefined : this.#options.plan.points[index];
      if (index === undefined || !point?.write) void this.#report(id, 'unknown', { reason: 'not-found' });
      else if (this.#lanes.has(index)) void this.#report(id, 'superseded', { reason: 'superseded' });
      else {
        const order = { id, index, point, value, rank: anyWins, expiresAt: null };
        this.#begin(order, (running) => this.#readAgain(running));
      }
    }
  }

  /** Takes the commands of a DCMD. */
  receive(deviceId: string, metrics: readonly Metric[]): void {
    for (const metric of metrics) {
      const id = commandIdOf(metric) ?? this.#options.newId();
      const known = this.#memory.get(id);
      if (known) this.#options.journal.tell(known);
      else this.#take(deviceId, metric, id);
    }
  }

  /** Stops waiting for readbacks. What is not ended is read back at the next start. */
  close(): void {
    this.#isClosed = true;
    for (const { running } of this.#lanes.values()) running?.stop.abort();
  }

  #take(deviceId: string, metric: Metric, id: string): void {
    const at = this.#options.clock.now();
    // Not journaled: a flood of commands is not to become a flood of disk writes.
    if (this.#memory.open >= mostCommands) {
      this.#options.journal.tell({ id, state: 'rejected', at, reason: 'too-many-requests' });
      return;
    }
    this.#memory.begin(id, at);
    const judged = judgeOrder(this.#options.plan, deviceId, metric, id);
    if (!judged.ok) void this.#report(id, 'rejected', { reason: judged.reason });
    else if (this.#options.hubClock.now() === null) {
      void this.#report(id, 'rejected', { reason: 'clock-unknown' });
    } else if (this.#isExpired(judged.order)) {
      void this.#report(id, 'expired', { reason: 'command-expired' });
    } else this.#queue(judged.order);
  }

  /** Of those that want the same point the most urgent wins; among equals the newest. */
  #queue(order: Order): void {
    const lane = this.#lanes.get(order.index);
    if (!lane?.running) {
      this.#begin(order, (running) => this.#run(running));
      return;
    }
    const rival = lane.waiting ?? lane.running.order;
    const beaten = order.rank > rival.rank ? order : lane.waiting;
    if (beaten) void this.#report(beaten.id, 'superseded', { reason: 'superseded' });
    if (beaten === order) return;
    lane.waiting = order;
    lane.running.stop.abort();
  }

  #begin(order: Order, run: (running: Running) => Promise<void>): void {
    const { index } = order;
    const lane = this.#lanes.get(index) ?? { running: null, waiting: null };
    this.#lanes.set(index, lane);
    const running = { order, stop: new AbortController() };
    lane.running = running;
    run(running)
      .catch((error: unknown) =>
        this.#options.log.error({ error: String(error), command: order.id }, 'command'),
      )
      .finally(() => this.#ended(index, lane));
  }

  #ended(index: number, lane: Lane): void {
    const next = lane.waiting;
    lane.running = null;
    lane.waiting = null;
    if (next && !this.#isClosed) this.#begin(next, (running) => this.#run(running));
    else this.#lanes.delete(index);
  }

  async #run(running: Running): Promise<void> {
    const { order, stop } = running;
    const { id, index, point, value } = order;
    const session = this.#options.sessionOf(point.deviceId);
    if (this.#isExpired(order)) return this.#report(id, 'expired', { reason: 'command-expired' });
    if (!session) return this.#report(id, 'rejected', { reason: 'device-silent' });
    // The id is on disk before the device is touched: after a crash it is read back, never written again.
    const accepted = await this.#keepAccepted(order);
    if (!accepted) return this.#report(id, 'rejected', { reason: 'disk-full' });
    if (this.#isClosed) return;
    if (stop.signal.aborted) return this.#report(id, 'superseded', { reason: 'superseded' });
    // the disk may have taken its time
    if (this.#isExpired(order)) return this.#report(id, 'expired', { reason: 'command-expired' });
    const written = await this.#write(session, order);
    if (written === 'late') return this.#report(id, 'unknown', { reason: 'device-silent' });
    if (!written.ok && !written.mayHaveActed) return this.#report(id, 'failed', { reason: written.reason });
    if (written.ok) {
      this.#options.onSample(index, this.#options.clock.now(), value, status.good);
      await this.#report(id, 'written');
    }
    const seen = await this.#readBack(running, session, point.write!.settleMs);
    if (seen) await this.#report(id, ...finalOf(seen, written.ok ? 'command-not-confirmed' : written.reason));
  }

  /** After a restart: the device is asked, nothing is written. */
  async #readAgain(running: Running): Promise<void> {
    const { id, point } = running.order;
    const session = this.#options.sessionOf(point.deviceId);
    if (!session) return this.#report(id, 'unknown', { reason: 'device-silent' });
    const seen = await this.#readBack(running, session, point.write!.settleMs + recoveryGraceMs);
    if (!seen) return;
    const [state, more] = finalOf(seen, 'command-not-confirmed');
    // whether it was written at all is not known
    await this.#report(id, state === 'failed' ? 'unknown' : state, more);
  }

  async #write(session: DriverSession, { point, value }: Order): Promise<WriteResult | 'late'> {
    const { clock } = this.#options;
    const late = Promise.withResolvers<'late'>();
    const cancel = clock.after(writeDeadlineMs, () => late.resolve('late'));
    return Promise.race([session.write(point, value), late.promise]).finally(cancel);
  }

  /** Null where the agent ends: nothing is said of the command until it is read back at the next start. */
  async #readBack(running: Running, session: DriverSession, withinMs: number): Promise<Confirmation | null> {
    const { plan, clock, onSample } = this.#options;
    const { point, value } = running.order;
    const limits = point.write!;
    const index = plan.indexOf.get(`${point.deviceId}/${limits.readback}`);
    const readback = index === undefined ? undefined : plan.points[index];
    if (index === undefined || !readback) return { outcome: 'not-confirmed', readback: null };
    const seen = await confirmByReadback({
      clock,
      wanted: value,
      tolerance: limits.tolerance,
      withinMs,
      stop: running.stop.signal,
      read: async () => {
        const reading = await session.read(readback);
        // That a device gives no value is its driver's word, not this question's.
        if (qualityOf(reading.status) === 'bad') return null;
        onSample(index, clock.now(), reading.value, reading.status);
        return reading.value;
      },
    });
    if (seen.outcome === 'confirmed') return seen;
    if (this.#isClosed) return null;
    // A device that tells changes only has no word for a command that changed nothing.
    const shown =
      seen.readback === null && seen.outcome === 'not-confirmed' ? this.#options.shownBy(index) : null;
    const isAsWanted = shown !== null && Math.abs(shown - value) <= limits.tolerance;
    return isAsWanted ? { outcome: 'confirmed', readback: shown } : seen;
  }

  #isExpired(order: Order): boolean {
    const hubNow = this.#options.hubClock.now();
    return order.expiresAt !== null && hubNow !== null && hubNow > order.expiresAt;
  }

  async #keepAccepted({ id, point, value }: Order): Promise<boolean> {
    const report: CommandReport = { id, state: 'accepted', at: this.#options.clock.now() };
    const order = { pointId: point.pointId, value };
    const isKept = await this.#options.journal.keep({ kind: 'command', report, order });
    if (isKept) this.#memory.note(report);
    return isKept;
  }

  async #report(
    id: string,
    state: CommandReport['state'],
    more: Partial<Pick<CommandReport, 'reason' | 'readback'>> = {},
  ): Promise<void> {
    const report: CommandReport = { id, state, at: this.#options.clock.now(), ...more };
    this.#memory.note(report);
    if (!(await this.#options.journal.keep({ kind: 'command', report }))) this.#options.journal.tell(report);
    if (isFinal(state)) this.#options.log.info({ command: id, state, reason: more.reason }, 'command ended');
  }
}

type Final = [CommandReport['state'], Pick<CommandReport, 'reason' | 'readback'>];

/** Failed is only what the device itself shows to be otherwise; where it shows nothing, nobody knows. */
function finalOf({ outcome, readback }: Confirmation, reason: ErrorCode): Final {
  if (outcome === 'confirmed') return ['confirmed', { readback }];
  if (outcome === 'stopped') return ['superseded', { reason: 'superseded', readback }];
  return [readback === null ? 'unknown' : 'failed', { reason, readback }];
}
