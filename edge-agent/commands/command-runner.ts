// Takes commands: judged, one at a time a point, the more urgent first. At most once, whatever crashes.
import type { Clock, Log } from '@campus/runtime';
import type { Metric } from '@campus/sparkplug';
import { CommandMemory, type Unfinished } from './command-memory.ts';
import { commandIdOf, judgeOrder, type Order } from './command-order.ts';
import { CommandReports } from './command-reports.ts';
import { anyWins, Execution, type ExecutionOptions, type Running } from './execution.ts';
import type { Journal } from './journal.ts';
import { rankOf } from './priority-array.ts';

/** Commands being run or waiting for their point, in all: a scene for a whole building is some hundred. */
const mostCommands = 1_000;
const lookForEndsMs = 1_000;
/** An end of a hold that could not be carried out is tried again after this. */
const endAgainMs = 30_000;

export interface CommandRunnerOptions extends Omit<ExecutionOptions, 'reports'> {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly log: Log;
  newId(): string;
}

/** An order of the gateway itself. */
export type GatewayOrder = Omit<Order, 'id' | 'point' | 'expiresAt' | 'untilMs'> & {
  readonly pointId: string;
};

interface Lane {
  running: Running | null;
  /** The newest of each priority that came meanwhile. */
  readonly waiting: Map<Order['priority'], Order>;
}

