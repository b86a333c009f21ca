// Registers to values and back (Modbus Application Protocol V1.1b3, 4.2 and 4.4). Pure; knows no socket. Whole values
// beyond 2^53 lose their last digits: a value is a double.

import { fromPoint, toPoint } from './scaling.ts';
import type { ModbusModel, ModbusPointAddress, RegisterAddress, RegisterType } from './settings.ts';

export type Order = Pick<ModbusModel, 'wordOrder' | 'byteOrder'>;

/** The value of a point whose first register begins at byte `at`; NaN where the device says that it has none. */
export type RegisterReader = (bytes: Buffer, at: number) => number;

const registersOf: Record<RegisterType, number> = {
  uint8: 1,
  int8: 1,
  uint16: 1,
  int16: 1,
  bcd16: 1,
  uint32: 2,
  int32: 2,
  float32: 2,
  bcd32: 2,
  uint64: 4,
  int64: 4,
  float64: 4,
};

/** How many registers or bits the point takes. */
export function widthOf(address: ModbusPointAddress): number {
  return 'type' in address ? registersOf[address.type] : 1;
}

/** Points of one coding share one reader: there are few codings and many points. */
const readers = new Map<string, RegisterReader>();
/** More than a catalogue's models have; past it readers are made anew each time. */
const mostReaders = 4_096;

export function registerReader(address: RegisterAddress, order: Order): RegisterReader {
  const { type, byte, bit, bits, scale, offset, map, absent } = address;
  const coding = JSON.stringify([
    type,
    byte,
    bit,
    bits,
    scale,
    offset,
    map,
    absent,
    order.wordOrder,
    order.byteOrder,
  ]);
  const known = readers.get(coding);
  if (known) return known;
  const made = makeReader(address, order);
  if (readers.size < mostReaders) readers.set(coding, made);
  return made;
}

/** The value of a point whose first register is `bytes`' number `at`. */
export function decodeRegisters(bytes: Buffer, at: number, address: RegisterAddress, order: Order): number {
  if ((at + widthOf(address)) * 2 > bytes.length)
    throw new RangeError('fewer registers than the value needs');
  return registerReader(address, order)(bytes, at * 2);
}

function makeReader(address: RegisterAddress, order: Order): RegisterReader {
  const { absent } = address;
  const raw = rawReader(address, order);
  const said = absent === undefined ? raw : presentOnly(raw, absent);
  const convert = toPoint(address);
  return convert ? (bytes, at) => convert(said(bytes, at)) : said;
}

function presentOnly(read: RegisterReader, absent: number): RegisterReader {
  return (bytes, at) => {
    const raw = read(bytes, at);
    return raw === absent ? Number.NaN : raw;
  };
}

/** What the device says, before scale and map. */
function rawReader({ type, byte, bit, bits = 1 }: RegisterAddress, order: Order): RegisterReader {
  if (type === 'uint8' || type === 'int8')
    return byteReader(type, (byte !== 'high') === (order.byteOrder === 'big'));
  const whole = inOrder(wholeReaders[type], registersOf[type], order);
  if (bit === undefined) return whole;
  const mask = 2 ** bits - 1;
  return (bytes, at) => (whole(bytes, at) >>> bit) & mask;
}

function byteReader(type: 'uint8' | 'int8', isSecond: boolean): RegisterReader {
  const shift = isSecond ? 1 : 0;
  return type === 'uint8'
    ? (bytes, at) => bytes.readUInt8(at + shift)
    : (bytes, at) => bytes.readInt8(at + shift);
}

function inOrder(read: RegisterReader, width: number, order: Order): RegisterReader {
  if (order.byteOrder === 'big' && (order.wordOrder === 'big' || width === 1)) return read;
  return (bytes, at) => read(ordered(bytes.subarray(at, at + width * 2), order), 0);
}

const wholeReaders: Record<Exclude<RegisterType, 'uint8' | 'int8'>, RegisterReader> = {
  uint16: (bytes, at) => bytes.readUInt16BE(at),
  int16: (bytes, at) => bytes.readInt16BE(at),
  bcd16: (bytes, at) => fromBcd(bytes.readUInt16BE(at), 4),
  uint32: (bytes, at) => bytes.readUInt32BE(at),
  int32: (bytes, at) => bytes.readInt32BE(at),
  float32: (bytes, at) => bytes.readFloatBE(at),
  bcd32: (bytes, at) => fromBcd(bytes.readUInt32BE(at), 8),
  uint64: (bytes, at) => Number(bytes.readBigUInt64BE(at)),
  int64: (bytes, at) => Number(bytes.readBigInt64BE(at)),
  float64: (bytes, at) => bytes.readDoubleBE(at),
};

/** Decimal digits of four bits each; NaN where one of them is none. */
function fromBcd(raw: number, digits: number): number {
  let value = 0;
  for (let digit = digits - 1; digit >= 0; digit--) {
    const next = (raw >>> (digit * 4)) & 0xf;
    if (next > 9) return Number.NaN;
    value = value * 10 + next;
  }
  return value;
}

