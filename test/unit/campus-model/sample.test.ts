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

test('batches are appended as copies, texts in their rows; a view is lent until the columns are used again', () => {
  const one = new SampleColumns(2);
  one.push(1, 10, 1.5, 7, 3);
  one.push(2, 20, Number.NaN, 0, 0, 'Anatomy');
  const all = new SampleColumns(1);
  all.append(one.view());
  all.append({ ...one.view(true), length: 1 });
  one.clear();
  one.push(9, 9, 9, 9);
  all.append(one.view());
  const batch = all.view(true);
  expect(batch).toMatchObject({ length: 4, historical: true, texts: new Map([[1, 'Anatomy']]) });
  expect(
    [batch.point, batch.timeMs, batch.value, batch.status, batch.ordinal].map((column) => [...column]),
  ).toEqual([
    [1, 2, 1, 9],
    [10, 20, 10, 9],
    [1.5, Number.NaN, 1.5, 9],
    [7, 0, 7, 9],
    [3, 0, 3, 0],
  ]);
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
