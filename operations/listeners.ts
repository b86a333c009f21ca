// Those who want to know of changes. One that throws is logged and does not keep the others from hearing.
import type { Log } from '@campus/runtime';

export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The returned function ends it. */
  add(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#log.error({ error: String(error) }, 'a listener failed');
      }
    }
  }
}
