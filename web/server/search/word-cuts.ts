// Cuts what was typed without spaces along names that are known: "实训楼空调" is "实训楼" and "空调". Pure.
import type { SearchTerms } from './search-terms.ts';

/** Longer runs are taken as they are: each cut asks all names. */
const longestCut = 24;
const mostWords = 8;

export function cutByTerms(words: readonly string[], terms: SearchTerms): string[] {
  return words.flatMap((word) => (/^\d/.test(word) ? [word] : cut(word, terms))).slice(0, mostWords);
}

/** The longest beginning that some name has, then the same of the rest; the word itself where that leads nowhere. */
function cut(word: string, terms: SearchTerms): string[] {
  if (word.length > longestCut) return [word];
  const parts: string[] = [];
  for (let from = 0; from < word.length; ) {
    const part = longestKnown(word.slice(from), terms);
    if (part === null) return [word];
    parts.push(part);
    from += part.length;
  }
  return parts;
}

function longestKnown(text: string, terms: SearchTerms): string | null {
  let known: string | null = null;
  for (let length = 1; length <= text.length; length++) {
    const part = text.slice(0, length);
    if (!terms.levels(part, false).some((level) => level !== 0)) break;
    known = part;
  }
  return known;
}
