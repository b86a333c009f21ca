// Cuts the bytes of a connection into frames (Messaging on TCP/IP V1.0b, 3.1.3). After bytes that cannot be Modbus TCP
// nothing that follows can be trusted, and the connection must be made anew.

const headerLength = 6;
/** Unit id and function at least; unit id and a whole PDU at most. */
const shortestBody = 2;
const longestBody = 254;
export const longestFrame = headerLength + longestBody;

export interface Frame {
  /** The number that the answer repeats of its request. */
  readonly transaction: number;
  /** Unit id, function code and what follows it; stands until the next bytes are accepted. */
  readonly body: Buffer;
}

const noFrames: readonly Frame[] = [];

export class FrameReader {
  /** A frame that has begun; null between frames, so that a quiet connection holds no buffer. */
  #part: Buffer | null = null;
  #partBytes = 0;

  /** Within a frame: more of it must come. */
  get isMidFrame(): boolean {
    return this.#part !== null;
  }

  /** The transaction of the frame that has begun, where it is known already. */
  get midTransaction(): number | null {
    return this.#part !== null && this.#partBytes >= 2 ? this.#part.readUInt16BE(0) : null;
  }

  /** The frames that the first `length` bytes of `chunk` bring to their end; null once the stream is not Modbus TCP. */
  accept(chunk: Buffer, length: number = chunk.length): readonly Frame[] | null {
    let at = 0;
    let frames: Frame[] | null = null;
    if (this.#part) {
      const part = this.#part;
      at = this.#fill(chunk, 0, length);
      if (at < 0) return null;
      if (this.#part) return noFrames;
      frames = [frameAt(part, 0, part.readUInt16BE(4))];
    }
    while (at < length) {
      const size = bodyLength(chunk, at, length);
      if (size < 0) return null;
      const end = at + headerLength + size;
      if (size === 0 || end > length) {
        this.#begin(chunk, at, length);
        break;
      }
      frames ??= [];
      frames.push(frameAt(chunk, at, size));
      at = end;
    }
    return frames ?? noFrames;
  }

  #begin(chunk: Buffer, at: number, length: number): void {
    this.#part = Buffer.allocUnsafe(longestFrame);
    this.#partBytes = chunk.copy(this.#part, 0, at, length);
  }

  /** Goes on with the frame that has begun; where in the chunk it ends, or the chunk's end, or -1. */
  #fill(chunk: Buffer, from: number, length: number): number {
    const part = this.#part!;
    let at = from;
    if (this.#partBytes < headerLength) {
      const taken = chunk.copy(
        part,
        this.#partBytes,
        at,
        Math.min(length, at + headerLength - this.#partBytes),
      );
      this.#partBytes += taken;
      at += taken;
    }
    const size = bodyLength(part, 0, this.#partBytes);
    if (size <= 0) return size < 0 ? -1 : at;
    const missing = headerLength + size - this.#partBytes;
    const taken = chunk.copy(part, this.#partBytes, at, Math.min(length, at + missing));
    this.#partBytes += taken;
    if (taken === missing) this.#part = null;
    return at + taken;
  }
}

/** Of the frame that begins there; 0 while its header is short, -1 where it is none of Modbus TCP. */
function bodyLength(bytes: Buffer, at: number, length: number): number {
  if (length - at < headerLength) return 0;
  const size = bytes.readUInt16BE(at + 4);
  return bytes.readUInt16BE(at + 2) !== 0 || size < shortestBody || size > longestBody ? -1 : size;
}

function frameAt(bytes: Buffer, at: number, size: number): Frame {
  const bodyAt = at + headerLength;
  return { transaction: bytes.readUInt16BE(at), body: bytes.subarray(bodyAt, bodyAt + size) };
}
