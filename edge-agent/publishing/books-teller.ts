// Tells the books: all of them at a birth, then what has changed.
import type { GatewayBooks } from '@campus/campus-model';

export class BooksTeller {
  readonly #books: () => GatewayBooks;
  readonly #said = new Map<string, string>();
  #saidGaps = '';

  constructor(books: () => GatewayBooks) {
    this.#books = books;
  }

  /** All days and gaps, as JSON. */
  all(): string {
    const books = this.#books();
    this.#note(books);
    return JSON.stringify(books);
  }

  /** Tells what has changed since it was told; where `tell` could not, it is told next time. */
  changes(tell: (books: string) => boolean): void {
    const books = this.#books();
    const days = books.days.filter((day) => this.#said.get(day.day) !== JSON.stringify(day));
    const gaps = JSON.stringify(books.gaps) === this.#saidGaps ? [] : books.gaps;
    if (days.length + gaps.length === 0) return;
    if (tell(JSON.stringify({ ...books, days, gaps } satisfies GatewayBooks))) this.#note(books);
  }

  #note({ days, gaps }: GatewayBooks): void {
    this.#said.clear();
    for (const day of days) this.#said.set(day.day, JSON.stringify(day));
    this.#saidGaps = JSON.stringify(gaps);
  }
}
