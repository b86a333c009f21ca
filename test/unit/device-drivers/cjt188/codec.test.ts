// Frames of CJ/T 188 by their bytes, and what the codec makes of spoilt ones.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAnswer, encodeRequest, type Meter, valveOrder } from '../../../../device-drivers/cjt188/codec.ts';

const meter: Meter = { type: '10', address: '78330011223344', idOrder: 'low-first' };
/** A water meter's answer: 55 6677.00 m³ twice, 2015-05-11 22:01:31, status 21 84. */
const answer = Buffer.from(
  'fefefe6810443322110033788116' +
    '1f90000077665 52c0077665 52c310122110515202184'.replaceAll(' ', '') +
    '1316',
  'hex',
);

test('a read is these bytes, and so is a valve order', () => {
  expect(encodeRequest(meter, 0x01, '901F', 0, Buffer.alloc(0)).toString('hex')).toBe(
    'fefefe681044332211003378' + '01031f90008016',
  );
  expect(encodeRequest(meter, 0x04, 'A017', 9, valveOrder(false)).toString('hex')).toBe(
    'fefefe681044332211003378' + '040417a00999' + '2e16',
  );
  const highFirst = encodeRequest({ ...meter, idOrder: 'high-first' }, 0x01, '901F', 0, Buffer.alloc(0));
  expect(highFirst.toString('hex')).toContain('0103901f00');
});

test('an answer as meters send it is read', () => {
  const cut = cutAnswer(answer, meter, 0x01, '901F');
  expect(cut.found && cut.value.data.toString('hex')).toBe('007766552c007766552c310122110515202184');
});

test('another meter’s, another type’s and another item’s are passed over', () => {
  for (const other of [
    { ...meter, address: '78330011223345' },
    { ...meter, type: '20' },
  ]) {
    expect(cutAnswer(answer, other, 0x01, '901F').found).toBe(false);
  }
  expect(cutAnswer(answer, meter, 0x01, 'D120').found).toBe(false);
  expect(cutAnswer(answer, meter, 0x04, 'A017').found).toBe(false);
  expect(cutAnswer(answer, { ...meter, address: 'AAAAAAAAAAAAAA' }, 0x01, '901F').found).toBe(true);
});

test('with any one byte changed it is no answer; behind noise it is found', () => {
  const start = answer.indexOf(0x68);
  fc.assert(
    fc.property(
      fc.integer({ min: start, max: answer.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, by) => {
        const spoilt = Buffer.from(answer);
        spoilt[at] = (spoilt[at]! + by) & 0xff;
        expect(cutAnswer(spoilt, meter, 0x01, '901F').found).toBe(false);
      },
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
      expect(cutAnswer(Buffer.concat([Buffer.from(noise), answer]), meter, 0x01, '901F').found).toBe(true);
    }),
  );
});
