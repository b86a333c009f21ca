// One log on its way out as backlog: records read ahead, cut into messages, sent a few at a time.
import type { PositionRange } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { Outbox, StoredRecord } from '../outbox/outbox.ts';
import { mostMetricsAMessage } from './publisher.ts';

/** Records read ahead at most. */
const recordsAhead = 5_000;

interface Message<T> {
  readonly deviceId: string;
  readonly first: number;
  last: number;
  readonly contents: T[];
}

export interface BacklogLineOptions<T> {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** A record's device (empty for the node) and content; null where it is of no known form. */
  read(bytes: Uint8Array): { deviceId: string; content: T } | null;
  publish(deviceId: string, contents: readonly T[], positions: PositionRange): boolean;
  mayGoOn(): boolean;
}

export class BacklogLine<T> {
  readonly #options: BacklogLineOptions<T>;
  #ahead: Message<T>[] = [];
  #next = 0;

  constructor(options: BacklogLineOptions<T>) {
    this.#options = options;
  }

  /** All that is not acknowledged is to be sent again. */
  restart(): void {
    this.#options.outbox.window.restart();
    this.#ahead = [];
  }

  /** Sends at most `most` messages and returns how many; 0 where nothing waits or nothing may go. */
  async send(most: number): Promise<number> {
    const { outbox, clock, mayGoOn } = this.#options;
    outbox.window.expire(clock.monotonic());
    if (this.#next >= this.#ahead.length) {
      this.#ahead = this.#messagesOf(await outbox.take(recordsAhead));
      this.#next = 0;
    }
    let sent = 0;
    while (sent < most && this.#next < this.#ahead.length && mayGoOn()) {
      if (this.#sendOne(this.#ahead[this.#next++]!)) sent++;
    }
    return sent;
  }

  #sendOne({ deviceId, first, last, contents }: Message<T>): boolean {
    const { outbox, clock, publish } = this.#options;
    if (!outbox.id || outbox.window.isDelivered(first, last)) return false;
    publish(deviceId, contents, { outboxId: outbox.id, first, last });
    // One that could not be sent is put behind the others: it is tried again when it would be sent again.
    outbox.window.sent(first, last, clock.monotonic(), true);
    return true;
  }

  /** Runs of consecutive records of one device, each at most a message long. */
  #messagesOf(records: readonly StoredRecord[]): Message<T>[] {
    const messages: Message<T>[] = [];
    for (const { number, bytes } of records) {
      const got = this.#options.read(bytes);
      const open = messages.at(-1);
      if (!got) this.#options.outbox.giveUp(number);
      else if (open && fits(open, got.deviceId, number)) {
        open.last = number;
        open.contents.push(got.content);
      } else messages.push({ deviceId: got.deviceId, first: number, last: number, contents: [got.content] });
    }
    return messages;
  }
}

function fits(open: Message<unknown>, deviceId: string, number: number): boolean {
  const hasRoom = open.contents.length < mostMetricsAMessage - 1;
  return hasRoom && open.deviceId === deviceId && open.last + 1 === number;
}
