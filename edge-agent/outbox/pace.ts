// How much of a backlog may be on its way: grows while acknowledgements come soon, shrinks when they are late. So one
// agent drains as fast as the hub takes it, and a thousand that come back at once share what it takes.

/** The first moments after a birth: four full messages, so that a thousand agents are no flood. */
const leastOnTheirWay = 2_000;
/** Some seconds of a hub that takes 50,000 a second; about 3 MB of messages. */
const mostOnTheirWay = 200_000;
/** Acknowledgements come with the hub's commits, within about a second; later ones mean that messages queue up. */
const soonMs = 1_500;
/** One step back is given this long to show. */
const stepMs = 1_000;
const shrinkTo = 0.6;
/** Past what was last too much the window grows by this share of what is acknowledged. */
const carefulGrowth = 0.05;

export class Pace {
  #window = leastOnTheirWay;
  /** What was too much last. */
  #limit = mostOnTheirWay;
  #shrunkAt = Number.NEGATIVE_INFINITY;

  /** Records that may be on their way. */
  get window(): number {
    return Math.floor(this.#window);
  }

  /** A new connection: from the beginning. */
  restart(): void {
    this.#window = leastOnTheirWay;
    this.#limit = mostOnTheirWay;
    this.#shrunkAt = Number.NEGATIVE_INFINITY;
  }

  /** `count` records were acknowledged `afterMs` after they were sent. */
  acknowledged(count: number, afterMs: number, nowMs: number): void {
    if (afterMs > soonMs) {
      this.late(nowMs);
      return;
    }
    const growth = this.#window < this.#limit ? count : count * carefulGrowth;
    this.#window = Math.min(mostOnTheirWay, this.#window + growth);
  }

  /** Acknowledgements are late, or did not come. */
  late(nowMs: number): void {
    if (nowMs - this.#shrunkAt < stepMs) return;
    this.#shrunkAt = nowMs;
    this.#limit = Math.max(leastOnTheirWay, this.#window * shrinkTo);
    this.#window = this.#limit;
  }
}
