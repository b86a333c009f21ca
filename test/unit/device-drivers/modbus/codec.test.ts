// Registers to values and back: golden bytes of each type and order, and that what was written is what is read.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeRegisters,
  encodeMask,
  encodeRegisters,
  type Order,
} from '../../../../device-drivers/modbus/codec.ts';
import { modbusPointSchema } from '../../../../device-drivers/modbus/point-address.ts';
import type { RegisterAddress, RegisterType } from '../../../../device-drivers/modbus/settings.ts';

const big: Order = { wordOrder: 'big', byteOrder: 'big' };

function address(type: RegisterType, more: Partial<RegisterAddress> = {}): RegisterAddress {
  return { table: 'holding', address: 0, type, ...more };
}

function bytesOf(registers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(registers.length * 2);
  registers.forEach((register, i) => {
    bytes.writeUInt16BE(register, i * 2);
  });
  return bytes;
}

describe('golden bytes', () => {
  const orders: [string, Order, string][] = [
    ['high word first', big, '43668000'],
    ['low word first', { wordOrder: 'little', byteOrder: 'big' }, '80004366'],
    ['bytes swapped', { wordOrder: 'big', byteOrder: 'little' }, '66430080'],
    ['all turned round', { wordOrder: 'little', byteOrder: 'little' }, '00806643'],
  ];
  test.each(orders)('230.5 as float32, %s', (_, order, hex) => {
    expect(decodeRegisters(Buffer.from(hex, 'hex'), 0, address('float32'), order)).toBe(230.5);
    expect(bytesOf(encodeRegisters(230.5, address('float32'), order)!).toString('hex')).toBe(hex);
  });

  test.each([
    ['uint16', 'fff6', 1, 65_526],
    ['int16', 'fff6', 0.1, -1],
    ['int16', 'ffdd', 0.1, -3.5],
    ['uint16', '00eb', 0.1, 23.5],
    ['uint32', '00012345', 0.001, 74.565],
    ['uint32', 'ffffffff', 1, 4_294_967_295],
    ['int32', 'fffffffe', 0.01, -0.02],
    ['bcd16', '1234', 1, 1_234],
    ['bcd16', '0235', 0.1, 23.5],
    ['bcd32', '12345678', 0.01, 123_456.78],
    ['uint64', '0000000100000002', 0.001, 4_294_967.298],
    ['int64', 'fffffffffffffffd', 1, -3],
    ['float64', '406cd00000000000', 1, 230.5],
  ] as const)('%s %s × %d is %d', (type, hex, scale, value) => {
    expect(decodeRegisters(Buffer.from(hex, 'hex'), 0, address(type, { scale }), big)).toBe(value);
  });

  test.each([
    ['low word first', { wordOrder: 'little', byteOrder: 'big' }, '0002000100000000'],
    ['bytes swapped', { wordOrder: 'big', byteOrder: 'little' }, '0000000001000200'],
    ['all turned round', { wordOrder: 'little', byteOrder: 'little' }, '0200010000000000'],
  ] as const)('four words, %s', (_, order, hex) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(decodeRegisters(bytes, 0, address('uint64'), order)).toBe(65_538);
    expect(bytesOf(encodeRegisters(65_538, address('uint64'), order)!).toString('hex')).toBe(hex);
  });

  test.each([
    ['uint8', 'high', 'big', 0xfe],
    ['uint8', 'low', 'big', 0x85],
    ['int8', 'high', 'big', -2],
    ['int8', 'low', 'big', -123],
    ['uint8', 'high', 'little', 0x85],
    ['uint8', undefined, 'little', 0xfe],
  ] as const)('%s %s, byte order %s', (type, byte, byteOrder, value) => {
    const place = address(type, byte ? { byte } : {});
    expect(decodeRegisters(Buffer.from('fe85', 'hex'), 0, place, { wordOrder: 'big', byteOrder })).toBe(
      value,
    );
  });

  test('scale and offset are rounded to the decimals of both', () => {
    const place = address('uint16', { scale: 0.1, offset: -40 });
    expect(decodeRegisters(Buffer.from('028b', 'hex'), 0, place, big)).toBe(25.1);
    expect(encodeRegisters(25.1, place, big)).toEqual([0x28b]);
    const float = address('float32', { scale: 1_000, offset: 5 });
    expect(decodeRegisters(Buffer.from('3fc00000', 'hex'), 0, float, big)).toBe(1_505);
  });

  test('codes are looked up both ways; what is not listed has no value', () => {
    const place = address('uint16', { map: { 0: 3, 1: 0, 255: 1 } });
    expect(decodeRegisters(Buffer.from('00ff', 'hex'), 0, place, big)).toBe(1);
    expect(decodeRegisters(Buffer.from('0003', 'hex'), 0, place, big)).toBeNaN();
    expect(encodeRegisters(3, place, big)).toEqual([0]);
    expect(encodeRegisters(2, place, big)).toBeNull();
  });

  test('what the device says where it has nothing is a missing value, before scaling', () => {
    const place = address('int16', { scale: 0.1, absent: -0x8000 });
    expect(decodeRegisters(Buffer.from('8000', 'hex'), 0, place, big)).toBeNaN();
    expect(decodeRegisters(Buffer.from('8001', 'hex'), 0, place, big)).toBe(-3_276.7);
  });

  test('decimal digits that are none have no value', () => {
    expect(decodeRegisters(Buffer.from('12a4', 'hex'), 0, address('bcd16'), big)).toBeNaN();
    expect(decodeRegisters(Buffer.from('1234567f', 'hex'), 0, address('bcd32'), big)).toBeNaN();
  });

  test('fields of several bits', () => {
    const bytes = Buffer.from('0b50', 'hex');
    const field = (bit: number, bits: number) =>
      decodeRegisters(bytes, 0, address('uint16', { bit, bits }), big);
    expect([field(4, 4), field(8, 3), field(0, 16), field(9, 1)]).toEqual([5, 3, 0x0b50, 1]);
    const wide = address('uint32', { bit: 28, bits: 4 });
    expect(decodeRegisters(Buffer.from('a0000001', 'hex'), 0, wide, big)).toBe(10);
  });

  test('a part of a register is written by masks: what they keep, and what they set', () => {
    expect(encodeMask(5, address('uint16', { bit: 4, bits: 4 }), big)).toEqual({ and: 0xff0f, or: 0x0050 });
    expect(encodeMask(0, address('uint16', { bit: 15 }), big)).toEqual({ and: 0x7fff, or: 0 });
    expect(encodeMask(-2, address('int8', { byte: 'high' }), big)).toEqual({ and: 0x00ff, or: 0xfe00 });
    const little: Order = { wordOrder: 'big', byteOrder: 'little' };
    expect(encodeMask(1, address('uint16', { bit: 0 }), little)).toEqual({ and: 0xfeff, or: 0x0100 });
    expect(encodeMask(2, address('uint16', { bit: 0 }), big)).toBeNull();
    expect(encodeMask(1, address('uint16'), big)).toBeNull();
  });

  test('bits of a register', () => {
    const bytes = Buffer.from('0102', 'hex');
    const bits = [0, 1, 8, 9, 15].map((bit) => decodeRegisters(bytes, 0, address('uint16', { bit }), big));
    expect(bits).toEqual([0, 1, 1, 0, 0]);
  });

  test('NaN and infinity come through as they are; too few registers throw', () => {
    expect(decodeRegisters(Buffer.from('7fc00000', 'hex'), 0, address('float32'), big)).toBeNaN();
    expect(decodeRegisters(Buffer.from('7f800000', 'hex'), 0, address('float32'), big)).toBe(Infinity);
    expect(() => decodeRegisters(Buffer.from('0001', 'hex'), 0, address('uint32'), big)).toThrow(RangeError);
  });
});

