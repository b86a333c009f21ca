// Which positions history has and which the rules have: what is new to either, what both have and the agent may forget.
import { type PositionRange, type PositionRanges, RangeSet } from '@campus/campus-model';
import type { CommittedRange } from '../history-store.ts';
import type { Acknowledgements } from './acknowledgements.ts';
import { overlap, PositionLedger } from './position-ledger.ts';
import type { GatewayRange } from './rules-consumer.ts';

/** What of a message is new, in rising order. */
export interface NewPositions {
  /** To be committed, and settled by `historySettled`. */
  readonly history: readonly PositionRange[];
  /** To be taken by the rules, and settled by `rulesSettled`. */
  readonly rules: readonly PositionRange[];
  /** Those of `rules` that history has. */
  readonly recovered: readonly PositionRange[];
  /** An outbox has too many holes: some positions were left out, and come again. */
  readonly isCut: boolean;
}

interface Found extends NewPositions {
  readonly history: PositionRange[];
  readonly rules: PositionRange[];
  readonly recovered: PositionRange[];
  isCut: boolean;
}

export class Delivery {
  readonly #history = new PositionLedger();
  /** Null where there are no rules: then history alone acknowledges. */
  readonly #rules: PositionLedger | null;
  readonly #acknowledgements: Pick<Acknowledgements, 'owe'>;

  constructor(hasRules: boolean, acknowledgements: Pick<Acknowledgements, 'owe'>) {
    this.#rules = hasRules ? new PositionLedger() : null;
    this.#acknowledgements = acknowledgements;
  }

  /** What history had before this start. */
  restoreHistory(
    gatewayId: string,
    outboxes: ReadonlyMap<string, Iterable<readonly [number, number]>>,
  ): void {
    for (const [outboxId, ranges] of outboxes) this.#history.restore(gatewayId, outboxId, ranges);
  }

  /** What the rules had. */
  restoreRules(ranges: readonly GatewayRange[]): void {
    for (const { gatewayId, outboxId, first, last } of ranges)
      this.#rules?.restore(gatewayId, outboxId, [[first, last]]);
  }

  /** What both have already is acknowledged anew. Without `mayStore` nothing is reserved for history. */
  reserve(gatewayId: string, { outboxId, ranges }: PositionRanges, mayStore: boolean): NewPositions {
    const found: Found = { history: [], rules: [], recovered: [], isCut: false };
    for (const [first, last] of ranges)
      this.#reserveRange(gatewayId, { outboxId, first, last }, mayStore, found);
    return found;
  }

  historySettled(ranges: readonly CommittedRange[], isCommitted: boolean): void {
    for (const range of ranges) {
      this.#history.settle(range.gatewayId, range, isCommitted);
      if (!isCommitted) continue;
      const both = this.#rules ? this.#rules.committedOf(range.gatewayId, range) : [range];
      for (const part of both) this.#acknowledgements.owe(range.gatewayId, part);
    }
  }

  rulesSettled(ranges: readonly GatewayRange[], isCommitted: boolean): void {
    for (const range of ranges) {
      this.#rules?.settle(range.gatewayId, range, isCommitted);
      if (!isCommitted) continue;
      for (const part of this.#history.committedOf(range.gatewayId, range))
        this.#acknowledgements.owe(range.gatewayId, part);
    }
  }

  /** What both have of an outbox; empty for one that is unknown. */
  delivered(gatewayId: string, outboxId: string): RangeSet {
    const history = this.#history.committed(gatewayId, outboxId);
    if (!this.#rules) return history;
    const rules = this.#rules.committed(gatewayId, outboxId);
    const both = new RangeSet();
    for (const [first, last] of history.ranges())
      for (const part of overlap(rules, { outboxId, first, last })) both.add(part.first, part.last);
    return both;
  }

  #reserveRange(gatewayId: string, range: PositionRange, mayStore: boolean, found: Found): void {
    const stored = mayStore
      ? this.#history.reserve(gatewayId, range)
      : { news: [], committed: this.#history.committedOf(gatewayId, range) };
    const judged = this.#rules ? this.#rules.reserve(gatewayId, range) : null;
    if (!stored || (this.#rules && !judged)) found.isCut = true;
    for (const part of stored?.news ?? []) found.history.push(part);
    for (const part of judged?.news ?? []) found.rules.push(part);
    for (const part of stored?.committed ?? []) {
      const both = this.#rules ? within(judged?.committed ?? [], part) : [part];
      for (const one of both) this.#acknowledgements.owe(gatewayId, one);
      for (const one of within(judged?.news ?? [], part)) found.recovered.push(one);
    }
  }
}

/** The parts of `range` that are in `parts`. */
function within(parts: readonly PositionRange[], { outboxId, first, last }: PositionRange): PositionRange[] {
  const found: PositionRange[] = [];
  for (const part of parts)
    if (part.first <= last && part.last >= first)
      found.push({ outboxId, first: Math.max(first, part.first), last: Math.min(last, part.last) });
  return found;
}
