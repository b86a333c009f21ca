// Watches over the hub: outputs with a safe value are set to it, once, when the hub has been lost for their time, and given
// back when it returns. Not for fire equipment. What is written and told is the command runner's part.
import type { CommandPriority, Point, StandingOrder } from '@campus/campus-model/plain';
import type { Clock, Log } from '@campus/runtime';
import type { PollPlan } from '../poll-plan.ts';
import type { CommandRunner } from './command-runner.ts';
import { rankOf } from './priority-array.ts';
import type { StandingOrders } from './standing-orders.ts';

const priority: CommandPriority = 'safety';
const author = 'watchdog';

export interface WatchdogOptions {
  /** As it is now: it may change while the agent runs. */
  plan(): Pick<PollPlan, 'points'>;
  readonly standing: StandingOrders;
  readonly runner: Pick<CommandRunner, 'give'>;
  readonly clock: Clock;
  readonly log: Log;
}

interface SafeOutput {
  readonly pointId: string;
  readonly value: number;
}

export class Watchdog {
  readonly #options: WatchdogOptions;
  #isLost = false;
  #cancels: (() => void)[] = [];

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** The hub is not heard, at the start of the agent or since now. Said again it changes nothing. */
  hubLost(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    const { clock, plan } = this.#options;
    const waits = new Set(plan().points.flatMap(({ write }) => write?.safe?.afterMs ?? []));
    this.#cancels = Array.from(waits, (afterMs) => clock.after(afterMs, () => this.#makeSafe(afterMs)));
  }

  /** The hub is back: its orders hold again. */
  hubBack(): void {
    this.close();
    this.#isLost = false;
    const { standing, runner } = this.#options;
    const isOwn = (order: StandingOrder): boolean => order.by === author && order.priority === priority;
    for (const { pointId, order } of [...standing.where(isOwn)]) {
      runner.give({ pointId, value: null, priority, by: author, author, releases: order.id });
    }
  }

  close(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  /** An order as urgent, or more, stands: it knows better. */
  #makeSafe(afterMs: number): void {
    const { standing, runner, log, plan } = this.#options;
    const outputs = safeOutputs(plan().points, afterMs);
    log.warn({ afterMs, outputs: outputs.length }, 'the hub is lost: outputs are put into their safe state');
    for (const { pointId, value } of outputs) {
      const holder = standing.holderOf(pointId);
      if (holder && rankOf(holder.priority) <= rankOf(priority)) continue;
      runner.give({ pointId, value, priority, by: author, author, isDue: () => this.#isLost });
    }
  }
}

/** Those whose time this is. */
function safeOutputs(points: readonly Point[], afterMs: number): SafeOutput[] {
  return points.flatMap(({ pointId, system, write }) =>
    write?.safe?.afterMs === afterMs && system !== 'fire' ? [{ pointId, value: write.safe.value }] : [],
  );
}
