// A number at an offset of a block of bytes, in either byte order; the block itself may come as base64 or hex text.

export const byteTypes = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint24',
  'int24',
  'uint32',
  'int32',
  'float32',
  'float64',
] as const;
export type ByteType = (typeof byteTypes)[number];

export interface BytePlace {
  readonly offset: number;
  readonly type: ByteType;
  readonly order?: 'big' | 'little';
  /** One bit of the number, 0 the lowest. */
  readonly bit?: number;
  /** How a text carries the bytes. */
  readonly encoding?: 'base64' | 'hex';
}

type Reader = (bytes: Buffer, at: number, isBig: boolean) => number;

const readers: Readonly<Record<ByteType, { readonly size: number; readonly read: Reader }>> = {
  uint8: { size: 1, read: (bytes, at) => bytes.readUInt8(at) },
  int8: { size: 1, read: (bytes, at) => bytes.readInt8(at) },
  uint16: { size: 2, read: whole(2, false) },
  int16: { size: 2, read: whole(2, true) },
  uint24: { size: 3, read: whole(3, false) },
  int24: { size: 3, read: whole(3, true) },
  uint32: { size: 4, read: whole(4, false) },
  int32: { size: 4, read: whole(4, true) },
  float32: { size: 4, read: (bytes, at, isBig) => (isBig ? bytes.readFloatBE(at) : bytes.readFloatLE(at)) },
  float64: { size: 8, read: (bytes, at, isBig) => (isBig ? bytes.readDoubleBE(at) : bytes.readDoubleLE(at)) },
};

function whole(size: number, isSigned: boolean): Reader {
  if (isSigned) return (bytes, at, isBig) => (isBig ? bytes.readIntBE(at, size) : bytes.readIntLE(at, size));
  return (bytes, at, isBig) => (isBig ? bytes.readUIntBE(at, size) : bytes.readUIntLE(at, size));
}

/** Null where the block ends before the number does. */
export function byteNumber(bytes: Buffer, { offset, type, order = 'big', bit }: BytePlace): number | null {
  const { size, read } = readers[type];
  if (offset + size > bytes.length) return null;
  const number = read(bytes, offset, order === 'big');
  return bit === undefined ? number : Math.floor(number / 2 ** bit) & 1;
}

const alphabets = { base64: /^[A-Za-z0-9+/_-]*={0,2}$/, hex: /^(?:[0-9a-fA-F]{2})*$/ };

/** The bytes that a text carries; null where it is none of its kind. */
export function bytesOfText(text: string, encoding: 'base64' | 'hex'): Buffer | null {
  return alphabets[encoding].test(text) ? Buffer.from(text, encoding) : null;
}
