// What a meter's data mean as values of points.
import { status } from '@campus/campus-model/plain';
import type { DriverPoint } from '../driver.ts';
import type { Got } from '../polling/dialect.ts';
import { missing } from '../sampling.ts';
import { bcdNumber, digitsOf, scaled } from '../serial-line/bcd.ts';
import type { Dlt645PointAddress } from './settings.ts';

const signBit = 0x80;
/** An item that the meter does not keep. */
const noneByte = 0xff;

/** What became of a point whose item begins at `at` of the data. */
export function gotOf(driverPoint: DriverPoint, data: Buffer, at: number): Got {
  const address = driverPoint.point.address as Dlt645PointAddress;
  const item = data.subarray(at, at + address.bytes);
  if (item.length < address.bytes) return { driverPoint, reading: missing(status.configurationError) };
  if (item.every((byte) => byte === noneByte)) return { driverPoint, reading: missing(status.sensorFailure) };
  if (address.format === 'date') return dateOf(driverPoint, item);
  const value = address.format === 'bit' ? bitOf(item, address) : numberOf(item, address);
  if (value === null) return { driverPoint, reading: missing(status.decodingError) };
  return { driverPoint, reading: { value, status: status.good } };
}

function numberOf(
  item: Buffer,
  { scale, signed }: Extract<Dlt645PointAddress, { format: 'number' }>,
): number | null {
  const last = item.length - 1;
  const isNegative = signed && (item[last]! & signBit) !== 0;
  const digits = Buffer.from(item);
  if (signed) digits[last] = digits[last]! & ~signBit;
  const steps = bcdNumber(digits);
  return steps === null ? null : scaled(isNegative && steps > 0 ? -steps : steps, scale);
}

function bitOf(
  item: Buffer,
  { bit, inverted }: Extract<Dlt645PointAddress, { format: 'bit' }>,
): number | null {
  const byte = item[bit >> 3];
  if (byte === undefined) return null;
  return ((byte >> (bit & 7)) & 1) ^ (inverted ? 1 : 0);
}

/** 04000101: YYMMDDWW. */
function dateOf(driverPoint: DriverPoint, item: Buffer): Got {
  const digits = digitsOf(item);
  if (!/^\d{8}$/.test(digits)) return { driverPoint, reading: missing(status.decodingError) };
  const text = `20${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4, 6)}`;
  return { driverPoint, reading: { value: Number.NaN, status: status.good }, text };
}
