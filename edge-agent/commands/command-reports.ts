// Says what becomes of each command: durable first, then to the hub, and what stands on the points follows from it.
import {
  type CommandReport,
  type CommandState,
  isFinal,
  longestDetail,
  mostStandingOrders,
} from '@campus/campus-model/plain';
import type { Clock, Log } from '@campus/runtime';
import type { CommandMemory } from './command-memory.ts';
import type { Order } from './command-order.ts';
import type { Journal, JournalEntry, KeptOrder } from './journal.ts';
import type { StandingOrders } from './standing-orders.ts';

export type ReportWords = Partial<Pick<CommandReport, 'reason' | 'detail' | 'readback' | 'value'>>;

export interface CommandReportsOptions {
  readonly journal: Journal;
  readonly memory: CommandMemory;
  readonly standing: StandingOrders;
  readonly clock: Clock;
  readonly log: Log;
}

export class CommandReports {
  readonly #options: CommandReportsOptions;

  constructor(options: CommandReportsOptions) {
    this.#options = options;
  }

  /**
   * The order is on disk when this resolves to null, and stands; else why it may not. `leaves` is what a release writes,
   * null where that is nothing.
   */
  async keep(
    order: Order,
    state: 'accepted' | 'held',
    leaves = order.value,
    words: ReportWords = {},
  ): Promise<'disk-full' | 'too-many-requests' | null> {
    const { journal, memory, standing, log } = this.#options;
    const { pointId } = order.point;
    if (order.value !== null && !standing.hasRoomFor(pointId, order.priority)) {
      log.warn({ most: mostStandingOrders, pointId }, 'no room for another standing order');
      return 'too-many-requests';
    }
    const value = order.value === null && leaves !== null ? { value: leaves } : {};
    const report = this.#reportOf(order, state, { ...words, ...value });
    const entry: JournalEntry = { kind: 'command', report, order: keptOrder(order, leaves) };
    const number = await journal.keep(entry);
    if (number === null) return 'disk-full';
    memory.note(report);
    standing.take(number, entry);
    this.#logEnd(report);
    return null;
  }

  /** Told even where the disk does not take it. */
  async say(order: Pick<Order, 'id'> & Partial<Order>, state: CommandState, words: ReportWords = {}) {
    const { journal, memory, standing } = this.#options;
    const report = this.#reportOf(order, state, words);
    memory.note(report);
    const entry: JournalEntry = { kind: 'command', report };
    const number = await journal.keep(entry);
    if (number === null) journal.tell(report);
    standing.take(number, entry);
    this.#logEnd(report);
  }

  #reportOf(
    order: Pick<Order, 'id'> & Partial<Order>,
    state: CommandState,
    { detail, ...words }: ReportWords,
  ): CommandReport {
    const at = this.#options.clock.now();
    const said = detail === undefined ? {} : { detail: cleanDetail(detail) };
    return { id: order.id, state, at, ...words, ...said, ...ownOrder(order) };
  }

  #logEnd({ id, state, reason, detail }: CommandReport): void {
    if (isFinal(state)) this.#options.log.info({ command: id, state, reason, detail }, 'command ended');
  }
}

/** What came from the hub it knows; of anything else it is told all. */
function ownOrder({ author, point, value, priority }: Partial<Order>): Pick<CommandReport, 'order'> {
  if (!author || !point || !priority || value === undefined) return {};
  const isRelease = value === null ? { isRelease: true } : {};
  return { order: { pointId: point.pointId, value, ...isRelease, priority, by: author } };
}

function keptOrder({ point, value, priority, by, untilMs, author }: Order, leaves: number | null): KeptOrder {
  const isRelease = value === null ? { isRelease: true } : {};
  const own = author ? { author } : {};
  return { pointId: point.pointId, value: leaves, priority, by, untilMs, ...isRelease, ...own };
}

/** One line of printable words. */
function cleanDetail(detail: string): string {
  return detail
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longestDetail);
}
