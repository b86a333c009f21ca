// One MQTT connection that is made again and again: MQTT 5 first, 3.1.1 where it is refused, jittered back-off.
// Each attempt is a new session with a will of its own; what is said over it is the edge node's or the host's part.

import { type Clock, type Log, TroubleLog } from '@campus/runtime/plain';
import { TappedSocket } from '@campus/runtime/publication-tap';
import mqtt, { type ErrorWithReasonCode, type IClientOptions, type MqttClient } from 'mqtt';
import mqttPacket from 'mqtt-packet';
import { PacketBatch } from './packet-batch.ts';

// Its 65,536 ready-made buffers of two bytes take more memory than all packets on their way.
mqttPacket.writeToStream.cacheNumbers = false;

export interface BrokerConnectionOptions {
  /** mqtt://host:port or mqtts://host:port */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly clientId: string;
}

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface ConnectionListener {
  /** The will of the next attempt. */
  will(): MqttMessage;
  onUp(): void;
  onDown(): void;
  onMessage(topic: string, payload: Uint8Array, isRetained: boolean): void;
}

const defaultPort = 1883;
const firstBackoffMs = 300;
/** No attempt comes sooner than this after the last, whatever the dice say. */
const leastBackoffMs = 20;
const longestBackoffMs = 5_000;
/** A broker that held within this time is most likely being started again: it is asked more often. */
const recentMs = 60_000;
const longestRecentBackoffMs = 2_000;
/** A connection that lived this long starts the back-off anew; a broker that throws us out at once does not. */
const steadyAfterMs = 5_000;
const connectTimeoutMs = 5_000;
/** A dead path is noticed within 1.5 times this. */
const keepAliveS = 10;
/** How long a good-bye may take on a connection that no longer moves. */
const lastWordsMs = 1_000;
const disconnectWithWill = 4;

/** CONNACK codes that speak of the protocol version: 1 (MQTT 3.1.1, 3.2.2.3) and 132 (MQTT 5, 3.2.2.2). */
const versionRefusals = new Set<number | string>([1, 132]);

export class BrokerConnection {
  readonly #options: BrokerConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #trouble: TroubleLog;
  readonly #random: () => number;
  #client: MqttClient | null = null;
  /** Of the connection that is up. */
  #batch: PacketBatch | null = null;
  #isUp = false;
  #isClosed = false;
  /** What the broker took last. */
  #version: 4 | 5 = 5;
  #backoffMs = firstBackoffMs;
  #upSince = 0;
  /** When a steady connection ended last. */
  #steadyUntil = Number.NEGATIVE_INFINITY;
  #cancelRetry: (() => void) | null = null;

  constructor(
    options: BrokerConnectionOptions,
    listener: ConnectionListener,
    context: { readonly clock: Clock; readonly log: Log; readonly random?: () => number },
  ) {
    this.#options = options;
    this.#listener = listener;
    this.#clock = context.clock;
    this.#log = context.log;
    this.#trouble = new TroubleLog(context.log);
    this.#random = context.random ?? Math.random;
  }

