// MQTT packets as a broker sends them, made by hand for 3.1.1 and 5. Written apart from the driver's libraries.

export type Level = 4 | 5;

const publish = 0x30;

/** A variable byte integer (MQTT 5, 1.5.5). */
export function lengthBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}

export function packet(head: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(head), lengthBytes(body.length), body]);
}

export function word(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

export interface Publication {
  readonly topic: string | Buffer;
  readonly payload: Buffer;
  /** Bits of the first byte: retain 1, QoS 2 and 4, duplicate 8. */
  readonly flags?: number;
  readonly id?: number;
  /** With their length; none where left out. */
  readonly properties?: Buffer;
}

export function publication(
  level: Level,
  { topic, payload, flags = 0, id = 1, properties }: Publication,
): Buffer {
  const name = Buffer.from(topic);
  const hasId = (flags & 0x06) !== 0;
  const parts = [word(name.length), name, ...(hasId ? [word(id)] : [])];
  if (level === 5) parts.push(properties ?? Buffer.of(0));
  return packet(publish | flags, Buffer.concat([...parts, payload]));
}

export function connectAnswer(level: Level, code: number): Buffer {
  return packet(0x20, Buffer.from(level === 5 ? [0, code, 0] : [0, code]));
}

/** Grants every filter of a SUBSCRIBE. */
export function subscribeAnswer(level: Level, body: Buffer, code = 0): Buffer {
  const filters = filterCount(level, body);
  const head = [body.subarray(0, 2), ...(level === 5 ? [Buffer.of(0)] : [])];
  return packet(0x90, Buffer.concat([...head, Buffer.alloc(filters, code)]));
}

export const pingAnswer = packet(0xd0, Buffer.alloc(0));

/** Properties of a SUBSCRIBE are short: their length is one byte. */
function filterCount(level: Level, body: Buffer): number {
  let at = 2 + (level === 5 ? 1 + body[2]! : 0);
  let count = 0;
  for (; at + 2 < body.length; count++) at += 2 + body.readUInt16BE(at) + 1;
  return count;
}
