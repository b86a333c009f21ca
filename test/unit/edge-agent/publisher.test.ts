// What the publisher says on the wire: births, deaths, and devices that are born only for their backlog.
import { status, wire } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { ManualClock } from '@campus/runtime';
import type { Metric } from '@campus/sparkplug';
import { expect, test } from 'vitest';
import { buildPollPlan } from '../../../edge-agent/poll-plan.ts';
import { Publisher } from '../../../edge-agent/publishing/publisher.ts';
import { LastSent } from '../../../edge-agent/sampling/report-by-exception.ts';
import type { StoredSample } from '../../../edge-agent/sampling/sample-record.ts';
import { smallCampus } from './small-campus.ts';

const plan = buildPollPlan(smallCampus(), 'gw-t1', deviceModels);
const air = 't1-101-air';

function setUp() {
  const said: string[] = [];
  const births = new Map<string, readonly Metric[]>();
  const data: (readonly Metric[])[] = [];
  const node = {
    isBorn: true,
    bufferedBytes: 0,
    publishNode: () => true,
    publishDevice: (id: string, metrics: readonly Metric[]) => {
      said.push(`DDATA ${id}`);
      data.push(metrics);
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
  const publisher = new Publisher({
    plan,
    lastSent,
    clock: new ManualClock(),
    node: () => node,
    health: () => ({ backlog: 1, dropped: 2, memoryMb: 3, devicesSilent: 4 }),
  });
  return { publisher, node, said, births, data, lastSent };
}

const sample = (pointId: string, more: Partial<StoredSample> = {}): StoredSample => ({
  pointId,
  timeMs: 1_800_000_000_000,
  value: 20,
  status: status.good,
  ordinal: 0,
  ...more,
});
const positions = { outboxId: 'abcdef', first: 1, last: 1 };

test('a live sample births its device first; a dead device gets none', () => {
  const { publisher, said } = setUp();
  expect(publisher.publishSamples(air, [sample(`${air}/temperature`)], positions, 'live')).toBe(false);
  publisher.deviceOnline(air);
  expect(publisher.publishSamples(air, [sample(`${air}/temperature`)], positions, 'live')).toBe(true);
  publisher.birthDue();
  expect(said).toEqual([`DBIRTH ${air}`, `DDATA ${air}`]);
});

test('positions come first, then the samples; only what is not default has properties', () => {
  const { publisher, data, births } = setUp();
  publisher.deviceOnline(air);
  const bad = sample(`${air}/humidity`, { value: Number.NaN, status: status.timeout, ordinal: 2 });
  publisher.publishSamples(air, [sample(`${air}/temperature`), bad], { ...positions, last: 2 }, 'live');
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
  lastSent.weigh(index, 1_800_000_000_000, { value: 21, status: status.outOfRange, text: undefined }, 0);
  const { node, devices } = publisher.births();
  expect(node.map(({ name }) => name)).toEqual([
    wire.acknowledgeMetric,
    wire.commandMetric,
    wire.alarmMetric,
    wire.positionsMetric,
    'backlog',
    'dropped',
    'memory-mb',
    'devices-silent',
  ]);
  const metrics = new Map(devices[0]!.metrics.map((metric) => [metric.name, metric]));
  expect(metrics.get('temperature')).toMatchObject({ value: 21, timestamp: 1_800_000_000_000 });
  expect(metrics.get('temperature')!.properties!.Quality!.value).toBe(192);
  expect(metrics.get('humidity')!.properties!['campus/status']!.value).toBe(status.waitingForInitialData);
});

test('the backlog of a silent device births it for as long as that is sent', () => {
  const { publisher, said } = setUp();
  expect(publisher.publishSamples(air, [sample(`${air}/temperature`)], positions, 'historical')).toBe(true);
  publisher.publishSamples(air, [sample(`${air}/temperature`)], positions, 'historical');
  publisher.endBacklog();
  publisher.endBacklog();
  expect(said).toEqual([`DBIRTH ${air}`, `DDATA ${air}`, `DDATA ${air}`, `DDEATH ${air}`]);
  publisher.publishSamples(air, [sample(`${air}/temperature`)], positions, 'historical');
  publisher.deviceOnline(air);
  publisher.endBacklog();
  expect(said.slice(4)).toEqual([`DBIRTH ${air}`, `DDATA ${air}`]);
});

test('points and devices that the campus no longer has stay in the births until their backlog is gone', () => {
  const { publisher, said, births } = setUp();
  publisher.deviceOnline(air);
  publisher.birthDue();
  publisher.publishSamples(air, [sample(`${air}/co2`)], positions, 'historical');
  publisher.publishSamples(air, [sample(`${air}/co2`)], positions, 'historical');
  publisher.publishSamples(
    'gone',
    [sample('gone/program', { value: Number.NaN, text: 'O1' })],
    positions,
    'historical',
  );
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
  const { publisher, node, said } = setUp();
  publisher.deviceOnline(air);
  node.isBorn = false;
  expect(publisher.publishSamples(air, [sample(`${air}/temperature`)], positions, 'live')).toBe(false);
  expect(publisher.publishSamples(air, [sample(`${air}/temperature`)], positions, 'historical')).toBe(false);
  publisher.birthDue();
  expect(said).toEqual([]);
});
