// Registers and bits to values and back (Modbus Application Protocol V1.1b3, 4.2 and 4.4). Pure; knows no socket.
import type { ModbusModel, ModbusPointAddress, RegisterType } from './settings.ts';

export type Order = Pick<ModbusModel, 'wordOrder' | 'byteOrder'>;

const registersOf: Record<RegisterType, number> = { uint16: 1, int16: 1, uint32: 2, int32: 2, float32: 2 };

/** How many registers or bits the point takes. */
export function widthOf(address: ModbusPointAddress): number {
  return 'type' in address ? registersOf[address.type] : 1;
}

/** The value of a point whose first register (or bit) is `bytes`' (or `bits`') number `at`. NaN floats stay NaN. */
export function decodeRegisters(
  bytes: Buffer,
  at: number,
  address: Extract<ModbusPointAddress, { type: RegisterType }>,
  order: Order,
): number {
  const width = registersOf[address.type];
  const end = (at + width) * 2;
  if (end > bytes.length) throw new RangeError('fewer registers than the value needs');
  const isAsRead = order.byteOrder === 'big' && (order.wordOrder === 'big' || width === 1);
  const read = readers[address.type];
  const raw = isAsRead ? read(bytes, at * 2) : read(ordered(bytes.subarray(at * 2, end), order), 0);
  if (address.bit !== undefined) return (raw >>> address.bit) & 1;
  if (address.type === 'float32') return raw * (address.scale ?? 1);
  return scaled(raw, address.scale ?? 1);
}

/** Registers of a value, or null where the type cannot hold it (too large, not a whole number of steps, NaN). */
export function encodeRegisters(
  value: number,
  address: Extract<ModbusPointAddress, { type: RegisterType }>,
  order: Order,
): number[] | null {
  if (!Number.isFinite(value) || address.bit !== undefined) return null;
  const width = registersOf[address.type];
  const bytes = Buffer.alloc(width * 2);
  if (!writers[address.type](bytes, value / (address.scale ?? 1))) return null;
  const out = ordered(bytes, order);
  return Array.from({ length: width }, (_, i) => out.readUInt16BE(i * 2));
}

const readers: Record<RegisterType, (bytes: Buffer, offset: number) => number> = {
  uint16: (bytes, offset) => bytes.readUInt16BE(offset),
  int16: (bytes, offset) => bytes.readInt16BE(offset),
  uint32: (bytes, offset) => bytes.readUInt32BE(offset),
  int32: (bytes, offset) => bytes.readInt32BE(offset),
  float32: (bytes, offset) => bytes.readFloatBE(offset),
};

const writers: Record<RegisterType, (bytes: Buffer, raw: number) => boolean> = {
  uint16: (bytes, raw) => writeWhole(raw, 0, 0xffff, (whole) => bytes.writeUInt16BE(whole)),
  int16: (bytes, raw) => writeWhole(raw, -0x8000, 0x7fff, (whole) => bytes.writeInt16BE(whole)),
  uint32: (bytes, raw) => writeWhole(raw, 0, 0xffff_ffff, (whole) => bytes.writeUInt32BE(whole)),
  int32: (bytes, raw) => writeWhole(raw, -0x8000_0000, 0x7fff_ffff, (whole) => bytes.writeInt32BE(whole)),
  float32: (bytes, raw) => {
    if (!Number.isFinite(Math.fround(raw))) return false;
    bytes.writeFloatBE(raw);
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
  const swapsBytes = order.byteOrder === 'little';
  const swapsWords = order.wordOrder === 'little' && bytes.length === 4;
  if (!swapsBytes && !swapsWords) return bytes;
  const out = Buffer.from(bytes);
  if (swapsBytes) out.swap16();
  return swapsWords ? Buffer.concat([out.subarray(2, 4), out.subarray(0, 2)]) : out;
}

/** Whole registers times scale, rounded to the scale's digits: 235 × 0.1 is 23.5, not 23.500000000000004. */
function scaled(raw: number, scale: number): number {
  if (scale === 1) return raw;
  const digits = digitsOf(scale);
  return digits > mostDigits ? raw * scale : Number((raw * scale).toFixed(digits));
}

const mostDigits = 9;

function digitsOf(scale: number): number {
  let digits = 0;
  for (let rest = scale; digits <= mostDigits && Math.abs(rest - Math.round(rest)) > 1e-9; rest *= 10)
    digits++;
  return digits;
}
