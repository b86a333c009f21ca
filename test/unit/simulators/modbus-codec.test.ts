// The simulators' own Modbus codec: whatever comes in, an answer of the right form goes out.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CellFormat, decodedValue, registersOf } from '../../../simulators/modbus/device-map.ts';
import { deviceMaps } from '../../../simulators/modbus/device-maps.ts';
import { encodeFrame, FrameReader } from '../../../simulators/modbus/frame.ts';
import { garble } from '../../../simulators/modbus/garble.ts';
import {
  encodeReadResponse,
  encodeWriteResponse,
  parseRequest,
  type ReadRequest,
} from '../../../simulators/modbus/pdu.ts';
import { ModbusUnit } from '../../../simulators/modbus/unit.ts';
import { demoSimulation } from './demo.ts';

const bytes = (min: number, max: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((array) => Buffer.from(array));

describe('requests', () => {
  test('nothing that arrives makes the parser fall over', () => {
    fc.assert(
      fc.property(bytes(0, 260), (pdu) => {
        const parsed = parseRequest(pdu);
        if (!parsed.ok) expect([1, 2, 3]).toContain(parsed.exception);
        else expect(parsed.request.functionCode).toBe(pdu[0]);
      }),
    );
  });

  test.each([
    ['read of no registers', [3, 0, 0, 0, 0], 3],
    ['read of 126 registers', [3, 0, 0, 0, 126], 3],
    ['read past the end', [4, 0xff, 0xff, 0, 2], 2],
    ['a coil that is neither on nor off', [5, 0, 0, 0x12, 0x34], 3],
    ['a byte count that is not that of the quantity', [16, 0, 0, 0, 2, 3, 0, 1, 0, 2], 3],
    ['a function nobody has', [43, 14, 1, 0], 1],
    ['a request that is too short', [3, 0], 3],
  ])('%s is refused', (_, pdu, exception) => {
    expect(parseRequest(Buffer.from(pdu))).toMatchObject({ ok: false, exception });
  });

  test('several coils are unpacked lowest bit first', () => {
    const parsed = parseRequest(Buffer.from([15, 0, 19, 0, 10, 2, 0xcd, 0x01]));
    expect(parsed).toMatchObject({
      ok: true,
      request: { address: 19, values: [1, 0, 1, 1, 0, 0, 1, 1, 1, 0] },
    });
  });
});

describe('answers', () => {
  test('are those of the specification', () => {
    const coils: ReadRequest = { kind: 'read', functionCode: 1, table: 'coil', address: 19, quantity: 10 };
    expect(encodeReadResponse(coils, [1, 0, 1, 1, 0, 0, 1, 1, 1, 0]).toString('hex')).toBe('0102cd01');
    const registers: ReadRequest = {
      kind: 'read',
      functionCode: 3,
      table: 'holding',
      address: 107,
      quantity: 3,
    };
    expect(encodeReadResponse(registers, [0x022b, 0, 0x64]).toString('hex')).toBe('0306022b00000064');
    expect(
      encodeWriteResponse({
        kind: 'write',
        functionCode: 5,
        table: 'coil',
        address: 172,
        values: [1],
      }).toString('hex'),
    ).toBe('0500acff00');
    expect(
      encodeWriteResponse({
        kind: 'write',
        functionCode: 16,
        table: 'holding',
        address: 1,
        values: [10, 258],
      }).toString('hex'),
    ).toBe('1000010002');
  });
});

describe('frames', () => {
  const frame = fc.record({ transaction: fc.nat(0xffff), unit: fc.nat(0xff), pdu: bytes(1, 253) });

  test('come whole out of a stream that is cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        (frames, cut) => {
          const stream = Buffer.concat(frames.map(encodeFrame));
          const reader = new FrameReader();
          const seen = [];
          for (let at = 0; at < stream.length; at += cut)
            seen.push(...reader.push(stream.subarray(at, at + cut))!);
          expect(seen).toEqual(frames);
        },
      ),
    );
  });

  test('what is no Modbus TCP is told at once', () => {
    expect(new FrameReader().push(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBe(null);
    expect(new FrameReader().push(Buffer.from([0, 1, 0, 0, 0xff, 0xff, 1, 3]))).toBe(null);
  });

  test('a garbled answer is never the right one', () => {
    fc.assert(
      fc.property(frame, fc.double({ min: 0, max: 0.999, noNaN: true }), (it, chance) => {
        fc.pre(it.pdu.length >= 2);
        const whole = encodeFrame(it);
        expect(garble(whole, () => chance).equals(whole)).toBe(false);
      }),
    );
  });
});

describe('registers of values', () => {
  test.each([
    ['uint16', 0.1, 0, 6_553.5],
    ['int16', 0.1, -3_276.8, 3_276.7],
    ['uint16', 1, 0, 65_535],
    ['uint32', 0.001, 0, 4_294_967.295],
  ] satisfies [CellFormat, number, number, number][])('%s in steps of %d', (format, step, min, max) => {
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), (value) => {
        const back = decodedValue(registersOf(value, { format, step }), { format, step });
        expect(Math.abs(back - value)).toBeLessThanOrEqual(step / 2 + 1e-6);
      }),
    );
  });

  test('a float keeps seven digits, high word first', () => {
    expect(registersOf(230, { format: 'float32' })).toEqual([0x4366, 0x0000]);
    expect(decodedValue([0x4366, 0x8000], { format: 'float32' })).toBe(230.5);
  });

  test('a value that does not fit stands at the limit', () => {
    expect(registersOf(9_999, { format: 'uint16', step: 0.1 })).toEqual([0xffff]);
    expect(registersOf(-5, { format: 'uint16' })).toEqual([0]);
    expect(registersOf(-40.2, { format: 'int16', step: 0.1 })).toEqual([0x1_0000 - 402]);
  });
});

test('a unit answers every request with its own function or an exception', () => {
  const { simulation } = demoSimulation();
  const member = (id: string) => {
    const device = simulation.devices.get(id)!;
    return { device, map: deviceMaps.get(device.device.modelId)!, offset: 0 };
  };
  const units = [
    't1-101-meter',
    't1-101-air',
    't1-101-lamps',
    't1-101-ac',
    't1-fire-panel',
    't1-water-meter',
  ].map((id) => new ModbusUnit([member(id)]));
  fc.assert(
    fc.property(fc.constantFrom(...units), bytes(1, 40), (unit, pdu) => {
      const answer = unit.answer(pdu);
      expect(answer[0]! & 0x7f).toBe(pdu[0]! & 0x7f);
    }),
  );
});
