// What the first version of the outbox left on disk: read, never written. Its folders open and their backlog is sent.
//   segment = header frame frame …   header = magic[8] id[16] first(f64) crc32(u32)
//   frame   = bodyLength(u32) crc32(u32) body   body = first(f64) count(u32) (length(u32) record)…
// Its side file, delivered.json, counted numbers without a record as delivered.
import { crc32 } from 'node:zlib';
import { type Frame, idLength } from './frame.ts';

const magic = 'CAMPOUT1';
export const firstHeaderBytes = 8 + idLength + 8 + 4;
const prefixBytes = 8;
const bodyHeadBytes = 12;
const largestBodyBytes = 8_388_608;
const mostRecords = 4_000;

/** Null where the bytes are no header of the first version. */
export function decodeFirstHeader(bytes: Buffer): { id: string; first: number } | null {
  if (bytes.length < firstHeaderBytes || bytes.toString('latin1', 0, 8) !== magic) return null;
  if (crc32(bytes.subarray(0, firstHeaderBytes - 4)) !== bytes.readUInt32BE(firstHeaderBytes - 4))
    return null;
  return { id: bytes.toString('latin1', 8, 8 + idLength), first: bytes.readDoubleBE(8 + idLength) };
}

/** Such frames have no mark and no time: their group counts as appended at `openedMs`. */
export function firstFrameReader(openedMs: number): (bytes: Buffer, start: number) => Frame | null {
  return (bytes, start) => {
    const body = start + prefixBytes;
    if (body + bodyHeadBytes > bytes.length) return null;
    const bodyBytes = bytes.readUInt32BE(start);
    const end = body + bodyBytes;
    if (bodyBytes < bodyHeadBytes || bodyBytes > largestBodyBytes || end > bytes.length) return null;
    const first = bytes.readDoubleBE(body);
    const count = bytes.readUInt32BE(body + 8);
    if (!Number.isSafeInteger(first) || first < 1 || count < 1 || count > mostRecords) return null;
    if (crc32(bytes.subarray(body, end)) !== bytes.readUInt32BE(start + 4)) return null;
    const content = bytes.subarray(body + bodyHeadBytes, end);
    return { first, count, skipped: 0, atMs: openedMs, content, start, end };
  };
}

export interface FirstDelivered {
  readonly outboxId: string;
  readonly ranges: readonly (readonly [number, number])[];
}

/** What delivered.json says; null where it is of another form. */
export function parseFirstDelivered(text: string): FirstDelivered | null {
  try {
    const { version, outboxId, ranges } = JSON.parse(text) as Record<string, unknown>;
    const isSound = version === 1 && typeof outboxId === 'string' && Array.isArray(ranges);
    return isSound && ranges.every(isRange) ? { outboxId, ranges } : null;
  } catch {
    return null;
  }
}

function isRange(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [first, last] = value as unknown[];
  return Number.isSafeInteger(first) && Number.isSafeInteger(last) && (first as number) >= 1;
}
