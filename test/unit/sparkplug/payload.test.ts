// The codec: own encode and decode are inverse, equal to sparkplug-payload both ways, and safe against garbage.
import fc from 'fast-check';
import { get } from 'sparkplug-payload';
import { describe, expect, test } from 'vitest';
import {
  dataType,
  decodePayload,
  encodePayload,
  type Metric,
  type MetricValue,
  type Payload,
  SparkplugError,
} from '../../../sparkplug/index.ts';

const oracle = get('spBv1.0')!;
const typeNames = new Map<number, string>(Object.entries(dataType).map(([name, number]) => [number, name]));

const alias = fc.integer({ min: 0, max: 2 ** 40 });
const time = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const whole = (bits: number, signed: boolean) =>
  signed
    ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
    : fc.integer({ min: 0, max: 2 ** bits - 1 });
const float = fc.float({ noDefaultInfinity: true });

const values: [number, fc.Arbitrary<MetricValue>][] = [
  [dataType.Int8, whole(8, true)],
  [dataType.Int16, whole(16, true)],
  [dataType.Int32, whole(32, true)],
  [dataType.Int64, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(narrow)],
  [dataType.UInt8, whole(8, false)],
  [dataType.UInt16, whole(16, false)],
  [dataType.UInt32, whole(32, false)],
  [dataType.UInt64, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(narrow)],
  [dataType.DateTime, time],
  [dataType.Float, float],
  [dataType.Double, fc.double()],
  [dataType.Boolean, fc.boolean()],
  [dataType.String, text],
  [dataType.Text, text],
  [dataType.UUID, fc.uuid()],
  [dataType.Bytes, fc.uint8Array({ maxLength: 60 })],
  [dataType.File, fc.uint8Array({ maxLength: 60 })],
];

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const property = fc.oneof(
  fc.record({ type: fc.constant(dataType.UInt32), value: whole(32, false) }),
  fc.record({ type: fc.constant(dataType.Int32), value: whole(32, true) }),
  fc.record({ type: fc.constant(dataType.DateTime), value: time }),
  fc.record({ type: fc.constant(dataType.Double), value: fc.double({ noNaN: true }) }),
  fc.record({ type: fc.constant(dataType.Float), value: fc.float({ noNaN: true, noDefaultInfinity: true }) }),
  fc.record({ type: fc.constant(dataType.Boolean), value: fc.boolean() }),
  fc.record({ type: fc.constant(dataType.String), value: text }),
);

const metric: fc.Arbitrary<Metric> = fc
  .oneof(
    ...values.map(([type, value]) => fc.record({ dataType: fc.constant(type), value: fc.option(value) })),
  )
  .chain((typed) =>
    fc
      .record(
        {
          name: text.filter((name) => name !== ''),
          alias,
          timestamp: time,
          isHistorical: fc.boolean(),
          isTransient: fc.boolean(),
          properties: fc.dictionary(fc.stringMatching(/^[a-z/]{1,12}$/), property, {
            maxKeys: 4,
            minKeys: 1,
          }),
        },
        { requiredKeys: [] },
      )
      .map((rest) => ({ ...rest, ...typed })),
  );

const payload: fc.Arbitrary<Payload> = fc.record(
  {
    timestamp: time,
    metrics: fc.array(metric, { maxLength: 8 }),
    seq: fc.integer({ min: 0, max: 255 }),
    uuid: fc.uuid(),
    body: fc.uint8Array({ maxLength: 20 }),
  },
  { requiredKeys: ['metrics'] },
);

/** The decoder says false where a flag is absent. */
function withFlags({ metrics, ...rest }: Payload): Payload {
  return {
    ...rest,
    metrics: metrics.map((one) => ({
      ...one,
      isHistorical: one.isHistorical ?? false,
      isTransient: one.isTransient ?? false,
    })),
  };
}

function fromOracle(value: unknown, type: number): MetricValue {
  if (typeof value === 'object' && value !== null && 'low' in value) {
    const number = BigInt(String(value));
    return narrow(type === dataType.Int64 ? BigInt.asIntN(64, number) : BigInt.asUintN(64, number));
  }
  return value as MetricValue;
}

