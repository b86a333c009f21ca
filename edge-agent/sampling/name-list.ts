// The point ids of a run as bytes: what stands at the head of each file of the samples, so that blocks can name a point
// by its place. Ids are stable; places change with the campus description.
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const version = 1;
/** 200,000 ids of full length and more; a longer list is damage. */
const mostBytes = 33_554_432;

/** Ids hold no line break (campus-model/point.ts). */
export function encodeNames(pointIds: readonly string[]): Buffer {
  const packed = deflateRawSync(Buffer.from(pointIds.join('\n'), 'latin1'), { level: 6 });
  return Buffer.concat([Buffer.of(version), packed]);
}

/** Null where the bytes are of another form. */
export function decodeNames(bytes: Uint8Array): string[] | null {
  if (bytes[0] !== version) return null;
  try {
    const text = inflateRawSync(bytes.subarray(1), { maxOutputLength: mostBytes }).toString('latin1');
    return text === '' ? [] : text.split('\n');
  } catch {
    return null;
  }
}
