// Which outbox positions are known: committed, or on their way to the store. So that nothing is stored twice.
import { type PositionRange, RangeSet } from '@campus/campus-model';
import { mostOutboxes } from '../history-store.ts';

/** Holes in an outbox's positions that are remembered; an agent sends in order, so there are few. */
const mostRanges = 10_000;

interface Outbox {
  readonly committed: RangeSet;
  /** Committed and pending together. */
  seen: RangeSet;
  readonly pending: Set<PositionRange>;
}

export class PositionLedger {
  readonly #gateways = new Map<string, Map<string, Outbox>>();

  /** What the store had committed before this start. */
  restore(gatewayId: string, ranges: ReadonlyMap<string, readonly (readonly [number, number])[]>): void {
    for (const [outboxId, committed] of ranges) {
      const outbox = this.#outbox(gatewayId, outboxId);
      for (const [first, last] of committed) {
        outbox.committed.add(first, last);
        outbox.seen.add(first, last);
      }
    }
  }

  /**
   * `news`: the parts neither committed nor pending, which the caller must settle later.
   * `committed`: the parts that the agent may forget. Null where the outbox has too many holes to be kept.
   */
  reserve(
    gatewayId: string,
    range: PositionRange,
  ): { news: PositionRange[]; committed: PositionRange[] } | null {
    const { outboxId, first, last } = range;
    const outbox = this.#outbox(gatewayId, outboxId);
    const fillsHole = outbox.seen.has(first - 1) || outbox.seen.has(last + 1) || outbox.seen.has(first);
    if (outbox.seen.ranges().length >= mostRanges && !fillsHole) return null;
    const asRange = ([low, high]: readonly [number, number]) => ({ outboxId, first: low, last: high });
    const committed = overlap(outbox.committed, first, last).map(asRange);
    const news = outbox.seen.missing(first, last).map(asRange);
    for (const part of news) {
      outbox.pending.add(part);
      outbox.seen.add(part.first, part.last);
    }
    return { news, committed };
  }

  /** A reserved part is durable, or was lost and may come again. */
  settle(gatewayId: string, part: PositionRange, isCommitted: boolean): void {
    const outbox = this.#outbox(gatewayId, part.outboxId);
    outbox.pending.delete(part);
    if (isCommitted) outbox.committed.add(part.first, part.last);
    else outbox.seen = union(outbox);
  }

  /** The longest unused outbox without pending parts makes room for a new one. */
  #outbox(gatewayId: string, outboxId: string): Outbox {
    const outboxes = this.#gateways.get(gatewayId) ?? new Map<string, Outbox>();
    this.#gateways.set(gatewayId, outboxes);
    const known = outboxes.get(outboxId) ?? {
      committed: new RangeSet(),
      seen: new RangeSet(),
      pending: new Set<PositionRange>(),
    };
    outboxes.delete(outboxId);
    outboxes.set(outboxId, known);
    if (outboxes.size > mostOutboxes)
      for (const [id, { pending }] of outboxes)
        if (pending.size === 0 && id !== outboxId) {
          outboxes.delete(id);
          break;
        }
    return known;
  }
}

function union({ committed, pending }: Outbox): RangeSet {
  const set = RangeSet.of(committed.ranges());
  for (const { first, last } of pending) set.add(first, last);
  return set;
}

/** The parts of first…last that are in the set. */
function overlap(set: RangeSet, first: number, last: number): [number, number][] {
  const found: [number, number][] = [];
  let next = first;
  for (const [low, high] of [...set.missing(first, last), [last + 1, last + 1] as const]) {
    if (low > next) found.push([next, low - 1]);
    next = high + 1;
  }
  return found;
}
