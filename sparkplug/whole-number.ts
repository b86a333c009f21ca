// Whole numbers of Sparkplug: signed values travel as two's complement in unsigned fields (Sparkplug 3.0, 6.4.16).
import { dataType } from './payload.ts';

const two64 = 2n ** 64n;

/** The number itself where a double holds it exactly. */
export function narrowed(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** What an unsigned field means for a data type; types without a sign stay as they are. */
export function withSign(raw: number | bigint, type: number | undefined): number | bigint {
  switch (type) {
    case dataType.Int8:
      return (Number(raw) << 24) >> 24;
    case dataType.Int16:
      return (Number(raw) << 16) >> 16;
    case dataType.Int32:
      return Number(raw) | 0;
    case dataType.Int64:
      return typeof raw === 'bigint' ? narrowed(BigInt.asIntN(64, raw)) : raw;
    default:
      return raw;
  }
}

/** The unsigned 64 bits that carry `value`; out of range is the caller's mistake. */
export function unsigned64(value: number | bigint): number | bigint {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number that a double holds`);
    return value >= 0 ? value : BigInt(value) + two64;
  }
  if (value < -(2n ** 63n) || value >= two64) throw new RangeError(`${value} does not fit 64 bits`);
  return value >= 0n ? value : value + two64;
}
