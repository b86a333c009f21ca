// What of a log is still to be sent, what is on its way and what the hub has: numbers and times only, no disk.
import { RangeSet } from '@campus/campus-model';

/** Unacknowledged for this long, a record is sent again (decision 3 of docs/architecture.md). */
const firstResendMs = 5_000;
/** While nothing at all is acknowledged (a plain Sparkplug host never does), sending again slows down to this. */
const slowestResendMs = 60_000;
/** Backlog records on their way at once; live ones are never held back. */
const mostBacklogInFlight = 20_000;
/** Messages remembered as on their way (5 s of a busy gateway); one forgotten is just sent again. */
const mostMessagesInFlight = 10_000;

interface Sent {
  readonly first: number;
  readonly last: number;
  readonly atMs: number;
  readonly isBacklog: boolean;
}

export class DeliveryWindow {
  #delivered = new RangeSet();
  /** Delivered or on its way. */
  #busy = new RangeSet();
  #inFlight: Sent[] = [];
  #last = 0;
  #resendMs = firstResendMs;

  /** Starts with what a log says of itself; anything on its way is forgotten. */
  load(delivered: Iterable<readonly [number, number]>, last: number): void {
    this.#delivered = RangeSet.of(delivered);
    this.#last = last;
    this.restart();
  }

  /** Records up to `last` are durable. */
  appended(last: number): void {
    this.#last = Math.max(this.#last, last);
  }

  sent(first: number, last: number, atMs: number, isBacklog: boolean): void {
    this.#inFlight.push({ first, last, atMs, isBacklog });
    this.#busy.add(first, last);
    if (this.#inFlight.length > mostMessagesInFlight) {
      this.#inFlight.shift();
      this.#rebuild();
    }
  }

  /** Notes what is delivered, or will never be there to deliver. Returns the part that was news. */
  deliver(ranges: Iterable<readonly [number, number]>): [number, number][] {
    const news: [number, number][] = [];
    for (const [first, last] of ranges) {
      const end = Math.min(last, this.#last);
      if (end < first) continue;
      news.push(...this.#delivered.missing(first, end));
      this.#delivered.add(first, end);
      this.#busy.add(first, end);
    }
    if (news.length > 0) this.#resendMs = firstResendMs;
    return news;
  }

  /** Records on their way for too long are to be sent again. Call it now and then. */
  expire(nowMs: number): void {
    const kept = this.#inFlight.filter(
      ({ first, last, atMs }) => nowMs - atMs < this.#resendMs && !this.#delivered.covers(first, last),
    );
    if (kept.length === this.#inFlight.length) return;
    const isAnyLost = this.#inFlight.some(
      ({ first, last, atMs }) => nowMs - atMs >= this.#resendMs && !this.#delivered.covers(first, last),
    );
    this.#inFlight = kept;
    if (!isAnyLost) return;
    this.#resendMs = Math.min(this.#resendMs * 2, slowestResendMs);
    this.#rebuild();
  }

  /** After a new birth all that was not acknowledged is to be sent again. */
  restart(): void {
    this.#inFlight = [];
    this.#resendMs = firstResendMs;
    this.#rebuild();
  }

  /** The oldest run that waits, at most `most` records; null where none does or enough is on its way. */
  next(most: number): [number, number] | null {
    const ranges = this.#busy.ranges();
    const head = ranges[0]?.[0] === 1 ? ranges[0] : undefined;
    const first = (head?.[1] ?? 0) + 1;
    const stop = (head ? ranges[1] : ranges[0])?.[0] ?? Number.POSITIVE_INFINITY;
    const room = mostBacklogInFlight - this.#backlogInFlight();
    const last = Math.min(first + Math.min(most, room) - 1, stop - 1, this.#last);
    return last >= first ? [first, last] : null;
  }

  isDelivered(first: number, last: number): boolean {
    return this.#delivered.covers(first, last);
  }

  /** Records that the hub has not acknowledged. */
  get waiting(): number {
    const delivered = this.#delivered.ranges().reduce((sum, [first, last]) => sum + last - first + 1, 0);
    return Math.max(0, this.#last - delivered);
  }

  #backlogInFlight(): number {
    return this.#inFlight.reduce(
      (sum, { first, last, isBacklog }) => sum + (isBacklog ? last - first + 1 : 0),
      0,
    );
  }

  #rebuild(): void {
    this.#busy = RangeSet.of(this.#delivered.ranges());
    for (const { first, last } of this.#inFlight) this.#busy.add(first, last);
  }
}