describe('properties', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const whole = {
    uint16: [0, 0xffff],
    int16: [-0x8000, 0x7fff],
    uint32: [0, 0xffff_ffff],
    int32: [-0x8000_0000, 0x7fff_ffff],
    bcd16: [0, 9_999],
    bcd32: [0, 99_999_999],
    uint64: [0, most],
    int64: [-most, most],
  } satisfies Partial<Record<RegisterType, [number, number]>>;
  const orderArbitrary: fc.Arbitrary<Order> = fc.record({
    wordOrder: fc.constantFrom('big', 'little'),
    byteOrder: fc.constantFrom('big', 'little'),
  });
  const wholeArbitrary = fc
    .constantFrom(...(Object.keys(whole) as (keyof typeof whole)[]))
    .chain((type) => fc.tuple(fc.constant(type), fc.integer({ min: whole[type][0], max: whole[type][1] })));

  test('what is written is what is read, of every whole type, order and scale', () => {
    fc.assert(
      fc.property(
        wholeArbitrary,
        orderArbitrary,
        fc.constantFrom(1, 0.1, 0.01, 0.001, 0.5, 10),
        (it, order, scale) => {
          const [type, raw] = it;
          const place = address(type, { scale });
          const registers = encodeRegisters(raw, { ...place, scale: 1 }, order)!;
          const value = decodeRegisters(bytesOf(registers), 0, place, order);
          const isExact = Math.abs(raw) < 2 ** 40;
          expect(Math.abs(value - raw * scale)).toBeLessThanOrEqual(Math.abs(raw * scale) * 1e-12);
          if (isExact)
            expect(encodeRegisters(value, place, order)).toEqual(encodeRegisters(raw * scale, place, order));
        },
      ),
    );
  });

  test('floats keep their bits', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), orderArbitrary, (value, order) => {
        const registers = encodeRegisters(value, address('float32'), order)!;
        expect(decodeRegisters(bytesOf(registers), 0, address('float32'), order)).toBe(value);
      }),
    );
  });

  test('what the type cannot hold is refused, never wrapped', () => {
    fc.assert(
      fc.property(wholeArbitrary, fc.double(), ([type], value) => {
        const registers = encodeRegisters(value, address(type), big);
        if (registers)
          expect(
            Math.abs(decodeRegisters(bytesOf(registers), 0, address(type), big) - value),
          ).toBeLessThanOrEqual(1e-6 + Math.abs(value) * 1e-12);
        else
          expect(Number.isInteger(value) && value >= whole[type][0] && value <= whole[type][1]).toBe(false);
      }),
    );
    expect(encodeRegisters(1, address('uint16', { bit: 3 }), big)).toBeNull();
    expect(encodeRegisters(1e39, address('float32'), big)).toBeNull();
  });
});

describe('what cannot be said of a point', () => {
  const place = { table: 'holding', address: 1 };
  test.each([
    ['a byte of a word', { ...place, type: 'uint16', byte: 'low' }],
    ['bits without their begin', { ...place, type: 'uint16', bits: 4 }],
    ['bits beyond the register', { ...place, type: 'uint16', bit: 14, bits: 3 }],
    ['bits of a float', { ...place, type: 'float32', bit: 1 }],
    ['a scaled enumeration', { ...place, type: 'uint16', scale: 0.1, map: { 1: 2 } }],
    ['a code that is a word', { ...place, type: 'uint16', map: { on: 1 } }],
    ['a type of a coil', { table: 'coil', address: 1, type: 'uint16' }],
  ])('%s', (_, address) => {
    expect(modbusPointSchema.safeParse(address).success).toBe(false);
  });
});
