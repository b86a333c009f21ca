// DL/T 645 frames as a meter sees them: requests found in bytes, answers built.
import { end, requestsIn as framesIn, isWhole, start, sumOf } from '../meter-line/frames.ts';

export interface Request {
  /** As it stands on the wire, lowest byte first. */
  readonly address: Buffer;
  readonly control: number;
  /** Without the 33H. */
  readonly data: Buffer;
}

const headBytes = 10;

/** Whole requests in `bytes`, and what may be the beginning of another. */
export function requestsIn(bytes: Buffer): { requests: Request[]; rest: Buffer } {
  return framesIn(bytes, headBytes, parse);
}

function parse(frame: Buffer): Request | null {
  if (frame[7] !== start || !isWhole(frame)) return null;
  const data = Buffer.from(frame.subarray(headBytes, -2).map((byte) => byte - 0x33));
  return { address: Buffer.from(frame.subarray(1, 7)), control: frame[8]!, data };
}

/** An answer's frame with the meter's own address (twelve digits), wake-up bytes before it. */
export function encodeAnswer(address: string, control: number, data: Buffer): Buffer {
  const reversed = Buffer.from(address, 'hex').reverse();
  const plain = [start, ...reversed, start, control, data.length, ...data.map((byte) => byte + 0x33)];
  return Buffer.from([0xfe, 0xfe, 0xfe, 0xfe, ...plain, sumOf(plain), end]);
}

/** A value as BCD bytes, lowest first; the highest bit is the sign where there is one. Beyond its digits it is FFH. */
export function encodeDigits(value: number, step: number, bytes: number, isSigned: boolean): Buffer {
  const steps = Math.round(Math.abs(value) / step);
  const digits = String(steps).padStart(bytes * 2, '0');
  if (!Number.isFinite(value) || digits.length > bytes * 2) return Buffer.alloc(bytes, 0xff);
  const out = Buffer.from(digits, 'hex').reverse();
  if (isSigned && value < 0 && steps > 0) out[bytes - 1] = out[bytes - 1]! | 0x80;
  return out;
}
