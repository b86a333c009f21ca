// What of a log is still to be sent, what is on its way and what needs no sending: numbers and times only, no disk.
import { RangeSet } from '@campus/campus-model/plain';
import { Pace } from './pace.ts';

/** Unacknowledged for this long, a record is sent again (decision 3 of docs/architecture.md). */
const firstResendMs = 5_000;
/** While nothing at all is acknowledged (a plain Sparkplug host never does), sending again slows down to this. */
const slowestResendMs = 60_000;
/** Messages remembered as on their way (5 s of a busy gateway); one forgotten is just sent again. */
const mostMessagesInFlight = 10_000;
/** A reading spans at most this many times the records it is for: holes between them are stepped over. */
const widestSpan = 8;

type Ranges = readonly (readonly [number, number])[];

interface Sent {
  readonly ranges: Ranges;
  readonly count: number;
  readonly atMs: number;
  readonly isBacklog: boolean;
}

export class DeliveryWindow {
  readonly pace = new Pace();
  #done = new RangeSet();
  /** Done or on its way. */
  #busy = new RangeSet();
  #inFlight: Sent[] = [];
  #backlogInFlight = 0;
  #last = 0;
  #resendMs = firstResendMs;

  /** Starts with what a log says of itself: what needs no sending, and its newest number. */
  load(done: Iterable<readonly [number, number]>, last: number): void {
    this.#done = RangeSet.of(done);
    this.#last = last;
    this.restart();
  }

  /** Records up to `last` are durable. */
  appended(last: number): void {
    this.#last = Math.max(this.#last, last);
  }

  sent(ranges: Ranges, atMs: number, isBacklog: boolean): void {
    const count = sizeOf(ranges);
    this.#inFlight.push({ ranges, count, atMs, isBacklog });
    if (isBacklog) this.#backlogInFlight += count;
    for (const [first, last] of ranges) this.#busy.add(first, last);
    if (this.#inFlight.length <= mostMessagesInFlight) return;
    this.#forget(this.#inFlight.shift()!);
    this.#rebuild();
  }

  /** Notes what is acknowledged, or will never be there to be sent. */
  finish(ranges: Ranges, nowMs: number): void {
    for (const [first, last] of ranges) {
      this.#done.add(first, last);
      this.#busy.add(first, last);
    }
    if (ranges.length === 0) return;
    this.#resendMs = firstResendMs;
    this.#settle(nowMs);
  }

  /** Records that were done are to be sent after all. */
  reopen(ranges: Ranges): void {
    for (const [first, last] of ranges) this.#done.remove(first, last);
    if (ranges.length > 0) this.#rebuild();
  }

  /** Records on their way for too long are to be sent again. Call it now and then. */
  expire(nowMs: number): void {
    const late = this.#inFlight.filter(({ atMs }) => nowMs - atMs >= this.#resendMs);
    if (late.length === 0) return;
    this.#inFlight = this.#inFlight.filter(({ atMs }) => nowMs - atMs < this.#resendMs);
    for (const sent of late) this.#forget(sent);
    if (late.some(({ isBacklog }) => isBacklog)) this.pace.late(nowMs);
    this.#resendMs = Math.min(this.#resendMs * 2, slowestResendMs);
    this.#rebuild();
  }

  /** After a new birth all that was not acknowledged is to be sent again. */
  restart(): void {
    this.#inFlight = [];
    this.#backlogInFlight = 0;
    this.#resendMs = firstResendMs;
    this.pace.restart();
    this.#rebuild();
  }

  /**
   * The oldest stretch in which records wait, with at most `most` of them; null where none does or enough is on its way.
   * `waitingIn` says which of its numbers are meant.
   */
  next(most: number): [number, number] | null {
    const room = Math.min(most, this.pace.window - this.#backlogInFlight);
    const head = this.#busy.ranges()[0];
    const first = head?.[0] === 1 ? head[1] + 1 : 1;
    if (room < 1 || first > this.#last) return null;
    let left = room;
    let last = first;
    for (const [low, high] of this.#busy.missing(first, Math.min(this.#last, first + most * widestSpan))) {
      last = Math.min(high, low + left - 1);
      left -= last - low + 1;
      if (left <= 0) break;
    }
    return [first, last];
  }

  /** The parts of first…last that are neither done nor on their way. */
  waitingIn(first: number, last: number): [number, number][] {
    return this.#busy.missing(first, last);
  }

  /** Records that are not done. */
  get waiting(): number {
    return Math.max(0, this.#last - this.#done.count(1, this.#last));
  }

  #settle(nowMs: number): void {
    const kept: Sent[] = [];
    for (const sent of this.#inFlight) {
      if (!sent.ranges.every(([first, last]) => this.#done.covers(first, last))) kept.push(sent);
      else {
        this.#forget(sent);
        if (sent.isBacklog) this.pace.acknowledged(sent.count, nowMs - sent.atMs, nowMs);
      }
    }
    this.#inFlight = kept;
  }

  #forget({ count, isBacklog }: Sent): void {
    if (isBacklog) this.#backlogInFlight -= count;
  }

  #rebuild(): void {
    this.#busy = RangeSet.of(this.#done.ranges());
    for (const { ranges } of this.#inFlight) for (const [first, last] of ranges) this.#busy.add(first, last);
  }
}

function sizeOf(ranges: Ranges): number {
  let size = 0;
  for (const [first, last] of ranges) size += last - first + 1;
  return size;
}
