// Every distinct name and id of the campus once, however many things bear it, and how well a word matches each of them.
import { matchTerm, type SearchTerm, searchTerm, type Text } from '@campus/campus-model';

/** Words whose levels are kept while a person types on: a byte a term each. */
const mostWordsKept = 64;

export class SearchTerms {
  readonly #rows = new Map<string, number>();
  readonly #terms: SearchTerm[] = [];
  readonly #chinese = new Map<string, number[]>();
  readonly #kept = new Map<string, Uint8Array>();

  /** The row of a name; the same name again is the same row. */
  ofText({ zh, en }: Text): number {
    return this.#add(`${zh}\n${en}`, [zh, en], zh);
  }

  ofId(id: string): number {
    return this.#add(id, [id], null);
  }

  /** The row of a name that is known, or null. */
  find({ zh, en }: Text): number | null {
    return this.#rows.get(`${zh}\n${en}`) ?? null;
  }

  /** Chinese names whose pinyin may be learned. */
  chinese(): string[] {
    return [...this.#chinese.keys()].filter((name) => /\p{Script=Han}/u.test(name));
  }

  /** Takes the pinyin of names. */
  learn(pinyin: ReadonlyMap<string, string>): void {
    for (const [name, spelled] of pinyin) {
      for (const row of this.#chinese.get(name) ?? []) {
        this.#terms[row] = { ...this.#terms[row]!, syllables: spelled === '' ? [] : spelled.split(' ') };
      }
    }
    this.#kept.clear();
  }

  /** A level (`matchLevel`) for each row. */
  levels(word: string, isForgiving: boolean): Uint8Array {
    const key = `${isForgiving ? '~' : '='}${word}`;
    const known = this.#kept.get(key);
    if (known?.length === this.#terms.length) return known;
    const levels = Uint8Array.from(this.#terms, (term) => matchTerm(term, word, isForgiving));
    this.#kept.set(key, levels);
    if (this.#kept.size > mostWordsKept) this.#kept.delete(this.#kept.keys().next().value!);
    return levels;
  }

  #add(key: string, texts: readonly string[], chinese: string | null): number {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = this.#terms.length;
    this.#terms.push(searchTerm(texts));
    this.#rows.set(key, row);
    if (chinese !== null) this.#chinese.set(chinese, [...(this.#chinese.get(chinese) ?? []), row]);
    return row;
  }
}
