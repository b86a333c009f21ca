// A serial server with several meters on its line: bytes of any connection go to the line, the meter that is meant answers.
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Log, Random } from '@campus/runtime';
import type { Fault, Faults } from '../faults/faults.ts';

/** A serial server takes a few masters; more is a mistake of the caller. */
const mostConnections = 8;
/** Bytes without a frame in them that are kept. */
const mostPending = 1_024;

export interface MeterAnswer {
  readonly deviceId: string;
  readonly bytes: Buffer;
  /** It has switched something. */
  readonly isWritten: boolean;
}

/** What a line's meters answer to the frames in `bytes`, and what of it is not yet a whole frame. */
export type MeterLine = (bytes: Buffer) => {
  readonly answers: readonly MeterAnswer[];
  readonly rest: Buffer;
};

export interface LineServerOptions {
  readonly endpointIds: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly line: MeterLine;
  readonly faults: Faults;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
  /** After an order has switched something. */
  onWritten(): void;
}

export interface RunningLineServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects with the listener's own error. */
export async function startLineServer(options: LineServerOptions): Promise<RunningLineServer> {
  const sockets = new Set<Socket>();
  const cancels = new Set<() => void>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', (error) => options.log.debug({ error: error.message }, 'meter line connection ended'));
    serve(socket, options, cancels);
  });
  server.maxConnections = mostConnections;
  await listen(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        for (const cancel of cancels) cancel();
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

function serve(socket: Socket, options: LineServerOptions, cancels: Set<() => void>): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    const { answers, rest } = options.line(Buffer.concat([pending, bytes]));
    pending = rest.length > mostPending ? Buffer.alloc(0) : Buffer.from(rest);
    for (const answer of answers) tell(socket, answer, options, cancels);
  });
}

function tell(
  socket: Socket,
  answer: MeterAnswer,
  options: LineServerOptions,
  cancels: Set<() => void>,
): void {
  const fault = faultOf(answer.deviceId, options);
  if (answer.isWritten) options.onWritten();
  if (fault.mode === 'silent') return;
  const bytes = fault.mode === 'garbage' ? garble(answer.bytes, options.random) : answer.bytes;
  const send = (): void => {
    if (!socket.destroyed) socket.write(bytes);
  };
  if (fault.mode !== 'slow') {
    send();
    return;
  }
  const cancel = options.clock.after(fault.delayMs, () => {
    cancels.delete(cancel);
    send();
  });
  cancels.add(cancel);
}

function faultOf(deviceId: string, { faults, endpointIds }: LineServerOptions): Fault {
  const all = [faults.device(deviceId, ''), ...endpointIds.map((id) => faults.endpoint(id))];
  return all.find(({ mode }) => mode !== 'none') ?? { mode: 'none', delayMs: 0 };
}

/** A byte that was changed on the way, a lost end, or noise: never a right frame. */
function garble(bytes: Buffer, random: Random): Buffer {
  const spoilt = Buffer.from(bytes);
  const at = Math.floor(random() * spoilt.length);
  const way = Math.floor(random() * 3);
  if (way === 0) return spoilt.subarray(0, Math.max(1, at));
  if (way === 1) return Buffer.from(spoilt.map(() => Math.floor(random() * 0x60)));
  // The checksum tells a single changed byte; the wake-up bytes before the frame do not count.
  const inFrame =
    spoilt.indexOf(0x68) + 1 + Math.floor(random() * (spoilt.length - spoilt.indexOf(0x68) - 1));
  spoilt[inFrame] = (spoilt[inFrame]! + 1 + Math.floor(random() * 254)) & 0xff;
  return spoilt;
}
