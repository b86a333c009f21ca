// What BACnet properties mean as values of points and as quality: present value, status flags, reliability.
import { status } from '@campus/campus-model/plain';
import type { DriverPoint, Reading } from '../driver.ts';
import type { Got } from '../polling/dialect.ts';
import { missing } from '../sampling.ts';
import { scaled } from '../serial-line/bcd.ts';
import { type PropertyValue, properties, tags } from './objects.ts';
import { type BacnetPointAddress, type ObjectType, objectTypes } from './settings.ts';

/** Bits of the status flags (ASHRAE 135, 21: BACnetStatusFlags). */
const flagBits = { fault: 0x02, overridden: 0x04, outOfService: 0x08 } as const;

export function isFaulty(values: ReadonlyMap<number, PropertyValue>): boolean {
  return (flagsIn(values) & flagBits.fault) !== 0;
}

/** What became of a point of an object whose properties came. */
export function gotOf(driverPoint: DriverPoint, values: ReadonlyMap<number, PropertyValue>): Got {
  const present = values.get(properties.presentValue);
  if (!present) return { driverPoint, reading: missing(status.configurationError) };
  const trouble = troubleIn(values);
  if (trouble !== null) return { driverPoint, reading: missing(trouble) };
  if (driverPoint.point.quantity === 'text') return textOf(driverPoint, present);
  const { scale } = driverPoint.point.address as BacnetPointAddress;
  const number = numberIn(present);
  if (number === null) return { driverPoint, reading: missing(status.decodingError) };
  const reading: Reading = {
    value: scale === undefined ? number : scaled(number, scale),
    status: (flagsIn(values) & flagBits.overridden) !== 0 ? status.uncertain : status.good,
  };
  return { driverPoint, reading };
}

function textOf(driverPoint: DriverPoint, { tag, value }: PropertyValue): Got {
  if (tag !== tags.characters) return { driverPoint, reading: missing(status.decodingError) };
  return { driverPoint, reading: { value: Number.NaN, status: status.good }, text: String(value) };
}

const numberTags: ReadonlySet<number> = new Set([
  tags.unsigned,
  tags.signed,
  tags.real,
  tags.double,
  tags.enumerated,
]);

/** A REAL is rounded to the digits that its 24 bits hold: 21.299999 is 21.3. */
function numberIn({ tag, value }: PropertyValue): number | null {
  if (tag === tags.boolean) return value === true ? 1 : 0;
  if (!numberTags.has(tag) || typeof value !== 'number') return null;
  return tag === tags.real && Number.isFinite(value) ? Number(value.toPrecision(7)) : value;
}

function flagsIn(values: ReadonlyMap<number, PropertyValue>): number {
  const flags = values.get(properties.statusFlags);
  if (flags?.tag !== tags.bits) return 0;
  return (flags.value as { readonly value: readonly number[] }).value[0] ?? 0;
}

/** Codes of BACnetReliability (ASHRAE 135, 21) as status codes; others are a failure of the device. */
const reliabilities: ReadonlyMap<number, number> = new Map([
  [1, status.sensorFailure],
  [2, status.sensorFailure],
  [3, status.sensorFailure],
  [4, status.sensorFailure],
  [5, status.sensorFailure],
  [10, status.configurationError],
  [12, status.noCommunication],
]);

/** Null where the object is well. */
function troubleIn(values: ReadonlyMap<number, PropertyValue>): number | null {
  if ((flagsIn(values) & flagBits.outOfService) !== 0) return status.outOfService;
  if (!isFaulty(values)) return null;
  const reliability = values.get(properties.reliability);
  const code = reliability?.tag === tags.enumerated ? Number(reliability.value) : 0;
  return reliabilities.get(code) ?? status.deviceFailure;
}

const presentTags: Record<ObjectType, number> = {
  'analog-input': tags.real,
  'analog-output': tags.real,
  'analog-value': tags.real,
  'binary-input': tags.enumerated,
  'binary-output': tags.enumerated,
  'binary-value': tags.enumerated,
  'multi-state-input': tags.unsigned,
  'multi-state-output': tags.unsigned,
  'multi-state-value': tags.unsigned,
  accumulator: tags.unsigned,
  'character-string-value': tags.characters,
  'integer-value': tags.signed,
  'large-analog-value': tags.double,
  'positive-integer-value': tags.unsigned,
};

const wholeTags: ReadonlySet<number> = new Set([tags.unsigned, tags.signed, tags.enumerated]);

/** The present value to write for a point's value; null where the object's type cannot hold it. */
export function encodeValue(address: BacnetPointAddress, value: number): PropertyValue | null {
  if (value === address.releaseAt) return { tag: tags.null, value: null };
  const tag = presentTags[address.object];
  const raw = scaled(value, 1 / (address.scale ?? 1));
  if (!Number.isFinite(raw) || tag === tags.characters) return null;
  if (tag === tags.real && !Number.isFinite(Math.fround(raw))) return null;
  const isSmallest = tag === tags.signed ? Number.NEGATIVE_INFINITY : 0;
  if (wholeTags.has(tag) && (!Number.isInteger(raw) || raw < isSmallest)) return null;
  if (address.object.startsWith('binary') && raw > 1) return null;
  return { tag, value: raw };
}

export function objectOf({ object, instance }: BacnetPointAddress, offset: number) {
  return { type: objectTypes[object], instance: instance + offset };
}
