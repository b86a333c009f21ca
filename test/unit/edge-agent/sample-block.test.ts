// Samples as bytes in the outbox, and their columns: nothing is rounded, reordered or lost.
import { status } from '@campus/campus-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeNames, encodeNames } from '../../../edge-agent/sampling/name-list.ts';
import { decodeBlock, encodeBlock } from '../../../edge-agent/sampling/sample-block.ts';
import { SampleColumns } from '../../../edge-agent/sampling/sample-rows.ts';

const sample = fc.record({
  point: fc.nat({ max: 9_999 }),
  timeMs: fc.oneof(
    fc.integer({ min: 1_800_000_000_000, max: 1_800_000_100_000 }),
    fc.integer({ min: 0, max: 4e15 }),
  ),
  value: fc.oneof(
    fc.double(),
    fc.integer({ min: -40_000, max: 400_000 }).map((thousandths) => thousandths / 1_000),
    fc.integer({ min: -1_000, max: 1_000 }),
    fc.constantFrom(Number.NaN, -0, 0, 2 ** 31, -(2 ** 53), 0.1 + 0.2, 21.5),
  ),
  status: fc.oneof(fc.constant(status.good), fc.integer({ min: 0, max: 0xffffffff })),
  ordinal: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })),
  text: fc.option(fc.string({ unit: 'grapheme', maxLength: 200 }), { nil: undefined }),
});

test('property: samples outlive their bytes, to the last bit', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 40 }), fc.nat(60), (samples, headRoom) => {
      const columns = new SampleColumns();
      for (const { point, timeMs, value, status: code, ordinal, text } of samples)
        columns.push(point, timeMs, value, code, ordinal, text?.toWellFormed());
      const read: unknown[] = [];
      const bytes = encodeBlock(columns.inOrder(), headRoom).subarray(headRoom);
      const isWhole = decodeBlock(bytes, (point, timeMs, value, code, ordinal, text) => {
        read.push({ point, timeMs, value, status: code, ordinal, text });
      });
      expect(isWhole).toBe(true);
      expect(read).toEqual(samples.map((one) => ({ ...one, text: one.text?.toWellFormed() })));
    }),
  );
});

test('property: random bytes are samples or none, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      decodeBlock(bytes, () => {});
      decodeBlock(Uint8Array.of(2, ...new Array(8).fill(0), ...bytes), () => {});
      decodeNames(bytes);
    }),
  );
});

test('a temperature that changes by tenths takes a few bytes', () => {
  const columns = new SampleColumns();
  for (let i = 0; i < 500; i++)
    columns.push(i, 1_800_000_000_000, 20 + (i % 50) / 10, status.good, 0, undefined);
  expect(encodeBlock(columns.inOrder(), 0).length).toBeLessThan(500 * 4);
});

test('property: columns are handed on by point, those of one point in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 600 }), (order) => {
      const columns = new SampleColumns();
      order.forEach((point, i) => {
        columns.push(point, i, i, 0, 0, i % 3 === 0 ? `${i}` : undefined);
      });
      const rows = columns.take();
      const expected = order.map((point, i) => ({ point, i })).sort((a, b) => a.point - b.point || a.i - b.i);
      expect([...rows.value]).toEqual(expected.map(({ i }) => i));
      expect([...rows.point]).toEqual(expected.map(({ point }) => point));
      expected.forEach(({ i }, row) => {
        expect(rows.texts?.get(row)).toBe(i % 3 === 0 ? `${i}` : undefined);
      });
      expect(columns.length).toBe(0);
    }),
  );
});

test('names are read back, of nothing too', () => {
  for (const names of [[], ['a/b'], ['t1-101-air/temperature', 't1-101-lamps/front']])
    expect(decodeNames(encodeNames(names))).toEqual(names);
});
