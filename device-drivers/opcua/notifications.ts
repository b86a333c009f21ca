// The order of a subscription's notification messages: each is handed on once, in turn; what is missing is asked for again
// (republish) before what came after it. Says which may be acknowledged. Knows no session.
import {
  DataChangeNotification,
  type DataValue,
  type NotificationMessage,
  StatusChangeNotification,
  type StatusCode,
} from 'node-opcua';
import { firstSequence, gapBefore, nextSequence } from './sequence.ts';

export interface NotificationEvents {
  onValue(item: number, data: DataValue): void;
  /** The server ended the subscription, or speaks of its end. */
  onStatus(code: StatusCode): void;
}

/** Asks the server for a message again; null where it has none of that number any more. */
export type Retransmit = (sequence: number) => Promise<NotificationMessage | null>;

/** More than servers keep; a number that is further off is nonsense. */
const mostMissing = 1_000;

export type Outcome = 'fine' | 'some-lost' | 'out-of-order';

export class Notifications {
  readonly #events: NotificationEvents;
  readonly #itemCount: number;
  #expected = firstSequence;
  /** Until something came, servers may begin where they like. */
  #isBegun = false;
  #unacknowledged: number[] = [];

  constructor(itemCount: number, events: NotificationEvents) {
    this.#itemCount = itemCount;
    this.#events = events;
  }

  /** What was handed on since it was asked last; goes out with the next request. */
  takeAcknowledgements(): number[] {
    return this.#unacknowledged.splice(0);
  }

  /** After a connection was lost: all that the server still has from the expected number on. */
  async recover(retransmit: Retransmit): Promise<void> {
    for (let asked = 0; asked < mostMissing; asked++) {
      const message = await retransmit(this.#expected);
      if (!message) return;
      if (message.sequenceNumber !== this.#expected)
        throw new Error('another message than the one asked for');
      this.#handOn(message);
    }
  }

  /**
   * Takes a message as it came. `isFirst` after a connection was lost: what the server no longer has is lost then, whereas
   * on a connection that stands it means that one side is in error.
   */
  async take(message: NotificationMessage, isFirst: boolean, retransmit: Retransmit): Promise<Outcome> {
    const isKeepAlive = (message.notificationData ?? []).length === 0;
    if (!this.#isBegun) this.#expected = message.sequenceNumber;
    this.#isBegun = true;
    const missing = gapBefore(message.sequenceNumber, this.#expected);
    // It was handed on already. A sign of life names the number that comes next, of some servers the last one.
    if (missing < 0) return isKeepAlive && missing < -1 ? 'out-of-order' : 'fine';
    if (missing > mostMissing) return 'out-of-order';
    const isWhole = await this.#fetch(missing, retransmit);
    if (!isWhole && !isFirst) return 'out-of-order';
    this.#expected = message.sequenceNumber;
    if (!isKeepAlive) this.#handOn(message);
    return isWhole ? 'fine' : 'some-lost';
  }

  /** False where the server no longer has one of them. */
  async #fetch(missing: number, retransmit: Retransmit): Promise<boolean> {
    let isWhole = true;
    for (let left = missing; left > 0; left--) {
      const message = await retransmit(this.#expected);
      if (message && message.sequenceNumber === this.#expected) this.#handOn(message);
      else {
        isWhole = false;
        this.#expected = nextSequence(this.#expected);
      }
    }
    return isWhole;
  }

  #handOn(message: NotificationMessage): void {
    this.#isBegun = true;
    this.#unacknowledged.push(message.sequenceNumber);
    this.#expected = nextSequence(message.sequenceNumber);
    for (const data of message.notificationData ?? []) {
      if (data instanceof DataChangeNotification) this.#changes(data);
      else if (data instanceof StatusChangeNotification) this.#events.onStatus(data.status);
    }
  }

  #changes({ monitoredItems }: DataChangeNotification): void {
    for (const { clientHandle, value } of monitoredItems ?? []) {
      if (clientHandle < this.#itemCount) this.#events.onValue(clientHandle, value);
    }
  }
}
