// One Modbus TCP connection: one request in flight, every trouble an answer. Connecting again is the session's work.
import { Socket } from 'node:net';
import type { Clock } from '@campus/runtime';
import type { Answer, Failure } from './answer.ts';
import { type Frame, FrameReader } from './frame-reader.ts';
import {
  coilRequest,
  frameOf,
  type Request,
  readEcho,
  readRequest,
  readValues,
  registersRequest,
} from './messages.ts';
import type { Block, Span } from './planner.ts';
import type { ModbusEndpoint } from './settings.ts';

/** Two of the longest frames: the socket reads into it again and again, where Node would make 64 KiB a read. */
const readBytes = 520;
const transactions = 65_536;
/** Requests without an answer whose unit is remembered: after five in a row the connection is doubted. */
const mostUnanswered = 16;

/** How a connection came to its end. */
export interface Ending {
  readonly failure: Failure;
  /** `spoilt`: bytes came after a request that leave the stream unreadable; `lost`: it broke or never came about. */
  readonly kind: 'spoilt' | 'lost' | 'doubted';
  /** The unit it is held against: the one that was asked. Null where it cannot be told. */
  readonly culprit: number | null;
}

export interface ConnectionListener {
  /** An open connection ended. */
  onLost(): void;
  /** A unit answered after its time was over. */
  onLate(unit: number): void;
}

interface Pending {
  readonly transaction: number;
  answered(body: Buffer): void;
  fail(failure: Failure): void;
}

