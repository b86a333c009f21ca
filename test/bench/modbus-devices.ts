// A process of Modbus TCP endpoints for bench and tests, with bytes of its own making. Started by fork; its first
// argument says which. Answers to what came in one go leave in one write, as a server that loops over its input does.
import { createServer, type Socket } from 'node:net';
import { registerBytes } from './modbus-fixture.ts';

export interface EndpointOrder {
  readonly units: number;
  /** `dead`: takes requests and says nothing; `garbage`: answers that are none. */
  readonly mode: 'good' | 'dead' | 'garbage';
  /** From request to answer. */
  readonly delayMs: number;
  /** One request after the other, as on a serial bus; else each for itself. */
  readonly isBus: boolean;
}

/** What a parent is told when it asks, over all endpoints. */
export interface DevicesSaid {
  readonly requests: number;
  readonly registers: number;
  readonly writes: number;
}

const headerBytes = 7;
const counts = { requests: 0, registers: 0, writes: 0 };

class Connection {
  readonly #socket: Socket;
  readonly #endpoint: number;
  readonly #order: EndpointOrder;
  readonly #units: readonly Buffer[];
  #rest: Buffer = Buffer.alloc(0);
  readonly #queue: Buffer[] = [];
  #isBusy = false;

  constructor(socket: Socket, endpoint: number, order: EndpointOrder, units: readonly Buffer[]) {
    this.#socket = socket;
    this.#endpoint = endpoint;
    this.#order = order;
    this.#units = units;
    socket.on('error', () => {});
    socket.on('data', (bytes) => this.#take(bytes));
  }

  #take(bytes: Buffer): void {
    let rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const answers: Buffer[] = [];
    while (rest.length > headerBytes && rest.length >= 6 + rest.readUInt16BE(4)) {
      const frame = rest.subarray(0, 6 + rest.readUInt16BE(4));
      rest = rest.subarray(frame.length);
      counts.requests++;
      this.#asked(frame, answers);
    }
    this.#rest = Buffer.from(rest);
    if (answers.length > 0) this.#socket.write(answers.length === 1 ? answers[0]! : Buffer.concat(answers));
  }

  #asked(frame: Buffer, answers: Buffer[]): void {
    const { mode, delayMs, isBus } = this.#order;
    if (mode === 'dead') return;
    if (delayMs === 0) answers.push(this.#answer(frame));
    else if (!isBus) setTimeout(() => this.#send(this.#answer(frame)), delayMs);
    else {
      this.#queue.push(Buffer.from(frame));
      this.#workBus();
    }
  }

  #workBus(): void {
    const frame = this.#isBusy ? undefined : this.#queue.shift();
    if (!frame) return;
    this.#isBusy = true;
    setTimeout(() => {
      this.#isBusy = false;
      this.#send(this.#answer(frame));
      this.#workBus();
    }, this.#order.delayMs);
  }

  #send(bytes: Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  #answer(frame: Buffer): Buffer {
    const code = frame[7]!;
    const answer = code === 3 ? this.#read(frame) : written(frame);
    return this.#order.mode === 'garbage' ? spoilt(answer, this.#endpoint + counts.requests) : answer;
  }

  #read(frame: Buffer): Buffer {
    const [start, count] = [frame.readUInt16BE(8), frame.readUInt16BE(10)];
    const registers = this.#units[frame[6]! - 1];
    const values = registers?.subarray(start * 2, (start + count) * 2);
    if (!values || values.length < count * 2) return refused(frame);
    counts.registers += count;
    const answer = Buffer.allocUnsafe(9 + values.length);
    frame.copy(answer, 0, 0, 8);
    answer.writeUInt16BE(3 + values.length, 4);
    answer[8] = values.length;
    values.copy(answer, 9);
    return answer;
  }
}

function written(frame: Buffer): Buffer {
  counts.writes++;
  const answer = Buffer.from(frame.subarray(0, 12));
  answer.writeUInt16BE(6, 4);
  return answer;
}

function refused(frame: Buffer): Buffer {
  const answer = Buffer.from(frame.subarray(0, 9));
  answer.writeUInt16BE(3, 4);
  answer[7] = frame[7]! | 0x80;
  answer[8] = 2;
  return answer;
}

/**
 * Never a correct answer, each time another way: one that lacks its last byte would be right where that is 0, as the next
 * one begins with it, and bytes behind a right one may come by themselves.
 */
function spoilt(answer: Buffer, turn: number): Buffer {
  const spoilings: readonly (() => Buffer)[] = [
    () => Buffer.alloc(answer.length, 0xa5),
    () => answer.subarray(0, answer.length - 2),
    () => Buffer.concat([changed(answer, 1, answer[1]! ^ 0x80), Buffer.of(1, 2, 3)]),
    () => changed(answer, 7, answer[7]! ^ 0x40),
    () => changed(answer, 1, answer[1]! ^ 0x80),
    () => changed(answer, 8, answer[8]! - 2),
  ];
  return spoilings[turn % spoilings.length]!();
}

function changed(answer: Buffer, at: number, byte: number): Buffer {
  answer[at] = byte;
  return answer;
}

async function listen(endpoint: number, order: EndpointOrder): Promise<number> {
  const units = Array.from({ length: order.units }, (_, i) => registerBytes(endpoint, i + 1));
  const server = createServer({ noDelay: true }, (socket) => {
    new Connection(socket, endpoint, order, units);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

if (process.send) {
  const orders: readonly EndpointOrder[] = JSON.parse(process.argv[2] ?? '[]');
  const ports = await Promise.all(orders.map((order, i) => listen(i, order)));
  process.on('message', () => process.send?.({ ...counts } satisfies DevicesSaid));
  process.on('disconnect', () => process.exit(0));
  process.send(ports);
}
