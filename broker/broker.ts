// Runs Aedes behind a TCP listener. What an account may do is judged in gate.ts; the wire format is Aedes' work.
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Log } from '@campus/runtime';
import { Aedes } from 'aedes';
import type { BrokerAccount } from './accounts.ts';
import { Gate, type Heard } from './gate.ts';
import { PacketSizeGuard } from './packet-size-guard.ts';
import { giveShortWay } from './short-way.ts';
import { mostTopicLevels } from './topic-rights.ts';

export interface BrokerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly siteId: string;
  readonly hostId: string;
  readonly accounts: () => Promise<readonly BrokerAccount[]> | readonly BrokerAccount[];
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningBroker {
  readonly port: number;
  /** `published`: messages passed on; `refused`: connections, publishes and subscriptions that were not allowed. */
  stats(): { clients: number; published: number; refused: number };
  /**
   * Tells a reader in this process what gateways publish, at once and in the order of each; the payload is good during the
   * call only. Returns the way to stop.
   */
  hear(listener: Heard): () => void;
  close(): Promise<void>;
}

/** Largest message: 500 metrics with properties stay under 100 kB, the rest is for foreign nodes' births. */
const largestPacketBytes = 1_048_576;
/** Before an account is proven only a CONNECT is due: its will and names fit in this. */
const largestConnectBytes = 16_384;
/** What may wait for one slow client (about 20 s of a busy site); past it the client is cut off and comes back. */
const largestClientQueueBytes = 4_194_304;
/** Sockets in all: some hundred gateways, tools, and room for a storm of reconnects. */
const mostConnections = 1_024;
const connectTimeoutMs = 5_000;
const drainTimeoutMs = 3_000;
/** QoS 2 messages of one client half received; Sparkplug uses none. */
const mostHalfReceived = 16;
const tcpKeepAliveMs = 30_000;

/** Starts the broker. Rejects with the listener's own error (`EADDRINUSE` and the like). */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const gate = new Gate(options);
  const aedes = await Aedes.createBroker({
    ...gate.handlers(),
    connectTimeout: connectTimeoutMs,
    drainTimeout: drainTimeoutMs,
    maxTopicLevels: mostTopicLevels,
    maxInflightInbound: mostHalfReceived,
  });
  gate.watch(aedes);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: tcpKeepAliveMs });
  server.maxConnections = mostConnections;
  server.on('drop', () => gate.refuse('connection', 'too many connections', 'anyone'));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(aedes, gate, socket);
  });
  try {
    await listen(server, options);
  } catch (error) {
    await closeAedes(aedes);
    throw error;
  }
  return {
    port: (server.address() as AddressInfo).port,
    stats: () => ({ clients: aedes.connectedClients, ...gate.stats() }),
    hear: (listener) => gate.hear(listener),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await closeAedes(aedes);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serve(aedes: Aedes, gate: Gate, socket: Socket): void {
  giveQueueOfItsOwn(socket);
  const client = aedes.handle(socket);
  giveShortWay(socket, client, gate);
  const guard = new PacketSizeGuard();
  // Aedes reads in paused mode, so this listener sees each chunk just before its parser does.
  socket.on('data', (chunk: Buffer) => {
    const mostBytes = gate.isProven(client) ? largestPacketBytes : largestConnectBytes;
    if (guard.accepts(chunk, mostBytes)) return;
    gate.refuse('packet', 'packet too large', gate.nameOf(client));
    socket.destroy();
  });
  socket.once('close', () => gate.forget(client));
}

/**
 * Aedes holds every publisher back while one subscriber's socket is full. Here each subscriber has a bounded
 * queue of its own instead, and alone pays for being slow: it is cut off when the queue is full.
 */
function giveQueueOfItsOwn(socket: Socket): void {
  socket.write = new Proxy(socket.write, {
    apply(write, self, args) {
      if (socket.destroyed) return true;
      Reflect.apply(write, self, args);
      if (socket.writableLength > largestClientQueueBytes)
        socket.destroy(new Error('the client is too slow'));
      return true;
    },
  });
}

function listen(server: Server, { host, port }: BrokerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeAedes(aedes: Aedes): Promise<void> {
  return new Promise((resolve) => aedes.close(() => resolve()));
}
