// The part of ASN.1's basic encoding rules (X.690) that SNMP uses, written for the agent: lengths, integers, object
// identifiers, and the values of RFC 2578.

export const tags = {
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  sequence: 0x30,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const;

export type Oid = readonly number[];

/** A tag and its content. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements in these bytes, one after the other; null where a length leads past the end. */
export function elementsIn(bytes: Buffer): Element[] | null {
  const found: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const head = headAt(bytes, at);
    if (!head || head.end > bytes.length) return null;
    found.push({ tag: bytes[at]!, content: bytes.subarray(head.start, head.end) });
    at = head.end;
  }
  return found;
}

/** A length is one byte, or a count of up to three bytes and those: a datagram has 65,535. */
function headAt(bytes: Buffer, at: number): { start: number; end: number } | null {
  const first = bytes[at + 1];
  if (first === undefined) return null;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + 2 + count > bytes.length) return null;
  const start = at + 2 + count;
  return { start, end: start + bytes.readUIntBE(at + 2, count) };
}

export function encodeElement(tag: number, content: Buffer | readonly Buffer[]): Buffer {
  const body = Buffer.isBuffer(content) ? content : Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}

/** Two's complement in as few bytes as it takes; of a counter (never negative) too. */
export function encodeInteger(tag: number, value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while ((rest !== 0n || bytes[0]! >= 0x80) && (rest !== -1n || bytes[0]! < 0x80));
  return encodeElement(tag, Buffer.from(bytes));
}

/** Null where it is empty or longer than 64 bits. */
export function decodeInteger(content: Buffer): bigint | null {
  if (content.length === 0 || content.length > 9) return null;
  return BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString('hex')}`));
}

export function encodeOid(oid: Oid): Buffer {
  const [first = 0, second = 0, ...rest] = oid;
  const bytes = [first * 40 + second, ...rest].flatMap(base128);
  return encodeElement(tags.oid, Buffer.from(bytes));
}

function base128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

/** Null where its last number has no end. */
export function decodeOid(content: Buffer): Oid | null {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const isCut = content.length === 0 || content.at(-1)! >= 0x80;
  const [first = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(first / 40));
  return isCut ? null : [top, first - top * 40, ...rest];
}

export function oidOf(text: string): Oid {
  return text.split('.').map(Number);
}

export function compareOids(a: Oid, b: Oid): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
