// A field broker that means ill: it answers as a broker does, floods what was subscribed to with mutated publications, and
// cuts connections. Written apart from the driver's libraries.
import { createServer, type Server, type Socket } from 'node:net';
import type { Random } from '@campus/runtime';
import { levelOf, PacketStream } from './mqtt-packets.ts';
import { presenceTopic, senders, variables } from './mutated-mqtt-devices.ts';
import { type Mutated, mutate, mutatedAnswer } from './mutated-mqtt-mutations.ts';
import {
  connectAnswer,
  type Level,
  pingAnswer,
  publication,
  subscribeAnswer,
} from './mutated-mqtt-packets.ts';
import type { MutatingPeer } from './mutated-process.ts';
import { genuine } from './mutated-values.ts';

const connectType = 1;
const subscribeType = 8;
const pingType = 12;
/** Of a connection's publications. */
const shares = [0.3, 0.7, 0.95];
/** In one go; the socket's own buffer is waited for. */
const burst = 40;
/** After the last mutation. */
const calmPeriodMs = 20;
/** A connection that is broken stays so long, for the client to end it. */
const brokenMs = 30;

interface Client {
  readonly socket: Socket;
  readonly share: number;
  level: Level;
  isListening: boolean;
  isBroken: boolean;
}

export class MutatedMqttBroker implements MutatingPeer {
  isMutating = true;
  readonly latest: number[] = Array.from({ length: variables }, () => 0);
  readonly #random: Random;
  readonly #onMutated: () => void;
  readonly #server: Server;
  readonly #clients = new Set<Client>();

  constructor(random: Random, onMutated: () => void) {
    this.#random = random;
    this.#onMutated = onMutated;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => resolve((this.#server.address() as { port: number }).port));
    });
  }

  close(): Promise<void> {
    for (const { socket } of this.#clients) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    const share = shares[Math.floor(this.#random() * shares.length)]!;
    const client: Client = { socket, share, level: 5, isListening: false, isBroken: false };
    this.#clients.add(client);
    const stream = new PacketStream();
    socket.on('error', () => {});
    socket.on('close', () => this.#clients.delete(client));
    socket.on('data', (bytes) => {
      for (const { head, body } of stream.push(bytes)) this.#heard(client, head, body);
    });
  }

  #heard(client: Client, head: number, body: Buffer): void {
    const type = head >> 4;
    if (type === connectType) {
      client.level = levelOf(head, body) === 4 ? 4 : 5;
      this.#answer(client, connectAnswer(client.level, 0));
    } else if (type === subscribeType) {
      this.#answer(client, subscribeAnswer(client.level, body));
      if (client.isListening) return;
      client.isListening = true;
      this.#flood(client);
    } else if (type === pingType && !client.isBroken) client.socket.write(pingAnswer);
  }

  #answer(client: Client, right: Buffer): void {
    if (client.isBroken) return;
    const mutated = this.isMutating ? mutatedAnswer(client.level, right, this.#random) : null;
    client.socket.write(mutated ?? right);
    if (!mutated) return;
    this.#onMutated();
    this.#break(client);
  }

  /** What comes after is swallowed by it, or ends the connection. */
  #break(client: Client): void {
    client.isBroken = true;
    const { socket, level } = client;
    for (let i = 0; i < 3; i++) socket.write(this.#right(level, 0));
    const isSudden = this.#random() < 0.3;
    if (isSudden) socket.resetAndDestroy();
    else setTimeout(() => socket.destroy(), brokenMs);
  }

  #flood(client: Client): void {
    const { socket } = client;
    if (client.isBroken || !socket.writable) return;
    if (!this.isMutating) {
      socket.write(publication(client.level, { topic: presenceTopic, payload: Buffer.from('on') }));
      for (const at of senders.keys()) socket.write(this.#right(client.level, at));
      setTimeout(() => this.#flood(client), calmPeriodMs);
      return;
    }
    const parts: Buffer[] = [];
    let isBroken = false;
    for (let i = 0; i < burst && !isBroken; i++) {
      const sent = this.#next(client);
      parts.push(sent.bytes);
      isBroken = sent.isBroken === true;
    }
    const hasRoom = socket.write(Buffer.concat(parts));
    if (isBroken) this.#break(client);
    else if (hasRoom) setImmediate(() => this.#flood(client));
    else socket.once('drain', () => this.#flood(client));
  }

  #next({ level, share }: Client): Mutated {
    const at = Math.floor(this.#random() * senders.length);
    if (this.#random() >= share) return { bytes: this.#right(level, at) };
    this.#onMutated();
    return mutate(level, senders[at]!, this.#message(at), this.#message(0), this.#random);
  }

  #right(level: Level, at: number): Buffer {
    return publication(level, { topic: senders[at]!.topic, payload: this.#message(at) });
  }

  #message(at: number): Buffer {
    const sender = senders[at]!;
    const values = sender.variables.map((variable) => {
      this.latest[variable] = this.latest[variable]! + 1;
      return genuine(variable, this.latest[variable]!);
    });
    return sender.payload(values);
  }
}
