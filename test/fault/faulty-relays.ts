// Relay boards behind one Modbus TCP connection, written from the standard and not from the driver. Each keeps a log of the
// orders that it carried out and of what its coils were when; one fault an order, as it is told beforehand.
import { createServer, type Server, type Socket } from 'node:net';
import type { Random } from '@campus/runtime';

export const faults = [
  'no-reply',
  'late-reply',
  'wrong-readback',
  'ignores',
  'refuses',
  'reboot',
  'lost-link',
  'dark',
] as const;
export type Fault = (typeof faults)[number] | 'none';

export const coilsAUnit = 4;
const readCoils = 0x01;
const writeCoil = 0x05;
const coilOn = 0xff00;
const headBytes = 7;
const deviceFailure = 0x04;
const illegalFunction = 0x01;
/** Longer than the agent waits for an answer. */
const lateMs = 700;
/** How long a board is away when it starts anew, and one that is dark. */
const rebootMs = 500;
const darkMs = 4_500;

const alwaysObeyed: readonly Fault[] = ['none', 'late-reply', 'wrong-readback'];
const echoed: readonly Fault[] = ['none', 'wrong-readback', 'ignores'];

interface Coil {
  value: boolean;
  fault: Fault;
  /** Reads show the contrary of it. */
  isTwisted: boolean;
  /** When it was ordered, of the order under way: what the board carried out. */
  executed: number[];
  /** When orders came in that it did not carry out. */
  heard: number[];
  /** What it was, from when on; since the order under way. */
  history: [atMs: number, value: boolean][];
}

/** What a board did on one order. */
export interface Deeds {
  readonly executed: readonly number[];
  readonly heard: readonly number[];
}

class Board {
  readonly coils: Coil[] = Array.from({ length: coilsAUnit }, () => ({
    value: false,
    fault: 'none',
    isTwisted: false,
    executed: [],
    heard: [],
    history: [[0, false]],
  }));
  darkUntil = 0;

  set(coil: Coil, value: boolean): void {
    coil.value = value;
    coil.history.push([Date.now(), value]);
  }
}

export class FaultyRelays {
  readonly #random: Random;
  readonly #boards = new Map<number, Board>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #downUntil = 0;

  constructor(units: number, random: Random) {
    this.#random = random;
    for (let unit = 1; unit <= units; unit++) this.#boards.set(unit, new Board());
    this.#server = createServer((socket) => this.#serve(socket));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A new order is about to come to this coil, and this will go wrong with it. */
  begin(unit: number, address: number, fault: Fault): void {
    const coil = this.#coil(unit, address);
    coil.fault = fault;
    coil.isTwisted = false;
    coil.executed = [];
    coil.heard = [];
    coil.history = coil.history.slice(-1);
  }

  deeds(unit: number, address: number): Deeds {
    return this.#coil(unit, address);
  }

  /** Whether the coil was so at any moment since `fromMs`. */
  wasEver(unit: number, address: number, value: boolean, fromMs: number): boolean {
    const { history } = this.#coil(unit, address);
    return history.some(([, was], i) => was === value && (history[i + 1]?.[0] ?? Date.now()) >= fromMs);
  }

  /** Whether it has been so since `fromMs`, without a break. */
  wasAlways(unit: number, address: number, value: boolean, fromMs: number): boolean {
    return !this.wasEver(unit, address, !value, fromMs + 1);
  }

  #coil(unit: number, address: number): Coil {
    return this.#boards.get(unit)!.coils[address]!;
  }

  #serve(socket: Socket): void {
    if (Date.now() < this.#downUntil) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let waiting = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      for (;;) {
        const length = waiting.length < headBytes ? Number.NaN : waiting.readUInt16BE(4) + headBytes - 1;
        if (!(waiting.length >= length)) return;
        const frame = waiting.subarray(0, length);
        waiting = waiting.subarray(length);
        this.#take(socket, frame);
        if (socket.destroyed) return;
      }
    });
  }

  #take(socket: Socket, frame: Buffer): void {
    const board = this.#boards.get(frame[6]!);
    const pdu = frame.subarray(headBytes);
    if (!board) return;
    if (pdu[0] === writeCoil) this.#write(socket, frame, board, pdu);
    else if (Date.now() < board.darkUntil) return;
    else if (pdu[0] === readCoils) answer(socket, frame, readAnswer(board, pdu));
    else answer(socket, frame, Buffer.from([pdu[0]! | 0x80, illegalFunction]));
  }

  /** A board that is dark or starting hears nothing. */
  #write(socket: Socket, frame: Buffer, board: Board, pdu: Buffer): void {
    const coil = board.coils[pdu.readUInt16BE(1)];
    if (!coil || Date.now() < board.darkUntil) return;
    const value = pdu.readUInt16BE(3) === coilOn;
    const { fault } = coil;
    coil.fault = 'none';
    if (this.#isObeyed(fault)) {
      coil.executed.push(Date.now());
      board.set(coil, value);
    } else coil.heard.push(Date.now());
    this.#reply(fault, () => answer(socket, frame, pdu));
    if (fault === 'wrong-readback') coil.isTwisted = true;
    if (fault === 'refuses') answer(socket, frame, Buffer.from([writeCoil | 0x80, deviceFailure]));
    if (fault === 'reboot') this.#reboot();
    if (fault === 'lost-link') socket.destroy();
    if (fault === 'dark') board.darkUntil = Date.now() + darkMs;
  }

  #isObeyed(fault: Fault): boolean {
    if (fault === 'ignores' || fault === 'refuses') return false;
    return alwaysObeyed.includes(fault) || this.#random() < 0.5;
  }

  #reply(fault: Fault, echo: () => void): void {
    if (echoed.includes(fault)) echo();
    else if (fault === 'late-reply') this.#later(lateMs, echo);
  }

  /** All boards of the line are away for a moment, and off when they are back. */
  #reboot(): void {
    this.#downUntil = Date.now() + rebootMs;
    for (const socket of this.#sockets) socket.destroy();
    for (const board of this.#boards.values())
      for (const coil of board.coils) if (coil.value) board.set(coil, false);
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}

function readAnswer(board: Board, pdu: Buffer): Buffer {
  const [start, count] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
  let bits = 0;
  for (let i = 0; i < count; i++) {
    const coil = board.coils[start + i];
    if (coil && coil.value !== coil.isTwisted) bits |= 1 << i;
  }
  return Buffer.from([readCoils, 1, bits]);
}

function answer(socket: Socket, { 0: high, 1: low, 6: unit }: Buffer, pdu: Buffer): void {
  if (socket.destroyed) return;
  const head = Buffer.from([high!, low!, 0, 0, 0, pdu.length + 1, unit!]);
  socket.write(Buffer.concat([head, pdu]));
}
