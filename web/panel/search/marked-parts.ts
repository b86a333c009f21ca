// Where the words stand in a name, so that they can be marked. Pure.

interface MarkedPart {
  readonly text: string;
  readonly isMarked: boolean;
  /** Where it begins in the name. */
  readonly from: number;
}

export function markedParts(text: string, words: string): MarkedPart[] {
  const marked = marksOf(text.toLowerCase(), words.toLowerCase());
  const parts: MarkedPart[] = [];
  for (let from = 0; from < text.length; ) {
    const isMarked = marked[from] === true;
    let to = from;
    while (to < text.length && (marked[to] === true) === isMarked) to++;
    parts.push({ text: text.slice(from, to), isMarked, from });
    from = to;
  }
  return parts;
}

function marksOf(text: string, words: string): boolean[] {
  const marked: boolean[] = [];
  for (const word of words.match(/\p{Script=Han}+|[^\p{Script=Han}\s]+/gu) ?? []) {
    const at = text.indexOf(word);
    for (let i = at; at >= 0 && i < at + word.length; i++) marked[i] = true;
  }
  return marked;
}
