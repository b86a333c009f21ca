// Finds among the few things that only the page knows: its pages, its help, the boards. Pure.
import {
  cutAtScripts,
  matchTerm,
  type SearchTerm,
  searchTerm,
  searchWords,
  type Text,
} from '@campus/campus-model';
import { pinyinKeys } from './pinyin-keys.ts';

export interface LocalThing {
  readonly kind: 'page' | 'help' | 'board';
  readonly id: string;
  readonly href: string;
  readonly name: Text;
  readonly where: Text | null;
}

export interface LocalHit {
  readonly thing: LocalThing;
  readonly rank: number;
}

/** Those that every word matches, best first. */
export function findLocal(things: readonly LocalThing[], query: string, most: number): LocalHit[] {
  const typed = searchWords(query);
  if (typed.length === 0) return [];
  const exact = ranked(things, typed, false);
  const found = exact.length > 0 ? exact : ranked(things, cutAtScripts(typed), false);
  return (found.length > 0 ? found : ranked(things, typed, true)).slice(0, most);
}

function ranked(things: readonly LocalThing[], words: readonly string[], isForgiving: boolean): LocalHit[] {
  return things
    .map((thing) => ({ thing, rank: rankOf(termOf(thing.name), words, isForgiving) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => a.rank - b.rank);
}

/** 0 where a word does not match. */
function rankOf(term: SearchTerm, words: readonly string[], isForgiving: boolean): number {
  let sum = 0;
  for (const word of words) {
    const level = matchTerm(term, word, isForgiving);
    if (level === 0) return 0;
    sum += level;
  }
  return sum;
}

function termOf({ zh, en }: Text): SearchTerm {
  return searchTerm([zh, en], pinyinKeys[zh] ?? '');
}
