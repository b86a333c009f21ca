// Frames of DL/T 645 by their bytes, and what the codec makes of spoilt ones.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  cutAnswer,
  encodeRequest,
  relayOrder,
} from '../../../../device-drivers/dlt645/codec.ts';
import { bcdNumber } from '../../../../device-drivers/serial-line/bcd.ts';
import { encodeAnswer, encodeDigits, requestsIn } from '../../../../simulators/dlt645/frame.ts';

const address = '202311230001';
const item = Buffer.from('00000100', 'hex');
const accept = ({ data }: Answer): boolean => data.subarray(0, 4).equals(item);
const good = encodeAnswer(address, 0x91, Buffer.from('0000010078563412', 'hex'));
const valueIn = (bytes: Buffer): string | null => {
  const cut = cutAnswer(bytes, address, 0x11, accept);
  return cut.found ? cut.value.data.toString('hex') : null;
};

test('a read of the total energy is these bytes', () => {
  const bytes = encodeRequest('AAAAAAAAAAAA', 0x11, item);
  expect(bytes.toString('hex')).toBe('fefefefe68aaaaaaaaaaaa681104333334 33ae16'.replace(' ', ''));
});

test('a relay order is password, operator, order and its end', () => {
  const order = relayOrder({
    isOn: false,
    password: '02123456',
    operator: '00000007',
    validUntilMs: Date.UTC(2026, 10, 23, 9, 8, 7),
  });
  expect(order.toString('hex')).toBe('02563412070000001a00070809231126');
});

describe('answers', () => {
  test('are found behind wake-up bytes, an echo and another meter’s frame', () => {
    const echo = encodeRequest(address, 0x11, item);
    const other = encodeAnswer('202311230002', 0x91, Buffer.from('0000010099999999', 'hex'));
    expect(valueIn(Buffer.concat([echo, other, good]))).toBe('0000010078563412');
  });

  test('to another item are passed over', () => {
    const late = encodeAnswer(address, 0x91, Buffer.from('0001010212345678', 'hex'));
    expect(valueIn(late)).toBeNull();
    expect(valueIn(Buffer.concat([late, good]))).toBe('0000010078563412');
  });

  test('come in pieces of any size', () => {
    for (let length = 0; length < good.length; length++) {
      expect(cutAnswer(good.subarray(0, length), address, 0x11, accept).found).toBe(false);
    }
    expect(valueIn(good)).not.toBeNull();
  });

  test('with any one byte changed are no answer', () => {
    const start = good.indexOf(0x68);
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, by) => {
          const spoilt = Buffer.from(good);
          spoilt[at] = (spoilt[at]! + by) & 0xff;
          expect(valueIn(spoilt)).toBeNull();
        },
      ),
    );
  });

  test('behind any noise that holds no whole frame are found', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        expect(valueIn(Buffer.concat([Buffer.from(noise), good]))).toBe('0000010078563412');
      }),
    );
  });
});

test('digits come back as they were, and half bytes that are none are told', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), (steps) => {
      expect(bcdNumber(encodeDigits(steps, 1, 4, false))).toBe(steps);
    }),
  );
  expect(bcdNumber(Buffer.from([0x1a]))).toBeNull();
  expect(bcdNumber(Buffer.from([0xa1]))).toBeNull();
});

test('the simulated meter finds requests in any pieces', () => {
  const stream = Buffer.concat([encodeRequest(address, 0x11, item), encodeRequest(address, 0x12, item)]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (sizes) => {
      let rest: Buffer = Buffer.alloc(0);
      let at = 0;
      let found = 0;
      for (const size of [...sizes, stream.length]) {
        const got = requestsIn(Buffer.concat([rest, stream.subarray(at, at + size)]));
        found += got.requests.length;
        rest = got.rest;
        at += size;
      }
      expect(found).toBe(2);
    }),
  );
});
