// Keeps one MQTT connection alive: connects, subscribes, connects again with growing jittered waits.
// MQTT 5 first; a broker that refuses it (Aedes) is asked again in 3.1.1.
import type { Clock, Random } from '@campus/runtime';
import { TappedSocket } from '@campus/runtime/publication-tap';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { Backoff } from '../backoff.ts';
import { largestMessage } from './codec.ts';
import type { MqttEndpoint } from './settings.ts';

interface ConnectionEvents {
  onConnected(): void;
  /** All filters are subscribed to (asked for, not yet granted): what is said now is heard. */
  onListening(): void;
  /** The bytes are good during the call only. A retained message is one that the broker had kept. */
  onMessage(topic: string, bytes: Buffer, isRetained: boolean): void;
  /** A connection broke, or one could not be made. */
  onLost(why: string): void;
  onRefusedTopic(filter: string): void;
}

const connectTimeoutMs = 5_000;
const publishTimeoutMs = 3_000;
/** Filters in one SUBSCRIBE: brokers bound its size. */
const mostFiltersAtOnce = 100;
/** What a broker of MQTT 5 may send us at most (3.1.2.11.4); a field message has some kilobytes. */
const largestPacket = 2 * largestMessage;
/** What says to be longer is no packet: beyond all that brokers keep of cameras' pictures. */
const longestPacket = 16 * 1_048_576;
const refusedQos = 0x80;
/** Refused for its version: 3.1.1's return code 1 (3.2.2.3) and MQTT 5's reason code 0x84. */
const refusedVersions = new Set([1, 0x84]);

export class MqttConnection {
  readonly #settings: MqttEndpoint;
  readonly #filters: readonly string[];
  readonly #events: ConnectionEvents;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  #version: 4 | 5 = 5;
  #client: MqttClient | null = null;
  #isConnected = false;
  #isClosed = false;
  #cancelRetry: (() => void) | null = null;

  constructor(
    settings: MqttEndpoint,
    filters: readonly string[],
    events: ConnectionEvents,
    clock: Clock,
    random: Random,
  ) {
    this.#settings = settings;
    this.#filters = filters;
    this.#events = events;
    this.#clock = clock;
    this.#backoff = new Backoff(random);
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  open(): void {
    if (this.#isClosed) return;
    const onMessage = (topic: string, bytes: Buffer, isRetained: boolean): void => {
      if (this.#client === client) this.#events.onMessage(topic, bytes, isRetained);
    };
    const client = this.#newClient(onMessage);
    this.#client = client;
    let why: string | null = null;
    let isVersionRefused = false;
    client.on('error', (error: Error & { code?: number | string }) => {
      why = error.message || String(error.code);
      isVersionRefused ||= typeof error.code === 'number' && refusedVersions.has(error.code);
      client.end(true);
    });
    client.on('connect', () => this.#connected(client));
    client.on('message', (topic, bytes, { retain }) => onMessage(topic, bytes, retain));
    client.on('close', () => {
      // Some brokers close without a word on a version that they do not know.
      const isWordless = why === null && !this.#isConnected;
      this.#closed(client, why ?? 'closed by the other side', isVersionRefused || isWordless);
    });
  }

  /** Null when the broker has taken the message, else why not. */
  publish(topic: string, message: string): Promise<string | null> {
    const client = this.#client;
    if (!client || !this.#isConnected) return Promise.resolve('not connected to the field broker');
    return new Promise((resolve) => {
      const cancel = this.#clock.after(publishTimeoutMs, () =>
        resolve(`the field broker did not take it within ${publishTimeoutMs} ms`),
      );
      client.publish(topic, message, { qos: 1 }, (error) => {
        cancel();
        resolve(error ? error.message : null);
      });
    });
  }

  /** Said once, without waiting for anybody; lost where there is no connection. */
  say(topic: string, message: string): void {
    if (this.#isConnected) this.#client?.publish(topic, message, { qos: 0 });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isConnected = false;
    this.#cancelRetry?.();
    const client = this.#client;
    this.#client = null;
    if (client) await client.endAsync(true);
  }

  /** Nearly all messages are taken before the client sees them. */
  #newClient(onMessage: (topic: string, bytes: Buffer, isRetained: boolean) => void): MqttClient {
    const { host, port } = this.#settings;
    return new mqtt.MqttClient(() => {
      const take = (topic: string, bytes: Buffer, isRetained: boolean): boolean => {
        onMessage(topic, bytes, isRetained);
        return true;
      };
      const socket = new TappedSocket(this.#version, take, longestPacket);
      return socket.setNoDelay(true).connect({ host, port });
    }, this.#options());
  }

  #options(): IClientOptions {
    const { username, password, keepaliveS } = this.#settings;
    return {
      protocolVersion: this.#version,
      clean: true,
      username,
      password,
      keepalive: keepaliveS,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      ...(this.#version === 5 ? { properties: { maximumPacketSize: largestPacket } } : {}),
    };
  }

  #connected(client: MqttClient): void {
    if (this.#client !== client) return;
    this.#isConnected = true;
    this.#backoff.reset();
    this.#events.onConnected();
    for (let at = 0; at < this.#filters.length; at += mostFiltersAtOnce) {
      this.#subscribe(client, this.#filters.slice(at, at + mostFiltersAtOnce));
    }
    this.#events.onListening();
  }

  #subscribe(client: MqttClient, filters: string[]): void {
    client.subscribe(filters, { qos: 0 }, (error, granted) => {
      if (this.#client !== client || !this.#isConnected) return;
      const refused = granted?.filter(({ qos }) => qos >= refusedQos).map(({ topic }) => topic);
      for (const filter of refused ?? (error ? filters : [])) this.#events.onRefusedTopic(filter);
    });
  }

  #closed(client: MqttClient, why: string, isVersionRefused: boolean): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#isConnected = false;
    client.end(true);
    if (this.#isClosed) return;
    if (isVersionRefused) {
      this.#version = this.#version === 5 ? 4 : 5;
      if (this.#version === 4) {
        this.open();
        return;
      }
    }
    this.#events.onLost(why);
    this.#cancelRetry = this.#clock.after(this.#backoff.next(), () => this.open());
  }
}
