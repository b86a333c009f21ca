// SNMP values to points and back, rates of counters, and the simulators' own encoding rules.
import { type Point, status } from '@campus/campus-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTold, encodeValue, oidOf } from '../../../../device-drivers/snmp/codec.ts';
import { Rates } from '../../../../device-drivers/snmp/rates.ts';
import {
  decodeInteger,
  decodeOid,
  elementsIn,
  encodeInteger,
  encodeOid,
  tags,
} from '../../../../simulators/snmp/ber.ts';
import { decodeRequest } from '../../../../simulators/snmp/message.ts';
import { planOf, pointOf } from '../support.ts';

const plan = planOf('snmp', {}, [
  { id: 'ups', model: 'ups-rfc1628', address: {} },
  { id: 'pdu', model: 'apc-ap7900-pdu', address: {} },
]);
const number = (value: number) => ({ kind: 'number', value, wrapsAt: null }) as const;
const decoded = (point: Point, told: Parameters<typeof decodeTold>[2]) =>
  decodeTold(point, point.address as { oid: string }, told);

test('numbers are scaled, texts are text, codes are ours', () => {
  const remaining = pointOf(plan, 'ups/remaining');
  expect(decoded(remaining, number(42)).reading).toEqual({ value: 2_520, status: status.good });
  expect(decoded(pointOf(plan, 'ups/battery-voltage'), number(543)).reading.value).toBe(54.3);
  expect(decoded(pointOf(plan, 'ups/charge'), { kind: 'text', text: ' 97 ' }).reading.value).toBe(97);
  expect(decoded(pointOf(plan, 'ups/model'), { kind: 'text', text: '不间断电源' })).toMatchObject({
    text: '不间断电源',
  });
  const outlet = pointOf(plan, 'pdu/outlet-1');
  expect(decoded(outlet, number(1)).reading).toEqual({ value: 1, status: status.good });
  expect(decoded(outlet, number(2)).reading).toEqual({ value: 0, status: status.good });
  expect(decoded(outlet, number(3)).reading).toMatchObject({ status: status.outOfRange });
  expect(decoded(pointOf(plan, 'ups/source'), number(9)).reading).toMatchObject({
    status: status.outOfRange,
  });
});

test('what is absent or makes no sense is bad with its reason', () => {
  const charge = pointOf(plan, 'ups/charge');
  expect(decoded(charge, { kind: 'absent' }).reading).toMatchObject({ status: status.configurationError });
  expect(decoded(charge, { kind: 'text', text: 'full' }).reading).toMatchObject({
    status: status.decodingError,
  });
  expect(decoded(charge, { kind: 'senseless' }).reading).toMatchObject({ status: status.decodingError });
  expect(decoded(charge, undefined).reading).toMatchObject({ status: status.decodingError });
});

test('what is written is an INTEGER, by the device’s codes or through the scale', () => {
  const codes = { 1: 1, 0: 2 };
  expect(encodeValue({ oid: '1.3.6', codes }, 0)).toBe(2);
  expect(encodeValue({ oid: '1.3.6', codes }, 7)).toBeNull();
  expect(encodeValue({ oid: '1.3.6', scale: 0.1 }, 2.5)).toBe(25);
  expect(encodeValue({ oid: '1.3.6' }, 3e9)).toBeNull();
  expect(encodeValue({ oid: '1.3.6' }, Number.NaN)).toBeNull();
  expect(oidOf({ oid: '1.3.6.1', row: 3 }, 10_100)).toBe('1.3.6.1.10103');
  expect(oidOf({ oid: '1.3.6.1.0' }, 5)).toBe('1.3.6.1.0');
});

test('rates: by the agent’s clock, over a wrap, not over a restart', () => {
  const rates = new Rates();
  const at = (ticks: number): number => {
    rates.noteUpTime(ticks);
    return rates.secondsNow(ticks, 0);
  };
  expect(rates.rateOf(1, 1_000, 2 ** 32, at(100))).toBeNull();
  expect(rates.rateOf(1, 1_500, 2 ** 32, at(300))).toBe(250);
  expect(rates.rateOf(1, 1_600, 2 ** 32, at(300))).toBe(250);
  expect(rates.rateOf(1, 600, 2 ** 32, at(400))).toBe(2 ** 32 - 1_000);
  expect(rates.rateOf(2, 10, null, at(500))).toBeNull();
  expect(rates.rateOf(2, 5, null, at(600))).toBeNull();
  expect(rates.rateOf(3, 100, 2 ** 32, 3)).toBeNull();
  expect(rates.noteUpTime(50)).toBe(true);
  expect(rates.rateOf(3, 900, 2 ** 32, 4), 'a counter of another life').toBeNull();
  expect(rates.rateOf(1, 700, 2 ** 32, 0.5)).toBeNull();
  expect(rates.noteUpTime(2 ** 32 - 100)).toBe(false);
  expect(rates.noteUpTime(100), 'the clock itself wrapped').toBe(false);
});

test('the simulators’ integers and object identifiers', () => {
  expect(encodeInteger(tags.integer, 127n).toString('hex')).toBe('02017f');
  expect(encodeInteger(tags.integer, 128n).toString('hex')).toBe('02020080');
  expect(encodeInteger(tags.integer, -129n).toString('hex')).toBe('0202ff7f');
  expect(encodeInteger(tags.counter64, 2n ** 64n - 1n).toString('hex')).toBe('460900ffffffffffffffff');
  expect(encodeOid([1, 3, 6, 1, 4, 1, 318]).toString('hex')).toBe('06072b0601040182 3e'.replace(' ', ''));
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const [element] = elementsIn(encodeInteger(tags.integer, value))!;
      expect(decodeInteger(element!.content)).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 4_294_967_295 }), { maxLength: 20 }), (rest) => {
      const oid = [1, 3, ...rest];
      expect(decodeOid(elementsIn(encodeOid(oid))![0]!.content)).toEqual(oid);
    }),
  );
});

test('whatever datagram comes, the simulated agent does not fall over it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const request = decodeRequest(Buffer.from(bytes));
      expect(request === null || typeof request.community === 'string').toBe(true);
    }),
  );
});
