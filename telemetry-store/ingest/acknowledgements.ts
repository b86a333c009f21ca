// Says to the agents what is durable: ranges of all outboxes collected a moment, then one command an outbox.
import { formatAcknowledgement, type PositionRange, RangeSet, wire } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { dataType, type Metric } from '@campus/sparkplug';

/** Acknowledgements of repeated data wait this long for others; those of a commit go at once. */
const gatherMs = 50;
/** As many as a reader takes (campus-model ranges.ts). */
const mostRangesInOne = 1_000;

export class Acknowledgements {
  readonly #clock: Clock;
  readonly #send: (gatewayId: string, metrics: readonly Metric[]) => void;
  readonly #owed = new Map<string, Map<string, RangeSet>>();
  #cancelTimer: (() => void) | null = null;

  /** `send` may fail: what is not acknowledged comes again, and is acknowledged then. */
  constructor(clock: Clock, send: (gatewayId: string, metrics: readonly Metric[]) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  owe(gatewayId: string, { outboxId, first, last }: PositionRange): void {
    const outboxes = this.#owed.get(gatewayId) ?? new Map<string, RangeSet>();
    const set = outboxes.get(outboxId) ?? new RangeSet();
    set.add(first, last);
    outboxes.set(outboxId, set);
    this.#owed.set(gatewayId, outboxes);
    this.#cancelTimer ??= this.#clock.after(gatherMs, () => this.flush());
  }

  flush(): void {
    this.close();
    const owed = [...this.#owed];
    this.#owed.clear();
    for (const [gatewayId, outboxes] of owed)
      for (const [outboxId, set] of outboxes) this.#acknowledge(gatewayId, outboxId, set);
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #acknowledge(gatewayId: string, outboxId: string, set: RangeSet): void {
    const ranges = set.ranges();
    for (let at = 0; at < ranges.length; at += mostRangesInOne) {
      const some = RangeSet.of(ranges.slice(at, at + mostRangesInOne));
      const value = formatAcknowledgement(outboxId, some);
      this.#send(gatewayId, [{ name: wire.acknowledgeMetric, dataType: dataType.String, value }]);
    }
  }
}
