// Modbus TCP frames (MBAP header; Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3), cut from a stream.

export interface Frame {
  readonly transaction: number;
  readonly unit: number;
  readonly pdu: Buffer;
}

const headerBytes = 7;
/** A PDU is at most 253 bytes; the length field counts the unit id too. */
const longestLength = 254;

export function encodeFrame({ transaction, unit, pdu }: Frame): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(transaction, 0);
  header.writeUInt16BE(0, 2);
  header.writeUInt16BE(pdu.length + 1, 4);
  header.writeUInt8(unit, 6);
  return Buffer.concat([header, pdu]);
}

/** Gathers bytes and gives whole frames, however the stream was cut. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);

  /** Null where the stream is no Modbus TCP: the connection cannot be read any further. */
  push(bytes: Buffer): Frame[] | null {
    let rest = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    const frames: Frame[] = [];
    while (rest.length >= headerBytes) {
      const [protocol, length] = [rest.readUInt16BE(2), rest.readUInt16BE(4)];
      if (protocol !== 0 || length < 2 || length > longestLength) return null;
      const end = 6 + length;
      if (rest.length < end) break;
      frames.push({
        transaction: rest.readUInt16BE(0),
        unit: rest.readUInt8(6),
        pdu: Buffer.from(rest.subarray(headerBytes, end)),
      });
      rest = rest.subarray(end);
    }
    this.#pending = Buffer.from(rest);
    return frames;
  }
}
