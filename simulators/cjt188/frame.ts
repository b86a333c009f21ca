// CJ/T 188 frames as a meter sees them: requests found in bytes, answers built.
import { end, requestsIn as framesIn, isWhole, start, sumOf } from '../meter-line/frames.ts';

export interface Request {
  readonly type: number;
  /** As it stands on the wire, lowest byte first. */
  readonly address: Buffer;
  readonly control: number;
  readonly data: Buffer;
}

const headBytes = 11;

/** Whole requests in `bytes`, and what may be the beginning of another. */
export function requestsIn(bytes: Buffer): { requests: Request[]; rest: Buffer } {
  return framesIn(bytes, headBytes, parse);
}

function parse(frame: Buffer): Request | null {
  if (!isWhole(frame)) return null;
  return {
    type: frame[1]!,
    address: Buffer.from(frame.subarray(2, 9)),
    control: frame[9]!,
    data: Buffer.from(frame.subarray(headBytes, -2)),
  };
}

export function encodeAnswer(type: number, address: string, control: number, data: Buffer): Buffer {
  const reversed = Buffer.from(address, 'hex').reverse();
  const plain = Buffer.from([start, type, ...reversed, control, data.length, ...data]);
  return Buffer.from([0xfe, 0xfe, ...plain, sumOf(plain), end]);
}

/** A value as BCD bytes, lowest first; beyond its digits, or negative, it is FFH. */
export function encodeDigits(value: number, step: number, bytes: number): Buffer {
  const digits = String(Math.round(value / step)).padStart(bytes * 2, '0');
  if (!Number.isFinite(value) || value < 0 || digits.length > bytes * 2) return Buffer.alloc(bytes, 0xff);
  return Buffer.from(digits, 'hex').reverse();
}
