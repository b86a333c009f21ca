// Sends what waits in the two logs: oldest first, marked historical, as fast as it is acknowledged. Live values and
// reports overtake the samples' backlog.
import type { Clock, Random } from '@campus/runtime';
import type { Outbox } from '../outbox/outbox.ts';
import { BacklogLine } from './backlog-line.ts';
import { JournalMessages } from './journal-messages.ts';
import type { PointBook } from './point-book.ts';
import type { NodeLink, Publisher } from './publisher.ts';
import { SampleMessages } from './sample-messages.ts';

const turnEveryMs = 50;
/** A turn that lasts this long ends, so that live values go in between. */
const longestTurnMs = 20;
/** With more than this waiting in the connection the backlog pauses. */
const mostBytesWaiting = 262_144;
/** After a birth the hub first says what it has; and the agents of a campus do not all begin in one instant. */
const leastDelayMs = 300;
const spreadMs = 2_000;

export interface BacklogOptions {
  readonly samples: Outbox;
  readonly journal: Outbox;
  readonly publisher: Publisher;
  readonly book: PointBook;
  readonly clock: Clock;
  readonly random: Random;
  node(): NodeLink;
}

export class Backlog {
  readonly #options: BacklogOptions;
  readonly #messages: SampleMessages;
  readonly #samples: BacklogLine;
  readonly #journal: BacklogLine;
  #samplesFromMs = 0;
  #isTurning = false;
  #stop: (() => void) | null = null;

  constructor(options: BacklogOptions) {
    const { publisher, clock, book, samples, journal } = options;
    this.#options = options;
    const messages = new SampleMessages({ outbox: samples, publisher, book });
    this.#messages = messages;
    const reports = new JournalMessages(journal, publisher);
    this.#samples = new BacklogLine({ outbox: samples, clock, cut: (blocks) => messages.cut(blocks) });
    this.#journal = new BacklogLine({ outbox: journal, clock, cut: (blocks) => reports.cut(blocks) });
  }

  start(): void {
    this.#stop = this.#options.clock.every(turnEveryMs, () => void this.#turn());
  }

  /** Points have other numbers now. */
  follow(): void {
    this.#messages.follow();
  }

  /** The node was born anew: all that is not acknowledged is sent again, after a moment. */
  restart(): void {
    const { clock, random } = this.#options;
    this.#samples.restart();
    this.#journal.restart();
    this.#samplesFromMs = clock.monotonic() + leastDelayMs + random() * spreadMs;
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
  }

  async #turn(): Promise<void> {
    const { clock, publisher, samples } = this.#options;
    if (this.#isTurning || !this.#mayGoOn()) return;
    this.#isTurning = true;
    const untilMs = clock.monotonic() + longestTurnMs;
    const mayGoOn = (): boolean => this.#mayGoOn() && clock.monotonic() < untilMs;
    try {
      await this.#journal.send(mayGoOn);
      if (clock.monotonic() < this.#samplesFromMs) return;
      await this.#samples.send(mayGoOn);
      if (samples.window.waiting === 0) publisher.endBacklog();
    } finally {
      this.#isTurning = false;
    }
  }

  #mayGoOn(): boolean {
    const node = this.#options.node();
    return node.isBorn && node.bufferedBytes < mostBytesWaiting;
  }
}
