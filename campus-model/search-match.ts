// How words that a person types match names, in Chinese, English and pinyin. Pure; the hub and the page share it.

/** A name prepared for matching. */
export interface SearchTerm {
  /** Lower-case spellings: Chinese, English, an id. */
  readonly texts: readonly string[];
  /** Pinyin of the Chinese spelling; a letter or digit stands for itself. Empty where it is not known. */
  readonly syllables: readonly string[];
}

/** How well a word matches, best first; 0 is no match. */
export const matchLevel = {
  none: 0,
  exact: 1,
  prefix: 2,
  word: 3,
  pinyin: 4,
  initials: 5,
  inside: 6,
  typo: 7,
} as const;

const mostWords = 8;
const longestWord = 40;
/** One wrong letter in a shorter word leaves too little to go by. */
const shortestForgiven = 4;
const latin = /^[a-z0-9]+$/;

export function searchTerm(texts: readonly string[], pinyin = ''): SearchTerm {
  const lower = texts.map((text) => plain(text)).filter((text) => text !== '');
  return { texts: [...new Set(lower)], syllables: pinyin === '' ? [] : pinyin.split(' ') };
}

/** Full-width letters become narrow, capitals small. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The words of a query as they were typed. */
export function searchWords(query: string): string[] {
  return plain(query)
    .split(/[\s,，、。;；/|]+/)
    .filter((word) => word !== '')
    .slice(0, mostWords)
    .map((word) => word.slice(0, longestWord));
}

/** The same words cut where Chinese, letters and digits meet: "101kt" is "101" and "kt". */
export function cutAtScripts(words: readonly string[]): string[] {
  return words
    .flatMap((word) => word.match(/\p{Script=Han}+|\d+|[^\p{Script=Han}\d-]+/gu) ?? [])
    .slice(0, mostWords);
}

/** The best of all spellings; `isForgiving` lets one wrong letter pass. */
export function matchTerm(term: SearchTerm, word: string, isForgiving = false): number {
  let best = 0;
  for (const text of term.texts) {
    const level = matchText(text, word);
    if (level !== 0 && (best === 0 || level < best)) best = level;
  }
  if (best !== 0 && best <= matchLevel.word) return best;
  const spoken = latin.test(word) ? matchPinyin(term.syllables, word) : 0;
  if (spoken !== 0) return spoken;
  if (best !== 0 || !isForgiving) return best;
  return isNearly(term, word) ? matchLevel.typo : 0;
}

function matchText(text: string, word: string): number {
  let at = text.indexOf(word);
  if (at < 0) return 0;
  if (at === 0) return text.length === word.length ? matchLevel.exact : matchLevel.prefix;
  for (; at > 0; at = text.indexOf(word, at + 1)) {
    if (scriptOf(text, at - 1) !== scriptOf(text, at)) return matchLevel.word;
  }
  return matchLevel.inside;
}

/** Digits, small Latin letters, separators, everything else. */
function scriptOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return 0;
  if (code >= 97 && code <= 122) return 1;
  return code < 128 ? 2 : 3;
}

function matchPinyin(syllables: readonly string[], word: string): number {
  let best = 0;
  for (let start = 0; start < syllables.length; start++) {
    const found = spell(syllables, start, word, 0);
    if (found === matchLevel.pinyin) return found;
    if (found !== 0) best = found;
  }
  return best;
}

/** Whether the rest of the word spells the syllables from one on: whole ones, or first letters, or both mixed. */
function spell(syllables: readonly string[], at: number, word: string, from: number): number {
  if (from === word.length) return matchLevel.pinyin;
  const syllable = syllables[at];
  if (syllable === undefined || syllable[0] !== word[from]) return 0;
  if (word.startsWith(syllable, from)) {
    const rest = spell(syllables, at + 1, word, from + syllable.length);
    if (rest !== 0) return rest;
  }
  // The last syllable may still be on its way; a single letter of it is no more than an initial.
  const left = word.length - from;
  if (left > 1 && left < syllable.length && syllable.startsWith(word.slice(from))) return matchLevel.pinyin;
  for (const length of initialsOf(syllable)) {
    if (
      word.startsWith(syllable.slice(0, length), from) &&
      spell(syllables, at + 1, word, from + length) !== 0
    ) {
      return matchLevel.initials;
    }
  }
  return 0;
}

/** "z" and "zh" both stand for "zhong". */
function initialsOf(syllable: string): readonly number[] {
  if (syllable.length === 1) return [];
  return /^[zcs]h/.test(syllable) ? [2, 1] : [1];
}

function isNearly({ texts, syllables }: SearchTerm, word: string): boolean {
  if (word.length < shortestForgiven || !/^[a-z]+$/.test(word)) return false;
  const isBegun = (text: string) => text[0] === word[0];
  return (
    texts.some((text) => text.match(/[a-z]+/g)?.some((part) => isBegun(part) && isOneOff(word, part))) ||
    syllables.some((syllable, start) => isBegun(syllable) && isOneOff(word, syllables.slice(start).join('')))
  );
}

/** One letter wrong, missing, too many, or two changed places; the first letter is right, and the text may go on. */
function isOneOff(word: string, text: string): boolean {
  let at = 0;
  while (at < word.length && word[at] === text[at]) at++;
  if (at === 0 || at === word.length) return at !== 0;
  const rest = (from: number) => word.slice(from);
  const goesOn = (from: number, expected: string) => text.startsWith(expected, from);
  return (
    goesOn(at + 1, rest(at + 1)) ||
    goesOn(at + 1, rest(at)) ||
    goesOn(at, rest(at + 1)) ||
    (word[at] === text[at + 1] && word[at + 1] === text[at] && goesOn(at + 2, rest(at + 2)))
  );
}
