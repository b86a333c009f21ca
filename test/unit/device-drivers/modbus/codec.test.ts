// Registers to values and back: golden bytes of each type and order, and that what was written is what is read.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRegisters, encodeRegisters, type Order } from '../../../../device-drivers/modbus/codec.ts';
import type { RegisterType } from '../../../../device-drivers/modbus/settings.ts';

const big: Order = { wordOrder: 'big', byteOrder: 'big' };

function address(type: RegisterType, more: { scale?: number; bit?: number } = {}) {
  return { table: 'holding' as const, address: 0, type, ...more };
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
  ] as const)('%s %s × %d is %d', (type, hex, scale, value) => {
    expect(decodeRegisters(Buffer.from(hex, 'hex'), 0, address(type, { scale }), big)).toBe(value);
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
  const whole: Record<Exclude<RegisterType, 'float32'>, [number, number]> = {
    uint16: [0, 0xffff],
    int16: [-0x8000, 0x7fff],
    uint32: [0, 0xffff_ffff],
    int32: [-0x8000_0000, 0x7fff_ffff],
  };
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
          const value = decodeRegisters(
            bytesOf(encodeRegisters(raw * scale, place, order)!),
            0,
            place,
            order,
          );
          expect(value).toBeCloseTo(raw * scale, 6);
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
          expect(decodeRegisters(bytesOf(registers), 0, address(type), big)).toBeCloseTo(value, 5);
        else
          expect(Number.isInteger(value) && value >= whole[type][0] && value <= whole[type][1]).toBe(false);
      }),
    );
    expect(encodeRegisters(1, address('uint16', { bit: 3 }), big)).toBeNull();
    expect(encodeRegisters(1e39, address('float32'), big)).toBeNull();
  });
});
