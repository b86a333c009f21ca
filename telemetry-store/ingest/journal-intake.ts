// Journal messages of gateways: each entry is handed on once by its position, and committed when its receiver has it.
import { type Log, TroubleLog } from '@campus/runtime';
import type { Metric, Payload } from '@campus/sparkplug';
import type { CommitQueue } from './commit-queue.ts';
import { fitting, isWithPositions } from './data-message.ts';
import type { Delivery } from './delivery.ts';
import { Journal, type JournalReceiver } from './journal.ts';
import { readJournalEntry } from './journal-entry.ts';
import type { GatewayRange, RulesConsumer } from './rules-consumer.ts';

export class JournalIntake {
  readonly #journal: Journal;
  readonly #delivery: Delivery;
  readonly #commits: CommitQueue;
  readonly #rules: RulesConsumer | null;
  readonly #trouble: TroubleLog;
  #refused = 0;

  constructor(
    receiver: JournalReceiver,
    parts: {
      readonly delivery: Delivery;
      readonly commits: CommitQueue;
      readonly rules: RulesConsumer | null;
      readonly log: Log;
    },
  ) {
    this.#journal = new Journal(receiver, parts.log);
    this.#delivery = parts.delivery;
    this.#commits = parts.commits;
    this.#rules = parts.rules;
    this.#trouble = new TroubleLog(parts.log);
  }

  /** Entries that could not be read. */
  get refused(): number {
    return this.#refused;
  }

  /** Each entry is durable by itself, so each position is reserved by itself. */
  take(gatewayId: string, payload: Payload): void {
    const entries = payload.metrics.slice(isWithPositions(payload) ? 1 : 0);
    if (!this.#journal.hasRoomFor(gatewayId, entries.length)) return;
    if (!isWithPositions(payload)) {
      for (const metric of entries) this.#entry(gatewayId, metric, null);
      return;
    }
    const said = String(payload.metrics[0]!.value);
    const positions = fitting(said, entries.length);
    if (!positions) {
      this.#trouble.lost(`journal positions of ${gatewayId}`, said.slice(0, 80));
      return;
    }
    let place = 0;
    for (const [first, last] of positions.ranges)
      for (let number = first; number <= last; number++)
        this.#positioned(gatewayId, positions.outboxId, number, entries[place++]!);
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }

  /** The rules judge no journal: its positions are settled for them. */
  #positioned(gatewayId: string, outboxId: string, number: number, metric: Metric): void {
    const range: GatewayRange = { gatewayId, outboxId, first: number, last: number };
    const ranges: [number, number][] = [[number, number]];
    const found = this.#delivery.reserve(gatewayId, { outboxId, ranges, count: 1 }, true);
    if (found.rules.length > 0 && !this.#rules?.take([range], null))
      this.#delivery.rulesSettled([range], false);
    if (found.history.length > 0) this.#entry(gatewayId, metric, range);
  }

  /** An entry that cannot be read is acknowledged all the same, or it would come again for ever. */
  #entry(gatewayId: string, metric: Metric, range: GatewayRange | null): void {
    const entry = readJournalEntry(metric);
    if (entry) {
      this.#journal.take(gatewayId, entry, (isDurable) => {
        if (range && isDurable) this.#commits.add(null, [range]);
        else if (range) this.#delivery.historySettled([range], false);
      });
      return;
    }
    this.#refused++;
    this.#trouble.lost(`journal of ${gatewayId}`, `${metric.name}: not of the agreed form`);
    if (range) this.#commits.add(null, [{ ...range, isRefused: true }]);
  }
}