describe('payload codec', () => {
  test('decoding gives back what was encoded', () => {
    fc.assert(
      fc.property(payload, (sent) => {
        expect(decodePayload(encodePayload(sent))).toEqual(withFlags(sent));
      }),
    );
  });

  test('the oracle reads what we write', () => {
    fc.assert(
      fc.property(payload, (sent) => {
        const read = oracle.decodePayload(encodePayload(sent));
        expect(read.metrics?.length ?? 0).toBe(sent.metrics.length);
        for (const [i, ours] of sent.metrics.entries()) {
          const theirs = read.metrics![i]!;
          expect(theirs.type).toBe(typeNames.get(ours.dataType!));
          expect(theirs.name ?? undefined).toEqual(ours.name);
          if (ours.value !== null && ours.dataType !== dataType.UInt32)
            expect(fromOracle(theirs.value, ours.dataType!)).toEqual(ours.value);
          if (ours.dataType === dataType.UInt32 && ours.value !== null)
            expect((theirs.value as number) >>> 0).toBe(ours.value);
          for (const [key, { value }] of Object.entries(ours.properties ?? {}))
            if (typeof value === 'string' || typeof value === 'boolean')
              expect(theirs.properties![key]!.value).toBe(value);
        }
      }),
    );
  });

  test('we read what the oracle writes', () => {
    const plain = payload.map(({ metrics, ...rest }) => ({
      ...rest,
      metrics: metrics.filter(({ value }) => value !== null && typeof value !== 'bigint'),
    }));
    fc.assert(
      fc.property(plain, (sent) => {
        const theirs = {
          ...sent,
          metrics: sent.metrics.map(({ dataType: type, properties, ...rest }) => ({
            ...rest,
            type: typeNames.get(type!),
            properties:
              properties &&
              Object.fromEntries(
                Object.entries(properties).map(([key, { type: kind, value }]) => [
                  key,
                  { type: typeNames.get(kind), value },
                ]),
              ),
          })),
        };
        const read = decodePayload(
          oracle.encodePayload(theirs as Parameters<typeof oracle.encodePayload>[0]),
        );
        const expected = withFlags(sent);
        expect(read.metrics.map(withoutAbsent)).toEqual(expected.metrics.map(withoutAbsent));
        expect(read.seq).toBe(sent.seq);
      }),
    );
  });

  test('garbage is a SparkplugError and nothing else', () => {
    const damaged = fc
      .tuple(payload, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }), fc.nat())
      .map(([sent, changes, cut]) => {
        const bytes = encodePayload(sent).slice();
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        return cut % 3 === 0 ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), (bytes) => {
        try {
          decodePayload(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SparkplugError);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('datasets, templates, property sets and fields to come are passed over', () => {
    const bytes = oracle.encodePayload({
      timestamp: 5,
      seq: 7,
      metrics: [
        {
          name: 'set',
          type: 'DataSet',
          value: { numOfColumns: 1, types: ['String'], columns: ['a'], rows: [['x']] },
        },
        { name: 'plain', type: 'Int32', value: -5 },
        {
          name: 'with',
          type: 'Boolean',
          value: true,
          properties: {
            inner: { type: 'PropertySet', value: { deep: { type: 'Int32', value: 1 } } },
            plain: { type: 'Int32', value: -9 },
          },
        },
      ],
    } as Parameters<typeof oracle.encodePayload>[0]);
    const later = new Uint8Array([...bytes, 0xfa, 0x3f, 2, 1, 2]);
    const { metrics, seq } = decodePayload(later);
    expect(seq).toBe(7);
    expect(metrics.map(({ name, value }) => [name, value])).toEqual([
      ['set', null],
      ['plain', -5],
      ['with', true],
    ]);
    expect(metrics[2]!.properties).toEqual({ plain: { type: dataType.Int32, value: -9 } });
  });

  test('limits: size, metrics, a length past the end', () => {
    expect(() => decodePayload(new Uint8Array(8_000_001))).toThrow(SparkplugError);
    const many = new Uint8Array(2 * 50_001).map((_, i) => (i % 2 === 0 ? 0x12 : 0));
    expect(() => decodePayload(many)).toThrow(/metrics/);
    expect(() => decodePayload(new Uint8Array([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]))).toThrow(SparkplugError);
  });

  test('a value that does not fit its type is refused', () => {
    const wrong: Metric[] = [
      { name: 'a', dataType: dataType.Int32, value: 2 ** 40 },
      { name: 'a', dataType: dataType.Double, value: 'x' },
      { name: 'a', dataType: dataType.Int64, value: 0.5 },
      { name: 'a', dataType: dataType.DataSet, value: 1 },
      { name: 'a', value: 1 },
    ];
    for (const one of wrong) expect(() => encodePayload({ metrics: [one] })).toThrow(SparkplugError);
  });
});

function withoutAbsent(one: object): object {
  return Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined));
}
