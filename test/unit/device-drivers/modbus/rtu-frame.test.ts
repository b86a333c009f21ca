// RTU frames: golden bytes, and that an answer is found in whatever surrounds it, but never a spoilt one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coilRequest,
  maskRequest,
  readRequest,
  registersRequest,
} from '../../../../device-drivers/modbus/messages.ts';
import { cutAnswer, rtuFrame, unitsHeard } from '../../../../device-drivers/modbus/rtu-frame.ts';
import { checkSum, lineFrame } from './rtu-peer.ts';

const request = readRequest(1, 'holding', 0, 10);
const pdu = Buffer.concat([Buffer.of(3, 20), Buffer.from(Array.from({ length: 20 }, (_, i) => i))]);
const answer = lineFrame(1, pdu);
const noForeign = (): void => {};

test.each([
  ['a read', request, '01030000000ac5cd'],
  ['a coil', coilRequest(0x11, 0xac, true, true), '110500acff004e8b'],
  ['registers', registersRequest(0x11, 1, [0x0a, 0x102], false), '11100001000204000a0102c6f0'],
  ['a mask', maskRequest(0x11, 4, { and: 0xf2, or: 0x25 }), '1116000400f20025668b'],
])('%s as the textbooks print it', (_, asked, hex) => {
  const bytes = rtuFrame(asked);
  expect(checkSum(bytes.subarray(0, -2))).toBe(bytes.readUInt16LE(bytes.length - 2));
  expect(bytes.subarray(0, -2).toString('hex')).toBe(hex.slice(0, -4));
  if (asked === request || asked.code === 5) expect(bytes.toString('hex')).toBe(hex);
});

describe('cutAnswer', () => {
  test('finds the answer behind noise, however the bytes come in pieces', () => {
    const noise = fc.uint8Array({ maxLength: 12 }).filter((bytes) => !bytes.includes(1));
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 25 }), (before, size) => {
        const all = Buffer.concat([before, answer]);
        let kept = Buffer.alloc(0);
        for (let at = 0; at < all.length; at += size) {
          kept = Buffer.concat([kept, all.subarray(at, at + size)]);
          const cut = cutAnswer(request, kept, noForeign);
          if (cut.found) {
            expect(cut.value).toEqual(answer.subarray(0, -2));
            expect(cut.end).toBe(kept.length);
            expect(at + size).toBeGreaterThanOrEqual(all.length);
            return;
          }
          kept = kept.subarray(cut.skip);
        }
        expect.unreachable('the answer was not found');
      }),
    );
  });

  test('takes no answer for one in which up to sixteen neighbouring bits fell over', () => {
    fc.assert(
      fc.property(fc.nat(answer.length * 8 - 17), fc.integer({ min: 1, max: 0xffff }), (bit, pattern) => {
        const spoilt = Buffer.from(answer);
        for (let i = 0; i < 16; i++) {
          const at = bit + i;
          if ((pattern >> i) & 1) spoilt[at >> 3] = spoilt[at >> 3]! ^ (1 << (at & 7));
        }
        expect(cutAnswer(request, spoilt, noForeign).found).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  test('an exception is an answer; another function, unit or length is none', () => {
    expect(cutAnswer(request, lineFrame(1, Buffer.of(0x83, 2)), noForeign)).toMatchObject({
      found: true,
      end: 5,
    });
    for (const other of [
      lineFrame(1, Buffer.concat([Buffer.of(4, 20), pdu.subarray(2)])),
      lineFrame(1, Buffer.of(3, 2, 0, 1)),
      lineFrame(2, pdu),
    ]) {
      expect(cutAnswer(request, other, noForeign).found).toBe(false);
    }
  });

  test("another unit's late answer before ours is told and passed over, in one piece or in two", () => {
    const foreign = lineFrame(7, Buffer.of(3, 2, 0, 1));
    const told: number[] = [];
    const both = Buffer.concat([foreign, answer]);
    expect(cutAnswer(request, both, (unit) => told.push(unit))).toMatchObject({ found: true });
    expect(told).toEqual([7]);
    const first = cutAnswer(request, foreign.subarray(0, 4), (unit) => told.push(unit));
    expect(first).toEqual({ found: false, skip: 0 });
    expect(cutAnswer(request, foreign, (unit) => told.push(unit))).toEqual({
      found: false,
      skip: foreign.length,
    });
    expect(told).toEqual([7, 7]);
  });
});

test('units are heard in stray bytes', () => {
  const stray = Buffer.concat([Buffer.of(0, 255), lineFrame(3, Buffer.of(3, 2, 0, 1)), answer]);
  expect(unitsHeard(stray)).toEqual([3, 1]);
});
