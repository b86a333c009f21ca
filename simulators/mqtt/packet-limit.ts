// Watches the length that each MQTT packet announces (MQTT 3.1.1, 2.2.3), so that a client is cut off before the
// broker has gathered a packet that is too large.

const continues = 0x80;
const mostLengthBytes = 4;

export class PacketLimit {
  readonly #mostBytes: number;
  /** Bytes of the packet's body that are still to come. */
  #left = 0;
  /** Bytes of the length read so far; -1 before a packet's first byte. */
  #lengthBytes = -1;
  #length = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** False where a packet announces more than is allowed, or a length that is none. */
  accepts(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, chunk.length - at);
        this.#left -= skipped;
        at += skipped;
      } else if (!this.#takeHeader(chunk[at++]!)) return false;
    }
    return true;
  }

  #takeHeader(byte: number): boolean {
    if (this.#lengthBytes < 0) {
      this.#lengthBytes = 0;
      this.#length = 0;
      return true;
    }
    this.#length += (byte & ~continues) * 128 ** this.#lengthBytes++;
    if ((byte & continues) !== 0) return this.#lengthBytes < mostLengthBytes;
    this.#left = this.#length;
    this.#lengthBytes = -1;
    return this.#length <= this.#mostBytes;
  }
}
