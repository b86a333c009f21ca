// Finds a meter's frame in what the line brought: wake-up bytes, echoes of the request, other meters' late answers and
// noise are passed over. DL/T 645 and CJ/T 188 differ in the head only.
import { sumOf } from './bcd.ts';
import type { Cut } from './serial-line.ts';

const firstByte = 0x68;
const lastByte = 0x16;

export interface FrameForm {
  /** Bytes from the first one to the length byte, which it includes. */
  readonly headLength: number;
  /** Whether a head, whose first byte is 68H, can be one. It may be shorter than whole. */
  isHead(bytes: Buffer): boolean;
}

/** `read` gives the answer in a whole frame of the right checksum, or null where it answers something else. */
export function cutFrame<T>(bytes: Buffer, form: FrameForm, read: (frame: Buffer) => T | null): Cut<T> {
  let firstUnfinished: number | null = null;
  for (let at = bytes.indexOf(firstByte); at >= 0; at = bytes.indexOf(firstByte, at + 1)) {
    const frame = frameAt(bytes.subarray(at), form);
    if (frame === 'unfinished') firstUnfinished ??= at;
    if (typeof frame === 'string') continue;
    const value = read(frame);
    if (value !== null) return { found: true, value, end: at + frame.length };
    // A whole frame of another's: nothing in it is looked at again.
    at += frame.length - 1;
  }
  return { found: false, skip: firstUnfinished ?? bytes.length };
}

function frameAt(rest: Buffer, { headLength, isHead }: FrameForm): Buffer | 'unfinished' | 'none' {
  if (!isHead(rest)) return 'none';
  if (rest.length < headLength) return 'unfinished';
  const length = headLength + rest[headLength - 1]! + 2;
  if (rest.length < length) return 'unfinished';
  const isWhole = rest[length - 1] === lastByte && rest[length - 2] === sumOf(rest.subarray(0, length - 2));
  return isWhole ? rest.subarray(0, length) : 'none';
}
