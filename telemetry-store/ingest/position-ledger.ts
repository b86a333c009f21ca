// Which outbox positions a consumer knows: has durable, or on the way to it. So that nothing is taken twice.
import { type PositionRange, RangeSet } from '@campus/campus-model';
import { mostOutboxes } from '../history-store.ts';

/** Holes in an outbox’s positions that are remembered: an agent strews 10,000 numbers at most, and some messages are lost. */
const mostRanges = 20_000;

interface Outbox {
  readonly outboxId: string;
  readonly committed: RangeSet;
  /** Committed and pending together. */
  seen: RangeSet;
  /** How many numbers are on the way. */
  pending: number;
}

interface Gateway {
  readonly outboxes: Map<string, Outbox>;
  /** The one used last: it needs no move to the end of the map. */
  last: Outbox | null;
}

export class PositionLedger {
  readonly #gateways = new Map<string, Gateway>();

  /** What was committed before this start. */
  restore(gatewayId: string, outboxId: string, ranges: Iterable<readonly [number, number]>): void {
    const outbox = this.#outbox(gatewayId, outboxId);
    for (const [first, last] of ranges) {
      outbox.committed.add(first, last);
      outbox.seen.add(first, last);
    }
  }

  /**
   * `news`: the parts neither committed nor pending, which the caller must settle later. `committed`: the parts that are
   * committed already. Null where the outbox has too many holes to be kept.
   */
  reserve(
    gatewayId: string,
    range: PositionRange,
  ): { news: PositionRange[]; committed: PositionRange[] } | null {
    const { outboxId, first, last } = range;
    const outbox = this.#outbox(gatewayId, outboxId);
    const { seen } = outbox;
    const [, end] = seen.ranges().at(-1) ?? [0, 0];
    if (first > end + 1 && seen.ranges().length >= mostRanges) return null;
    if (first > end) return this.#append(outbox, range);
    const fillsHole = seen.has(first - 1) || seen.has(last + 1) || seen.has(first);
    if (seen.ranges().length >= mostRanges && !fillsHole) return null;
    const committed = overlap(outbox.committed, range);
    const news = seen.missing(first, last).map(([low, high]) => ({ outboxId, first: low, last: high }));
    for (const part of news) {
      outbox.pending += part.last - part.first + 1;
      seen.add(part.first, part.last);
    }
    return { news, committed };
  }

  /** What comes after all that was seen: as a rule. */
  #append(outbox: Outbox, range: PositionRange): { news: PositionRange[]; committed: PositionRange[] } {
    outbox.pending += range.last - range.first + 1;
    outbox.seen.add(range.first, range.last);
    return { news: [range], committed: [] };
  }

  /** Reserved positions are durable, or were lost and may come again. */
  settle(gatewayId: string, range: PositionRange, isCommitted: boolean): void {
    const outbox = this.#outbox(gatewayId, range.outboxId);
    outbox.pending -= range.last - range.first + 1;
    if (isCommitted) outbox.committed.add(range.first, range.last);
    else outbox.seen = without(outbox.seen, range);
  }

  /** The parts of a range that are committed. */
  committedOf(gatewayId: string, range: PositionRange): PositionRange[] {
    const outbox = this.#gateways.get(gatewayId)?.outboxes.get(range.outboxId);
    return outbox ? overlap(outbox.committed, range) : [];
  }

  /** All that is committed of an outbox. */
  committed(gatewayId: string, outboxId: string): RangeSet {
    return this.#gateways.get(gatewayId)?.outboxes.get(outboxId)?.committed ?? new RangeSet();
  }

  /** The longest unused outbox of which nothing is on the way makes room for a new one. */
  #outbox(gatewayId: string, outboxId: string): Outbox {
    const gateway = this.#gateways.get(gatewayId) ?? { outboxes: new Map<string, Outbox>(), last: null };
    if (gateway.last?.outboxId === outboxId) return gateway.last;
    const { outboxes } = gateway;
    const known = outboxes.get(outboxId) ?? newOutbox(outboxId);
    outboxes.delete(outboxId);
    outboxes.set(outboxId, known);
    gateway.last = known;
    this.#gateways.set(gatewayId, gateway);
    if (outboxes.size > mostOutboxes)
      for (const [id, { pending }] of outboxes)
        if (pending === 0 && id !== outboxId) {
          outboxes.delete(id);
          break;
        }
    return known;
  }
}

function newOutbox(outboxId: string): Outbox {
  return { outboxId, committed: new RangeSet(), seen: new RangeSet(), pending: 0 };
}

function without(set: RangeSet, { first, last }: PositionRange): RangeSet {
  const rest = new RangeSet();
  for (const [low, high] of set.ranges()) {
    if (low < first) rest.add(low, Math.min(high, first - 1));
    if (high > last) rest.add(Math.max(low, last + 1), high);
  }
  return rest;
}

/** The parts of a range that are in the set. */
export function overlap(set: RangeSet, { outboxId, first, last }: PositionRange): PositionRange[] {
  const found: PositionRange[] = [];
  let next = first;
  for (const [low, high] of [...set.missing(first, last), [last + 1, last + 1] as const]) {
    if (low > next) found.push({ outboxId, first: next, last: low - 1 });
    next = high + 1;
  }
  return found;
}