  start(): void {
    if (!this.#isClosed && !this.#client) this.#attempt();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Bytes handed to the socket that the network has not taken yet. */
  get bufferedBytes(): number {
    return this.#isUp ? (this.#client?.stream.writableLength ?? 0) + (this.#batch?.length ?? 0) : 0;
  }

  /** False where there is no connection: nothing was sent and nothing is queued. */
  publish({ topic, payload, qos, retain }: MqttMessage): boolean {
    if (!this.#isUp || !this.#client || !this.#batch) return false;
    if (qos === 0) this.#batch.add(topic, payload, retain);
    else {
      this.#batch.flush();
      this.#client.publish(topic, asBuffer(payload), { qos, retain }, () => {});
    }
    return true;
  }

  /** True once the broker granted every filter. */
  async subscribe(filters: readonly { filter: string; qos: 0 | 1 }[]): Promise<boolean> {
    const client = this.#client;
    if (!this.#isUp || !client) return false;
    try {
      const grants = await client.subscribeAsync(
        Object.fromEntries(filters.map(({ filter, qos }) => [filter, { qos }])),
      );
      return this.#client === client && grants.every(({ qos }) => qos < 128);
    } catch (error) {
      this.#trouble.lost('subscription', (error as Error).message);
      return false;
    }
  }

  /** Says the last words, ends this session and begins the next one after the back-off. */
  restart(lastWords: MqttMessage | null): void {
    if (this.#isUp) this.#noteLength();
    const client = this.#takeClient();
    if (!client) return;
    void sayGoodbye(client, this.#version, lastWords, this.#clock);
    this.#retryLater();
  }

  /** Says the last words and ends for good. */
  async close(lastWords: MqttMessage | null): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry?.();
    const wasUp = this.#isUp;
    const client = this.#takeClient();
    if (client) await sayGoodbye(client, this.#version, wasUp ? lastWords : null, this.#clock);
  }

  #attempt(): void {
    const client = this.#newClient((topic, payload, isRetained) => {
      if (this.#client === client) this.#listener.onMessage(topic, payload, isRetained);
    });
    this.#client = client;
    let refusal: number | string | undefined;
    let failure = 'connection closed';
    client.on('connect', () => this.#cameUp(client));
    client.on('error', (error: Error | ErrorWithReasonCode) => {
      failure = error.message;
      refusal = (error as ErrorWithReasonCode).code;
    });
    client.on('close', () => this.#wentDown(client, failure, refusal));
  }

  /** Over plain TCP publications of QoS 0 are taken before the client sees them; over TLS it is the client who reads. */
  #newClient(onMessage: (topic: string, payload: Uint8Array, isRetained: boolean) => void): MqttClient {
    const { protocol, hostname, port } = new URL(this.#options.url);
    const host = hostname.replace(/^\[|\]$/g, '');
    const client =
      protocol === 'mqtt:'
        ? new mqtt.MqttClient(() => {
            const socket = new TappedSocket(this.#version, (...publication) => {
              onMessage(...publication);
              return true;
            });
            return socket.setNoDelay(true).connect({ host, port: Number(port || defaultPort) });
          }, this.#settings())
        : mqtt.connect(this.#options.url, this.#settings());
    client.on('message', (topic, payload, { retain }) => onMessage(topic, payload, retain));
    return client;
  }

  #settings(): IClientOptions {
    const { username, password, clientId } = this.#options;
    const will = this.#listener.will();
    return {
      clientId,
      username,
      password,
      protocolVersion: this.#version,
      clean: true, // [tck-id-principles-persistence-clean-session-311, -50]
      ...(this.#version === 5 ? { properties: { sessionExpiryInterval: 0 } } : {}),
      will: { topic: will.topic, payload: asBuffer(will.payload), qos: will.qos, retain: will.retain },
      reconnectPeriod: 0,
      connectTimeout: connectTimeoutMs,
      keepalive: keepAliveS,
      queueQoSZero: false,
      resubscribe: false,
    };
  }

  #cameUp(client: MqttClient): void {
    if (this.#client !== client) return;
    this.#isUp = true;
    this.#batch = new PacketBatch(this.#version, (bytes) => client.stream.write(bytes));
    this.#upSince = this.#clock.monotonic();
    this.#trouble.back('broker');
    this.#log.info({ broker: this.#options.url, mqtt: this.#version === 5 ? '5' : '3.1.1' }, 'connected');
    this.#listener.onUp();
  }

  #wentDown(client: MqttClient, failure: string, refusal: number | string | undefined): void {
    if (this.#client !== client) return;
    const wasUp = this.#isUp;
    this.#takeClient();
    client.end(true);
    if (wasUp) this.#noteLength();
    if (wasUp || !isVersionRefused(failure, refusal)) {
      this.#trouble.lost('broker', failure);
      this.#retryLater();
    } else this.#tryOtherVersion();
    if (wasUp) this.#listener.onDown();
  }

  #noteLength(): void {
    const now = this.#clock.monotonic();
    if (now - this.#upSince <= steadyAfterMs) return;
    this.#backoffMs = firstBackoffMs;
    this.#steadyUntil = now;
  }

  /** From MQTT 5 to 3.1.1 at once; back only after a pause, or a broker that wants neither would be hammered. */
  #tryOtherVersion(): void {
    this.#version = this.#version === 5 ? 4 : 5;
    if (this.#isClosed) return;
    if (this.#version === 4) this.#attempt();
    else this.#retryLater();
  }

  #takeClient(): MqttClient | null {
    const client = this.#client;
    // before the last words; what a lost connection is given is lost with it
    this.#batch?.flush();
    this.#batch = null;
    this.#client = null;
    this.#isUp = false;
    return client;
  }

  /**
   * Full jitter: all moments up to the back-off are equally likely, so that a thousand gateways whose broker comes
   * back do not come back in one instant.
   */
  #retryLater(): void {
    if (this.#isClosed) return;
    const isRecent = this.#clock.monotonic() - this.#steadyUntil < recentMs;
    const longestMs = isRecent ? longestRecentBackoffMs : longestBackoffMs;
    const delayMs = Math.max(leastBackoffMs, Math.min(this.#backoffMs, longestMs) * this.#random());
    this.#backoffMs = Math.min(this.#backoffMs * 2, longestMs);
    this.#cancelRetry = this.#clock.after(delayMs, () => this.#attempt());
  }
}

/** A broker that closes without a CONNACK may have choked on the version too. */
function isVersionRefused(failure: string, refusal: number | string | undefined): boolean {
  return refusal === undefined ? failure === 'connection closed' : versionRefusals.has(refusal);
}

async function sayGoodbye(
  client: MqttClient,
  version: 4 | 5,
  lastWords: MqttMessage | null,
  clock: Clock,
): Promise<void> {
  if (!client.connected) {
    client.end(true);
    return;
  }
  const late = laterThan(lastWordsMs, clock);
  await Promise.race([said(client, lastWords), late.passed]);
  // [tck-id-payloads-ndeath-will-message-publisher-disconnect-mqtt50]
  const goodbye = lastWords && version === 5 ? { reasonCode: disconnectWithWill } : {};
  const gone = new Promise<void>((resolve) => client.end(false, goodbye, () => resolve()));
  await Promise.race([gone, late.passed]);
  late.cancel();
  client.end(true);
}

function said(client: MqttClient, lastWords: MqttMessage | null): Promise<void> {
  return new Promise((resolve) => {
    if (!lastWords) return resolve();
    const { topic, payload, qos, retain } = lastWords;
    client.publish(topic, asBuffer(payload), { qos, retain }, () => resolve());
  });
}

function laterThan(ms: number, clock: Clock): { passed: Promise<void>; cancel: () => void } {
  let cancel = (): void => {};
  const passed = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  return { passed, cancel };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
