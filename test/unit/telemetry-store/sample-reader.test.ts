// What becomes of each value, quality and time that a gateway may send.
import { describe, expect, test } from 'vitest';
import { status } from '../../../campus-model/index.ts';
import { dataType, type Metric, type Property } from '../../../sparkplug/index.ts';
import { PointBook } from '../../../telemetry-store/ingest/point-book.ts';
import { SampleReader } from '../../../telemetry-store/ingest/sample-reader.ts';
import { smallCampus } from './small-campus.ts';

const now = Date.UTC(2026, 8, 1, 8);
const day = 24 * 3_600_000;
const book = new PointBook(smallCampus, [...smallCampus.points.keys()]);

function read(
  metrics: readonly Metric[],
  timestamp: number | undefined = now - 5,
  device = 'meter-1',
  time = { nowMs: now, latestMs: now },
) {
  const points = book.pointsOf('gw-1', device)!;
  const { batch, refused } = new SampleReader(book).data({ timestamp, metrics }, 0, points, time, null);
  const rows = Array.from({ length: batch.length }, (_, i) => ({
    value: batch.value[i]!,
    status: batch.status[i]!,
    timeMs: batch.timeMs[i]!,
    ordinal: batch.ordinal[i]!,
    text: batch.texts?.get(i),
  }));
  return { rows, rejected: refused.length, historical: batch.historical };
}

const power = (value: Metric['value'], rest: Partial<Metric> = {}): Metric => ({
  name: 'power',
  dataType: dataType.Double,
  timestamp: now,
  value,
  ...rest,
});
const withCode = (value: number, key = 'campus/status'): Record<string, Property> => ({
  [key]: { type: dataType.UInt32, value },
});

describe('sample reader', () => {
  test.each<[string, Metric, { value?: number; status?: number; timeMs?: number; ordinal?: number }]>([
    ['a good value', power(5), { value: 5, status: status.good, timeMs: now, ordinal: 0 }],
    ['zero', power(0), { value: 0, status: status.good }],
    ['NaN', power(Number.NaN), { value: Number.NaN, status: status.decodingError }],
    ['infinity', power(Number.NEGATIVE_INFINITY), { value: Number.NaN, status: status.decodingError }],
    ['above its range', power(1_001), { value: 1_001, status: status.outOfRange }],
    ['below its range', power(-1), { value: -1, status: status.outOfRange }],
    [
      'out of range and bad',
      power(-1, { properties: withCode(status.deviceFailure) }),
      { status: status.deviceFailure },
    ],
    [
      'missing with its reason',
      power(null, { properties: withCode(status.timeout) }),
      { value: Number.NaN, status: status.timeout },
    ],
    ['missing without a reason', power(null), { value: Number.NaN, status: status.bad }],
    ['a status that is none', power(5, { properties: withCode(-3) }), { value: 5, status: status.bad }],
    ['Sparkplug quality bad', power(5, { properties: withCode(0, 'Quality') }), { status: status.bad }],
    [
      'Sparkplug quality stale',
      power(5, { properties: withCode(500, 'Quality') }),
      { status: status.lastUsableValue },
    ],
    ['Sparkplug quality good', power(5, { properties: withCode(192, 'Quality') }), { status: status.good }],
    ['an ordinal', power(5, { properties: withCode(7, 'campus/ordinal') }), { ordinal: 7 }],
    ['a truth value', power(true), { value: 1 }],
    ['a 64-bit number', power(2n ** 60n), { value: 2 ** 60, status: status.outOfRange }],
    [
      'no time: that of the message',
      power(5, { timestamp: undefined }),
      { timeMs: now - 5, status: status.clockSuspect },
    ],
    ['a time of 1970', power(5, { timestamp: 1_000 }), { timeMs: now - 5, status: status.clockSuspect }],
    [
      'a time two days ahead',
      power(5, { timestamp: now + 2 * day }),
      { timeMs: now - 5, status: status.clockSuspect },
    ],
    [
      'a time an hour ahead',
      power(5, { timestamp: now + 3_600_000 }),
      { timeMs: now + 3_600_000, status: status.good },
    ],
  ])('%s', (_, metric, expected) => {
    expect(read([metric])).toMatchObject({ rows: [expected], rejected: 0 });
  });

  test('a message whose own time is wrong too gets the receive time', () => {
    expect(read([power(5, { timestamp: 1 })], now + 40 * day).rows[0]!.timeMs).toBe(now);
  });

  test('a gateway whose clock was never set: its samples keep their order and distances, and are flagged', () => {
    const metrics = [
      power(1, { timestamp: 5_000 }),
      power(2, { timestamp: 5_250 }),
      power(3, { timestamp: 6_000 }),
    ];
    expect(read(metrics, 6_000).rows).toMatchObject([
      { value: 1, timeMs: now - 1_000, status: status.clockSuspect },
      { value: 2, timeMs: now - 750, status: status.clockSuspect },
      { value: 3, timeMs: now, status: status.clockSuspect },
    ]);
    const ahead = now + 400 * day;
    expect(read([power(1, { timestamp: ahead - 9 })], ahead).rows).toMatchObject([
      { timeMs: now - 9, status: status.clockSuspect },
    ]);
  });

  test('samples that get the time of their message stay several', () => {
    const metrics = [1, 2, 3].map((value) => power(value, { timestamp: value }));
    const { rows } = read(metrics);
    expect(rows.map(({ timeMs, value }) => [timeMs, value])).toEqual(
      [1, 2, 3].map((value) => [now - 5, value]),
    );
    expect(new Set(rows.map(({ ordinal }) => ordinal)).size).toBe(3);
  });

  test('a hub whose clock was set back by years flags nobody else’s', () => {
    const time = { nowMs: now - 3 * 365 * day, latestMs: now };
    expect(read([power(5)], now, 'meter-1', time).rows).toMatchObject([{ timeMs: now, status: status.good }]);
  });

  test('what is no sample of ours is rejected and counted; the rest is taken', () => {
    const metrics = [
      power('5'),
      power(new Uint8Array([5])),
      power(5, { properties: withCode(70_000, 'campus/ordinal') }),
      { ...power(5), name: 'unknown' },
      { ...power(5), name: '__proto__' },
      power(6),
    ];
    expect(read(metrics)).toMatchObject({ rows: [{ value: 6 }], rejected: 5 });
  });

  test('texts for text points, and no numbers', () => {
    const app = (value: Metric['value']): Metric => ({ name: 'app', timestamp: now, value });
    const { rows, rejected } = read(
      [app('解剖'), app(''), app(null), app(5), app('x'.repeat(1_001))],
      now,
      'vr-1',
    );
    expect(rows.map(({ text, status: code, value }) => [text, code, value])).toEqual([
      ['解剖', status.good, Number.NaN],
      ['', status.good, Number.NaN],
      [undefined, status.bad, Number.NaN],
    ]);
    expect(rejected).toBe(2);
  });

  test('a backlog is historical', () => {
    expect(read([power(5, { isHistorical: true })]).historical).toBe(true);
  });

  test('a gateway speaks for its own devices only', () => {
    expect(book.pointsOf('gw-1', 'lamps-1')).toBeNull();
    expect(book.pointsOf('gw-3', 'lamps-1')).toBeNull();
    expect(book.pointsOf('gw-2', 'nothing')).toBeNull();
    expect([...book.pointsOf('gw-2', 'lamps-1')!.keys()]).toEqual(['front-set', 'front']);
  });
});
