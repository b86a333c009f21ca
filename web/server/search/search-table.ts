// Things of one kind as rows of term numbers: what they are called, and what they belong to. Columns, as a campus may
// have tens of thousands of points.
import { matchLevel } from '@campus/campus-model';
import type { SearchTerms } from './search-terms.ts';

/** How words are to be matched. */
export interface SearchPlan {
  readonly words: readonly string[];
  /** One wrong letter may pass. */
  readonly isForgiving?: boolean;
  /** At least one word must match a name of the thing's own (usual). */
  readonly needsOwn?: boolean;
}

/** Names of the thing itself and of what it belongs to, as rows of SearchTerms. */
export interface SearchNames {
  readonly own: readonly number[];
  readonly context: readonly number[];
}

export interface SearchHit {
  readonly row: number;
  /** Sum over the words; the least is best. */
  readonly rank: number;
}

const mostOwn = 4;
const mostContext = 6;
const slots = mostOwn + mostContext;
const empty = -1;
/** What a word costs that matches only where a thing is, beside how well it matches. */
const contextCost = 10;

export class SearchTable {
  readonly #cells: Int32Array;
  readonly length: number;

  /** Names beyond four own and six of context are not searched. */
  constructor(things: readonly SearchNames[]) {
    this.length = things.length;
    this.#cells = new Int32Array(things.length * slots).fill(empty);
    things.forEach(({ own, context }, row) => {
      this.#cells.set(own.slice(0, mostOwn), row * slots);
      this.#cells.set(context.slice(0, mostContext), row * slots + mostOwn);
    });
  }

  /** All rows that every word matches, in their order. */
  find(terms: SearchTerms, { words, isForgiving = false, needsOwn = true }: SearchPlan): SearchHit[] {
    const levels = words.map((word) => terms.levels(word, isForgiving));
    const hits: SearchHit[] = [];
    if (words.length === 0) return hits;
    for (let row = 0; row < this.length; row++) {
      const rank = this.#rank(row, levels, needsOwn);
      if (rank >= 0) hits.push({ row, rank });
    }
    return hits;
  }

  /** -1 where a word matches nothing, or none matches a name of the thing's own though one must. */
  #rank(row: number, levels: readonly Uint8Array[], needsOwn: boolean): number {
    let sum = 0;
    let isOwn = false;
    for (const level of levels) {
      const own = this.#best(level, row * slots, mostOwn);
      const around = own === matchLevel.exact ? 0 : this.#best(level, row * slots + mostOwn, mostContext);
      if (own === 0 && around === 0) return -1;
      if (own !== 0) isOwn = true;
      sum += own !== 0 && (around === 0 || own <= around + contextCost) ? own : around + contextCost;
    }
    return isOwn || !needsOwn ? sum : -1;
  }

  #best(levels: Uint8Array, from: number, count: number): number {
    let best = 0;
    for (let at = from; at < from + count; at++) {
      const cell = this.#cells[at]!;
      const level = cell === empty ? 0 : levels[cell]!;
      if (level !== 0 && (best === 0 || level < best)) best = level;
    }
    return best;
  }
}
