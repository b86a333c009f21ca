// Publications of QoS 0 that are said in one turn of the event loop, in one piece: hundreds of small writes to a socket cost
// more than what is in them.
import { publishBytes, writePublish } from './publish-packet.ts';

/** More goes out in several pieces. */
const batchBytes = 65_536;

export class PacketBatch {
  readonly #version: 4 | 5;
  readonly #send: (bytes: Buffer) => void;
  readonly #room = Buffer.allocUnsafeSlow(batchBytes);
  #length = 0;

  /** `version` is the MQTT protocol level. */
  constructor(version: 4 | 5, send: (bytes: Buffer) => void) {
    this.#version = version;
    this.#send = send;
  }

  /** Bytes that wait for the end of the turn. */
  get length(): number {
    return this.#length;
  }

  /** Copies the payload. */
  add(topic: string, payload: Uint8Array, retain: boolean): void {
    const bytes = publishBytes(topic, payload, this.#version);
    if (this.#length + bytes > batchBytes) this.flush();
    if (bytes > batchBytes) {
      const packet = Buffer.allocUnsafe(bytes);
      writePublish(packet, 0, topic, payload, retain, this.#version);
      this.#send(packet);
      return;
    }
    if (this.#length === 0) process.nextTick(() => this.flush());
    this.#length = writePublish(this.#room, this.#length, topic, payload, retain, this.#version);
  }

  /** To be called before anything that must come after it. */
  flush(): void {
    if (this.#length === 0) return;
    const bytes = Buffer.from(this.#room.subarray(0, this.#length));
    this.#length = 0;
    this.#send(bytes);
  }
}
