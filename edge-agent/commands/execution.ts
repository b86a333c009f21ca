// Carries one command out: kept on disk, written once, read back, told. Who may run when is the runner's part.
import { type CommandState, type ErrorCode, pointId, qualityOf, status } from '@campus/campus-model/plain';
import type { DriverSession, WriteResult } from '@campus/device-drivers/sessions';
import type { Clock } from '@campus/runtime';
import type { PollPlan } from '../poll-plan.ts';
import type { Order } from './command-order.ts';
import type { CommandReports, ReportWords } from './command-reports.ts';
import type { HubClock } from './hub-clock.ts';
import { rankOf } from './priority-array.ts';
import { type Confirmation, confirmByReadback } from './readback.ts';
import type { StandingOrders } from './standing-orders.ts';

/** A driver that has not answered a write by then never will; whether it wrote is unknown. */
const writeDeadlineMs = 10_000;
/** After a restart the device has this much longer to answer the readback. */
const recoveryGraceMs = 5_000;
/** A command that is only read back, and one that leaves nothing standing, give way to any other. */
export const anyWins = Number.POSITIVE_INFINITY;

export interface Running {
  readonly order: Order;
  readonly stop: AbortController;
  /** As urgent as this, or more, must a command be to end it. */
  rank: number;
  /** Another of its own priority waits. */
  isReplaced: boolean;
}

export interface ExecutionOptions {
  readonly plan: Pick<PollPlan, 'points' | 'indexOf'>;
  readonly clock: Clock;
  readonly hubClock: HubClock;
  readonly reports: CommandReports;
  readonly standing: StandingOrders;
  /** The session that reaches a device; null where its driver could not be opened. */
  sessionOf(deviceId: string): DriverSession | null;
  /** What a point shows by its newest sample; null where that is missing or bad. */
  shownBy(index: number): number | null;
  /** A value that a readback or a write proved. */
  onSample(index: number, timeMs: number, value: number, status: number): void;
}

export class Execution {
  readonly #options: ExecutionOptions;
  readonly #reports: CommandReports;
  #isClosed = false;

  constructor(options: ExecutionOptions) {
    this.#options = options;
    this.#reports = options.reports;
  }

  /** From now on nothing is said of what has not ended: it is read back at the next start. */
  close(): void {
    this.#isClosed = true;
  }

  async run(running: Running): Promise<void> {
    const { order } = running;
    const { standing, sessionOf } = this.#options;
    if (this.isExpired(order)) return this.#reports.say(order, 'expired', { reason: 'command-expired' });
    if (order.value === null) return this.#release(running);
    const holder = standing.holderOf(order.point.pointId);
    if (holder && rankOf(holder.priority) < rankOf(order.priority)) return this.#hold(order);
    if (!sessionOf(order.point.deviceId))
      return this.#reports.say(order, 'rejected', { reason: 'device-silent' });
    // The id is on disk before the device is touched: after a crash it is read back, never written again.
    const refusal = await this.#reports.keep(order, 'accepted');
    if (refusal) return this.#reports.say(order, 'rejected', { reason: refusal });
    return this.#writeAndProve(running, order.value);
  }

  /** After a restart: the device is asked, nothing is written. */
  async readAgain(running: Running, wanted: number): Promise<void> {
    const { order } = running;
    const session = this.#options.sessionOf(order.point.deviceId);
    if (!session) return this.#reports.say(order, 'unknown', { reason: 'device-silent' });
    const withinMs = order.point.write!.settleMs + recoveryGraceMs;
    const seen = await this.#readBack(running, session, wanted, withinMs);
    if (!seen) return;
    const [state, words] = this.#finalOf(running, seen, { reason: 'command-not-confirmed' });
    // whether it was written at all is not known
    return this.#reports.say(order, state === 'failed' ? 'unknown' : state, words);
  }

  isExpired({ expiresAt, untilMs, isDue }: Order): boolean {
    if (isDue?.() === false) return true;
    const hubNow = this.#options.hubClock.now();
    if (hubNow === null) return false;
    return (expiresAt !== null && hubNow > expiresAt) || (untilMs !== null && hubNow >= untilMs);
  }

