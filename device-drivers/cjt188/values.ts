// What a meter's data mean as values of points: digits with the code of their unit, plain digits, bits of the status.
import { status } from '@campus/campus-model/plain';
import type { DriverPoint } from '../driver.ts';
import type { Got } from '../polling/dialect.ts';
import { missing } from '../sampling.ts';
import { bcdNumber, scaled } from '../serial-line/bcd.ts';
import type { Cjt188PointAddress } from './settings.ts';

type Kind = Extract<Cjt188PointAddress, { format: 'quantity' }>['kind'];

interface Unit {
  readonly kind: Kind;
  /** To kWh, W, m³ or m³/h. */
  readonly factor: number;
}

const kWhPerGJ = 1_000 / 3.6;

/** Codes of units (CJ/T 188-2004, table of units). */
const units: ReadonlyMap<number, Unit> = new Map([
  [0x01, { kind: 'energy', factor: kWhPerGJ / 1e9 }],
  [0x02, { kind: 'energy', factor: 0.001 }],
  [0x05, { kind: 'energy', factor: 1 }],
  [0x08, { kind: 'energy', factor: 1_000 }],
  [0x0a, { kind: 'energy', factor: 100_000 }],
  [0x0b, { kind: 'energy', factor: kWhPerGJ / 1e6 }],
  [0x0e, { kind: 'energy', factor: kWhPerGJ / 1_000 }],
  [0x11, { kind: 'energy', factor: kWhPerGJ }],
  [0x13, { kind: 'energy', factor: kWhPerGJ * 100 }],
  [0x14, { kind: 'power', factor: 1 }],
  [0x17, { kind: 'power', factor: 1_000 }],
  [0x1a, { kind: 'power', factor: 1e6 }],
  [0x29, { kind: 'volume', factor: 0.001 }],
  [0x2c, { kind: 'volume', factor: 1 }],
  [0x32, { kind: 'flow', factor: 0.001 }],
  [0x35, { kind: 'flow', factor: 1 }],
]);

const digitBytes = 4;

/** What became of a point in the data of its answer. */
export function gotOf(driverPoint: DriverPoint, data: Buffer): Got {
  const address = driverPoint.point.address as Cjt188PointAddress;
  const item = data.subarray(address.at, address.at + widthOf(address));
  if (item.length < widthOf(address)) return { driverPoint, reading: missing(status.configurationError) };
  const value = valueIn(item, address);
  if (value === null) return { driverPoint, reading: missing(status.decodingError) };
  return {
    driverPoint,
    reading: { value, status: Number.isNaN(value) ? status.sensorFailure : status.good },
  };
}

function widthOf(address: Cjt188PointAddress): number {
  if (address.format === 'quantity') return digitBytes + 1;
  return address.format === 'number' ? address.bytes : 1;
}

/** Null where the bytes are not of this form, NaN where the meter says that it has no value. */
function valueIn(item: Buffer, address: Cjt188PointAddress): number | null {
  if (address.format === 'bits') {
    const code = (item[0]! >> address.bit) & ((1 << address.bits) - 1);
    return address.map[String(code)] ?? null;
  }
  const isQuantity = address.format === 'quantity';
  const digits = isQuantity ? item.subarray(0, digitBytes) : item;
  if (digits.every((byte) => byte === 0xff)) return Number.NaN;
  const steps = bcdNumber(digits);
  if (steps === null) return null;
  if (!isQuantity) return scaled(steps, address.scale);
  const unit = units.get(item[digitBytes]!);
  return unit?.kind === address.kind ? scaled(steps, unit.factor / 10 ** address.decimals) : null;
}
