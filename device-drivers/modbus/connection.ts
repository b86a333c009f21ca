// One Modbus TCP connection: one request in flight, every trouble an answer. Connecting again is the session's work.
// The socket is ours and handed to modbus-serial, which frames and parses: its own port does not tell of a socket
// error while a request waits, and it would hold up to 64 KiB for a frame that never ends.
import { Socket } from 'node:net';
import type { Clock } from '@campus/runtime';
import modbusSerial from 'modbus-serial';
import type { Answer, Failure } from './answer.ts';
import { FrameGuard } from './frame-guard.ts';
import { type Block, isBitTable, type Span, type Table } from './planner.ts';
import type { ModbusEndpoint } from './settings.ts';

const Client = modbusSerial.default;
type Client = InstanceType<typeof Client>;

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

type Done<T> = (error: Error | null | undefined, result: T) => void;

interface ReadResult {
  readonly buffer: Buffer;
}

export class ModbusConnection {
  readonly #settings: ModbusEndpoint;
  readonly #clock: Clock;
  readonly #listener: ConnectionListener;
  readonly #socket = new Socket();
  readonly #client: Client = new Client();
  readonly #guard = new FrameGuard();
  #isOpen = false;
  #ending: Ending | null = null;
  /** The unit asked last. */
  #asked: number | null = null;
  /** A unit that did not answer in time: its answer may still come, among those of others. */
  #owing: number | null = null;
  #failPending: ((failure: Failure) => void) | null = null;

  constructor(settings: ModbusEndpoint, clock: Clock, listener: ConnectionListener) {
    this.#settings = settings;
    this.#clock = clock;
    this.#listener = listener;
    this.#client.on('error', () => {});
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
    this.#socket.on('data', (chunk: Buffer) => this.#watch(chunk));
    await this.#client.linkTCP(this.#socket, { port: this.#settings.port });
    this.#isOpen = !this.#socket.destroyed;
    return this.#isOpen;
  }

  /** Bytes of `count` registers or bits, exactly as many as they take. */
  async read(
    unit: number,
    { table, start: address, count }: Pick<Block<Span>, 'table' | 'start' | 'count'>,
    timeoutMs: number = this.#settings.timeoutMs,
  ): Promise<Answer<Buffer>> {
    const answer = await this.#ask<ReadResult>(
      unit,
      (done) => this.#sendRead(unit, table, address, count, done),
      timeoutMs,
    );
    if (!answer.ok) return answer;
    const expected = isBitTable(table) ? Math.ceil(count / 8) : count * 2;
    const bytes = answer.value.buffer;
    if (bytes.length === expected) return { ok: true, value: bytes };
    return garbled(`expected ${expected} bytes of values, got ${bytes.length}`);
  }

  /** FC05; the answer must echo the request (Modbus Application Protocol V1.1b3, 6.5). */
  async writeCoil(unit: number, address: number, isOn: boolean): Promise<Answer<null>> {
    const answer = await this.#ask<{ address: number; state: boolean }>(unit, (done) =>
      this.#client.writeFC5(unit, address, isOn, done as never),
    );
    if (!answer.ok) return answer;
    return echoed(answer.value.address === address && answer.value.state === isOn);
  }

  /** FC06 for one register where `isSingle`, else FC16; the answer must echo the request (6.6, 6.12). */
  async writeRegisters(
    unit: number,
    address: number,
    registers: number[],
    isSingle: boolean,
  ): Promise<Answer<null>> {
    if (isSingle && registers.length === 1) {
      const value = registers[0]!;
      const answer = await this.#ask<{ address: number; value: number }>(unit, (done) =>
        this.#client.writeFC6(unit, address, value, done as never),
      );
      return answer.ok ? echoed(answer.value.address === address && answer.value.value === value) : answer;
    }
    const answer = await this.#ask<{ address: number; length: number }>(unit, (done) =>
      this.#client.writeFC16(unit, address, registers, done as never),
    );
    if (!answer.ok) return answer;
    return echoed(answer.value.address === address && answer.value.length === registers.length);
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
    this.#failPending?.(this.#ending.failure);
    this.#listener.onLost();
  }

  /** Hears each chunk before the library does. */
  #watch(chunk: Buffer): void {
    const isAwaited = this.#failPending !== null || this.#owing !== null;
    if (!this.#guard.accept(chunk)) this.#spoil(this.#suspect(), 'bytes that are not Modbus TCP');
    else if (!isAwaited && this.#guard.isMidFrame) this.#spoil(this.#asked, 'bytes that nobody asked for');
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

  #sendRead(unit: number, table: Table, address: number, count: number, done: Done<ReadResult>): void {
    const next = done as never;
    if (table === 'coil') this.#client.writeFC1(unit, address, count, next);
    else if (table === 'discrete') this.#client.writeFC2(unit, address, count, next);
    else if (table === 'holding') this.#client.writeFC3(unit, address, count, next);
    else this.#client.writeFC4(unit, address, count, next);
  }

  /** The unit goes with each call, never through the client's own `setID`: that one is shared, mutable state. */
  #ask<T>(
    unit: number,
    send: (done: Done<T>) => void,
    timeoutMs: number = this.#settings.timeoutMs,
  ): Promise<Answer<T>> {
    if (this.#failPending) throw new Error('a request is in flight on this connection');
    if (!this.#isOpen) return Promise.resolve({ ok: false, failure: lost('not connected').failure });
    this.#asked = unit;
    return new Promise((resolve) => {
      const settle = (answer: Answer<T>): void => {
        if (this.#failPending !== fail) return;
        this.#failPending = null;
        cancel();
        resolve(answer);
      };
      const fail = (failure: Failure): void => settle({ ok: false, failure });
      const cancel = this.#clock.after(timeoutMs, () => this.#late(unit, timeoutMs, fail));
      this.#failPending = fail;
      send((error, result) => {
        if (this.#failPending !== fail) return this.#tooLate(unit);
        if (this.#guard.isMidFrame && this.#owing === null) {
          this.#spoil(unit, 'more bytes than the answer has');
          return;
        }
        this.#owing = null;
        settle(error ? { ok: false, failure: failureOf(error) } : { ok: true, value: result });
      });
    });
  }

  /** Half an answer is no silence: the rest of it would be taken from the next one. */
  #late(unit: number, timeoutMs: number, fail: (failure: Failure) => void): void {
    if (this.#guard.isMidFrame) {
      this.#spoil(unit, 'an answer that does not end');
      return;
    }
    this.#owing = unit;
    fail({ kind: 'timeout', detail: `no answer within ${timeoutMs} ms` });
  }

  #tooLate(unit: number): void {
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
    const culprit = this.#failPending ? this.#suspect() : null;
    this.#end({ ...lost(detail), culprit });
  }
}

function failureOf(error: Error & { modbusCode?: number }): Failure {
  if (error.modbusCode !== undefined) {
    return { kind: 'exception', code: error.modbusCode, detail: error.message };
  }
  return { kind: 'garbled', detail: error.message };
}

function echoed(isEcho: boolean): Answer<null> {
  return isEcho ? { ok: true, value: null } : garbled('the answer does not echo the write');
}

function lost(detail: string): Ending {
  return { failure: { kind: 'lost', detail }, kind: 'lost', culprit: null };
}

function garbled(detail: string): Answer<never> {
  return { ok: false, failure: { kind: 'garbled', detail } };
}
