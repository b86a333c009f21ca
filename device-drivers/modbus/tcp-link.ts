// One Modbus TCP connection: several requests in flight, every trouble an answer. What leaves together is written
// together. How many are in flight, and connecting again, is the session's work.
import { Socket } from 'node:net';
import type { Clock } from '@campus/runtime';
import type { Failure } from './answer.ts';
import { type Frame, FrameReader, longestFrame } from './frame-reader.ts';
import { type Ending, type LinkListener, lostEnding, type ModbusLink, type Settle } from './link.ts';
import { frameLength, writeFrame } from './mbap.ts';
import type { Request } from './messages.ts';
import type { TcpEndpoint } from './settings.ts';

const transactions = 65_536;
/** Requests without an answer whose unit is remembered: after five timeouts in a row the connection is doubted. */
const mostUnanswered = 64;
/** Part of an answer that stands this long is no answer that is still on its way. */
const stalePartMs = 100;
const keepAliveMs = 10_000;

interface Pending {
  readonly unit: number;
  readonly timeoutMs: number;
  /** Monotonic. */
  readonly until: number;
  readonly settle: Settle;
}

export class TcpLink implements ModbusLink {
  readonly #settings: TcpEndpoint;
  readonly #clock: Clock;
  readonly #listener: LinkListener;
  /** The socket reads into it again and again, where Node would make 64 KiB a read. */
  readonly #chunk: Buffer;
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #pending = new Map<number, Pending>();
  #outgoing: { transaction: number; request: Request }[] = [];
  #isOpen = false;
  #ending: Ending | null = null;
  /** The unit asked last. */
  #asked: number | null = null;
  /** A unit that did not answer in time: its answer may still come, among those of others. */
  #owing: number | null = null;
  /** Transactions whose time was over, and whom they asked. */
  readonly #unanswered = new Map<number, number>();
  #transaction = 0;
  #heardAt = 0;
  /** One timer for all that is pending: it is left to run when an answer comes, and looks again. */
  #watch: { readonly at: number; cancel(): void } | null = null;

  constructor(settings: TcpEndpoint, inFlight: number, clock: Clock, listener: LinkListener) {
    this.#settings = settings;
    this.#clock = clock;
    this.#listener = listener;
    this.#chunk = Buffer.allocUnsafeSlow(longestFrame * (inFlight + 1));
    const callback = (length: number): boolean => {
      this.#received(length);
      return true;
    };
    this.#socket = new Socket({ onread: { buffer: this.#chunk, callback } });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get inFlight(): number {
    return this.#pending.size;
  }

  get ending(): Ending {
    return this.#ending ?? lostEnding('closed by the other side');
  }