export class CommandRunner {
  readonly #options: CommandRunnerOptions;
  readonly #memory = new CommandMemory();
  readonly #reports: CommandReports;
  readonly #execution: Execution;
  /** By commanded point. */
  readonly #lanes = new Map<string, Lane>();
  /** Orders whose hold has ended, and until when (monotonic) that is being seen to. */
  readonly #ending = new Map<string, number>();
  readonly #stopLooking: () => void;
  #unfinished: Unfinished[] = [];
  #isClosed = false;

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
    this.#reports = new CommandReports({ ...options, memory: this.#memory });
    this.#execution = new Execution({ ...options, reports: this.#reports });
    this.#stopLooking = options.clock.every(lookForEndsMs, () => this.#endHolds());
  }

  /** Remembers the ids and standing orders of earlier runs: until then no command may be taken. */
  async remember(): Promise<void> {
    const { journal, standing } = this.#options;
    await standing.recall();
    let last = 0;
    for await (const { number, entry } of journal.entries()) {
      this.#memory.load(entry);
      standing.replay(number, entry);
      last = number;
    }
    standing.recalled(last);
    // before the numbers of another journal could be taken for those of this one
    await standing.save();
    this.#unfinished = this.#memory.unfinished();
  }

  /** Reads back what an earlier run began and did not end; it is never written again. */
  recover(): void {
    for (const { id, pointId, value, isRelease, ...rest } of this.#unfinished.splice(0).reverse()) {
      const point = this.#pointOf(pointId);
      if (!point?.write) {
        void this.#reports.say({ id }, 'unknown', { reason: 'not-found' });
        continue;
      }
      const { priority = 'comfort', by = '', untilMs = null, author } = rest;
      const own = author ? { author } : {};
      const wanted = isRelease ? null : value;
      const order: Order = { id, point, value: wanted, priority, by, untilMs, expiresAt: null, ...own };
      if (this.#lanes.has(pointId)) void this.#reports.say(order, 'superseded', { reason: 'superseded' });
      else if (value === null) void this.#reports.say(order, 'confirmed');
      else this.#begin(order, anyWins, (running) => this.#execution.readAgain(running, value));
    }
  }

  /** Takes the commands of a DCMD. */
  receive(deviceId: string, metrics: readonly Metric[]): void {
    for (const metric of metrics) {
      const own = commandIdOf(metric);
      const id = own ?? this.#options.newId();
      const known = this.#memory.get(id);
      if (known) this.#options.journal.tell(known);
      else this.#take(deviceId, metric, id, own === null);
    }
  }

  /** Takes an order that the gateway gives itself; it needs no word of the hub. */
  give({ pointId, ...order }: GatewayOrder): void {
    const id = this.#options.newId();
    const point = this.#pointOf(pointId);
    if (!point?.write || this.#isClosed || this.#memory.open >= mostCommands) return;
    this.#memory.begin(id, this.#options.clock.now());
    this.#queue({ ...order, id, point, expiresAt: null, untilMs: null });
  }

  /** Stops waiting for readbacks. What is not ended is read back at the next start. */
  close(): void {
    this.#isClosed = true;
    this.#stopLooking();
    this.#execution.close();
    for (const { running } of this.#lanes.values()) running?.stop.abort();
  }

  #take(deviceId: string, metric: Metric, id: string, isForeign: boolean): void {
    const at = this.#options.clock.now();
    // Not journaled: a flood of commands is not to become a flood of disk writes.
    if (this.#memory.open >= mostCommands) {
      this.#options.journal.tell({ id, state: 'rejected', at, reason: 'too-many-requests' });
      return;
    }
    this.#memory.begin(id, at);
    const judged = judgeOrder(this.#options.plan, deviceId, metric, id, isForeign);
    if (!judged.ok) void this.#reports.say({ id }, 'rejected', { reason: judged.reason });
    else if (this.#options.hubClock.now() === null)
      void this.#reports.say(judged.order, 'rejected', { reason: 'clock-unknown' });
    else if (this.#execution.isExpired(judged.order))
      void this.#reports.say(judged.order, 'expired', { reason: 'command-expired' });
    else this.#queue(judged.order);
  }

  /** Of those of one priority that want the same point the newest wins; of several the most urgent goes first. */
  #queue(order: Order): void {
    const lane = this.#lanes.get(order.point.pointId);
    if (!lane?.running) {
      this.#begin(order, rankOf(order.priority), (running) => this.#execution.run(running));
      return;
    }
    const { running, waiting } = lane;
    const beaten = waiting.get(order.priority);
    if (beaten) void this.#reports.say(beaten, 'superseded', { reason: 'superseded' });
    waiting.set(order.priority, order);
    // A release ends nothing: what is under way must have ended to be taken back.
    if (order.value === null) return;
    if (order.priority === running.order.priority) running.isReplaced = true;
    if (running.isReplaced || rankOf(order.priority) <= running.rank) running.stop.abort();
  }

  #begin(order: Order, rank: number, run: (running: Running) => Promise<void>): void {
    const { pointId } = order.point;
    const lane = this.#lanes.get(pointId) ?? { running: null, waiting: new Map() };
    this.#lanes.set(pointId, lane);
    const running: Running = { order, stop: new AbortController(), rank, isReplaced: false };
    lane.running = running;
    run(running)
      .catch((error: unknown) =>
        this.#options.log.error({ error: String(error), command: order.id }, 'command'),
      )
      .finally(() => this.#ended(pointId, lane));
  }

  #ended(pointId: string, lane: Lane): void {
    lane.running = null;
    const [next] = [...lane.waiting.values()].sort((a, b) => rankOf(a.priority) - rankOf(b.priority));
    if (!next || this.#isClosed) {
      this.#lanes.delete(pointId);
      return;
    }
    lane.waiting.delete(next.priority);
    this.#begin(next, rankOf(next.priority), (running) => this.#execution.run(running));
  }

  #pointOf(pointId: string): Order['point'] | undefined {
    const { plan } = this.#options;
    return plan.points[plan.indexOf.get(pointId) ?? -1];
  }

  /** Orders that stood until a stated time, by the hub's clock; while that is not known they stand. */
  #endHolds(): void {
    const { hubClock, clock, standing } = this.#options;
    const hubNow = hubClock.now();
    if (hubNow === null || this.#isClosed) return;
    const nowMs = clock.monotonic();
    for (const [id, untilMs] of this.#ending) if (untilMs <= nowMs) this.#ending.delete(id);
    const isOver = ({ untilMs }: { untilMs: number | null }): boolean =>
      untilMs !== null && untilMs <= hubNow;
    for (const { pointId, order } of [...standing.where(isOver)]) {
      if (this.#ending.has(order.id)) continue;
      this.#ending.set(order.id, nowMs + endAgainMs);
      const { id: releases, priority } = order;
      this.give({ pointId, value: null, priority, by: 'hold-ended', author: 'hold-ended', releases });
    }
  }
}
