// A wait that can be ended early: by a command that overtakes, a lost connection, or closing.
import type { Clock } from '@campus/runtime';

export class Rest {
  readonly #clock: Clock;
  #end: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms` or when woken. One wait at a time. */
  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => this.wake());
      this.#end = () => {
        this.#end = null;
        cancel();
        resolve();
      };
    });
  }

  /** Ends the wait, if there is one. */
  wake(): void {
    this.#end?.();
  }
}
