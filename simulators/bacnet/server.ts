// A BACnet/IP port: one device, or a router with devices behind it. It answers requests and tells changes to subscribers.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Clock, Log, Random } from '@campus/runtime';
import type { Fault, Faults } from '../faults/faults.ts';
import type { BacnetDevice } from './device.ts';
import { type Behind, encodePacket, parsePacket } from './packet.ts';
import { type Answer, answer, covNotice, type Subscription } from './services.ts';

/** More subscriptions are refused by silence: a device has room for some. */
const mostSubscriptions = 1_000;

export interface PlacedDevice {
  readonly device: BacnetDevice;
  readonly behind: Behind;
}

export interface BacnetServerOptions {
  readonly endpointIds: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly devices: readonly PlacedDevice[];
  readonly faults: Faults;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
  /** After a write has switched something. */
  onWritten(): void;
}

export interface RunningBacnetServer {
  readonly port: number;
  readonly subscriptions: number;
  /** Tells the subscribers what has changed since it was told. */
  refresh(): void;
  close(): Promise<void>;
}

interface Subscriber {
  readonly subscription: Subscription;
  readonly placed: PlacedDevice;
  readonly remote: RemoteInfo;
  /** Monotonic. */
  readonly untilMs: number;
  toldValue: number | string;
}

/** Rejects with the socket's own error. */
export async function startBacnetServer(options: BacnetServerOptions): Promise<RunningBacnetServer> {
  const socket = createSocket('udp4');
  const server = new BacnetServer(socket, options);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(options.port, options.host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  socket.on('error', (error) => options.log.debug({ error: error.message }, 'bacnet socket'));
  return server;
}

class BacnetServer implements RunningBacnetServer {
  readonly #socket: Socket;
  readonly #options: BacnetServerOptions;
  readonly #subscribers = new Map<string, Subscriber>();
  readonly #cancels = new Set<() => void>();
  #isClosed = false;

  constructor(socket: Socket, options: BacnetServerOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (bytes, remote) => this.#received(bytes, remote));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get subscriptions(): number {
    return this.#subscribers.size;
  }

  refresh(): void {
    const nowMs = this.#options.clock.monotonic();
    for (const [key, subscriber] of this.#subscribers) {
      if (subscriber.untilMs <= nowMs) this.#subscribers.delete(key);
      else if (hasChanged(subscriber)) this.#notify(subscriber, nowMs);
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const cancel of this.#cancels) cancel();
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #received(bytes: Buffer, remote: RemoteInfo): void {
    let packet: ReturnType<typeof parsePacket>;
    try {
      packet = parsePacket(bytes);
    } catch {
      return;
    }
    if (!packet) return;
    const { destination, apdu } = packet;
    // Who-Is (unconfirmed service 8) is for everybody.
    const isForAll = destination === null && apdu[0] === 0x10 && apdu[1] === 8;
    for (const placed of this.#options.devices) {
      if (isForAll || isAt(placed.behind, destination))
        this.#tell(placed, answer(placed.device, apdu), remote);
    }
  }

  #tell(placed: PlacedDevice, { apdu, isWritten, subscription }: Answer, remote: RemoteInfo): void {
    const fault = this.#faultOf(placed);
    if (fault.mode === 'silent') return;
    if (isWritten) this.#options.onWritten();
    if (subscription && fault.mode !== 'garbage') this.#subscribe(placed, subscription, remote);
    if (!apdu) return;
    const whole = encodePacket(placed.behind, apdu);
    const bytes = fault.mode === 'garbage' ? this.#garbled(whole) : whole;
    if (fault.mode !== 'slow') {
      this.#send(bytes, remote);
      return;
    }
    const cancel = this.#options.clock.after(fault.delayMs, () => {
      this.#cancels.delete(cancel);
      this.#send(bytes, remote);
    });
    this.#cancels.add(cancel);
  }

  #subscribe(placed: PlacedDevice, subscription: Subscription, remote: RemoteInfo): void {
    const { processId, type, instance, lifetimeS } = subscription;
    const key = `${remote.address}:${remote.port} ${placed.device.instance} ${processId} ${type}:${instance}`;
    this.#subscribers.delete(key);
    if (lifetimeS === null || this.#subscribers.size >= mostSubscriptions) return;
    const nowMs = this.#options.clock.monotonic();
    const untilMs = lifetimeS === 0 ? Number.POSITIVE_INFINITY : nowMs + lifetimeS * 1_000;
    const subscriber: Subscriber = { subscription, placed, remote, untilMs, toldValue: Number.NaN };
    this.#subscribers.set(key, subscriber);
    this.#notify(subscriber, nowMs);
  }

  #notify(subscriber: Subscriber, nowMs: number): void {
    const { placed, subscription, remote, untilMs } = subscriber;
    if (this.#faultOf(placed).mode !== 'none') return;
    subscriber.toldValue = valueOfObject(subscriber);
    const remainingS = Number.isFinite(untilMs) ? Math.ceil((untilMs - nowMs) / 1_000) : 0;
    this.#send(encodePacket(placed.behind, covNotice(placed.device, subscription, remainingS)), remote);
  }

  #send(bytes: Buffer, { address, port }: RemoteInfo): void {
    if (!this.#isClosed) this.#socket.send(bytes, port, address, () => {});
  }

  /** A lost end, or bytes that are no BACnet. */
  #garbled(bytes: Buffer): Buffer {
    const { random } = this.#options;
    if (random() < 0.5) return bytes.subarray(0, 1 + Math.floor(random() * (bytes.length - 1)));
    return Buffer.from(bytes.map((byte, i) => (i < 4 ? byte : Math.floor(random() * 256))));
  }

  #faultOf({ device }: PlacedDevice): Fault {
    const { faults, endpointIds } = this.#options;
    const all = [faults.device(device.device.id, ''), ...endpointIds.map((id) => faults.endpoint(id))];
    return all.find(({ mode }) => mode !== 'none') ?? { mode: 'none', delayMs: 0 };
  }
}

function isAt(own: Behind, asked: Behind): boolean {
  if (own === null || asked === null) return own === asked;
  return own.network === asked.network && own.mac.equals(asked.mac);
}

function valueOfObject({ placed, subscription: { type, instance } }: Subscriber): number | string {
  return placed.device.device.value(placed.device.entryOf(type, instance)!.point);
}

function hasChanged(subscriber: Subscriber): boolean {
  const { placed, subscription, toldValue } = subscriber;
  const value = valueOfObject(subscriber);
  if (typeof value === 'string' || typeof toldValue === 'string') return value !== toldValue;
  if (Number.isNaN(value) || Number.isNaN(toldValue)) return Number.isNaN(value) !== Number.isNaN(toldValue);
  const { increment } = placed.device.entryOf(subscription.type, subscription.instance)!;
  return increment === undefined ? value !== toldValue : Math.abs(value - toldValue) >= increment;
}
