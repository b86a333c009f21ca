// Bytes of the outbox on disk: a group of records is one frame with length and checksum, so a torn write shows.
//   segment = header frame frame …            header = magic[8] id[16] firstNumber(f64) crc32(u32)
//   frame   = bodyLength(u32) crc32(u32) body  body  = firstNumber(f64) count(u32) (length(u32) record)…
import { crc32 } from 'node:zlib';

const magic = 'CAMPOUT1';
export const idLength = 16;
export const headerBytes = 8 + idLength + 8 + 4;
const framePrefixBytes = 8;
const bodyPrefixBytes = 12;
/** No group is larger (see `largestGroup` in outbox.ts); a longer announced length is damage. */
const largestBodyBytes = 8_388_608;

export interface SegmentHeader {
  readonly id: string;
  /** Number of the first record that may stand in the segment. */
  readonly first: number;
}

export function encodeHeader({ id, first }: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  bytes.write(magic, 0, 'latin1');
  bytes.write(id, 8, 'latin1');
  bytes.writeDoubleBE(first, 8 + idLength);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, headerBytes - 4)), headerBytes - 4);
  return bytes;
}

/** Null where the bytes are no header of this version. */
export function decodeHeader(bytes: Buffer): SegmentHeader | null {
  if (bytes.length < headerBytes || bytes.toString('latin1', 0, 8) !== magic) return null;
  if (crc32(bytes.subarray(0, headerBytes - 4)) !== bytes.readUInt32BE(headerBytes - 4)) return null;
  return { id: bytes.toString('latin1', 8, 8 + idLength), first: bytes.readDoubleBE(8 + idLength) };
}

/** Records side by side, each behind its length: how groups travel between threads and lie in frames. */
export function packRecords(records: readonly Uint8Array[]): Buffer {
  const packed = Buffer.allocUnsafe(records.reduce((sum, record) => sum + 4 + record.length, 0));
  let at = 0;
  for (const record of records) {
    packed.writeUInt32BE(record.length, at);
    packed.set(record, at + 4);
    at += 4 + record.length;
  }
  return packed;
}

/** The records of a packed group; null where its lengths do not fit together. */
export function unpackRecords(packed: Uint8Array): Uint8Array[] | null {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at + 4 <= packed.length) {
    const end = at + 4 + view.getUint32(at);
    if (end > packed.length) return null;
    records.push(packed.subarray(at + 4, end));
    at = end;
  }
  return at === packed.length ? records : null;
}

export function encodeFrame(first: number, count: number, packed: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(framePrefixBytes + bodyPrefixBytes + packed.length);
  frame.writeUInt32BE(bodyPrefixBytes + packed.length, 0);
  frame.writeDoubleBE(first, framePrefixBytes);
  frame.writeUInt32BE(count, framePrefixBytes + 8);
  frame.set(packed, framePrefixBytes + bodyPrefixBytes);
  frame.writeUInt32BE(crc32(frame.subarray(framePrefixBytes)), 4);
  return frame;
}

export interface Frame {
  /** Number of its first record. */
  readonly first: number;
  readonly count: number;
  readonly packed: Buffer;
  /** Where it starts and where the next one would, in the bytes that were scanned. */
  readonly start: number;
  readonly end: number;
}

/** The whole frames from `start` on; ends at the first that is torn or damaged. */
export function* scanFrames(bytes: Buffer, start: number): Generator<Frame> {
  let at = start;
  for (let frame = frameAt(bytes, at); frame; frame = frameAt(bytes, at)) {
    yield frame;
    at = frame.end;
  }
}

function frameAt(bytes: Buffer, start: number): Frame | null {
  if (start + framePrefixBytes + bodyPrefixBytes > bytes.length) return null;
  const bodyBytes = bytes.readUInt32BE(start);
  const bodyStart = start + framePrefixBytes;
  const end = bodyStart + bodyBytes;
  if (bodyBytes < bodyPrefixBytes || bodyBytes > largestBodyBytes || end > bytes.length) return null;
  if (crc32(bytes.subarray(bodyStart, end)) !== bytes.readUInt32BE(start + 4)) return null;
  return {
    first: bytes.readDoubleBE(bodyStart),
    count: bytes.readUInt32BE(bodyStart + 8),
    packed: bytes.subarray(bodyStart + bodyPrefixBytes, end),
    start,
    end,
  };
}
