// The way to one BACnet/IP address: the library's client on the shared socket. One request at a time; trouble is an answer.
import { lookup } from 'node:dns/promises';
import type { Clock } from '@campus/runtime';
import type { PollLink } from '../polling/dialect.ts';
import { type Client, newClient, type OwnClient, type Receiver } from './library.ts';
import {
  failureOf,
  type LinkAnswer,
  type ObjectId,
  type ObjectValues,
  type PropertyValue,
  properties,
} from './objects.ts';
import type { BacnetEndpoint } from './settings.ts';
import { UdpSocket, type UdpUser } from './udp-socket.ts';

const wholeArray = 0xffff_ffff;
/** Numbers of requests: an answer that is later than so many others is none any more. Number 0 cannot be given. */
const mostNumber = 255;
/** The library keeps a request this much longer than it is awaited, so that it never forgets one that is. */
const spareMs = 2_000;

/** A device behind the address: of its own network where it stands behind a router. */
export interface Place {
  readonly network?: number;
  /** Hexadecimal. */
  readonly mac?: string;
}

/** An object whose change the device tells. */
export interface Change extends ObjectValues {
  readonly deviceInstance: number;
}

export interface BacnetLinkEvents {
  onLost(): void;
  onChange(change: Change): void;
}

export class BacnetLink implements PollLink {
  readonly #settings: BacnetEndpoint;
  readonly #clock: Clock;
  readonly #events: BacnetLinkEvents;
  readonly #user: UdpUser;
  #address = '';
  #socket: UdpSocket | null = null;
  #own: OwnClient | null = null;
  #isOpen = false;
  #why: string | null = null;
  /** Of the last request; it goes on from client to client. */
  #number = 0;
  /** Ends the wait for an answer. */
  #interrupt: ((detail: string) => void) | null = null;

  constructor(settings: BacnetEndpoint, clock: Clock, events: BacnetLinkEvents) {
    this.#settings = settings;
    this.#clock = clock;
    this.#events = events;
    this.#user = {
      onMessage: (bytes, sender) => this.#own?.receive(bytes, sender),
      onEnd: (detail) => this.#end(detail),
    };
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get lossDetail(): string {
    return this.#why ?? 'not connected';
  }

  async connect(): Promise<boolean> {
    const { host, localAddress, localPort } = this.#settings;
    try {
      this.#address = (await lookup(host, { family: 4 })).address;
    } catch (error) {
      this.#why = `${host}: ${error instanceof Error ? error.message : 'no address'}`;
      return false;
    }
    if (this.#why !== null) return false;
    this.#socket = UdpSocket.take(localAddress, localPort);
    this.#socket.hear(this.#sender, this.#user);
    this.#why ??= await this.#socket.bound();
    if (this.#why !== null) {
      await this.#release();
      return false;
    }
    this.#own = this.#newClient();
    this.#isOpen = true;
    return true;
  }

  async close(): Promise<void> {
    this.#end('closed by us');
    await this.#release();
  }

  /** Present values and status flags of several objects. */
  readMultiple(
    place: Place,
    objects: readonly ObjectId[],
    ids: readonly number[],
  ): Promise<LinkAnswer<ObjectValues[]>> {
    const wanted = objects.map((objectId) => ({
      objectId,
      properties: ids.map((id) => ({ id, index: wholeArray })),
    }));
    return this.#ask(async (client) => {
      const { values } = await client.readPropertyMultiple(this.#receiver(place), wanted, this.#numbered());
      return values.map(({ objectId, values: got }) => ({
        object: objectId,
        values: new Map(got.map(({ id, value }) => [id, firstOf(value)])),
      }));
    });
  }

