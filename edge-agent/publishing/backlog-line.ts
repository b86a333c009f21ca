// One log on its way out as backlog: blocks read ahead, cut into messages, sent while the window has room.
import type { Clock } from '@campus/runtime';
import type { Outbox } from '../outbox/outbox.ts';
import type { Block } from '../outbox/segment.ts';

/**
 * Records read ahead at most. They are sent device by device, so this is also how far the numbers on their way are
 * strewn: the hub keeps a range for each hole.
 */
const recordsAhead = 10_000;

export interface BacklogMessage {
  readonly ranges: readonly (readonly [number, number])[];
  /** False where it could not be sent: then it is tried again when it would be sent again. */
  send(): boolean;
}

export interface BacklogLineOptions {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** The messages of the waiting records among `blocks`, oldest first. */
  cut(blocks: readonly Block[]): Promise<BacklogMessage[]>;
}

export class BacklogLine {
  readonly #options: BacklogLineOptions;
  #ahead: BacklogMessage[] = [];
  #next = 0;

  constructor(options: BacklogLineOptions) {
    this.#options = options;
  }

  /** All that is not acknowledged is to be sent again. */
  restart(): void {
    this.#options.outbox.window.restart();
    this.#ahead = [];
    this.#next = 0;
  }

  /** Sends while `mayGoOn`; returns how many messages went. */
  async send(mayGoOn: () => boolean): Promise<number> {
    const { outbox, clock } = this.#options;
    outbox.window.expire(clock.monotonic());
    let sent = 0;
    while (mayGoOn()) {
      if (this.#next >= this.#ahead.length && !(await this.#readAhead())) break;
      while (this.#next < this.#ahead.length && mayGoOn()) {
        this.#sendOne(this.#ahead[this.#next++]!);
        sent++;
      }
    }
    return sent;
  }

  async #readAhead(): Promise<boolean> {
    const { outbox, cut } = this.#options;
    const blocks = await outbox.take(recordsAhead);
    this.#ahead = blocks.length > 0 ? await cut(blocks) : [];
    this.#next = 0;
    return this.#ahead.length > 0;
  }

  /** What was acknowledged since it was read needs no sending. */
  #sendOne({ ranges, send }: BacklogMessage): void {
    const { outbox, clock } = this.#options;
    const isWaiting = ranges.some(([first, last]) => outbox.window.waitingIn(first, last).length > 0);
    if (!isWaiting) return;
    send();
    outbox.window.sent(ranges, clock.monotonic(), true);
  }
}
