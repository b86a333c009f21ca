// A Modbus RTU peer behind a serial server, with bytes of its own making, that can also misbehave.
import { createServer, type Server, type Socket } from 'node:net';
import type { PeerRequest } from './peer.ts';

/** The answer's PDU, `silent` for none, later, or bytes as they are. */
export type RtuAnswer =
  | Buffer
  | 'silent'
  | { readonly raw: Buffer }
  | { readonly after: number; readonly pdu: Buffer };

export class RtuPeer {
  readonly requests: PeerRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  answer: (request: PeerRequest) => RtuAnswer;
  /** Requests whose CRC was wrong, or that came while one before was not answered. */
  badRequests = 0;
  connections = 0;

  constructor(answer: (request: PeerRequest) => RtuAnswer) {
    this.answer = answer;
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (bytes) => this.#asked(socket, bytes));
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #asked(socket: Socket, bytes: Buffer): void {
    const body = bytes.subarray(0, -2);
    if (bytes.length < 8 || checkSum(body) !== bytes.readUInt16LE(bytes.length - 2)) {
      this.badRequests++;
      return;
    }
    const pdu = Buffer.from(body.subarray(1));
    const request: PeerRequest = {
      transaction: 0,
      unit: body[0]!,
      code: pdu[0]!,
      address: pdu.readUInt16BE(1),
      operand: pdu.readUInt16BE(3),
      pdu,
    };
    this.requests.push(request);
    const answer = this.answer(request);
    if (answer === 'silent') return;
    if ('after' in answer) setTimeout(() => socket.write(lineFrame(request.unit, answer.pdu)), answer.after);
    else socket.write('raw' in answer ? answer.raw : lineFrame(request.unit, answer));
  }
}

export function lineFrame(unit: number, pdu: Buffer): Buffer {
  const body = Buffer.concat([Buffer.of(unit), pdu]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(checkSum(body));
  return Buffer.concat([body, sum]);
}

export function checkSum(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => {
    let crc = sum ^ byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xa001 : 0);
    return crc;
  }, 0xffff);
}