  async connect(): Promise<boolean> {
    if (!(await this.#openSocket())) return false;
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, keepAliveMs);
    this.#isOpen = !this.#socket.destroyed;
    return this.#isOpen;
  }

  ask(request: Request, timeoutMs: number, settle: Settle): void {
    if (!this.#isOpen) {
      settle({ ok: false, failure: lostEnding('not connected').failure });
      return;
    }
    this.#asked = request.unit;
    const transaction = this.#nextTransaction();
    const until = this.#clock.monotonic() + timeoutMs;
    this.#pending.set(transaction, { unit: request.unit, timeoutMs, until, settle });
    this.#outgoing.push({ transaction, request });
    this.#watchUntil(until);
  }

  flush(): void {
    const leaving = this.#outgoing;
    if (leaving.length === 0 || !this.#isOpen) return;
    this.#outgoing = [];
    const bytes = Buffer.allocUnsafe(leaving.reduce((sum, { request }) => sum + frameLength(request), 0));
    let at = 0;
    for (const { transaction, request } of leaving) at = writeFrame(bytes, at, transaction, request);
    this.#socket.write(bytes);
  }

  drop(why: string, kind: 'lost' | 'doubted' = 'lost'): void {
    this.#end({ ...lostEnding(why), kind });
  }

  closed(): Promise<void> {
    return Promise.resolve();
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#watch?.cancel();
    this.#watch = null;
    this.#socket.destroy();
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { failure } = this.#ending;
    for (const [transaction, pending] of [...this.#pending]) {
      this.#pending.delete(transaction);
      pending.settle({ ok: false, failure });
    }
    this.#listener.onLost();
  }

  /** So many bytes stand in the chunk. */
  #received(length: number): void {
    if (this.#ending) return;
    this.#heardAt = this.#clock.monotonic();
    const isAwaited = this.#pending.size > 0 || this.#owing !== null;
    const frames = this.#reader.accept(this.#chunk, length);
    if (!frames) this.#spoil(this.#suspect(), 'bytes that are not Modbus TCP');
    else if (!isAwaited && this.#reader.isMidFrame) this.#spoil(this.#asked, 'bytes that nobody asked for');
    else this.#takeAll(frames);
  }

  #takeAll(frames: readonly Frame[]): void {
    for (const frame of frames) if (this.#isOpen) this.#take(frame);
    if (this.#isOpen && frames.length > 0) this.#listener.onFree();
  }

  /** An answer to what was asked, or to what was asked too long ago; what nobody asked for is passed over. */
  #take({ transaction, body }: Frame): void {
    const pending = this.#pending.get(transaction);
    if (!pending) {
      this.#tooLate(transaction);
      return;
    }
    if (this.#reader.isMidFrame && this.#owing === null && this.#pending.size === 1) {
      this.#spoil(pending.unit, 'more bytes than the answer has');
      return;
    }
    this.#pending.delete(transaction);
    if (this.#owing === pending.unit || this.#pending.size === 0) this.#owing = null;
    pending.settle({ ok: true, value: body });
  }

  /** Nothing that follows can be read. What came before anything was asked is no unit's doing. */
  #spoil(culprit: number | null, detail: string): void {
    const isAnswer = this.#asked !== null;
    const failure: Failure = { kind: culprit === null ? 'lost' : 'garbled', detail };
    this.#end({ failure, kind: isAnswer ? 'spoilt' : 'lost', culprit });
  }

  /** Whose bytes they are: the only unit's that is asked, unless another's late answer may be among them. */
  #suspect(): number | null {
    const units = new Set([...this.#pending.values()].map(({ unit }) => unit));
    if (units.size > 1) return null;
    const [unit = this.#asked] = units;
    return this.#owing === null || this.#owing === unit ? unit : null;
  }

  #nextTransaction(): number {
    this.#transaction = (this.#transaction + 1) % transactions;
    return this.#transaction;
  }

  #watchUntil(at: number): void {
    if (this.#watch) {
      if (this.#watch.at <= at) return;
      this.#watch.cancel();
    }
    const cancel = this.#clock.after(Math.max(0, Math.ceil(at - this.#clock.monotonic())), () =>
      this.#lookAtTime(),
    );
    this.#watch = { at, cancel };
  }

  /** Fails what is over; the next look is when the next one is. */
  #lookAtTime(): void {
    this.#watch = null;
    const nowMs = this.#clock.monotonic();
    let next = Number.POSITIVE_INFINITY;
    let isAnyLate = false;
    for (const [transaction, pending] of [...this.#pending]) {
      if (pending.until > nowMs) next = Math.min(next, pending.until);
      else {
        isAnyLate = true;
        this.#late(transaction, pending);
        if (!this.#isOpen) return;
      }
    }
    if (next < Number.POSITIVE_INFINITY) this.#watchUntil(next);
    if (isAnyLate) this.#listener.onFree();
  }

  /** Half an answer is no silence: the rest of it would be taken from the next one. */
  #late(transaction: number, { unit, timeoutMs, settle }: Pending): void {
    const isStale = this.#pending.size === 1 || this.#clock.monotonic() - this.#heardAt > stalePartMs;
    if (this.#reader.isMidFrame && isStale) {
      const begun = this.#pending.get(this.#reader.midTransaction ?? -1)?.unit;
      this.#spoil(begun ?? this.#suspect() ?? unit, 'an answer that does not end');
      return;
    }
    this.#pending.delete(transaction);
    this.#owing = unit;
    this.#unanswered.set(transaction, unit);
    const [oldest] = this.#unanswered.keys();
    if (this.#unanswered.size > mostUnanswered) this.#unanswered.delete(oldest!);
    settle({ ok: false, failure: { kind: 'timeout', detail: `no answer within ${timeoutMs} ms` } });
  }

  #tooLate(transaction: number): void {
    const unit = this.#unanswered.get(transaction);
    if (unit === undefined) return;
    this.#unanswered.delete(transaction);
    if (this.#owing === unit) this.#owing = null;
    if (this.#isOpen) this.#listener.onLate(unit);
  }

  #openSocket(): Promise<boolean> {
    const { host, port, connectTimeoutMs } = this.#settings;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(connectTimeoutMs, () =>
        this.drop(`no connection within ${connectTimeoutMs} ms`),
      );
      this.#socket.on('error', (error) => this.#broke(error.message || 'the socket failed'));
      this.#socket.once('close', () => {
        cancel();
        resolve(false);
        this.#broke('closed by the other side');
      });
      this.#socket.connect({ host, port }, () => {
        cancel();
        resolve(true);
      });
    });
  }

  /** The other side's doing, perhaps because of what was asked of a unit just now. */
  #broke(detail: string): void {
    const culprit = this.#pending.size > 0 ? this.#suspect() : null;
    this.#end({ ...lostEnding(detail), culprit });
  }
}
