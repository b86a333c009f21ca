// What the publisher says on the wire: births, deaths, and devices that are born only for their backlog.
import { status, wire } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { ManualClock } from '@campus/runtime';
import { decodePayload, type Metric } from '@campus/sparkplug';
import { expect, test } from 'vitest';
import { partOfCampus } from '../../../edge-agent/part-of-campus.ts';
import { PollPlan } from '../../../edge-agent/poll-plan.ts';
import { Births } from '../../../edge-agent/publishing/births.ts';
import { PointBook } from '../../../edge-agent/publishing/point-book.ts';
import { Publisher, type SampleKind } from '../../../edge-agent/publishing/publisher.ts';
import { LastSent } from '../../../edge-agent/sampling/report-by-exception.ts';
import { SampleColumns } from '../../../edge-agent/sampling/sample-rows.ts';
import { smallCampus } from './small-campus.ts';

const plan = new PollPlan(partOfCampus(smallCampus(), 'gw-t1', deviceModels));
const air = 't1-101-air';

function setUp() {
  const said: string[] = [];
  const births = new Map<string, readonly Metric[]>();
  const data: (readonly Metric[])[] = [];
  const node = {
    isBorn: true,
    bufferedBytes: 0,
    publishNode: () => true,
    publishEncoded: (id: string | null, encode: (timestamp: number, seq: number) => Uint8Array) => {
      said.push(`DDATA ${id}`);
      data.push(decodePayload(encode(1_800_000_000_500, 7)).metrics);
      return true;
    },
    deviceBirth: (id: string, metrics: readonly Metric[]) => {
      said.push(`DBIRTH ${id}`);
      births.set(id, metrics);
      return true;
    },
    deviceDeath: (id: string) => {
      said.push(`DDEATH ${id}`);
      return true;
    },
  };
  const lastSent = new LastSent(plan.points);
  const book = new PointBook(plan);
  const clock = new ManualClock();
  const publisher = new Publisher({
    book,
    clock,
    node: () => node,
    births: new Births({
      plan,
      book,
      lastSent,
      clock,
      health: () => ({ backlog: 1, dropped: 2, memoryMb: 3, devicesSilent: 4 }),
      outboxes: () => ['k3f9a2', 'p7d1c4'],
      books: () => '{"version":1,"days":[],"gaps":[]}',
      standing: () => '[]',
    }),
  });
  const send = (deviceId: string, samples: readonly Sample[], kind: SampleKind): boolean => {
    const columns = new SampleColumns();
    for (const { pointId, value, status: code, ordinal, text } of samples)
      columns.push(book.find(pointId, text !== undefined)!, 1_800_000_000_000, value, code, ordinal, text);
    const rows = columns.inOrder();
    const positions = { outboxId: 'abcdef', ranges: [[1, rows.length] as const] };
    return publisher.publishSamples({
      deviceId,
      rows,
      order: null,
      from: 0,
      to: rows.length,
      positions,
      kind,
    });
  };
  return { publisher, send, node, said, births, data, lastSent };
}

interface Sample {
  readonly pointId: string;
  readonly value: number;
  readonly status: number;
  readonly ordinal: number;
  readonly text?: string;
}

const sample = (pointId: string, more: Partial<Sample> = {}): Sample => ({
  pointId,
  value: 20,
  status: status.good,
  ordinal: 0,
  ...more,
});

test('a live sample births its device first; a dead device gets none', () => {
  const { publisher, send, said } = setUp();
  expect(send(air, [sample(`${air}/temperature`)], 'live')).toBe(false);
  publisher.deviceOnline(air);
  expect(send(air, [sample(`${air}/temperature`)], 'live')).toBe(true);
  publisher.birthDue();
  expect(said).toEqual([`DBIRTH ${air}`, `DDATA ${air}`]);
});