  /** It stands beneath a more urgent one. */
  async #hold(order: Order): Promise<void> {
    const refusal = await this.#reports.keep(order, 'held', order.value, { reason: 'held-beneath' });
    if (refusal) await this.#reports.say(order, 'rejected', { reason: refusal });
  }

  /** What is beneath takes over, or what the output is to fall back to, or nothing. */
  async #release(running: Running): Promise<void> {
    const { order } = running;
    const array = this.#options.standing.of(order.point.pointId);
    const own = array.find(({ priority }) => priority === order.priority);
    if (order.releases !== undefined && own?.id !== order.releases)
      return this.#reports.say(order, 'superseded', { reason: 'superseded' });
    const [next] = array.filter((one) => one !== own);
    const isHolder = own !== undefined && own === array[0];
    const leaves = isHolder ? (next?.value ?? order.point.write!.releasedTo ?? null) : null;
    running.rank = next ? rankOf(next.priority) : anyWins;
    const refusal = await this.#reports.keep(order, 'accepted', leaves);
    if (refusal) return this.#reports.say(order, 'rejected', { reason: refusal });
    if (leaves === null) return this.#reports.say(order, 'confirmed');
    return this.#writeAndProve(running, leaves);
  }

  async #writeAndProve(running: Running, value: number): Promise<void> {
    const { order, stop } = running;
    const session = this.#options.sessionOf(order.point.deviceId);
    if (this.#isClosed) return;
    if (stop.signal.aborted) return this.#reports.say(order, ...this.#overtaken(running));
    // the disk may have taken its time
    if (this.isExpired(order)) return this.#reports.say(order, 'expired', { reason: 'command-expired' });
    if (!session) return this.#reports.say(order, 'failed', { reason: 'device-silent' });
    const written = await this.#write(session, order, value);
    if (written === 'late') return this.#reports.say(order, 'unknown', { reason: 'device-silent' });
    if (!written.ok && !written.mayHaveActed) return this.#reports.say(order, ...refusalOf(written));
    if (written.ok) {
      this.#wrote(order, value);
      await this.#reports.say(order, 'written');
    }
    const seen = await this.#readBack(running, session, value, order.point.write!.settleMs);
    const unproved = written.ok ? { reason: 'command-not-confirmed' as const } : wordsOf(written);
    if (seen) await this.#reports.say(order, ...this.#finalOf(running, seen, unproved));
  }

  /** The campus may have changed meanwhile. */
  #wrote({ point }: Order, value: number): void {
    const { plan, clock, onSample } = this.#options;
    const index = plan.indexOf.get(point.pointId);
    if (index !== undefined) onSample(index, clock.now(), value, status.good);
  }

  async #write(session: DriverSession, order: Order, value: number): Promise<WriteResult | 'late'> {
    const { clock } = this.#options;
    const late = Promise.withResolvers<'late'>();
    const cancel = clock.after(writeDeadlineMs, () => late.resolve('late'));
    const writing = session.write(order.point, value, this.#notAfter(order));
    return Promise.race([writing, late.promise]).finally(cancel);
  }

  /** Monotonic: what waits in a driver's queue until then shall not leave any more. */
  #notAfter({ expiresAt }: Order): number {
    const { clock, hubClock } = this.#options;
    const latest = clock.monotonic() + writeDeadlineMs;
    const hubNow = hubClock.now();
    if (expiresAt === null || hubNow === null) return latest;
    return Math.min(latest, clock.monotonic() + expiresAt - hubNow);
  }

  /** Null where the agent ends: nothing is said of the command until it is read back at the next start. */
  async #readBack(
    running: Running,
    session: DriverSession,
    wanted: number,
    withinMs: number,
  ): Promise<Confirmation | null> {
    const { plan, clock, onSample } = this.#options;
    const { point } = running.order;
    const limits = point.write!;
    const readbackId = pointId(point.deviceId, limits.readback);
    const indexNow = (): number => plan.indexOf.get(readbackId) ?? -1;
    const readback = plan.points[indexNow()];
    if (!readback) return { outcome: 'not-confirmed', readback: null };
    const seen = await confirmByReadback({
      clock,
      wanted,
      tolerance: limits.tolerance,
      withinMs,
      stop: running.stop.signal,
      read: async () => {
        const reading = await session.read(readback);
        // That a device gives no value is its driver's word, not this question's.
        if (qualityOf(reading.status) === 'bad') return null;
        if (indexNow() >= 0) onSample(indexNow(), clock.now(), reading.value, reading.status);
        return reading.value;
      },
    });
    if (seen.outcome === 'confirmed') return seen;
    if (this.#isClosed) return null;
    // A device that tells changes only has no word for a command that changed nothing.
    const isWordless = seen.readback === null && seen.outcome === 'not-confirmed';
    const shown = isWordless && indexNow() >= 0 ? this.#options.shownBy(indexNow()) : null;
    const isAsWanted = shown !== null && Math.abs(shown - wanted) <= limits.tolerance;
    return isAsWanted ? { outcome: 'confirmed', readback: shown } : seen;
  }

  /** Failed is only what the device itself shows to be otherwise; where it shows nothing, nobody knows. */
  #finalOf(running: Running, { outcome, readback }: Confirmation, words: ReportWords): Final {
    if (outcome === 'confirmed') return ['confirmed', { readback }];
    if (outcome === 'stopped') {
      const [state, said] = this.#overtaken(running);
      return [state, { ...said, readback }];
    }
    return [readback === null ? 'unknown' : 'failed', { ...words, readback }];
  }

  /** By one of its own priority it is superseded; beneath a more urgent one it goes on standing. */
  #overtaken({ order, isReplaced }: Running): Final {
    const isHeld = order.value !== null && !isReplaced && this.#options.standing.has(order.id);
    return isHeld ? ['held', { reason: 'held-beneath' }] : ['superseded', { reason: 'superseded' }];
  }
}

type Final = [state: CommandState, words: ReportWords];
type Refusal = Extract<WriteResult, { ok: false }>;

function wordsOf({ reason, detail }: Refusal): { reason: ErrorCode; detail: string } {
  return { reason, detail };
}

function refusalOf(refusal: Refusal): Final {
  return [refusal.reason === 'command-expired' ? 'expired' : 'failed', wordsOf(refusal)];
}