export class ModbusConnection {
  readonly #settings: ModbusEndpoint;
  readonly #clock: Clock;
  readonly #listener: ConnectionListener;
  readonly #chunk = Buffer.allocUnsafeSlow(readBytes);
  readonly #socket = new Socket({
    onread: {
      buffer: this.#chunk,
      callback: (length) => {
        this.#received(length);
        return true;
      },
    },
  });
  readonly #reader = new FrameReader();
  #isOpen = false;
  #ending: Ending | null = null;
  /** The unit asked last. */
  #asked: number | null = null;
  /** A unit that did not answer in time: its answer may still come, among those of others. */
  #owing: number | null = null;
  /** Transactions whose time was over, and whom they asked. */
  readonly #unanswered = new Map<number, number>();
  #transaction = 0;
  #pending: Pending | null = null;

  constructor(settings: ModbusEndpoint, clock: Clock, listener: ConnectionListener) {
    this.#settings = settings;
    this.#clock = clock;
    this.#listener = listener;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Why there is no connection any more. */
  get ending(): Ending {
    return this.#ending ?? lost('closed by the other side');
  }

  /** Whether it came about. Called once. */
  async connect(): Promise<boolean> {
    if (!(await this.#openSocket())) return false;
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, 10_000);
    this.#isOpen = !this.#socket.destroyed;
    return this.#isOpen;
  }

  /** Bytes of `count` registers or bits, exactly as many as they take. */
  read(
    unit: number,
    { table, start, count }: Pick<Block<Span>, 'table' | 'start' | 'count'>,
    timeoutMs: number = this.#settings.timeoutMs,
  ): Promise<Answer<Buffer>> {
    const request = readRequest(unit, table, start, count);
    return this.#ask(request, (body) => readValues(request, table, count, body), timeoutMs);
  }

  /** FC05; the answer must echo the request (Modbus Application Protocol V1.1b3, 6.5). */
  writeCoil(unit: number, address: number, isOn: boolean): Promise<Answer<null>> {
    return this.#write(coilRequest(unit, address, isOn));
  }

  /** FC06 for one register where `isSingle`, else FC16; the answer must echo the request (6.6, 6.12). */
  writeRegisters(
    unit: number,
    address: number,
    registers: readonly number[],
    isSingle: boolean,
  ): Promise<Answer<null>> {
    return this.#write(registersRequest(unit, address, registers, isSingle));
  }

  /** Ends the connection; a waiting request fails. */
  drop(why: string, kind: 'lost' | 'doubted' = 'lost'): void {
    this.#end({ ...lost(why), kind });
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#socket.destroy();
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#pending?.fail(this.#ending.failure);
    this.#listener.onLost();
  }

  /** So many bytes stand in the chunk. */
  #received(length: number): void {
    const isAwaited = this.#pending !== null || this.#owing !== null;
    const frames = this.#reader.accept(this.#chunk, length);
    if (!frames) this.#spoil(this.#suspect(), 'bytes that are not Modbus TCP');
    else if (!isAwaited && this.#reader.isMidFrame) this.#spoil(this.#asked, 'bytes that nobody asked for');
    else for (const frame of frames) this.#take(frame);
  }

  /** An answer to what was asked, or to what was asked too long ago; what nobody asked for is passed over. */
  #take({ transaction, body }: Frame): void {
    if (this.#pending?.transaction === transaction) this.#pending.answered(body);
    else this.#tooLate(transaction);
  }

  /** Nothing that follows can be read. What came before anything was asked is no unit's doing. */
  #spoil(culprit: number | null, detail: string): void {
    const isAnswer = this.#asked !== null;
    const failure: Failure = { kind: culprit === null ? 'lost' : 'garbled', detail };
    this.#end({ failure, kind: isAnswer ? 'spoilt' : 'lost', culprit });
  }

  /** Whose bytes they are: the unit's that was asked last, unless another's late answer may be among them. */
  #suspect(): number | null {
    return this.#owing === null || this.#owing === this.#asked ? this.#asked : null;
  }

  #write(request: Request): Promise<Answer<null>> {
    return this.#ask(request, (body) => readEcho(request, body), this.#settings.timeoutMs);
  }

  #ask<T>(request: Request, read: (body: Buffer) => Answer<T>, timeoutMs: number): Promise<Answer<T>> {
    if (this.#pending) throw new Error('a request is in flight on this connection');
    if (!this.#isOpen) return Promise.resolve({ ok: false, failure: lost('not connected').failure });
    this.#asked = request.unit;
    const transaction = this.#nextTransaction();
    return new Promise((resolve) => {
      const settle = (answer: Answer<T>): void => {
        this.#pending = null;
        cancel();
        resolve(answer);
      };
      const cancel = this.#clock.after(timeoutMs, () => this.#late(transaction, request.unit, timeoutMs));
      this.#pending = {
        transaction,
        answered: (body) => this.#answered(request.unit, () => settle(read(body))),
        fail: (failure) => settle({ ok: false, failure }),
      };
      this.#socket.write(frameOf(transaction, request));
    });
  }

  #answered(unit: number, settle: () => void): void {
    if (this.#reader.isMidFrame && this.#owing === null) {
      this.#spoil(unit, 'more bytes than the answer has');
      return;
    }
    this.#owing = null;
    settle();
  }

  #nextTransaction(): number {
    this.#transaction = (this.#transaction + 1) % transactions;
    return this.#transaction;
  }

  /** Half an answer is no silence: the rest of it would be taken from the next one. */
  #late(transaction: number, unit: number, timeoutMs: number): void {
    if (this.#reader.isMidFrame) {
      this.#spoil(unit, 'an answer that does not end');
      return;
    }
    this.#owing = unit;
    this.#unanswered.set(transaction, unit);
    const [oldest] = this.#unanswered.keys();
    if (this.#unanswered.size > mostUnanswered) this.#unanswered.delete(oldest!);
    this.#pending?.fail({ kind: 'timeout', detail: `no answer within ${timeoutMs} ms` });
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
    const culprit = this.#pending ? this.#suspect() : null;
    this.#end({ ...lost(detail), culprit });
  }
}

function lost(detail: string): Ending {
  return { failure: { kind: 'lost', detail }, kind: 'lost', culprit: null };
}
