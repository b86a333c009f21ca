// One connection to a serial line: one request in flight, its answer cut out by the protocol, silence before the next.
// Every trouble is an answer. Connecting again, and what bytes mean, is the driver's work.
import type { Clock } from '@campus/runtime';
import { Rest } from '../rest.ts';
import type { Channel, ChannelListener } from './channel.ts';
import { type LineSettings, lineName } from './line-settings.ts';
import { LocalChannel } from './local-channel.ts';
import { takeLine } from './owners.ts';
import { ServerChannel } from './server-channel.ts';

/** Bytes that are kept while an answer's end is awaited: several of the longest frames of any bus. */
const mostBytes = 2_048;
/** After bytes that were no answer the line must have been silent this long before it is asked again. */
const resynchroniseMs = 50;
/** A line that never falls silent is asked all the same. */
const longestQuietMs = 2_000;

export interface LineFailure {
  /** `timeout`: nothing came; `garbled`: bytes came that are no answer; `lost`: there is no connection any more. */
  readonly kind: 'timeout' | 'garbled' | 'lost';
  readonly detail: string;
}

export type LineAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: LineFailure };

/** What stands in the bytes: the answer and its end, or how many of them can be passed over (0: wait for more). */
export type Cut<T> =
  | { readonly found: true; readonly value: T; readonly end: number }
  | { readonly found: false; readonly skip: number };

export interface Question<T> {
  readonly bytes: Buffer;
  /** From the moment the bytes have left. */
  readonly timeoutMs: number;
  /** Where bytes came and then nothing for so long, no answer is awaited any more; left out: until the timeout. */
  readonly silenceMs?: number;
  /** Judges all bytes that came since the request and were not passed over. Called again as more come. */
  cut(bytes: Buffer): Cut<T>;
}

export interface LineListener {
  /** An open connection ended. */
  onLost(): void;
  /** Bytes that nobody asked for: a late answer or noise. They are dropped. */
  onStray?(bytes: Buffer): void;
}

interface Pending {
  take(bytes: Buffer): void;
  fail(failure: LineFailure): void;
}

export class SerialLine {
  readonly #settings: LineSettings;
  readonly #clock: Clock;
  readonly #listener: LineListener;
  readonly #channel: Channel;
  readonly #rest: Rest;
  #giveBack: (() => void) | null = null;
  #isOpen = false;
  #why: string | null = null;
  #isAsking = false;
  #pending: Pending | null = null;
  /** Monotonic: when the line was last heard or written to. */
  #busyAt = Number.NEGATIVE_INFINITY;
  #isInStep = true;

