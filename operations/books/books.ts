// The books of the gateways: what each agent says it took and what became of it, beside what the hub has of it.
import {
  type BooksView,
  type BookTotals,
  CampusError,
  dayOf,
  type Gap,
  type GatewayBooks,
} from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { OutboxEntry } from '@campus/telemetry-store';
import type { OperationsDatabase } from '../database/database.ts';
import type { BookSaying, BookSums } from './book-rows.ts';

const dayMs = 86_400_000;
/** Sayings that wait for the disk: some seconds of a thousand gateways. Beyond, the agent's next saying has to do. */
const mostWaiting = 4_000;
/** Figures are of so many days: what is older no longer changes. */
const figureDays = 35;

/** Of one gateway: sums of its last 35 days, and the hub's totals; null before its agent has said anything. */
export interface BookFigures extends BookSums {
  readonly totals: BookTotals | null;
}

export class Books {
  readonly #database: OperationsDatabase;
  readonly #clock: Clock;
  readonly #timeZone: string;
  #waiting: BookSaying[] = [];
  #next: Promise<void> | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(database: OperationsDatabase, clock: Clock, timeZone: string) {
    this.#database = database;
    this.#clock = clock;
    this.#timeZone = timeZone;
  }

  /**
   * Keeps what an agent says. `entries` is what the store has of the gateway, read after the saying came: then all that was
   * acknowledged is in it. Days that lacked something are counted anew, also where nothing is said of them. What comes while
   * another is being written goes to disk in one transaction with it.
   */
  record(gatewayId: string, books: GatewayBooks, entries: readonly OutboxEntry[]): Promise<void> {
    if (this.#waiting.length >= mostWaiting) {
      return Promise.reject(new CampusError('too-many-requests', 'books wait for the disk'));
    }
    this.#waiting.push({ gatewayId, books, entries });
    this.#next ??= this.#running.then(() => this.#write());
    return this.#next;
  }

  /** Days (`YYYY-MM-DD`, both included) as both sides have them, newest first, and the gaps that reach into them. */
  async view(fromDay: string, toDay: string): Promise<BooksView> {
    const [days, totals, near] = await Promise.all([
      this.#database.call('bookDays', [fromDay, toDay]),
      this.#database.call('bookTotals', []),
      // Clocks differ from UTC by less than a day.
      this.#database.call('bookGaps', [null, Date.parse(fromDay) - dayMs, Date.parse(toDay) + 2 * dayMs]),
    ]);
    const gaps = near.filter(
      ({ fromMs, toMs }) => dayOf(fromMs, this.#timeZone) <= toDay && dayOf(toMs, this.#timeZone) >= fromDay,
    );
    return { days, totals, gaps };
  }

  /** The gaps of a gateway that reach into a span (milliseconds UTC), the latest first. */
  async gaps(gatewayId: string, fromMs: number, toMs: number): Promise<Gap[]> {
    const found = await this.#database.call('bookGaps', [gatewayId, fromMs, toMs]);
    return found.map(({ gatewayId: _, ...gap }) => gap);
  }

  async figures(): Promise<BookFigures[]> {
    const since = dayOf(this.#clock.now() - (figureDays - 1) * dayMs, this.#timeZone);
    const [sums, totals] = await Promise.all([
      this.#database.call('bookSums', [since]),
      this.#database.call('bookTotals', []),
    ]);
    const byGateway = new Map(totals.map((each) => [each.gatewayId, each]));
    return sums.map((sum) => ({ ...sum, totals: byGateway.get(sum.gatewayId) ?? null }));
  }

  async #write(): Promise<void> {
    const all = this.#waiting;
    this.#waiting = [];
    this.#next = null;
    const written = this.#database.call('recordBooks', [all, this.#clock.now()]);
    this.#running = written.catch(() => null);
    await written;
  }
}
