// Columns of samples and the live frame keep every bit.
import { decodeLiveFrame, encodeLiveFrame, SampleColumns } from '@campus/campus-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const row = fc.record({
  slot: fc.nat({ max: 5000 }),
  value: fc.double(),
  timeMs: fc.integer({ min: 0, max: 4e12 }),
  status: fc.integer({ min: 0, max: 0xffffffff }),
});

test('columns grow and hand over what was pushed, then start anew', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
      const columns = new SampleColumns(2);
      for (const { slot, value, timeMs, status } of rows) columns.push(slot, timeMs, value, status);
      const batch = columns.take();
      expect(columns.length).toBe(0);
      expect([...batch.point]).toEqual(rows.map(({ slot }) => slot));
      expect([...batch.value]).toEqual(rows.map(({ value }) => value));
      expect([...batch.status]).toEqual(rows.map(({ status }) => status));
    }),
  );
});

test('a live frame survives the round trip, NaN included', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
      expect(decodeLiveFrame(encodeLiveFrame(rows))).toEqual(rows);
      expect(decodeLiveFrame(new Uint8Array(encodeLiveFrame(rows)))).toEqual(rows);
    }),
  );
});

test('a frame of a broken length is refused', () => {
  expect(() => decodeLiveFrame(new ArrayBuffer(25))).toThrow(RangeError);
});
