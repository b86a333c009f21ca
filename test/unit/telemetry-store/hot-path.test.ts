// A data message is the same samples, refusals and verdict whether it is read in columns or by the codec.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wire } from '../../../campus-model/index.ts';
import { DataRowReader } from '../../../sparkplug/data-row-reader.ts';
import {
  dataType,
  decodePayload,
  encodePayload,
  type Metric,
  type Payload,
} from '../../../sparkplug/index.ts';
import { NodeSession } from '../../../sparkplug/node-session.ts';
import {
  type DataMessage,
  messageOfPayload,
  messageOfRows,
} from '../../../telemetry-store/ingest/data-message.ts';
import { PointBook } from '../../../telemetry-store/ingest/point-book.ts';
import { rowProperties, SampleReader } from '../../../telemetry-store/ingest/sample-reader.ts';
import { smallCampus } from './small-campus.ts';

const now = Date.UTC(2026, 8, 1, 8);
const book = new PointBook(smallCampus, [...smallCampus.points.keys()]);
const device = 'meter-1';
const declared: Metric[] = [
  { name: wire.positionsMetric, alias: 0, dataType: dataType.String, value: null },
  { name: 'power', alias: 1, dataType: dataType.Double, value: 1 },
  { name: 'energy', alias: 2, dataType: dataType.Int16, value: 1 },
  { name: 'nobody', alias: 300, dataType: dataType.Double, value: 1 },
  { name: 'far', alias: 1_000_000, dataType: dataType.Double, value: 1 },
];

const time = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: now - 9_000, max: now + 9_000 }) },
  fc.constantFrom(undefined, 0, 5_000, now + 9e10, Date.UTC(2019, 0, 1)),
);
const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, min: -100, max: 2_000 }) },
  fc.double(),
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -40_000, max: 40_000 }),
);
const code = fc.constantFrom(0, 0x80310000, 0x40940000, 0x40900000, -3);
const metric = fc
  .record({
    alias: fc.constantFrom(1, 1, 1, 1, 2, 300, 77, 1_000_000),
    timestamp: time,
    value,
    properties: fc.option(
      fc.record(
        {
          [wire.statusProperty]: code.map((value) => ({ type: dataType.UInt32, value })),
          [wire.qualityProperty]: fc
            .constantFrom(0, 192, 500)
            .map((value) => ({ type: dataType.Int32, value })),
          [wire.ordinalProperty]: fc
            .constantFrom(0, 3, 70_000)
            .map((value) => ({ type: dataType.UInt32, value })),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
  })
  .map(({ value, properties, ...rest }): Metric => {
    const isInt = Number.isInteger(value) && Math.abs(Number(value)) <= 40_000 && Number(value) > 2_000;
    const type = typeof value === 'boolean' ? dataType.Boolean : isInt ? dataType.Int32 : dataType.Double;
    return {
      ...rest,
      value,
      ...(properties ? { properties } : {}),
      dataType: type,
    };
  });
const message = fc
  .record({
    metrics: fc.array(metric, { maxLength: 6 }),
    timestamp: time,
    lead: fc.constantFrom('fit', 'fit', 'fit', 'runs', 'misfit', 'none', 'other'),
    isLate: fc.boolean(),
  })
  .map(({ metrics, timestamp, lead, isLate }): Payload => {
    const n = metrics.length;
    const texts: Record<string, string> = {
      fit: `abcdef12:5-${4 + n}`,
      runs: `abcdef12:5-5,9-${7 + n}`,
      misfit: 'abcdef12:5-99',
      other: 'x',
    };
    const text: Metric = { alias: lead === 'other' ? 1 : 0, dataType: dataType.String, value: texts[lead]! };
    const late = metrics.map((one) => ({ ...one, isHistorical: isLate }));
    return { timestamp, seq: 2, metrics: lead === 'none' ? late : [text, ...late] };
  });

const births = () => {
  const session = new NodeSession((_, name) => book.pointsOf('gw-1', device)!.get(name) ?? -1);
  const birth = (metrics: Metric[], seq: number) =>
    decodePayload(encodePayload({ timestamp: now, seq, metrics }));
  session.nodeBirth(birth([{ name: 'bdSeq', dataType: dataType.Int64, value: 0 }], 0));
  session.deviceBirth(device, birth(declared, 1));
  return session;
};

function read(verdict: string, of: DataMessage) {
  const { batch, refused } = of.read({ nowMs: now, latestMs: now }, null);
  const columns = [batch.point, batch.timeMs, batch.value, batch.status, batch.ordinal].map((one) => [
    ...one,
  ]);
  const { count, positions, misfit, isHistorical, isTransient } = of;
  const { historical } = batch;
  return { verdict, count, positions, misfit, isHistorical, isTransient, historical, columns, refused };
}

const reader = new DataRowReader(rowProperties);
const { rows } = reader;

/** Null where columns leave it to the codec. */
function byColumns(bytes: Uint8Array) {
  if (!reader.read(bytes)) return null;
  const verdict = births().rows(device, rows, wire.positionsMetric);
  return verdict && read(verdict, messageOfRows(rows, false, new SampleReader(book)));
}

function byCodec(bytes: Uint8Array) {
  const payload = decodePayload(bytes);
  const verdict = births().data(device, payload);
  const points = book.pointsOf('gw-1', device);
  return read(verdict, messageOfPayload(payload as Payload, false, points, new SampleReader(book)));
}

test('columns and codec agree on messages of every sort', () => {
  let inColumns = 0;
  fc.assert(
    fc.property(message, (one) => {
      const bytes = encodePayload(one);
      const found = byColumns(bytes);
      if (!found) return;
      inColumns++;
      expect(found).toEqual(byCodec(bytes));
    }),
    { numRuns: 3_000 },
  );
  expect(inColumns).toBeGreaterThan(500);
});

test('columns and codec agree on messages that chance has changed', () => {
  fc.assert(
    fc.property(
      message,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      (one, changes) => {
        const bytes = encodePayload(one);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const found = byColumns(bytes);
        if (found) expect(found).toEqual(byCodec(bytes));
      },
    ),
    { numRuns: 5_000 },
  );
});

test('a number whose sign its birth alone names is left to the codec', () => {
  const metric = [0x10, 2, 0x50, 0xfc, 0xff, 0x03]; // alias 2, an Int16 by its birth, 65532 without a type
  const bytes = Uint8Array.from([0x12, metric.length, ...metric, 0x18, 2]);
  expect(reader.read(bytes)).toBe(true);
  expect(births().rows(device, rows, wire.positionsMetric)).toBeNull();
  expect(byCodec(bytes).columns[2]).toEqual([-4]);
});

test('an alias that the device has not declared is left to the codec, and changes nothing', () => {
  const bytes = encodePayload({ seq: 2, metrics: [{ alias: 77, dataType: dataType.Double, value: 1 }] });
  const session = births();
  expect(reader.read(bytes)).toBe(true);
  expect(session.rows(device, rows, wire.positionsMetric)).toBeNull();
  expect(session.rows('lamps-1', rows, wire.positionsMetric)).toBeNull();
  reader.read(encodePayload({ seq: 2, metrics: [{ alias: 1, dataType: dataType.Double, value: 1 }] }));
  expect(session.rows(device, rows, wire.positionsMetric)).toBe('accepted');
  expect(session.rows(device, rows, wire.positionsMetric)).toBe('gap');
});
