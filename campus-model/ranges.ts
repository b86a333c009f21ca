// Positions in an agent's outbox and sets of them, as they stand on the wire (decision 3 of docs/architecture.md).

/** `numbers` first…last (both included) of one outbox. A number is a safe integer from 1. */
export interface PositionRange {
  readonly outboxId: string;
  readonly first: number;
  readonly last: number;
}

/** Outboxes a store remembers of one gateway; each start of its agent makes a new one. The longest unused is forgotten first. */
export const mostOutboxes = 256;

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

/** Numbers of one outbox, rising and disjoint. */
export interface PositionRanges {
  readonly outboxId: string;
  readonly ranges: readonly (readonly [number, number])[];
  /** How many numbers they are. */
  readonly count: number;
}

/**
 * `outboxId:1-9,12-20`, the value of `campus/positions` in a message of the backlog: what one device has among the
 * numbers of others. At most 1000 ranges.
 */
export function formatPositionRanges(
  outboxId: string,
  ranges: readonly (readonly [number, number])[],
): string {
  return `${outboxId}:${ranges.map(([first, last]) => `${first}-${last}`).join(',')}`;
}

/** Reads `campus/positions` of one or many ranges; null where the text is of another form or the ranges do not rise. */
export function parsePositionRanges(text: string): PositionRanges | null {
  const parsed = parseAcknowledgement(text);
  if (!parsed) return null;
  let count = 0;
  let before = 0;
  for (const [first, last] of parsed.ranges) {
    if (first <= before) return null;
    count += last - first + 1;
    before = last;
  }
  return { ...parsed, count };
}

/** What the hub has of the numbers first…last of an outbox: exactly `ranges`, nothing else. */
export interface ExactSet {
  readonly outboxId: string;
  readonly first: number;
  readonly last: number;
  readonly ranges: readonly (readonly [number, number])[];
}

const exactPattern = /^([a-z0-9]{6,32})@(\d{1,16})-(\d{1,16})=([\d,-]*)$/;

/**
 * `outboxId@first-last=1-9,12-20`, a value of the command metric `campus/acknowledge`: said after a birth, so that a hub
 * restored from a backup is sent again what it no longer has. Several texts where there are many ranges: together they
 * cover 1…Number.MAX_SAFE_INTEGER.
 */
export function formatExactSets(outboxId: string, set: RangeSet): string[] {
  const ranges = set.ranges();
  const texts: string[] = [];
  let first = 1;
  for (let at = 0; at === 0 || at < ranges.length; at += mostRangesInText) {
    const some = ranges.slice(at, at + mostRangesInText);
    const next = ranges[at + mostRangesInText];
    const last = next ? next[0] - 1 : Number.MAX_SAFE_INTEGER;
    texts.push(`${outboxId}@${first}-${last}=${some.map(([low, high]) => `${low}-${high}`).join(',')}`);
    first = last + 1;
  }
  return texts;
}

/** Reads one text of formatExactSets; null where the text is of another form. */
export function parseExactSet(text: string): ExactSet | null {
  const match = exactPattern.exec(text);
  const span = match && parsePositions(`${match[1]}:${match[2]}-${match[3]}`);
  if (!match || !span) return null;
  if (match[4] === '') return { ...span, ranges: [] };
  const said = parseAcknowledgement(`${span.outboxId}:${match[4]}`);
  const isInside = said?.ranges.every(([low, high]) => low >= span.first && high <= span.last);
  return isInside ? { ...span, ranges: said!.ranges } : null;
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

  /** The parts of first…last that are in the set. */
  common(first: number, last: number): [number, number][] {
    const parts: [number, number][] = [];
    for (let i = this.#firstEndingAtOrAfter(first); i < this.#ranges.length; i++) {
      const [low, high] = this.#ranges[i]!;
      if (low > last) break;
      parts.push([Math.max(low, first), Math.min(high, last)]);
    }
    return parts;
  }

  /** How many numbers of first…last are in the set. */
  count(first: number, last: number): number {
    return this.common(first, last).reduce((sum, [low, high]) => sum + high - low + 1, 0);
  }

  /** Removes first…last. */
  remove(first: number, last: number): void {
    const at = this.#firstEndingAtOrAfter(first);
    const kept: [number, number][] = [];
    let until = at;
    for (; until < this.#ranges.length && this.#ranges[until]![0] <= last; until++) {
      const [low, high] = this.#ranges[until]!;
      if (low < first) kept.push([low, first - 1]);
      if (high > last) kept.push([last + 1, high]);
    }
    this.#ranges.splice(at, until - at, ...kept);
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
