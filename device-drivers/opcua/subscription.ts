// A subscription with its monitored items. It outlasts connections: what the server kept meanwhile is asked for again.
// Which node an item is, and what its values mean, is the session's.
import type { Clock } from '@campus/runtime';
import {
  type DataValue,
  type NotificationMessage,
  PublishRequest,
  type PublishResponse,
  RepublishRequest,
  type StatusCode,
} from 'node-opcua';
import { keepAliveMs, missedSigns } from './client.ts';
import { Notifications } from './notifications.ts';
import type { RawSession } from './raw-session.ts';
import { codeOf, wordsOf } from './trouble.ts';

export interface SubscriptionEvents {
  onValue(item: number, data: DataValue): void;
  /** All that waited at the server has been told. */
  onSettled(): void;
  /** The connection is of no more use; `isGone` where the subscription is not either. */
  onEnd(why: string, isGone: boolean): void;
  /** The server did not keep all that changed while there was no connection. */
  onLost(): void;
}

/** Requests that wait at the server, so that none of its publishing cycles finds it without. */
const publishAhead = 3;
/** A server that revises its signs of life to hours would never be missed. */
const longestKeepAliveMs = 30_000;

export interface Revised {
  readonly id: number;
  readonly keepAliveMs: number;
}

export class Subscription {
  readonly #id: number;
  readonly #silentMs: number;
  readonly #notifications: Notifications;
  readonly #clock: Clock;
  #events: SubscriptionEvents | null = null;
  #session: RawSession | null = null;
  /** Answers are taken one after the other; one of them may wait for a message that is asked for again. */
  #turn: Promise<void> = Promise.resolve();
  #inFlight = 0;
  #ahead = publishAhead;
  #isFirst = true;
  #heardAt = 0;
  #cancelWatch: (() => void) | null = null;

  constructor(revised: Revised, itemCount: number, clock: Clock) {
    this.#id = revised.id;
    const everyMs = Math.min(revised.keepAliveMs, longestKeepAliveMs);
    this.#silentMs = missedSigns * Math.max(keepAliveMs, Number.isFinite(everyMs) ? everyMs : 0);
    this.#clock = clock;
    this.#notifications = new Notifications(itemCount, {
      onValue: (item, data) => this.#events?.onValue(item, data),
      onStatus: (code) => this.#ended(code),
    });
  }

  get id(): number {
    return this.#id;
  }

  /** On a session that was taken up again: what the server has kept. Rejects where it has the subscription no more. */
  async recover(session: RawSession, events: SubscriptionEvents): Promise<void> {
    this.#events = events;
    await this.#notifications.recover((sequence) => this.#retransmit(session, sequence));
  }

  /** Asks for notifications from now on, until `stop`. */
  run(session: RawSession, events: SubscriptionEvents): void {
    this.stop();
    this.#events = events;
    this.#session = session;
    this.#isFirst = true;
    this.#inFlight = 0;
    this.#ahead = publishAhead;
    this.#heardAt = this.#clock.monotonic();
    this.#cancelWatch = this.#clock.every(keepAliveMs, () => this.#watch());
    while (this.#session === session && this.#inFlight < this.#ahead) this.#publish(session);
  }

  /** The connection is gone: nothing more is handed on until the next `recover` or `run`. */
  stop(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = null;
    this.#session = null;
    this.#events = null;
  }

  #publish(session: RawSession): void {
    this.#inFlight++;
    const acknowledgements = this.#notifications.takeAcknowledgements();
    const request = new PublishRequest({
      // A server may drop a request that waits for longer.
      requestHeader: { timeoutHint: (publishAhead + 1) * this.#silentMs },
      subscriptionAcknowledgements: acknowledgements.map((sequenceNumber) => ({
        subscriptionId: this.#id,
        sequenceNumber,
      })),
    });
    session.publish(request, (error, response) => {
      if (this.#session !== session) return;
      this.#inFlight--;
      if (error || !response) this.#refused(session, error);
      else this.#turn = this.#turn.then(() => this.#answered(session, response)).catch(() => {});
    });
  }

  async #answered(session: RawSession, response: PublishResponse): Promise<void> {
    if (this.#session !== session) return;
    this.#heardAt = this.#clock.monotonic();
    if (response.subscriptionId === this.#id) {
      try {
        await this.#take(session, response);
      } catch (error) {
        this.#end(wordsOf(error), false);
      }
    }
    if (this.#session === session && this.#inFlight < this.#ahead) this.#publish(session);
  }

  async #take(session: RawSession, { notificationMessage, moreNotifications }: PublishResponse) {
    const retransmit = (sequence: number) => this.#retransmit(session, sequence);
    const outcome = await this.#notifications.take(notificationMessage, this.#isFirst, retransmit);
    if (this.#session !== session) return;
    if (outcome === 'out-of-order') {
      this.#end('notifications came out of order', true);
      return;
    }
    if (outcome === 'some-lost') this.#events?.onLost();
    if (this.#isFirst && !moreNotifications) {
      this.#isFirst = false;
      this.#events?.onSettled();
    }
  }

  #refused(session: RawSession, error: Error | null): void {
    const name = codeOf(error)?.name;
    if (name === 'BadTimeout') this.#publish(session);
    else if (name === 'BadTooManyPublishRequests') this.#ahead = Math.max(1, this.#inFlight);
    else this.#end(wordsOf(error ?? 'no answer'), name === 'BadNoSubscription');
  }

  /** Null where the server has it no more. */
  #retransmit(session: RawSession, retransmitSequenceNumber: number): Promise<NotificationMessage | null> {
    const request = new RepublishRequest({ subscriptionId: this.#id, retransmitSequenceNumber });
    return new Promise((resolve, reject) => {
      session.republish(request, (error, response) => {
        if (error) {
          const isUnknown = codeOf(error)?.name === 'BadMessageNotAvailable';
          return isUnknown ? resolve(null) : reject(error);
        }
        this.#heardAt = this.#clock.monotonic();
        const isGood = response?.responseHeader.serviceResult.isGood();
        resolve(isGood ? response!.notificationMessage : null);
      });
    });
  }

  #watch(): void {
    if (this.#clock.monotonic() - this.#heardAt <= this.#silentMs) return;
    this.#end(`no sign of life for ${this.#silentMs} ms`, false);
  }

  #ended(code: StatusCode): void {
    if (code.isNotGood()) this.#end(`the server ended the subscription: ${code.name}`, true);
  }

  #end(why: string, isGone: boolean): void {
    const events = this.#events;
    this.stop();
    events?.onEnd(why, isGone);
  }
}
