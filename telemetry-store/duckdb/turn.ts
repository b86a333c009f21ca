// One at a time, in the order asked.

export class Turn {
  #last: Promise<unknown> = Promise.resolve();
  #current: Promise<unknown> = Promise.resolve();

  /** Settles once what runs now is over; what waits behind it does not count. */
  get current(): Promise<unknown> {
    return this.#current.catch(() => {});
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      const running = work();
      this.#current = running;
      return running;
    });
    this.#last = result.catch(() => {});
    return result;
  }
}