function toBcd(whole: number, digits: number): number {
  let raw = 0;
  for (let digit = 0, rest = whole; digit < digits; digit++, rest = Math.floor(rest / 10))
    raw += (rest % 10) * 16 ** digit;
  return raw;
}

/**
 * Registers of a value, or null where the type cannot hold it (too large, not a whole number of steps, NaN, not in the
 * map) or where it is a part of a register only.
 */
export function encodeRegisters(value: number, address: RegisterAddress, order: Order): number[] | null {
  const { type } = address;
  if (address.bit !== undefined || type === 'uint8' || type === 'int8') return null;
  const width = registersOf[type];
  const raw = fromPoint(address, value);
  const bytes = Buffer.alloc(width * 2);
  if (raw === null || !writers[type](bytes, raw)) return null;
  const out = ordered(bytes, order);
  return Array.from({ length: width }, (_, i) => out.readUInt16BE(i * 2));
}

/** Masks of FC22 (6.16: result = current AND `and`, OR (`or` AND NOT `and`)). */
export interface Mask {
  readonly and: number;
  readonly or: number;
}

/** A value that is a part of one register as masks; null where it cannot hold it or is no such part. */
export function encodeMask(value: number, address: RegisterAddress, order: Order): Mask | null {
  const field = fieldOf(address);
  const raw = fromPoint(address, value);
  if (!field || raw === null) return null;
  const { shift, width, isSigned } = field;
  const min = isSigned ? -(2 ** (width - 1)) : 0;
  let or: number | null = null;
  const isHeld = writeWhole(raw, min, min + 2 ** width - 1, (whole) => {
    or = ((whole & (2 ** width - 1)) << shift) & 0xffff;
  });
  if (!isHeld || or === null) return null;
  const and = ~((2 ** width - 1) << shift) & 0xffff;
  return order.byteOrder === 'big' ? { and, or } : { and: swapped(and), or: swapped(or) };
}

function fieldOf({
  type,
  bit,
  bits = 1,
  byte,
}: RegisterAddress): { shift: number; width: number; isSigned: boolean } | null {
  if (type === 'uint8' || type === 'int8')
    return { shift: byte === 'high' ? 8 : 0, width: 8, isSigned: type === 'int8' };
  return type === 'uint16' && bit !== undefined ? { shift: bit, width: bits, isSigned: false } : null;
}

function swapped(word: number): number {
  return ((word & 0xff) << 8) | (word >> 8);
}

type Writer = (bytes: Buffer, raw: number) => boolean;

const writers: Record<Exclude<RegisterType, 'uint8' | 'int8'>, Writer> = {
  uint16: (bytes, raw) => writeWhole(raw, 0, 0xffff, (whole) => bytes.writeUInt16BE(whole)),
  int16: (bytes, raw) => writeWhole(raw, -0x8000, 0x7fff, (whole) => bytes.writeInt16BE(whole)),
  bcd16: (bytes, raw) => writeWhole(raw, 0, 9_999, (whole) => bytes.writeUInt16BE(toBcd(whole, 4))),
  uint32: (bytes, raw) => writeWhole(raw, 0, 0xffff_ffff, (whole) => bytes.writeUInt32BE(whole)),
  int32: (bytes, raw) => writeWhole(raw, -0x8000_0000, 0x7fff_ffff, (whole) => bytes.writeInt32BE(whole)),
  bcd32: (bytes, raw) => writeWhole(raw, 0, 99_999_999, (whole) => bytes.writeUInt32BE(toBcd(whole, 8))),
  uint64: (bytes, raw) =>
    writeWhole(raw, 0, Number.MAX_SAFE_INTEGER, (whole) => bytes.writeBigUInt64BE(BigInt(whole))),
  int64: (bytes, raw) =>
    writeWhole(raw, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, (whole) =>
      bytes.writeBigInt64BE(BigInt(whole)),
    ),
  float32: (bytes, raw) => {
    if (!Number.isFinite(Math.fround(raw))) return false;
    bytes.writeFloatBE(raw);
    return true;
  },
  float64: (bytes, raw) => {
    bytes.writeDoubleBE(raw);
    return true;
  },
};

/** Largest distance from a whole number of steps that is floating-point noise, and its share of large numbers. */
const wholeTolerance = 1e-6;
const wholeToleranceShare = 1e-12;

function writeWhole(raw: number, min: number, max: number, write: (whole: number) => void): boolean {
  const whole = Math.round(raw);
  const isWhole = Math.abs(raw - whole) <= wholeTolerance + Math.abs(raw) * wholeToleranceShare;
  if (!isWhole || whole < min || whole > max) return false;
  write(whole);
  return true;
}

/** Brings a value's bytes from the device's order to big-endian, or back (it is its own inverse). */
function ordered(bytes: Buffer, order: Order): Buffer {
  const out = Buffer.from(bytes);
  if (order.byteOrder === 'little') out.swap16();
  if (order.wordOrder === 'big' || out.length === 2) return out;
  const words = Array.from({ length: out.length / 2 }, (_, i) => out.readUInt16BE(i * 2)).reverse();
  for (const [i, word] of words.entries()) out.writeUInt16BE(word, i * 2);
  return out;
}
