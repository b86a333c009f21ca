// DL/T 645 frames as a meter sees them: requests found in bytes, answers built.

export interface Request {
  /** As it stands on the wire, lowest byte first. */
  readonly address: Buffer;
  readonly control: number;
  /** Without the 33H. */
  readonly data: Buffer;
}

const start = 0x68;
const end = 0x16;
const headBytes = 10;

/** Whole requests in `bytes`, and what may be the beginning of another. */
export function requestsIn(bytes: Buffer): { requests: Request[]; rest: Buffer } {
  const requests: Request[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== start) {
      at++;
      continue;
    }
    const size = headBytes + (bytes[at + 9] ?? 0) + 2;
    if (bytes.length < at + headBytes || bytes.length < at + size) break;
    const request = parse(bytes.subarray(at, at + size));
    if (request) requests.push(request);
    at += request ? size : 1;
  }
  return { requests, rest: bytes.subarray(at) };
}

function parse(frame: Buffer): Request | null {
  const sum = frame.subarray(0, -2).reduce((total, byte) => (total + byte) % 256, 0);
  if (frame[7] !== start || frame.at(-1) !== end || frame.at(-2) !== sum) return null;
  const data = Buffer.from(frame.subarray(headBytes, -2).map((byte) => byte - 0x33));
  return { address: Buffer.from(frame.subarray(1, 7)), control: frame[8]!, data };
}

/** An answer's frame with the meter's own address (twelve digits), wake-up bytes before it. */
export function encodeAnswer(address: string, control: number, data: Buffer): Buffer {
  const reversed = Buffer.from(address, 'hex').reverse();
  const plain = [start, ...reversed, start, control, data.length, ...data.map((byte) => byte + 0x33)];
  const sum = plain.reduce((total, byte) => (total + byte) % 256, 0);
  return Buffer.from([0xfe, 0xfe, 0xfe, 0xfe, ...plain, sum, end]);
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
