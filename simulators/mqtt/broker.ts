// The field's MQTT broker: loopback, anonymous, as the gateway of a building has one for its own devices.
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { PacketLimit } from './packet-limit.ts';

export interface FieldBroker {
  readonly port: number;
  /** Retained, unless told otherwise: whoever subscribes later hears the last word. */
  publish(topic: string, payload: string, how?: { readonly isRetained: boolean }): void;
  /** Called with each message on a topic that a client sent. */
  subscribe(topic: string, listener: (payload: string) => void): void;
  /** Called with the number of clients that listen, when one begins or ends. */
  onListeners(listener: (listeners: number) => void): void;
  close(): Promise<void>;
}

const mostConnections = 64;
/** Field messages are a few hundred bytes; a client that sends more than this is cut off. */
const largestPacketBytes = 65_536;
const connectTimeoutMs = 5_000;
const drainTimeoutMs = 3_000;
const mostTopicLevels = 12;

/** Rejects with the listener's own error (`EADDRINUSE` and the like). */
export async function startFieldBroker(host: string, port: number): Promise<FieldBroker> {
  const aedes = await Aedes.createBroker({
    connectTimeout: connectTimeoutMs,
    drainTimeout: drainTimeoutMs,
    maxTopicLevels: mostTopicLevels,
  });
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    aedes.handle(socket);
    const limit = new PacketLimit(largestPacketBytes);
    socket.on('data', (chunk: Buffer) => {
      if (!limit.accepts(chunk)) socket.destroy();
    });
  });
  server.maxConnections = mostConnections;
  try {
    await listen(server, host, port);
  } catch (error) {
    await closed(aedes);
    throw error;
  }
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    publish: inOrder(aedes),
    subscribe: (topic, listener) =>
      aedes.subscribe(
        topic,
        (packet, done) => {
          listener(packet.payload.toString());
          done();
        },
        () => {},
      ),
    onListeners: (listener) => tellListeners(aedes, listener),
    close: async () => {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      await closed(aedes);
      for (const socket of sockets) socket.destroy();
      await ended;
    },
  };
}

/**
 * One after the other: a message that is kept takes the broker a moment longer, and one that overtook it would make the
 * broker take it for a duplicate and drop it.
 */
function inOrder(aedes: Aedes): FieldBroker['publish'] {
  let last: Promise<void> = Promise.resolve();
  return (topic, payload, { isRetained } = { isRetained: true }) => {
    const packet = { topic, payload: Buffer.from(payload), qos: 0, retain: isRetained, dup: false } as const;
    last = last.then(
      () => new Promise((resolve) => aedes.publish({ cmd: 'publish', ...packet }, () => resolve())),
    );
  };
}

function tellListeners(aedes: Aedes, listener: (listeners: number) => void): void {
  const listening = new Set<string>();
  aedes.on('subscribe', (_subscriptions, { id }) => listener(listening.add(id).size));
  aedes.on('clientDisconnect', ({ id }) => {
    if (listening.delete(id)) listener(listening.size);
  });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(aedes: Aedes): Promise<void> {
  return new Promise((resolve) => aedes.close(() => resolve()));
}