test('positions come first, then the samples; only what is not default has properties', () => {
  const { publisher, send, data, births } = setUp();
  publisher.deviceOnline(air);
  const bad = sample(`${air}/humidity`, { value: Number.NaN, status: status.timeout, ordinal: 2 });
  send(air, [sample(`${air}/temperature`), bad], 'live');
  const names = new Map(births.get(air)!.map(({ alias, name }) => [alias, name]));
  const [head, good, missing] = data[0]!;
  expect([head, good, missing].map((metric) => names.get(metric!.alias))).toEqual([
    wire.positionsMetric,
    'temperature',
    'humidity',
  ]);
  expect(head!.value).toBe('abcdef:1-2');
  expect(good).toMatchObject({ value: 20, timestamp: 1_800_000_000_000 });
  expect(good!.properties).toBeUndefined();
  expect(missing!.value).toBeNull();
  expect(missing!.properties).toEqual({
    Quality: { type: 3, value: 0 },
    'campus/status': { type: 7, value: status.timeout },
    'campus/ordinal': { type: 7, value: 2 },
  });
});

test('births tell last values, and that others are waited for', () => {
  const { publisher, lastSent } = setUp();
  publisher.deviceOnline(air);
  const index = plan.indexOf.get(`${air}/temperature`)!;
  lastSent.isNews(index, 1_800_000_000_000, 21, status.outOfRange, undefined, 0);
  const { node, devices: all } = publisher.births();
  const devices = [...all];
  expect(node.map(({ name }) => name)).toEqual([
    wire.acknowledgeMetric,
    wire.commandMetric,
    wire.alarmMetric,
    wire.positionsMetric,
    wire.outboxesMetric,
    wire.booksMetric,
    wire.standingMetric,
    'backlog',
    'dropped',
    'memory-mb',
    'devices-silent',
  ]);
  expect(node.find(({ name }) => name === wire.outboxesMetric)!.value).toBe('k3f9a2,p7d1c4');
  const metrics = new Map(devices[0]!.metrics.map((metric) => [metric.name, metric]));
  expect(metrics.get('temperature')).toMatchObject({ value: 21, timestamp: 1_800_000_000_000 });
  expect(metrics.get('temperature')!.properties!.Quality!.value).toBe(192);
  expect(metrics.get('humidity')!.properties!['campus/status']!.value).toBe(status.waitingForInitialData);
});

test('the backlog of a silent device births it for as long as that is sent', () => {
  const { publisher, send, said } = setUp();
  expect(send(air, [sample(`${air}/temperature`)], 'historical')).toBe(true);
  send(air, [sample(`${air}/temperature`)], 'historical');
  publisher.endBacklog();
  publisher.endBacklog();
  expect(said).toEqual([`DBIRTH ${air}`, `DDATA ${air}`, `DDATA ${air}`, `DDEATH ${air}`]);
  send(air, [sample(`${air}/temperature`)], 'historical');
  publisher.deviceOnline(air);
  publisher.endBacklog();
  expect(said.slice(4)).toEqual([`DBIRTH ${air}`, `DDATA ${air}`]);
});

test('points and devices that the campus no longer has stay in the births until their backlog is gone', () => {
  const { publisher, send, said, births } = setUp();
  publisher.deviceOnline(air);
  publisher.birthDue();
  send(air, [sample(`${air}/co2`)], 'historical');
  send(air, [sample(`${air}/co2`)], 'historical');
  send('gone', [sample('gone/program', { value: Number.NaN, text: 'O1' })], 'historical');
  expect(said).toEqual([
    `DBIRTH ${air}`,
    `DBIRTH ${air}`,
    `DDATA ${air}`,
    `DDATA ${air}`,
    'DBIRTH gone',
    'DDATA gone',
  ]);
  expect(births.get(air)!.map(({ name }) => name)).toContain('co2');
  expect(births.get('gone')!.map(({ name, dataType }) => [name, dataType])).toEqual([
    [wire.positionsMetric, 12],
    ['program', 12],
  ]);
});

test('while the node is not born nothing is said', () => {
  const { publisher, send, node, said } = setUp();
  publisher.deviceOnline(air);
  node.isBorn = false;
  expect(send(air, [sample(`${air}/temperature`)], 'live')).toBe(false);
  expect(send(air, [sample(`${air}/temperature`)], 'historical')).toBe(false);
  publisher.birthDue();
  expect(said).toEqual([]);
});
