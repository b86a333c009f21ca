// What a gateway says of itself at its birth and between: the outboxes whose exact sets it waits for, its books, and which
// orders stand on its points.
import {
  formatExactSets,
  type GatewayBooks,
  gatewayBooksSchema,
  mostOutboxes,
  type Standing,
  standingListSchema,
  wire,
} from '@campus/campus-model';
import { type Log, TroubleLog } from '@campus/runtime';
import { dataType, type Metric } from '@campus/sparkplug';
import type { Delivery } from './delivery.ts';

/** Longest JSON of books: 40 days of 256 ranges, and gaps; standing orders are less. */
const longestSaying = 1_000_000;
/** Texts of one message; a single text may be 40 kB. */
const largestMessage = 60_000;
const outboxPattern = /^[a-z0-9]{6,32}$/;

export interface GatewaySayingsOptions {
  readonly delivery: Delivery;
  send(gatewayId: string, metrics: readonly Metric[]): void;
  onBooks(gatewayId: string, books: GatewayBooks): void | Promise<void>;
  /** `isWhole`: nothing stands on points that are not named. */
  onStanding(gatewayId: string, standing: readonly Standing[], isWhole: boolean): void;
  readonly log: Log;
}

export class GatewaySayings {
  readonly #options: GatewaySayingsOptions;
  readonly #trouble: TroubleLog;

  constructor(options: GatewaySayingsOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
  }

  /** Answers the outboxes of a birth with exactly what of them is durable. A birth that names none is an older agent's. */
  birth(gatewayId: string, metrics: readonly Metric[]): void {
    const named = metrics.find(({ name }) => name === wire.outboxesMetric);
    if (named && typeof named.value === 'string' && named.value !== '')
      this.#sayExactSets(gatewayId, named.value);
    this.#take(gatewayId, metrics, true);
  }

  /** Hands books and standing orders on; true where the message held some. */
  data(gatewayId: string, metrics: readonly Metric[]): boolean {
    return this.#take(gatewayId, metrics, false);
  }

  #take(gatewayId: string, metrics: readonly Metric[], isBirth: boolean): boolean {
    const books = metrics.find(({ name }) => name === wire.booksMetric);
    const standing = metrics.find(({ name }) => name === wire.standingMetric);
    if (books && books.value !== null) this.#books(gatewayId, books.value);
    if (standing && standing.value !== null) this.#standing(gatewayId, standing.value, isBirth);
    return books !== undefined || standing !== undefined;
  }

  #standing(gatewayId: string, value: Metric['value'], isWhole: boolean): void {
    const what = `standing orders of ${gatewayId}`;
    const standing = standingListSchema.safeParse(parseJson(value));
    if (!standing.success) {
      this.#trouble.lost(what, standing.error.issues[0]?.message ?? 'not of the agreed form');
      return;
    }
    this.#trouble.back(what);
    this.#options.onStanding(gatewayId, standing.data, isWhole);
  }

  #sayExactSets(gatewayId: string, text: string): void {
    const ids = text.split(',');
    if (ids.length > mostOutboxes || !ids.every((id) => outboxPattern.test(id))) {
      this.#trouble.lost(`outboxes of ${gatewayId}`, `${text.slice(0, 80)}: no list of outboxes`);
      return;
    }
    const { delivery, send } = this.#options;
    let metrics: Metric[] = [];
    let size = 0;
    for (const value of ids.flatMap((id) => formatExactSets(id, delivery.delivered(gatewayId, id)))) {
      if (size > 0 && size + value.length > largestMessage) {
        send(gatewayId, metrics);
        metrics = [];
        size = 0;
      }
      metrics.push({ name: wire.acknowledgeMetric, dataType: dataType.String, value });
      size += value.length;
    }
    send(gatewayId, metrics);
  }

  #books(gatewayId: string, value: Metric['value']): void {
    const what = `books of ${gatewayId}`;
    const books = gatewayBooksSchema.safeParse(parseJson(value));
    if (!books.success) {
      this.#trouble.lost(what, books.error.issues[0]?.message ?? 'not of the agreed form');
      return;
    }
    this.#trouble.back(what);
    void this.#hand(gatewayId, books.data);
  }

  async #hand(gatewayId: string, books: GatewayBooks): Promise<void> {
    try {
      await this.#options.onBooks(gatewayId, books);
      this.#trouble.back(`keeping the books of ${gatewayId}`);
    } catch (error) {
      this.#trouble.lost(`keeping the books of ${gatewayId}`, (error as Error).message);
    }
  }
}

function parseJson(value: Metric['value']): unknown {
  if (typeof value !== 'string' || value.length > longestSaying) return null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
