// The library's client on a transport of ours. Its own would bind a port a client, take answers from anybody, and let a
// malformed packet end the process.
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type bacnet from '@bacnet-js/client';

/** Required, not imported: what a default import of it is differs between loaders. */
const library: typeof bacnet = createRequire(import.meta.url)('@bacnet-js/client');

export type Client = InstanceType<typeof bacnet.default>;
export type Receiver = Parameters<Client['readProperty']>[0];

/** What fits into a packet on Ethernet. */
const mostBytes = 1_482;

export interface TransportOptions {
  readonly broadcastAddress: string;
  /** Receiver as `address:port`. */
  send(bytes: Buffer, receiver: string): void;
}

class OwnTransport extends EventEmitter {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    super();
    this.#options = options;
  }

  getBroadcastAddress(): string {
    return this.#options.broadcastAddress;
  }

  getMaxPayload(): number {
    return mostBytes;
  }

  /** The library makes a new buffer for each packet. */
  send(buffer: Buffer, length: number, receiver?: string): void {
    this.#options.send(buffer.subarray(0, length), receiver ?? this.#options.broadcastAddress);
  }

  open(): void {
    // The socket is open before there is a client.
  }

  close(): void {
    this.removeAllListeners();
  }
}

export interface OwnClient {
  readonly client: Client;
  /** A packet that came; one that cannot be read is passed over. */
  receive(bytes: Buffer, sender: string): void;
}

/** `apduTimeoutMs`: after it the library forgets a request; whoever asks has stopped waiting before. */
export function newClient(options: TransportOptions, apduTimeoutMs: number): OwnClient {
  const transport = new OwnTransport(options);
  const client = new library.default({ transport, apduTimeout: apduTimeoutMs });
  client.on('error', () => {});
  return {
    client,
    receive: (bytes, sender) => {
      try {
        transport.emit('message', bytes, sender);
      } catch {
        // Its decoders throw on what ends too early; the request then has no answer and times out.
      }
    },
  };
}
