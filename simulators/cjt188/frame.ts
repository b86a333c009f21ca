// CJ/T 188 frames as a meter sees them: requests found in bytes, answers built.

export interface Request {
  readonly type: number;
  /** As it stands on the wire, lowest byte first. */
  readonly address: Buffer;
  readonly control: number;
  readonly data: Buffer;
}

const start = 0x68;
const end = 0x16;
const headBytes = 11;

/** Whole requests in `bytes`, and what may be the beginning of another. */
export function requestsIn(bytes: Buffer): { requests: Request[]; rest: Buffer } {
  const requests: Request[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== start) {
      at++;
      continue;
    }
    const size = headBytes + (bytes[at + 10] ?? 0) + 2;
    if (bytes.length < at + headBytes || bytes.length < at + size) break;
    const request = parse(bytes.subarray(at, at + size));
    if (request) requests.push(request);
    at += request ? size : 1;
  }
  return { requests, rest: bytes.subarray(at) };
}

function parse(frame: Buffer): Request | null {
  if (frame.at(-1) !== end || frame.at(-2) !== sumOf(frame.subarray(0, -2))) return null;
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

function sumOf(bytes: Buffer): number {
  return bytes.reduce((total, byte) => (total + byte) % 256, 0);
}

/** A value as BCD bytes, lowest first; beyond its digits, or negative, it is FFH. */
export function encodeDigits(value: number, step: number, bytes: number): Buffer {
  const digits = String(Math.round(value / step)).padStart(bytes * 2, '0');
  if (!Number.isFinite(value) || value < 0 || digits.length > bytes * 2) return Buffer.alloc(bytes, 0xff);
  return Buffer.from(digits, 'hex').reverse();
}
