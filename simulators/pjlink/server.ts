// One projector on the network: TCP for commands, UDP for searching and, where it has a receiver, for notices.
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import type { Clock, Log } from '@campus/runtime';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Faults } from '../faults/faults.ts';
import { answerTo } from './answers.ts';
import type { ProjectorFamily } from './families.ts';

/** Projectors take a few controllers at a time. */
const mostConnections = 4;
/** A connection without a command for this long is closed (PJLink Specifications 2.10, 2.1). */
const idleMs = 30_000;
/** A command has a header, a space and 128 bytes; a digest may stand before it. */
const longestLine = 256;
const digestLetters = 32;

export interface PjlinkServerOptions {
  readonly endpointId: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly device: SimulatedDevice;
  readonly family: ProjectorFamily;
  readonly password?: string;
  /** Whether it closes the connection after each answer, as some do. */
  readonly isTerse?: boolean;
  /** Where notices go: class 2 only. */
  readonly receiver?: { readonly host: string; readonly port: number };
  readonly faults: Faults;
  readonly clock: Clock;
  readonly log: Log;
  /** After an order was carried out. */
  onWritten(): void;
}

export interface RunningProjector {
  readonly port: number;
  /** Tells its receiver what changed since the last call. */
  refresh(): void;
  close(): Promise<void>;
}

export async function startPjlinkServer(options: PjlinkServerOptions): Promise<RunningProjector> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    new Connection(socket, options);
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  const datagrams = new Datagrams(options, port);
  return {
    port,
    refresh: () => datagrams.refresh(),
    close: async () => {
      datagrams.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

class Connection {
  readonly #socket: Socket;
  readonly #options: PjlinkServerOptions;
  readonly #random = randomBytes(4).toString('hex');
  #isKnown: boolean;
  #rest = '';
  #cancelIdle: () => void = () => {};
  #cancelDelay: () => void = () => {};

  constructor(socket: Socket, options: PjlinkServerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#isKnown = options.password === undefined;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#data(text));
    socket.on('error', (error) => options.log.debug({ error: error.message }, 'pjlink connection ended'));
    socket.once('close', () => {
      this.#cancelIdle();
      this.#cancelDelay();
    });
    this.#stay();
    if (this.#fault.mode !== 'silent') this.#say(this.#isKnown ? 'PJLINK 0' : `PJLINK 1 ${this.#random}`);
  }

  get #fault() {
    const { faults, device, endpointId } = this.#options;
    return faults.device(device.id, endpointId);
  }

  #stay(): void {
    this.#cancelIdle();
    this.#cancelIdle = this.#options.clock.after(idleMs, () => this.#socket.destroy());
  }

  #data(text: string): void {
    const lines = (this.#rest + text).split('\r');
    this.#rest = lines.pop()!;
    if (this.#rest.length > longestLine) this.#socket.destroy();
    for (const line of lines) this.#take(line.trim());
  }

  #take(line: string): void {
    this.#stay();
    const { mode, delayMs } = this.#fault;
    if (mode === 'silent') return;
    if (mode === 'slow') this.#cancelDelay = this.#options.clock.after(delayMs, () => this.#answer(line));
    else if (mode === 'garbage') this.#say('\u0002\u0007?=ERROR');
    else this.#answer(line);
  }

  #answer(line: string): void {
    const command = this.#isKnown ? line : this.#unlocked(line);
    if (command === null) {
      this.#socket.end('PJLINK ERRA\r');
      return;
    }
    const { device, family, isTerse, onWritten } = this.#options;
    const answer = answerTo(command, device, family);
    if (answer === null) return;
    this.#say(answer);
    if (answer.endsWith('=OK')) onWritten();
    if (isTerse) this.#socket.end();
  }

  /** The command behind a right digest; null where the digest is wrong or missing. */
  #unlocked(line: string): string | null {
    const wanted = createHash('md5')
      .update(this.#random + this.#options.password)
      .digest('hex');
    this.#isKnown = line.slice(0, digestLetters).toLowerCase() === wanted;
    return this.#isKnown ? line.slice(digestLetters) : null;
  }

  #say(text: string): void {
    if (!this.#socket.destroyed) this.#socket.write(`${text}\r`);
  }
}

/** UDP: answers searches, tells changes of power and input. Class 1 has neither. */
class Datagrams {
  readonly #options: PjlinkServerOptions;
  readonly #socket = createSocket('udp4');
  #told = '';

  constructor(options: PjlinkServerOptions, port: number) {
    this.#options = options;
    // Another projector of this machine may have the port: then this one is not found by searching.
    this.#socket.on('error', (error) => options.log.debug({ error: error.message }, 'pjlink datagrams'));
    this.#socket.on('message', (bytes, from) => {
      if (options.family.class !== 2 || bytes.toString('latin1').trim() !== '%2SRCH') return;
      this.#socket.send(`%2ACKN=${macOf(options.device.id)}\r`, from.port, from.address, () => {});
    });
    this.#socket.bind(port, options.host);
    this.#told = this.#state();
  }

  refresh(): void {
    const { receiver, family, faults, device, endpointId } = this.#options;
    const state = this.#state();
    if (state === this.#told) return;
    this.#told = state;
    if (!receiver || family.class !== 2 || faults.device(device.id, endpointId).mode === 'silent') return;
    for (const line of state.split(' ')) {
      this.#socket.send(`%2${line}\r`, receiver.port, receiver.host, () => {});
    }
  }

  close(): void {
    this.#socket.close();
  }

  #state(): string {
    const { device } = this.#options;
    return `POWR=${device.number('power')} INPT=${device.number('input')}`;
  }
}

/** A locally administered address that is always the same for a name. */
function macOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 5);
  return ['02', ...[...bytes].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
