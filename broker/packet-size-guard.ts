// Watches the lengths that MQTT packets announce, before anything of their body is gathered in memory.

const lengthContinues = 0x80;
/** A remaining length has at most four bytes (MQTT 3.1.1, 2.2.3). */
const mostLengthBytes = 4;

/** Fed with a connection's bytes in whatever pieces; holds no byte of them. */
export class PacketSizeGuard {
  #bodyLeft = 0;
  #lengthBytes = 0;
  #length = 0;
  #isInHeader = false;

  /** False where a packet announces a body longer than `mostBytes`, or a length of more than four bytes. */
  accepts(chunk: Uint8Array, mostBytes: number): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const skipped = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= skipped;
        at += skipped;
      } else if (!this.#isInHeader) {
        this.#isInHeader = true;
        at++;
      } else if (!this.#readLengthByte(chunk[at++]!, mostBytes)) return false;
    }
    return true;
  }

  #readLengthByte(byte: number, mostBytes: number): boolean {
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes++;
    if (byte & lengthContinues) return this.#lengthBytes < mostLengthBytes;
    if (this.#length > mostBytes) return false;
    this.#bodyLeft = this.#length;
    this.#length = 0;
    this.#lengthBytes = 0;
    this.#isInHeader = false;
    return true;
  }
}
