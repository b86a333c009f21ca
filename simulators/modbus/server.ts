// A Modbus server for one endpoint, TCP or RTU over TCP: all units of a bus behind one port. A unit that nobody has stays
// silent, as on a real bus. Requests of a connection are answered one after the other, those that came together together.
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Log, Random } from '@campus/runtime';
import type { Fault, Faults } from '../faults/faults.ts';
import type { Frame } from './frame.ts';
import { type Framing, type FramingName, framingOf } from './framing.ts';
import type { ModbusUnit } from './unit.ts';

/** A real gateway takes a handful of masters; more is a mistake of the caller. */
const mostConnections = 32;
/** Requests that wait behind a slow answer on one connection; past it the connection is not read. */
const mostWaiting = 64;

export interface ModbusServerOptions {
  readonly endpointIds: readonly string[];
  readonly host: string;
  readonly port: number;
  /** Modbus TCP where left out. */
  readonly framing?: FramingName;
  readonly units: ReadonlyMap<number, ModbusUnit>;
  readonly faults: Faults;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
  /** After a write has switched something. */
  onWritten(): void;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startModbusServer(options: ModbusServerOptions): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    new Connection(socket, options, `modbus ${options.port} ${++connections}`);
  });
  server.maxConnections = mostConnections;
  await listen(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const firstWriteCode = 5;

class Connection {
  readonly #socket: Socket;
  readonly #options: ModbusServerOptions;
  readonly #name: string;
  readonly #framing: Framing;
  readonly #waiting: Frame[] = [];
  #cancelDelay: (() => void) | undefined;

  constructor(socket: Socket, options: ModbusServerOptions, name: string) {
    this.#socket = socket;
    this.#options = options;
    this.#name = name;
    this.#framing = framingOf(options.framing ?? 'tcp');
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('drain', () => socket.resume());
    socket.on('error', (error) => options.log.debug({ error: error.message }, 'modbus connection ended'));
    socket.once('close', () => this.#cancelDelay?.());
  }

  #take(bytes: Buffer): void {
    const frames = this.#framing.push(bytes);
    if (!frames) {
      this.#socket.destroy();
      return;
    }
    this.#waiting.push(...frames);
    if (this.#waiting.length > mostWaiting) this.#socket.pause();
    this.#work();
  }

  /** Answers what waits, in order, until a slow unit makes it wait. */
  #work(): void {
    this.#socket.cork();
    this.#answerWaiting();
    this.#socket.uncork();
  }

  #answerWaiting(): void {
    while (!this.#cancelDelay && this.#waiting.length > 0) {
      const frame = this.#waiting[0]!;
      const fault = this.#faultOf(frame.unit);
      if (fault.mode === 'slow') {
        this.#cancelDelay = this.#options.clock.after(fault.delayMs, () => {
          this.#cancelDelay = undefined;
          this.#waiting.shift();
          this.#answer(frame, fault);
          this.#work();
        });
        return;
      }
      this.#waiting.shift();
      this.#answer(frame, fault);
    }
    if (this.#waiting.length <= mostWaiting && !this.#socket.writableNeedDrain) this.#socket.resume();
  }

  #answer(frame: Frame, fault: Fault): void {
    const unit = this.#options.units.get(frame.unit);
    if (!unit || fault.mode === 'silent' || this.#socket.destroyed) return;
    const pdu = unit.answer(frame.pdu, this.#name);
    const whole = this.#framing.encode({ ...frame, pdu });
    const isWritten = frame.pdu[0]! >= firstWriteCode && pdu[0] === frame.pdu[0];
    const bytes = fault.mode === 'garbage' ? this.#framing.garble(whole, this.#options.random) : whole;
    if (!this.#socket.write(bytes)) this.#socket.pause();
    if (isWritten) this.#options.onWritten();
  }

  #faultOf(unitId: number): Fault {
    const { faults, units, endpointIds } = this.#options;
    const devices = units.get(unitId)?.devices ?? [];
    const own = devices.map(({ id }) => faults.device(id, '')).find(({ mode }) => mode !== 'none');
    if (own) return own;
    return (
      endpointIds.map((id) => faults.endpoint(id)).find(({ mode }) => mode !== 'none') ?? {
        mode: 'none',
        delayMs: 0,
      }
    );
  }
}
