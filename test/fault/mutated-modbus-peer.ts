// A Modbus device on a socket, behind Modbus TCP or a serial server, whose registers prove themselves and whose replies
// are mutated. Written apart from the driver.
import { createServer, type Server, type Socket } from 'node:net';
import type { Random } from '@campus/runtime';
import { type Asked, crcOf, type Mutated, Mutator } from './mutated-modbus-mutations.ts';
import type { MutatingPeer } from './mutated-process.ts';
import { genuine } from './mutated-values.ts';

/** Of a connection's replies. */
const shares = [0.1, 0.3, 0.8];
const mostPast = 16;
const registersOfValue = 4;
const tcpRequestBytes = 12;
const serialRequestBytes = 8;

export interface PeerSettings {
  readonly isSerial: boolean;
  /** Of the driver's time, as it passes. */
  readonly timeoutMs: number;
  readonly variables: number;
  /** The variable whose first register that is; null where there is none. */
  variableAt(unit: number, address: number): number | null;
}

export class MutatedModbusPeer implements MutatingPeer {
  isMutating = true;
  readonly latest: number[];
  readonly #settings: PeerSettings;
  readonly #random: Random;
  readonly #mutator: Mutator;
  readonly #onMutated: () => void;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #newest: Socket | null = null;

  constructor(settings: PeerSettings, random: Random, onMutated: () => void) {
    this.#settings = settings;
    this.#random = random;
    this.#mutator = new Mutator(random, settings.isSerial);
    this.#onMutated = onMutated;
    this.latest = Array.from({ length: settings.variables }, () => 0);
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => resolve((this.#server.address() as { port: number }).port));
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#newest = socket;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    const line = new Line(socket, this.#settings.timeoutMs);
    const share = shares[Math.floor(this.#random() * shares.length)]!;
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      if (this.#newest !== socket) return;
      rest = Buffer.concat([rest, bytes]);
      const size = this.#settings.isSerial ? serialRequestBytes : tcpRequestBytes;
      const all: Asked[] = [];
      for (; rest.length >= size; rest = rest.subarray(size)) all.push(this.#read(rest));
      for (const [at, asked] of all.entries()) this.#answer(line, asked, all.slice(at + 1), share);
    });
  }

  #read(bytes: Buffer): Asked {
    const { isSerial } = this.#settings;
    const at = isSerial ? 0 : 6;
    return {
      transaction: isSerial ? 0 : bytes.readUInt16BE(0),
      unit: bytes.readUInt8(at),
      code: bytes.readUInt8(at + 1),
      start: bytes.readUInt16BE(at + 2),
      count: bytes.readUInt16BE(at + 4),
    };
  }

  #answer(line: Line, asked: Asked, pending: readonly Asked[], share: number): void {
    const frame = this.#right(asked);
    if (!this.isMutating || this.#random() >= share) {
      line.say({ out: [frame] });
    } else {
      line.say(this.#mutator.mutate(frame, asked, { pending, past: line.past }));
      this.#onMutated();
    }
    if (line.past.length >= mostPast) line.past.shift();
    line.past.push(frame);
  }

  /** Each value names its variable and how many replies of it there were. */
  #right({ transaction, unit, code, start, count }: Asked): Buffer {
    const { isSerial, variableAt } = this.#settings;
    const registers = Buffer.alloc(count * 2, 0xee);
    for (let at = 0; at + registersOfValue <= count; at++) {
      const variable = variableAt(unit, start + at);
      if (variable === null) continue;
      this.latest[variable] = this.latest[variable]! + 1;
      registers.writeBigUInt64BE(BigInt(genuine(variable, this.latest[variable]!)), at * 2);
    }
    const body = Buffer.concat([Buffer.from([unit, code, registers.length]), registers]);
    if (isSerial) {
      const crc = Buffer.alloc(2);
      crc.writeUInt16LE(crcOf(body));
      return Buffer.concat([body, crc]);
    }
    const head = Buffer.alloc(6);
    head.writeUInt16BE(transaction, 0);
    head.writeUInt16BE(body.length, 4);
    return Buffer.concat([head, body]);
  }
}

/** What goes out on a connection, in its order. */
class Line {
  readonly past: Buffer[] = [];
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #queue: Buffer[] = [];
  #held: readonly Buffer[] = [];
  #isMute = false;
  #isCut = false;
  #isWriting = false;

  constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
  }

  say({ out, after }: Mutated): void {
    if (this.#isMute) return;
    if (typeof after === 'number') {
      setTimeout(() => this.say({ out }), after * this.#timeoutMs);
      return;
    }
    if (after === 'held') {
      this.#queue.push(...this.#held);
      this.#held = out;
    } else {
      this.#isMute = after !== undefined;
      this.#isCut = after === 'cut';
      this.#queue.push(...out, ...(this.#isMute ? [] : this.#held));
      this.#held = [];
    }
    if (!this.#isWriting) this.#write();
  }

  /** Pieces leave one at a time, so that they come one at a time. */
  #write(): void {
    const next = this.#queue.shift();
    if (next && next.length > 0 && this.#socket.writable) this.#socket.write(next);
    this.#isWriting = this.#queue.length > 0;
    if (this.#isWriting) setImmediate(() => this.#write());
    else if (this.#isCut) this.#socket.destroySoon();
  }
}
