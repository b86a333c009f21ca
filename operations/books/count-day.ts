// What the hub has of a day's positions. Pure; the rows are book-rows.ts's.
import { type GatewayDay, mostOutboxes, RangeSet } from '@campus/campus-model';
import type { OutboxEntry } from '@campus/telemetry-store';

/** Samples of one day in one outbox: in history, and refused by the hub. */
export interface Had {
  readonly stored: number;
  readonly refused: number;
}

/** By outbox id. */
export type HadByOutbox = Readonly<Record<string, Had>>;

/**
 * Counts the day's positions anew. An outbox that a full store has forgotten keeps the counts it had `before`; where the store
 * forgets nothing, what it does not name it does not have.
 */
export function countDay(day: GatewayDay, entries: readonly OutboxEntry[], before: HadByOutbox): HadByOutbox {
  const known = new Map(entries.map((entry) => [entry.outboxId, entry]));
  const mayForget = entries.length >= mostOutboxes;
  const had: Record<string, Had> = {};
  for (const [outboxId, ranges] of Map.groupBy(day.ranges, (range) => range.outboxId)) {
    const entry = known.get(outboxId);
    const kept = mayForget ? before[outboxId] : undefined;
    had[outboxId] = entry ? countEntry(entry, ranges) : (kept ?? { stored: 0, refused: 0 });
  }
  return had;
}

function countEntry({ committed, refused }: OutboxEntry, ranges: GatewayDay['ranges']): Had {
  const [all, not] = [RangeSet.of(committed), RangeSet.of(refused)];
  const day = RangeSet.of(ranges.map(({ first, last }) => [first, last]));
  const refusedCount = countIn(not, day);
  return { stored: countIn(all, day) - refusedCount, refused: refusedCount };
}

/** How many numbers of `span` are in `set`. */
function countIn(set: RangeSet, span: RangeSet): number {
  let count = 0;
  for (const [first, last] of span.ranges()) {
    count += last - first + 1 - lengthOf(set.missing(first, last));
  }
  return count;
}

export function lengthOf(ranges: Iterable<readonly [number, number]>): number {
  let length = 0;
  for (const [first, last] of ranges) length += last - first + 1;
  return length;
}

export function sumOf(had: HadByOutbox): Had {
  const all = Object.values(had);
  return {
    stored: all.reduce((sum, { stored }) => sum + stored, 0),
    refused: all.reduce((sum, { refused }) => sum + refused, 0),
  };
}
