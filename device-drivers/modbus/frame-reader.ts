// Cuts the bytes of a connection into frames (Messaging on TCP/IP V1.0b, 3.1.3). After bytes that cannot be Modbus TCP
// nothing that follows can be trusted, and the connection must be made anew.

const headerLength = 6;
/** Unit id and function at least; unit id and a whole PDU at most. */
const shortestBody = 2;
const longestBody = 254;

export interface Frame {
  /** The number that the answer repeats of its request. */
  readonly transaction: number;
  /** Unit id, function code and what follows it; the caller's own. */
  readonly body: Buffer;
}

export class FrameReader {
  readonly #header = Buffer.alloc(headerLength);
  #headerBytes = 0;
  #body: Buffer | null = null;
  #bodyBytes = 0;

  /** Within a frame: more of it must come. */
  get isMidFrame(): boolean {
    return this.#headerBytes > 0;
  }

  /** The frames that the first `length` bytes of `chunk` bring to their end; null once the stream is not Modbus TCP. */
  accept(chunk: Buffer, length: number = chunk.length): Frame[] | null {
    const frames: Frame[] = [];
    for (let at = 0; at < length; ) {
      if (!this.#body) {
        this.#header[this.#headerBytes++] = chunk[at++]!;
        if (this.#headerBytes === headerLength && !this.#beginBody()) return null;
        continue;
      }
      const taken = chunk.copy(this.#body, this.#bodyBytes, at, length);
      this.#bodyBytes += taken;
      at += taken;
      if (this.#bodyBytes === this.#body.length) frames.push(this.#end(this.#body));
    }
    return frames;
  }

  #beginBody(): boolean {
    const protocol = this.#header.readUInt16BE(2);
    const length = this.#header.readUInt16BE(4);
    if (protocol !== 0 || length < shortestBody || length > longestBody) return false;
    this.#body = Buffer.allocUnsafe(length);
    this.#bodyBytes = 0;
    return true;
  }

  #end(body: Buffer): Frame {
    this.#body = null;
    this.#headerBytes = 0;
    return { transaction: this.#header.readUInt16BE(0), body };
  }
}