  /** One property. */
  readOne(place: Place, object: ObjectId, id: number): Promise<LinkAnswer<PropertyValue>> {
    return this.#ask(async (client) => {
      const { objectId, property, values } = await client.readProperty(
        this.#receiver(place),
        object,
        id,
        this.#numbered(),
      );
      const isAsked =
        objectId.type === object.type && objectId.instance === object.instance && property.id === id;
      if (!isAsked) throw new Error('an answer of another object');
      return firstOf(values);
    });
  }

  /** Sends once. */
  write(place: Place, object: ObjectId, value: PropertyValue, priority: number): Promise<LinkAnswer<void>> {
    const values = [{ type: value.tag, value: value.value }] as Parameters<Client['writeProperty']>[3];
    return this.#ask((client) =>
      client.writeProperty(this.#receiver(place), object, properties.presentValue, values, {
        priority,
        ...this.#numbered(),
      }),
    );
  }

  /** Asks to be told of changes, without confirmation, for a while. */
  subscribe(place: Place, object: ObjectId, processId: number, lifetimeS: number): Promise<LinkAnswer<void>> {
    return this.#ask((client) =>
      client.subscribeCov(
        this.#receiver(place),
        object,
        processId,
        false,
        false,
        lifetimeS,
        this.#numbered(),
      ),
    );
  }

  #numbered(): { invokeId: number } {
    this.#number = (this.#number % mostNumber) + 1;
    return { invokeId: this.#number };
  }

  get #sender(): string {
    return `${this.#address}:${this.#settings.port}`;
  }

  #receiver({ network, mac }: Place): Receiver {
    const address = this.#sender;
    return network === undefined
      ? { address }
      : { address, net: network, adr: [...Buffer.from(mac ?? '', 'hex')] };
  }

  async #ask<T>(send: (client: Client) => Promise<T>): Promise<LinkAnswer<T>> {
    if (!this.#own || !this.#isOpen) return { ok: false, failure: { kind: 'lost', detail: this.lossDetail } };
    const { client } = this.#own;
    const answer = await new Promise<LinkAnswer<T>>((resolve) => {
      const { timeoutMs } = this.#settings;
      const cancel = this.#clock.after(timeoutMs, () => {
        resolve({ ok: false, failure: { kind: 'timeout', detail: `no answer within ${timeoutMs} ms` } });
      });
      const settle = (settled: LinkAnswer<T>): void => {
        cancel();
        resolve(settled);
      };
      this.#interrupt = (detail) => settle({ ok: false, failure: { kind: 'lost', detail } });
      send(client).then(
        (value) => settle({ ok: true, value }),
        (error) => settle({ ok: false, failure: failureOf(error) }),
      );
    });
    this.#interrupt = null;
    // What comes late, or the middle of a long answer, must not be taken for the next one: a new client knows of neither.
    if (!answer.ok && answer.failure.kind === 'timeout') this.#renew();
    return answer;
  }

  #renew(): void {
    if (!this.#isOpen) return;
    this.#own?.client.close();
    this.#own = this.#newClient();
  }

  #newClient(): OwnClient {
    const { port, timeoutMs } = this.#settings;
    const own = newClient(
      {
        broadcastAddress: this.#sender,
        send: (bytes) => this.#socket?.send(bytes, this.#address, port, (why) => this.#end(why)),
      },
      timeoutMs + spareMs,
    );
    own.client.on('covNotifyUnconfirmed', ({ payload }) => {
      this.#events.onChange(changeOf(payload));
    });
    return own;
  }

  #end(detail: string): void {
    this.#why ??= detail;
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#own?.client.close();
    this.#own = null;
    this.#interrupt?.(detail);
    this.#events.onLost();
  }

  async #release(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    await socket?.release(this.#sender, this.#user);
  }
}

/** What a change notice says; the library's types do not tell of its decoder's objects. */
function changeOf(payload: {
  readonly initiatingDeviceId: unknown;
  readonly monitoredObjectId: ObjectId;
  readonly values: readonly {
    readonly property: { readonly id: number };
    readonly value: readonly { readonly type: number; readonly value: unknown }[];
  }[];
}): Change {
  const { initiatingDeviceId, monitoredObjectId, values } = payload;
  return {
    deviceInstance: (initiatingDeviceId as ObjectId).instance,
    object: monitoredObjectId,
    values: new Map(values.map(({ property, value }) => [property.id, firstOf(value)])),
  };
}

function firstOf(values: readonly { readonly type: number; readonly value: unknown }[]): PropertyValue {
  const first = values[0];
  if (!first) throw new Error('an answer without a value');
  return { tag: first.type, value: first.value };
}
