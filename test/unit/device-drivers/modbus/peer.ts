// A Modbus TCP peer on a raw socket, with bytes of its own making, that can also misbehave.
import { createServer, type Server, type Socket } from 'node:net';

/** A request as it came: the PDU without the unit. */
export interface PeerRequest {
  readonly transaction: number;
  readonly unit: number;
  readonly code: number;
  readonly address: number;
  /** Count of a read, value of a single write, count of a multiple write. */
  readonly operand: number;
  readonly pdu: Buffer;
}

/** The answer's PDU, at once or later, `silent` for none, or bytes to put on the wire as they are. */
export type PeerAnswer =
  | Buffer
  | 'silent'
  | { readonly raw: Buffer }
  | { readonly after: number; readonly pdu: Buffer };

export class ModbusPeer {
  readonly requests: PeerRequest[] = [];
  readonly #server: Server;
  /** What each connection has sent short of a whole frame. */
  readonly #sockets = new Map<Socket, Buffer>();
  answer: (request: PeerRequest) => PeerAnswer;
  connections = 0;

  constructor(answer: (request: PeerRequest) => PeerAnswer) {
    this.answer = answer;
    this.#server = createServer((socket) => {
      this.connections++;
      this.#sockets.set(socket, Buffer.alloc(0));
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (chunk: Buffer) => this.#data(socket, chunk));
    });
  }

  listen(port = 0): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.#sockets.keys()) socket.resetAndDestroy();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #data(socket: Socket, chunk: Buffer): void {
    let rest = Buffer.concat([this.#sockets.get(socket) ?? Buffer.alloc(0), chunk]);
    while (rest.length >= 8 && rest.length >= 6 + rest.readUInt16BE(4)) {
      const frame = rest.subarray(0, 6 + rest.readUInt16BE(4));
      rest = rest.subarray(frame.length);
      this.#answer(socket, frame);
    }
    this.#sockets.set(socket, rest);
  }

  #answer(socket: Socket, frame: Buffer): void {
    const pdu = frame.subarray(7);
    if (pdu.length < 5) throw new Error(`the driver sent a request of ${pdu.length} bytes`);
    const request: PeerRequest = {
      transaction: frame.readUInt16BE(0),
      unit: frame[6]!,
      code: pdu[0]!,
      address: pdu.readUInt16BE(1),
      operand: pdu.readUInt16BE(3),
      pdu,
    };
    this.requests.push(request);
    const answer = this.answer(request);
    if (answer === 'silent') return;
    if ('after' in answer) setTimeout(() => socket.write(frameOf(request, answer.pdu)), answer.after);
    else socket.write('raw' in answer ? answer.raw : frameOf(request, answer));
  }
}

export function frameOf({ transaction, unit }: PeerRequest, pdu: Buffer): Buffer {
  const frame = Buffer.alloc(7);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(pdu.length + 1, 4);
  frame[6] = unit;
  return Buffer.concat([frame, pdu]);
}

export function exception({ code }: PeerRequest, reason: number): Buffer {
  return Buffer.from([code | 0x80, reason]);
}

/** A device with registers and coils, one memory for all units unless `units` narrows it. */
export class PeerMemory {
  readonly holding = new Map<number, number>();
  readonly input = new Map<number, number>();
  readonly coils = new Map<number, boolean>();
  readonly discrete = new Map<number, boolean>();
  /** Addresses that the device does not have. */
  readonly illegal = new Set<number>();

  readonly answer = (request: PeerRequest): PeerAnswer => {
    const { code, address, operand, pdu } = request;
    const count = code === 5 || code === 6 || code === 22 ? 1 : operand;
    for (let i = 0; i < count; i++) if (this.illegal.has(address + i)) return exception(request, 2);
    if (code === 1 || code === 2) return this.#bits(code, address, count);
    if (code === 3 || code === 4) return this.#registers(code, address, count);
    if (code === 5) this.coils.set(address, operand === 0xff00);
    else if (code === 6) this.holding.set(address, operand);
    else if (code === 15) {
      for (let i = 0; i < count; i++)
        this.coils.set(address + i, ((pdu[6 + (i >> 3)]! >> (i & 7)) & 1) === 1);
    } else if (code === 16) {
      for (let i = 0; i < count; i++) this.holding.set(address + i, pdu.readUInt16BE(6 + 2 * i));
    } else if (code === 22) return this.#mask(address, pdu);
    else return exception(request, 1);
    return Buffer.from(pdu.subarray(0, 5));
  };

  #mask(address: number, pdu: Buffer): Buffer {
    const [and, or] = [pdu.readUInt16BE(3), pdu.readUInt16BE(5)];
    const before = this.holding.get(address) ?? 0;
    this.holding.set(address, ((before & and) | (or & ~and)) & 0xffff);
    return Buffer.from(pdu.subarray(0, 7));
  }

  #registers(code: number, address: number, count: number): Buffer {
    const from = code === 3 ? this.holding : this.input;
    const pdu = Buffer.alloc(2 + count * 2);
    pdu[0] = code;
    pdu[1] = count * 2;
    for (let i = 0; i < count; i++) pdu.writeUInt16BE((from.get(address + i) ?? 0) & 0xffff, 2 + i * 2);
    return pdu;
  }

  #bits(code: number, address: number, count: number): Buffer {
    const pdu = Buffer.alloc(2 + Math.ceil(count / 8));
    pdu[0] = code;
    pdu[1] = pdu.length - 2;
    const from = code === 1 ? this.coils : this.discrete;
    for (let i = 0; i < count; i++) if (from.get(address + i)) pdu[2 + (i >> 3)]! |= 1 << (i & 7);
    return pdu;
  }

  setFloat(table: 'input' | 'holding', address: number, value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatBE(value);
    this[table].set(address, bytes.readUInt16BE(0));
    this[table].set(address + 1, bytes.readUInt16BE(2));
  }
}
