// Watches the bytes of a connection for frames that cannot be Modbus TCP (Messaging on TCP/IP V1.0b, 3.1.3):
// after such bytes nothing that follows can be trusted, and the connection must be made anew.

const headerLength = 6;
/** Unit id and function at least; unit id and a whole PDU at most. */
const shortestBody = 2;
const longestBody = 254;

export class FrameGuard {
  readonly #header = Buffer.alloc(headerLength);
  #headerBytes = 0;
  #bodyLeft = 0;

  /** Within a frame: more of it must come. */
  get isMidFrame(): boolean {
    return this.#headerBytes > 0 || this.#bodyLeft > 0;
  }

  /** False once the stream is not Modbus TCP. */
  accept(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const taken = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= taken;
        at += taken;
        continue;
      }
      this.#header[this.#headerBytes++] = chunk[at++]!;
      if (this.#headerBytes === headerLength && !this.#beginBody()) return false;
    }
    return true;
  }

  #beginBody(): boolean {
    const protocol = this.#header.readUInt16BE(2);
    const length = this.#header.readUInt16BE(4);
    this.#headerBytes = 0;
    this.#bodyLeft = length;
    return protocol === 0 && length >= shortestBody && length <= longestBody;
  }
}
