// One answer for all who ask about the same time: a wall of pages costs its source a single question.
import type { Clock } from '@campus/runtime';

export class SharedAnswer<T> {
  readonly #clock: Clock;
  readonly #sharedMs: number;
  readonly #ask: () => Promise<T>;
  #answer: Promise<T> | null = null;
  #askedAt = 0;

  /** An answer is given again to whoever asks within `sharedMs` of it; a failure is never kept. */
  constructor(clock: Clock, sharedMs: number, ask: () => Promise<T>) {
    this.#clock = clock;
    this.#sharedMs = sharedMs;
    this.#ask = ask;
  }

  get(): Promise<T> {
    const now = this.#clock.monotonic();
    if (this.#answer && now - this.#askedAt < this.#sharedMs) return this.#answer;
    const answer = this.#ask();
    this.#answer = answer;
    this.#askedAt = now;
    answer.catch(() => {
      if (this.#answer === answer) this.#answer = null;
    });
    return answer;
  }

  /** What it is about has changed: the next one asks anew. */
  forget(): void {
    this.#answer = null;
  }
}