  /** Opens nothing before `connect`. */
  constructor(settings: LineSettings, clock: Clock, listener: LineListener) {
    this.#settings = settings;
    this.#clock = clock;
    this.#listener = listener;
    this.#rest = new Rest(clock);
    const ears: ChannelListener = {
      onBytes: (bytes) => this.#heard(bytes),
      onEnd: (detail) => this.#end(detail),
    };
    this.#channel =
      'path' in settings ? new LocalChannel(settings, ears) : new ServerChannel(settings, clock, ears);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Why there is no connection (any more). */
  get lossDetail(): string {
    return this.#why ?? 'not connected';
  }

  /** Whether it came about; never rejects. Called once: a new connection is a new SerialLine. */
  async connect(): Promise<boolean> {
    const name = lineName(this.#settings);
    this.#giveBack = takeLine(name);
    if (!this.#giveBack)
      this.#why = `${name} is in use by another endpoint; put all its devices on one endpoint`;
    else if (await this.#channel.open()) this.#isOpen = this.#why === null;
    if (!this.#isOpen) await this.close();
    return this.#isOpen;
  }

  /** Sends and awaits the answer. One at a time: a second one while it is awaited is a programmer's mistake. */
  async ask<T>(question: Question<T>): Promise<LineAnswer<T>> {
    if (this.#isAsking) throw new Error('a request is in flight on this line');
    this.#isAsking = true;
    try {
      await this.#quiet();
      if (!this.#isOpen) return { ok: false, failure: { kind: 'lost', detail: this.lossDetail } };
      return await this.#exchange(question);
    } finally {
      this.#isAsking = false;
    }
  }

  /** Ends the connection: the waiting request fails with `why`. Resolves when the line is free for others. */
  async close(why = 'closed by us'): Promise<void> {
    this.#end(why);
    await this.#channel.close();
    this.#giveBack?.();
  }

  /** Waits until the line was silent for the gap, or for longer where it may be out of step. */
  async #quiet(): Promise<void> {
    const { gapMs } = this.#settings;
    const silenceMs = this.#isInStep ? gapMs : Math.max(gapMs, resynchroniseMs);
    const lastAt = this.#clock.monotonic() + longestQuietMs;
    while (this.#isOpen) {
      const nowMs = this.#clock.monotonic();
      const waitMs = Math.min(this.#busyAt + silenceMs, lastAt) - nowMs;
      if (waitMs <= 0) break;
      await this.#rest.for(waitMs);
    }
    this.#isInStep = true;
  }

  #exchange<T>(question: Question<T>): Promise<LineAnswer<T>> {
    return new Promise((resolve) => {
      const exchange = new Exchange(question, this.#clock, (answer, isInStep) => {
        this.#pending = null;
        this.#isInStep = isInStep;
        resolve(answer);
      });
      this.#pending = exchange;
      this.#channel.write(question.bytes).then(() => {
        this.#busyAt = this.#clock.monotonic();
        exchange.sent();
      });
    });
  }

  #heard(bytes: Buffer): void {
    this.#busyAt = this.#clock.monotonic();
    if (this.#pending) this.#pending.take(bytes);
    else {
      this.#isInStep = false;
      this.#listener.onStray?.(bytes);
    }
  }

  #end(detail: string): void {
    this.#why ??= detail;
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#pending?.fail({ kind: 'lost', detail: this.#why });
    this.#rest.wake();
    this.#listener.onLost();
    void this.close();
  }
}

/** One request and the bytes that came since. */
class Exchange<T> implements Pending {
  readonly #question: Question<T>;
  readonly #clock: Clock;
  readonly #settle: (answer: LineAnswer<T>, isInStep: boolean) => void;
  #bytes: Buffer = Buffer.alloc(0);
  #passedOver = 0;
  #isSettled = false;
  #cancelTimeout: (() => void) | null = null;
  #cancelSilence: (() => void) | null = null;

  constructor(
    question: Question<T>,
    clock: Clock,
    settle: (answer: LineAnswer<T>, isInStep: boolean) => void,
  ) {
    this.#question = question;
    this.#clock = clock;
    this.#settle = settle;
  }

  sent(): void {
    if (this.#isSettled) return;
    this.#cancelTimeout = this.#clock.after(this.#question.timeoutMs, () => this.#giveUp());
  }

  take(bytes: Buffer): void {
    this.#bytes = this.#bytes.length > 0 ? Buffer.concat([this.#bytes, bytes]) : bytes;
    const cut = this.#question.cut(this.#bytes);
    if (cut.found) {
      this.#end({ ok: true, value: cut.value }, cut.end === this.#bytes.length);
      return;
    }
    this.#passedOver += cut.skip;
    this.#bytes = this.#bytes.subarray(cut.skip);
    if (this.#bytes.length > mostBytes) this.#giveUp();
    else this.#awaitSilence();
  }

  fail(failure: LineFailure): void {
    this.#end({ ok: false, failure }, false);
  }

  #awaitSilence(): void {
    const { silenceMs } = this.#question;
    if (silenceMs === undefined) return;
    this.#cancelSilence?.();
    this.#cancelSilence = this.#clock.after(silenceMs, () => this.#giveUp());
  }

  #giveUp(): void {
    const heard = this.#passedOver + this.#bytes.length;
    if (heard > 0) this.fail({ kind: 'garbled', detail: `${heard} bytes that are no answer` });
    else this.fail({ kind: 'timeout', detail: `no answer within ${this.#question.timeoutMs} ms` });
  }

  #end(answer: LineAnswer<T>, isInStep: boolean): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#cancelTimeout?.();
    this.#cancelSilence?.();
    this.#settle(answer, isInStep);
  }
}
