// Bytes of the outbox on disk: a group of records is one frame with mark, length and checksum, so that torn and damaged
// ones show, and the next good one can be found.
//   segment = header preamble frame frame …   header = magic[8] id[16] first(f64) length(u32) crc32(u32) crc32(u32)
//   frame   = mark(u16) bodyLength(u32) crc32(u32) body
//   body    = first(u48) count(u16) skipped(u32) at(u48) content
// The preamble is its writer's; its length and checksum stand in the header. What it and the content mean is theirs.
import { crc32 } from 'node:zlib';

const magic = 'CAMPOUT2';
export const idLength = 16;
export const headerBytes = 8 + idLength + 8 + 4 + 4 + 4;
const mark = 0xc5f2;
const prefixBytes = 2 + 4 + 4;
const bodyHeadBytes = 6 + 2 + 4 + 6;
/** Bytes to be left free before the content that is handed to `sealFrame`. */
export const frameHeadBytes = prefixBytes + bodyHeadBytes;
/** No group is larger; a longer announced length is damage. */
const largestBodyBytes = 8_388_608;
const mostSkipped = 0xffffffff;

export interface SegmentHeader {
  readonly id: string;
  /** Number of the first record that may stand in the segment. */
  readonly first: number;
  readonly preambleBytes: number;
  readonly preambleCrc: number;
}

export function encodeHeader(id: string, first: number, preamble: Uint8Array): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  bytes.write(magic, 0, 'latin1');
  bytes.write(id, 8, 'latin1');
  bytes.writeDoubleBE(first, 24);
  bytes.writeUInt32BE(preamble.length, 32);
  bytes.writeUInt32BE(crc32(preamble), 36);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, headerBytes - 4)), headerBytes - 4);
  return bytes;
}

/** Null where the bytes are no header of this version. */
export function decodeHeader(bytes: Buffer): SegmentHeader | null {
  if (bytes.length < headerBytes || bytes.toString('latin1', 0, 8) !== magic) return null;
  if (crc32(bytes.subarray(0, headerBytes - 4)) !== bytes.readUInt32BE(headerBytes - 4)) return null;
  return {
    id: bytes.toString('latin1', 8, 8 + idLength),
    first: bytes.readDoubleBE(24),
    preambleBytes: bytes.readUInt32BE(32),
    preambleCrc: bytes.readUInt32BE(36),
  };
}

/** What a frame says of its records. */
export interface FrameHead {
  /** Number of its first record. */
  readonly first: number;
  readonly count: number;
  /** Numbers right before it that were spent without a record (a write that failed). */
  readonly skipped: number;
  /** When it was appended: milliseconds UTC by the agent's clock. */
  readonly atMs: number;
}

export interface Frame extends FrameHead {
  readonly content: Buffer;
  /** Where it starts and where the next one would, in the bytes that were scanned. */
  readonly start: number;
  readonly end: number;
}

/** Writes the head before the content: `bytes` is `frameHeadBytes` of room, then the content. */
export function sealFrame(bytes: Buffer, { first, count, skipped, atMs }: FrameHead): void {
  bytes.writeUInt16BE(mark, 0);
  bytes.writeUInt32BE(bytes.length - prefixBytes, 2);
  bytes.writeUIntBE(first, prefixBytes, 6);
  bytes.writeUInt16BE(count, prefixBytes + 6);
  bytes.writeUInt32BE(Math.min(skipped, mostSkipped), prefixBytes + 8);
  bytes.writeUIntBE(Math.max(0, atMs), prefixBytes + 12, 6);
  bytes.writeUInt32BE(crc32(bytes.subarray(prefixBytes)), 6);
}

/** The frame that begins at `start`; null where none does. */
export function frameAt(bytes: Buffer, start: number): Frame | null {
  if (start + frameHeadBytes > bytes.length || bytes.readUInt16BE(start) !== mark) return null;
  const bodyBytes = bytes.readUInt32BE(start + 2);
  const body = start + prefixBytes;
  const end = body + bodyBytes;
  if (bodyBytes < bodyHeadBytes || bodyBytes > largestBodyBytes || end > bytes.length) return null;
  if (crc32(bytes.subarray(body, end)) !== bytes.readUInt32BE(start + 6)) return null;
  return {
    first: bytes.readUIntBE(body, 6),
    count: bytes.readUInt16BE(body + 6),
    skipped: bytes.readUInt32BE(body + 8),
    atMs: bytes.readUIntBE(body + 12, 6),
    content: bytes.subarray(start + frameHeadBytes, end),
    start,
    end,
  };
}

export type FrameReader = (bytes: Buffer, start: number) => Frame | null;

/** The whole frames from `start` on; what lies between them is damage, what follows the last one is torn or damaged. */
export function* scanFrames(bytes: Buffer, start: number, read: FrameReader = frameAt): Generator<Frame> {
  let last = 0;
  for (let at = start; at < bytes.length; ) {
    const frame = read(bytes, at);
    // Numbers rise: a frame that does not fit is remains of an earlier write at the same place.
    if (frame && frame.first > last) {
      yield frame;
      last = frame.first + frame.count - 1;
      at = frame.end;
    } else at++;
  }
}

/** Records side by side, each behind its length. */
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
