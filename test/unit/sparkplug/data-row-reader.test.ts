// Data in columns is what the codec says it is: over messages of every shape, and over bytes that were changed by chance.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataRowReader } from '../../../sparkplug/data-row-reader.ts';
import {
  dataType,
  decodePayload,
  encodePayload,
  type Metric,
  missingMark,
  type Payload,
  type Property,
} from '../../../sparkplug/index.ts';

const properties = ['campus/status', 'Quality', 'campus/ordinal'];
const whole = fc.oneof(fc.nat(300), fc.nat({ max: 0xffff_ffff }));
const time = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
  fc.constantFrom(0, 1, 2 ** 35 - 1, 2 ** 35, 2 ** 42 - 1, 2 ** 42, 2 ** 49 - 1, 2 ** 49, 2 ** 53 - 1),
);
const property = fc.oneof(
  { weight: 5, arbitrary: whole.map((value): Property => ({ type: dataType.UInt32, value })) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: -999 }).map((value): Property => ({ type: dataType.Int32, value })),
  },
  fc.double().map((value): Property => ({ type: dataType.Double, value })),
  fc.boolean().map((value): Property => ({ type: dataType.Boolean, value })),
  fc.constant<Property>({ type: dataType.UInt32, value: null }),
);
const named = fc.dictionary(fc.constantFrom(...properties, 'else'), property, { maxKeys: 4 });
const value = fc.oneof(
  { weight: 8, arbitrary: fc.double().map((value) => ({ dataType: dataType.Double, value })) },
  { weight: 2, arbitrary: fc.constant({ dataType: dataType.Double, value: null }) },
  { weight: 2, arbitrary: fc.boolean().map((value) => ({ dataType: dataType.Boolean, value })) },
  { weight: 2, arbitrary: fc.integer().map((value) => ({ dataType: dataType.Int32, value })) },
  fc.maxSafeInteger().map((value) => ({ dataType: dataType.Int64, value })),
  fc.integer({ min: -100, max: 100 }).map((value) => ({ dataType: dataType.Int8, value })),
  fc.float().map((value) => ({ dataType: dataType.Float, value })),
  fc.string({ maxLength: 9 }).map((value) => ({ dataType: dataType.String, value })),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const metric: fc.Arbitrary<Metric> = fc
  .record({
    value,
    alias: fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 70_000 }) }, fc.constant(undefined), whole),
    name: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.constant('power')),
    timestamp: optional(time),
    isHistorical: fc.boolean(),
    isTransient: fc.boolean(),
    properties: optional(named),
  })
  .map(({ value, ...rest }) => ({ ...rest, ...value }) as Metric);
const payload: fc.Arbitrary<Payload> = fc.record({
  timestamp: optional(time),
  seq: optional(fc.nat(255)),
  metrics: fc.array(metric, { maxLength: 9 }),
});
/** A message as agents write them. */
const common: fc.Arbitrary<Payload> = fc
  .record({
    samples: fc.array(fc.tuple(fc.nat(3_000_000), time, fc.double(), named), { maxLength: 9 }),
    isLate: fc.boolean(),
  })
  .map(({ samples, isLate }) => ({
    timestamp: 1_790_000_000_000,
    seq: 5,
    metrics: [
      { alias: 3, timestamp: 1_790_000_000_000, dataType: dataType.String, value: 'abcdef12:1-9,12-20' },
      ...samples.map(([alias, timestamp, value, set]) => ({
        ...{ alias, timestamp, dataType: dataType.Double, value, isHistorical: isLate },
        ...(Object.keys(set).length > 1 ? { properties: set } : {}),
      })),
    ],
  }));

const numberOf = (one: Metric['value']): number =>
  one === null ? Number.NaN : typeof one === 'boolean' ? Number(one) : (one as number);

