// What the two meter protocols' frames have in common on the wire: 68 … length … sum 16, several in a row, garbage between.

export const start = 0x68;
export const end = 0x16;

/** Whole requests in `bytes`, and what may be the beginning of another. The last byte of a frame's head is its length. */
export function requestsIn<T>(
  bytes: Buffer,
  headBytes: number,
  parse: (frame: Buffer) => T | null,
): { requests: T[]; rest: Buffer } {
  const requests: T[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== start) {
      at++;
      continue;
    }
    const size = headBytes + (bytes[at + headBytes - 1] ?? 0) + 2;
    if (bytes.length < at + headBytes || bytes.length < at + size) break;
    const request = parse(bytes.subarray(at, at + size));
    if (request) requests.push(request);
    at += request ? size : 1;
  }
  return { requests, rest: bytes.subarray(at) };
}

/** Whether a frame's sum and end are right. */
export function isWhole(frame: Buffer): boolean {
  return frame.at(-1) === end && frame.at(-2) === sumOf(frame.subarray(0, -2));
}

export function sumOf(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) % 256;
  return sum;
}
