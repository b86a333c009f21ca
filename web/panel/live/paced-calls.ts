// Hands changes on to the views, so many a frame as leave the frame whole: a thousand values that change at once are
// drawn over a few frames instead of in one long one. How many that is, is learnt from what the last ones took.

interface FrameTimers {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Before the next frame is drawn. */
  frame(run: () => void): void;
  /** After the views have drawn what the calls have changed. */
  afterDrawing(run: () => void): void;
}

/** Of a frame’s 16 ms; styles, layout and paint of what was drawn take three times as much, and presses want room too. */
const budgetMs = 2.5;
const firstBatch = 50;
const leastBatch = 8;
const mostBatch = 1000;

export class PacedCalls {
  readonly #timers: FrameTimers;
  readonly #waiting = new Set<() => void>();
  #batch = firstBatch;
  #isScheduled = false;

  constructor(timers: FrameTimers) {
    this.#timers = timers;
  }

  /** Each call that waits is made once, however often it is added. */
  add(call: () => void): void {
    this.#waiting.add(call);
    this.#schedule();
  }

  /** It is not made any more, should it wait. */
  drop(call: () => void): void {
    this.#waiting.delete(call);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.size === 0) return;
    this.#isScheduled = true;
    this.#timers.frame(() => this.#run());
  }

  #run(): void {
    const startMs = this.#timers.now();
    let made = 0;
    for (const call of this.#waiting) {
      this.#waiting.delete(call);
      call();
      made += 1;
      if (made >= this.#batch) break;
    }
    this.#timers.afterDrawing(() => {
      this.#learn(made, this.#timers.now() - startMs);
      this.#isScheduled = false;
      this.#schedule();
    });
  }

  /** Half way to what would have filled the budget, so that one slow frame does not starve the next ones. */
  #learn(made: number, tookMs: number): void {
    if (made < this.#batch && tookMs <= budgetMs) return;
    const fitting = tookMs > 0 ? (made * budgetMs) / tookMs : mostBatch;
    const next = Math.round((this.#batch + fitting) / 2);
    this.#batch = Math.min(mostBatch, Math.max(leastBatch, next));
  }
}
