// One Modbus TCP connection: one request in flight, every trouble an answer. Connecting again is the session's work.
// The socket is ours and handed to modbus-serial, which frames and parses: its own port does not tell of a socket
// error while a request waits, and it would hold up to 64 KiB for a frame that never ends.
import { Socket } from 'node:net';
import type { Clock } from '@campus/runtime';
import modbusSerial from 'modbus-serial';
import type { Answer, Failure } from './answer.ts';
import { FrameGuard } from './frame-guard.ts';
import { isBitTable, type Table } from './planner.ts';
import type { ModbusEndpoint } from './settings.ts';

const Client = modbusSerial.default;
type Client = InstanceType<typeof Client>;

type Done<T> = (error: Error | null | undefined, result: T) => void;

interface ReadResult {
  readonly buffer: Buffer;
}

export class ModbusConnection {
  readonly #settings: ModbusEndpoint;
  readonly #clock: Clock;
  readonly #onLost: () => void;
  readonly #socket = new Socket();
  readonly #client: Client = new Client();
  readonly #guard = new FrameGuard();
  #isOpen = false;
  #loss: Failure | null = null;
  #failPending: ((failure: Failure) => void) | null = null;

  constructor(settings: ModbusEndpoint, clock: Clock, onLost: () => void) {
    this.#settings = settings;
    this.#clock = clock;
    this.#onLost = onLost;
    this.#client.on('error', () => {});
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Why there is no connection any more. */
  get loss(): Failure {
    return this.#loss ?? { kind: 'lost', detail: 'closed by the other side' };
  }

  /** Whether it came about. Called once. */
  async connect(): Promise<boolean> {
    if (!(await this.#openSocket())) return false;
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, 10_000);
    this.#socket.on('data', (chunk: Buffer) => {
      if (!this.#guard.accept(chunk)) this.#end({ kind: 'garbled', detail: 'bytes that are not Modbus TCP' });
    });
    await this.#client.linkTCP(this.#socket, { port: this.#settings.port });
    this.#isOpen = !this.#socket.destroyed;
    return this.#isOpen;
  }

  /** Bytes of `count` registers or bits, exactly as many as they take. */
  async read(unit: number, table: Table, address: number, count: number): Promise<Answer<Buffer>> {
    const answer = await this.#ask<ReadResult>((done) => this.#sendRead(unit, table, address, count, done));
    if (!answer.ok) return answer;
    const expected = isBitTable(table) ? Math.ceil(count / 8) : count * 2;
    const bytes = answer.value.buffer;
    if (bytes.length === expected) return { ok: true, value: bytes };
    return garbled(`expected ${expected} bytes of values, got ${bytes.length}`);
  }

  /** FC05; the answer must echo the request (Modbus Application Protocol V1.1b3, 6.5). */
  async writeCoil(unit: number, address: number, isOn: boolean): Promise<Answer<null>> {
    const answer = await this.#ask<{ address: number; state: boolean }>((done) =>
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
      const answer = await this.#ask<{ address: number; value: number }>((done) =>
        this.#client.writeFC6(unit, address, value, done as never),
      );
      return answer.ok ? echoed(answer.value.address === address && answer.value.value === value) : answer;
    }
    const answer = await this.#ask<{ address: number; length: number }>((done) =>
      this.#client.writeFC16(unit, address, registers, done as never),
    );
    if (!answer.ok) return answer;
    return echoed(answer.value.address === address && answer.value.length === registers.length);
  }

  /** Ends the connection; a waiting request fails, `onLost` is told if it was open. */
  drop(why: string): void {
    this.#end({ kind: 'lost', detail: why });
  }

  #end(loss: Failure): void {
    this.#loss ??= loss;
    this.#socket.destroy();
  }

  #sendRead(unit: number, table: Table, address: number, count: number, done: Done<ReadResult>): void {
    const next = done as never;
    if (table === 'coil') this.#client.writeFC1(unit, address, count, next);
    else if (table === 'discrete') this.#client.writeFC2(unit, address, count, next);
    else if (table === 'holding') this.#client.writeFC3(unit, address, count, next);
    else this.#client.writeFC4(unit, address, count, next);
  }

  /** The unit goes with each call, never through the client's own `setID`: that one is shared, mutable state. */
  #ask<T>(send: (done: Done<T>) => void): Promise<Answer<T>> {
    if (!this.#isOpen) return Promise.resolve({ ok: false, failure: this.loss });
    if (this.#failPending) throw new Error('a request is in flight on this connection');
    return new Promise((resolve) => {
      const settle = (answer: Answer<T>): void => {
        if (this.#failPending !== fail) return;
        this.#failPending = null;
        cancel();
        resolve(answer);
      };
      const fail = (failure: Failure): void => settle({ ok: false, failure });
      const { timeoutMs } = this.#settings;
      const cancel = this.#clock.after(timeoutMs, () =>
        fail({ kind: 'timeout', detail: `no answer within ${timeoutMs} ms` }),
      );
      this.#failPending = fail;
      send((error, result) =>
        settle(error ? { ok: false, failure: failureOf(error) } : { ok: true, value: result }),
      );
    });
  }

  #openSocket(): Promise<boolean> {
    const { host, port, connectTimeoutMs } = this.#settings;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(connectTimeoutMs, () =>
        this.drop(`no connection within ${connectTimeoutMs} ms`),
      );
      this.#socket.on('error', (error) => {
        this.#loss ??= { kind: 'lost', detail: error.message || 'the socket failed' };
      });
      this.#socket.once('close', () => {
        cancel();
        resolve(false);
        this.#closed();
      });
      this.#socket.connect({ host, port }, () => {
        cancel();
        resolve(true);
      });
    });
  }

  #closed(): void {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    this.#failPending?.(this.loss);
    if (wasOpen) this.#onLost();
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

function garbled(detail: string): Answer<never> {
  return { ok: false, failure: { kind: 'garbled', detail } };
}