/** Where the columns understood the message, they must say what the codec says. */
function compare(reader: DataRowReader, bytes: Uint8Array): boolean {
  if (!reader.read(bytes)) return false;
  const { rows } = reader;
  const { metrics, timestamp, seq } = decodePayload(bytes);
  expect(rows.timestamp).toBe(timestamp ?? Number.NaN);
  expect(rows.seq).toBe(seq ?? -1);
  const from = rows.lead === null ? 0 : 1;
  if (rows.lead !== null)
    expect({ value: rows.lead, alias: rows.leadAlias }).toEqual({
      value: metrics[0]!.value,
      alias: metrics[0]!.alias,
    });
  expect(rows.length).toBe(metrics.length - from);
  expect(rows.isHistorical).toBe(metrics[from]?.isHistorical ?? false);
  expect(rows.isTransient).toBe(metrics[from]?.isTransient ?? false);
  for (let row = 0; row < rows.length; row++) {
    const one = metrics[from + row]!;
    expect(one.name).toBeUndefined();
    expect(rows.alias[row]).toBe(one.alias);
    expect(rows.timeMs[row]).toBe(one.timestamp ?? Number.NaN);
    expect(rows.type[row]).toBe(one.dataType ?? 0xffff_ffff);
    expect(rows.value[row]).toBe(numberOf(one.value));
    expect((rows.has[row]! & missingMark) !== 0).toBe(one.value === null);
    properties.forEach((name, i) => {
      const has = (rows.has[row]! & (1 << i)) !== 0;
      expect(has ? rows.properties[i]![row] : undefined).toBe(one.properties?.[name]?.value);
    });
  }
  return true;
}

describe('data in columns', () => {
  const reader = new DataRowReader(properties);

  test('says what the codec says, of messages of every shape', () => {
    let understood = 0;
    fc.assert(
      fc.property(fc.oneof(payload, common), (one) => {
        if (compare(reader, encodePayload(one))) understood++;
      }),
      { numRuns: 2_000 },
    );
    expect(understood).toBeGreaterThan(200);
  });

  test('says what the codec says, or nothing, of bytes changed by chance', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255), kind: fc.constantFrom('set', 'cut', 'put') });
    fc.assert(
      fc.property(
        fc.oneof(common, payload),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (one, changes) => {
          let bytes = [...encodePayload(one)];
          for (const { at, byte, kind } of changes) {
            const place = at % (bytes.length + 1);
            if (kind === 'set') bytes[place] = byte;
            else if (kind === 'cut') bytes = bytes.slice(0, place);
            else bytes.splice(place, 0, byte);
          }
          compare(reader, Uint8Array.from(bytes));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('says what the codec says, or nothing, of bytes of chance', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void compare(reader, bytes)),
      { numRuns: 5_000 },
    );
  });

  test('what agents write is understood, at any place of a larger buffer, and the columns grow', () => {
    const metrics: Metric[] = [
      { alias: 0, timestamp: 1_790_000_000_000, dataType: dataType.String, value: 'abcdef12:1-3000' },
    ];
    for (let i = 0; i < 3_000; i++) {
      const status = { 'campus/status': { type: dataType.UInt32, value: 0x80310000 } };
      metrics.push({
        ...{ alias: i * 7, timestamp: 1_790_000_000_000 + i, dataType: dataType.Double },
        value: i % 3 === 0 ? null : i / 10,
        ...(i % 3 === 0 ? { properties: status } : {}),
      });
    }
    const bytes = encodePayload({ timestamp: 1, seq: 0, metrics });
    const inside = new Uint8Array(bytes.length + 20);
    inside.set(bytes, 13);
    expect(compare(new DataRowReader(properties), inside.subarray(13, 13 + bytes.length))).toBe(true);
  });

  test.each<[string, Metric]>([
    ['a name', { name: 'power', alias: 1, dataType: dataType.Double, value: 1 }],
    ['no alias', { dataType: dataType.Double, value: 1 }],
    ['a text behind other metrics', { alias: 1, dataType: dataType.String, value: 'x' }],
    ['bytes', { alias: 1, dataType: dataType.Bytes, value: new Uint8Array([1]) }],
    ['an unknown property', { alias: 1, dataType: 10, value: 1, properties: { x: { type: 7, value: 1 } } }],
    ['a number beyond 2^49', { alias: 1, dataType: dataType.UInt64, value: 2 ** 52 }],
  ])('left to the codec: %s', (_, one) => {
    const plain: Metric = { alias: 9, dataType: dataType.Double, value: 5 };
    expect(reader.read(encodePayload({ metrics: [plain, one] }))).toBe(false);
    expect(reader.read(encodePayload({ metrics: [plain] }))).toBe(true);
  });
});
