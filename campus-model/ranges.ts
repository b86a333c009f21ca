// Positions in an agent's outbox and sets of them, as they stand on the wire (decision 3 of docs/architecture.md).

/** `numbers` first…last (both included) of one outbox. A number is a safe integer from 1. */
export interface PositionRange {
  readonly outboxId: string;
  readonly first: number;
  readonly last: number;
}

const positionPattern = /^([a-z0-9]{6,32}):(\d{1,16})-(\d{1,16})$/;
const mostRangesInText = 1000;

/** `outboxId:first-last`, the value of the metric `campus/positions`. */
export function formatPositions(range: PositionRange): string {
  return `${range.outboxId}:${range.first}-${range.last}`;
}

/** Reads `outboxId:first-last`; null where the text is of another form. */
export function parsePositions(text: string): PositionRange | null {
  const match = positionPattern.exec(text);
  if (!match) return null;
  const first = Number(match[2]);
  const last = Number(match[3]);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 1 || last < first) return null;
  return { outboxId: match[1]!, first, last };
}

/** `outboxId:1-9,12-20`, the value of the command metric `campus/acknowledge`. */
export function formatAcknowledgement(outboxId: string, set: RangeSet): string {
  return `${outboxId}:${set
    .ranges()
    .map(([first, last]) => `${first}-${last}`)
    .join(',')}`;
}

/** Reads an acknowledgement; null where the text is of another form. */
export function parseAcknowledgement(text: string): { outboxId: string; ranges: [number, number][] } | null {
  const colon = text.indexOf(':');
  const parts = text.slice(colon + 1).split(',');
  if (colon < 1 || parts.length > mostRangesInText) return null;
  const outboxId = text.slice(0, colon);
  const ranges: [number, number][] = [];
  for (const part of parts) {
    const range = parsePositions(`${outboxId}:${part}`);
    if (!range) return null;
    ranges.push([range.first, range.last]);
  }
  return { outboxId, ranges };
}

/** A set of integers kept as sorted, disjoint, non-adjacent ranges. */
export class RangeSet {
  #ranges: [number, number][] = [];

  static of(ranges: Iterable<readonly [number, number]>): RangeSet {
    const set = new RangeSet();
    for (const [first, last] of ranges) set.add(first, last);
    return set;
  }

  ranges(): readonly (readonly [number, number])[] {
    return this.#ranges;
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  /** Adds first…last. */
  add(first: number, last: number): void {
    const at = this.#firstEndingAtOrAfter(first - 1);
    let until = at;
    let low = first;
    let high = last;
    while (until < this.#ranges.length && this.#ranges[until]![0] <= last + 1) {
      low = Math.min(low, this.#ranges[until]![0]);
      high = Math.max(high, this.#ranges[until]![1]);
      until++;
    }
    this.#ranges.splice(at, until - at, [low, high]);
  }

  has(number: number): boolean {
    const range = this.#ranges[this.#firstEndingAtOrAfter(number)];
    return range !== undefined && range[0] <= number;
  }

  /** True where every number of first…last is in the set. */
  covers(first: number, last: number): boolean {
    const range = this.#ranges[this.#firstEndingAtOrAfter(first)];
    return range !== undefined && range[0] <= first && range[1] >= last;
  }

  /** The parts of first…last that are not in the set. */
  missing(first: number, last: number): [number, number][] {
    const gaps: [number, number][] = [];
    let next = first;
    for (let i = this.#firstEndingAtOrAfter(first); i < this.#ranges.length; i++) {
      const [low, high] = this.#ranges[i]!;
      if (low > last) break;
      if (low > next) gaps.push([next, low - 1]);
      next = Math.max(next, high + 1);
    }
    if (next <= last) gaps.push([next, last]);
    return gaps;
  }

  #firstEndingAtOrAfter(number: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ranges[middle]![1] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
