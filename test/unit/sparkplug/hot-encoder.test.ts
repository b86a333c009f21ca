// The hot encoder against the one that stands on the protobuf library: the same bytes for every data payload.
import { DataPayloadWriter, dataType, encodePayload, encodeProperties, type Metric } from '@campus/sparkplug';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const metric = fc.record({
  alias: fc.integer({ min: 0, max: 0xffffffff }),
  timestamp: fc.oneof(
    fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
    fc.integer({ min: 0, max: 2 ** 52 }),
  ),
  isHistorical: fc.boolean(),
  isTransient: fc.boolean(),
  value: fc.oneof(
    fc.double({ noNaN: true }),
    fc.constant(null),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ minLength: 100, maxLength: 400 }),
    fc.integer({ min: 5_000, max: 20_000 }).map((length) => 'x'.repeat(length)),
  ),
  isText: fc.boolean(),
  code: fc.option(fc.integer({ min: 0, max: 0xffffffff }), { nil: null }),
});

test('property: byte for byte what the library writes', () => {
  const writer = new DataPayloadWriter();
  fc.assert(
    fc.property(
      fc.array(metric, { maxLength: 30 }),
      fc.integer({ min: 1, max: 2 ** 50 }),
      fc.integer({ min: 0, max: 255 }),
      (metrics, timestamp, seq) => {
        writer.begin(timestamp);
        const plain = metrics.map(({ value, isText, code, ...head }): Metric => {
          const properties =
            code === null ? undefined : { 'campus/status': { type: dataType.UInt32, value: code } };
          const own = { ...head, properties: properties ? encodeProperties(properties) : null };
          const text = typeof value === 'string' ? value.toWellFormed() : null;
          const isString = text !== null || (value === null && isText);
          if (isString) writer.text(own, text);
          else writer.double(own, value === null ? Number.NaN : (value as number));
          return {
            alias: head.alias,
            timestamp: head.timestamp,
            ...(head.isHistorical ? { isHistorical: true } : {}),
            ...(head.isTransient ? { isTransient: true } : {}),
            dataType: isString ? dataType.String : dataType.Double,
            value: isString ? text : (value as number | null),
            ...(properties ? { properties } : {}),
          };
        });
        const expected = encodePayload({ timestamp, metrics: plain, seq });
        expect(Buffer.from(writer.finish(seq)).equals(Buffer.from(expected))).toBe(true);
      },
    ),
  );
});
