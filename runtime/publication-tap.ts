// Takes the publications of QoS 0 out of an MQTT connection's bytes as they come in, and leaves all other packets to the
// MQTT client or broker: its queues and objects a packet cost more than all that is done with a small message.
import { Socket } from 'node:net';

const publishType = 3;
/** Of a fixed header: one byte of type and flags, up to four of length. */
const mostLengthBytes = 4;
/** As large as the hub's broker takes; larger publications are passed on. */
const largestTapped = 1_048_576;

/** `payload` is good during the call only. False passes the publication on as well. */
export type OnPublication = (topic: string, payload: Buffer, isRetained: boolean) => boolean;

export interface PublicationTapOptions {
  /** The MQTT protocol level: 5 puts properties before the payload. */
  readonly version: 4 | 5;
  readonly onPublication: OnPublication;
  passOn(bytes: Buffer): void;
  /** Called at the head of a packet that is longer than `largestPacket`; nothing more of its bytes is kept or passed on. */
  readonly onTooLarge?: { readonly largestPacket: number; tell(packetBytes: number): void };
  /** Asked at the head of each publication: false passes it on without holding any of it. Left out, it is true. */
  isOpen?(): boolean;
}

interface Packet {
  /** Where the packet begins, what follows the fixed header, and where it ends; may lie beyond the bytes at hand. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
  readonly mayBeTapped: boolean;
}

/** Cuts a stream of bytes into packets. What it hands on is in the order it came. */
export class PublicationTap {
  /** Packets that began so far. */
  packets = 0;
  readonly #options: PublicationTapOptions;
  readonly #hasProperties: boolean;
  /** Pieces of a packet that is not whole yet, and how many bytes they are. */
  #pieces: Buffer[] = [];
  #held = 0;
  /** How many bytes the held packet needs before it is looked at again. */
  #needed = 0;
  /** Bytes of a packet that is being passed on and has not come in whole. */
  #passing = 0;

  constructor(options: PublicationTapOptions) {
    this.#options = options;
    this.#hasProperties = options.version === 5;
  }

  take(chunk: Buffer): void {
    let rest = chunk;
    while (this.#held > 0) {
      // only what the held packet lacks is copied, or a byte at a time while its length is not known
      const piece = rest.subarray(0, Math.max(1, this.#needed - this.#held));
      if (piece.length === 0) return;
      this.#pieces.push(Buffer.from(piece));
      this.#held += piece.length;
      rest = rest.subarray(piece.length);
      if (this.#held < this.#needed) return;
      const bytes = Buffer.concat(this.#pieces, this.#held);
      this.#pieces = [];
      this.#held = 0;
      this.#cut(bytes);
    }
    if (rest.length > 0) this.#cut(rest);
  }

  #cut(bytes: Buffer): void {
    let at = Math.min(this.#passing, bytes.length);
    let passed = 0;
    this.#passing -= at;
    while (at < bytes.length) {
      const packet = packetAt(bytes, at);
      if (packet && this.#isTooLarge(packet)) return;
      const isTapped = packet?.mayBeTapped === true && (this.#options.isOpen?.() ?? true);
      if (!packet || (isTapped && packet.end > bytes.length)) {
        this.#pass(bytes, passed, at);
        this.#hold(bytes.subarray(at), packet ? packet.end - at : 0);
        return;
      }
      this.packets++;
      if (isTapped && this.#tap(bytes, packet)) {
        this.#pass(bytes, passed, at);
        passed = packet.end;
      }
      at = Math.min(packet.end, bytes.length);
      this.#passing = packet.end - at;
    }
    this.#pass(bytes, passed, bytes.length);
  }

  #isTooLarge({ start, end }: Packet): boolean {
    const { onTooLarge } = this.#options;
    if (!onTooLarge || end - start <= onTooLarge.largestPacket) return false;
    onTooLarge.tell(end - start);
    return true;
  }

  #pass(bytes: Buffer, from: number, to: number): void {
    if (to > from) this.#options.passOn(bytes.subarray(from, to));
  }

  /** A copy: the bytes may be of a buffer that is read into again. */
  #hold(bytes: Buffer, needed: number): void {
    this.#pieces = [Buffer.from(bytes)];
    this.#held = bytes.length;
    this.#needed = needed;
  }

  /** False where the packet is to be passed on; a malformed one is the client's to tell. */
  #tap(bytes: Buffer, { start, body, end }: Packet): boolean {
    if (body + 2 > end) return false;
    const topicEnd = body + 2 + bytes.readUInt16BE(body);
    let at = topicEnd;
    if (this.#hasProperties && topicEnd < end) {
      const length = lengthAt(bytes, topicEnd);
      at = length ? length.end + length.value : Number.MAX_SAFE_INTEGER;
    }
    if (at > end || topicEnd === body + 2 || (this.#hasProperties && at === topicEnd)) return false;
    const topic = bytes.toString('utf8', body + 2, topicEnd);
    return this.#options.onPublication(topic, bytes.subarray(at, end), (bytes[start]! & 1) === 1);
  }
}

/** Null where the fixed header is not whole. */
function packetAt(bytes: Buffer, start: number): Packet | null {
  const head = bytes[start]!;
  const length = lengthAt(bytes, start + 1);
  if (!length) return bytes.length - start > mostLengthBytes ? wholeRest(bytes, start) : null;
  const mayBeTapped = head >> 4 === publishType && (head & 0x06) === 0 && length.value <= largestTapped;
  return { start, body: length.end, end: length.end + length.value, mayBeTapped };
}

/** A length that is none spoils all that follows: the client gets it and ends the connection. */
function wholeRest(bytes: Buffer, start: number): Packet {
  return { start, body: bytes.length, end: bytes.length, mayBeTapped: false };
}

/** A variable byte integer (MQTT 3.1.1, 2.2.3); null where it is not whole or too long. */
function lengthAt(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let i = 0; i < mostLengthBytes && start + i < bytes.length; i++) {
    const byte = bytes[start + i]!;
    value += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return null;
}

/** What a connection takes at one reading: one buffer for all, since a new one each time costs more than a small message. */
const readBytes = 65_536;

/**
 * A TCP connection whose reader never sees the publications that are tapped. A packet that says to be longer than
 * `largestPacket` ends it with an error: the client would gather its bytes until all have come.
 */
export class TappedSocket extends Socket {
  constructor(version: 4 | 5, onPublication: OnPublication, largestPacket = Number.POSITIVE_INFINITY) {
    const buffer = Buffer.allocUnsafeSlow(readBytes);
    let passOn = (_bytes: Buffer): void => {};
    const tell = (packetBytes: number): void =>
      void this.destroy(new Error(`a packet of ${packetBytes} bytes; at most ${largestPacket} are taken`));
    const tap = new PublicationTap({
      version,
      onPublication,
      passOn: (bytes) => passOn(Buffer.from(bytes)),
      onTooLarge: { largestPacket, tell },
    });
    const callback = (count: number): boolean => {
      tap.take(buffer.subarray(0, count));
      return true;
    };
    super({ onread: { buffer, callback } });
    passOn = (bytes) => void this.push(bytes);
  }
}
