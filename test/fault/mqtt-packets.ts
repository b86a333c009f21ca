// MQTT packets as somebody between the two sides sees them: only how they are framed, and what is published.
// Written apart from the product's own libraries, for 3.1.1 and 5.

const connectType = 1;
const publishType = 3;
const connackType = 2;

export interface Published {
  readonly topic: string;
  readonly payload: Buffer;
}

/** Cuts a stream of bytes into packets: type and flags byte, and the body. */
export class PacketStream {
  #rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): { readonly head: number; readonly body: Buffer }[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const packets: { head: number; body: Buffer }[] = [];
    for (;;) {
      const length = this.#rest.length > 1 ? variableInteger(this.#rest, 1) : null;
      if (!length || length.end + length.value > this.#rest.length) return packets;
      const end = length.end + length.value;
      packets.push({ head: this.#rest[0]!, body: this.#rest.subarray(length.end, end) });
      this.#rest = this.#rest.subarray(end);
    }
  }
}

/** The protocol level that a CONNECT asks for (3.1.2.2); null for another packet. */
export function levelOf(head: number, body: Buffer): number | null {
  if (head >> 4 !== connectType) return null;
  return body[2 + body.readUInt16BE(0)]!;
}

/** True for a CONNACK that lets the client in. */
export function isWelcome(head: number, body: Buffer): boolean {
  return head >> 4 === connackType && body[1] === 0;
}

/** What a PUBLISH says; null for another packet. */
export function publishedIn(head: number, body: Buffer, level: number): Published | null {
  if (head >> 4 !== publishType) return null;
  const topicEnd = 2 + body.readUInt16BE(0);
  const hasId = (head & 0x06) !== 0;
  let at = topicEnd + (hasId ? 2 : 0);
  if (level >= 5) {
    const properties = variableInteger(body, at)!;
    at = properties.end + properties.value;
  }
  return { topic: body.toString('utf8', 2, topicEnd), payload: body.subarray(at) };
}

function variableInteger(bytes: Buffer, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < 4 && start + i < bytes.length; i++) {
    const byte = bytes[start + i]!;
    value += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return null;
}
