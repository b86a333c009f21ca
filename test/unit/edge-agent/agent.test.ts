// The agent for real: a Modbus server, the broker, a Sparkplug host; outbox and journal on disk.
import { cpSync, rmSync } from 'node:fs';
import { gatewayBooksSchema, RangeSet, wire } from '@campus/campus-model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentBench, until } from './agent-bench.ts';

let bench: AgentBench;

beforeEach(async () => {
  bench = await AgentBench.open();
});
afterEach(() => bench.close());

test('from the register to the host: births with values, changes live and durable, all acknowledged', async () => {
  const hub = await bench.openHub();
  await bench.openAgent();
  await until(
    () => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5),
    'the birth with its value',
  );
  const changedAt = Date.now();
  bench.field.registers[1] = 238;
  await until(() => hub.values('t1-101-air', 'temperature').includes(23.8), 'the changed temperature');
  expect(Date.now() - changedAt).toBeLessThan(5_000);
  const nodeMetrics = hub.seen.find(({ what, deviceId }) => what === 'birth' && deviceId === null)!.metrics;
  expect(nodeMetrics.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      wire.acknowledgeMetric,
      wire.commandMetric,
      wire.positionsMetric,
      wire.outboxesMetric,
      wire.booksMetric,
      'backlog',
      'memory-mb',
    ]),
  );
  const aliases = hub.seen
    .filter(({ what }) => what === 'birth')
    .flatMap(({ metrics }) => metrics.map((m) => m.alias));
  const given = aliases.filter((alias) => alias !== undefined);
  expect(new Set(given).size).toBe(given.length);
  expect(hub.metrics('t1-101-air', 'temperature').every((metric) => metric.isHistorical !== true)).toBe(true);
});

test('a command switches the coil and is confirmed by readback', async () => {
  const hub = await bench.openHub();
  await bench.openAgent();
  await until(() => hub.values('t1-101-lamps', 'front', 'birth').length > 0, 'the lamps');
  await hub.command('front-set', 1, 'c1');
  await until(() => hub.reports().some(({ state }) => state === 'confirmed'), 'the confirmation');
  expect(bench.field.coils[0]).toBe(true);
  expect(hub.reports().map(({ id, state }) => `${id} ${state}`)).toEqual([
    'c1 accepted',
    'c1 written',
    'c1 confirmed',
  ]);
  await until(() => hub.values('t1-101-lamps', 'front').includes(1), 'the readback sample');
  expect(hub.values('t1-101-lamps', 'front-set')).toContain(1);
});

test('a silent device goes bad and dies, its neighbour lives on, and it comes back', async () => {
  const hub = await bench.openHub();
  await bench.openAgent();
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the air sensor');
  bench.field.isMute = true;
  await until(
    () => hub.seen.some(({ what, deviceId }) => what === 'death' && deviceId === 't1-101-air'),
    'its death',
  );
  const bad = hub.metrics('t1-101-air', 'temperature').at(-1)!;
  expect(bad.value).toBeNull();
  expect(bad.properties?.[wire.qualityProperty]?.value).toBe(0);
  expect(hub.history.has(`t1-101-air/temperature ${bad.timestamp} 0`)).toBe(true);
  bench.field.coils[1] = true;
  await until(() => hub.values('t1-101-lamps', 'blackboard').includes(1), 'the neighbour');
  bench.field.isMute = false;
  const births = hub.values('t1-101-air', 'temperature', 'birth').length;
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').length > births, 'its rebirth', 40_000);
  expect(hub.values('t1-101-air', 'temperature', 'birth').at(-1)).toBe(21.5);
}, 60_000);

test('what happens while the hub is away is sent when it is back: historical, in full, once it is asked for', async () => {
  const first = await bench.openHub();
  await bench.openAgent();
  await until(() => first.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the birth');
  await first.host.close();
  bench.hubs.splice(0);
  const missed = [22.1, 22.6, 23.1];
  for (const value of missed) {
    bench.field.registers[1] = Math.round(value * 10);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
  }
  const second = await bench.openHub();
  await until(
    () => missed.every((value) => second.values('t1-101-air', 'temperature').includes(value)),
    'the backlog',
  );
  const late = second.metrics('t1-101-air', 'temperature').filter(({ isHistorical }) => isHistorical);
  expect(late.map(({ value }) => value)).toEqual(expect.arrayContaining(missed));
  expect([...late].sort((a, b) => a.timestamp! - b.timestamp!)).toEqual(late);
}, 60_000);

test('unacknowledged after an end and a start: sent again, and nothing is lost', async () => {
  const hub = await bench.openHub();
  hub.acknowledges = false;
  const agent = await bench.openAgent();
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the birth');
  bench.field.registers[1] = 250;
  await until(() => hub.values('t1-101-air', 'temperature').includes(25), 'the change');
  const before = new Map(hub.history);
  await agent.close();
  bench.agents.splice(0);
  expect(hub.seen.at(-1)).toMatchObject({ what: 'death', deviceId: null });
  hub.history.clear();
  hub.acknowledges = true;
  await bench.openAgent();
  await until(() => [...before.keys()].every((key) => hub.history.has(key)), 'all of it again');
  for (const [key, value] of before) expect(hub.history.get(key)).toEqual(value);
}, 60_000);

test('a hub restored from an older copy is sent again what it has lost', async () => {
  const hub = await bench.openHub();
  const agent = await bench.openAgent();
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the birth');
  for (const value of [231, 236, 241]) {
    bench.field.registers[1] = value;
    await until(() => hub.values('t1-101-air', 'temperature').includes(value / 10), 'the change');
  }
  const before = new Map(hub.history);
  await agent.close();
  bench.agents.splice(0);
  const [id] = [...hub.committed.keys()];
  const last = hub.committed.get(id!)!.ranges().at(-1)![1];
  hub.committed.set(id!, RangeSet.of([[1, 2]]));
  hub.history.clear();
  await bench.openAgent();
  await until(() => hub.committed.get(id!)!.covers(1, last), 'all of the first run');
  const kept = [...before.keys()].filter((key) => hub.history.has(key));
  expect(kept.length).toBeGreaterThanOrEqual(before.size - 2);
  for (const key of kept) expect(hub.history.get(key)).toEqual(before.get(key));
}, 60_000);

test('an agent restored from an old copy of its folder: nothing is lost, no position is given twice', async () => {
  const hub = await bench.openHub();
  let agent = await bench.openAgent();
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the birth');
  const copy = `${bench.folder}-copy`;
  cpSync(bench.folder, copy, { recursive: true });
  const changed = async (value: number): Promise<void> => {
    bench.field.registers[1] = value;
    await until(() => hub.values('t1-101-air', 'temperature').includes(value / 10), `${value}`);
  };
  await changed(231);
  await agent.close();
  bench.agents.splice(0);
  rmSync(bench.folder, { recursive: true });
  cpSync(copy, bench.folder, { recursive: true });
  rmSync(copy, { recursive: true });
  agent = await bench.openAgent();
  await changed(236);
  await changed(241);
  await until(() => bench.agents[0] !== undefined && hub.history.size >= 5, 'its samples');
  const values = hub.values('t1-101-air', 'temperature');
  expect(values).toEqual(expect.arrayContaining([23.1, 23.6, 24.1]));
  expect(hub.committed.size).toBe(2);
}, 60_000);

test('the books are told: at the birth, and when they have changed', async () => {
  const hub = await bench.openHub();
  await bench.openAgent();
  const told = () =>
    hub.values(null, wire.booksMetric).map((value) => gatewayBooksSchema.parse(JSON.parse(String(value))));
  await until(() => told().some(({ days }) => (days[0]?.acknowledged ?? 0) > 0), 'the books', 30_000);
  const { taken, acknowledged, waiting, lost, ranges } = told().at(-1)!.days[0]!;
  expect(taken).toBe(acknowledged + waiting);
  expect(lost).toEqual({});
  expect(ranges).toHaveLength(1);
}, 60_000);

test('the broker gone and back: live again', async () => {
  const hub = await bench.openHub();
  await bench.openAgent();
  await until(() => hub.values('t1-101-lamps', 'front', 'birth').length > 0, 'the lamps');
  const { port } = bench.broker;
  await bench.broker.close();
  bench.field.coils[2] = true;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await bench.openBroker(port);
  await until(
    () =>
      hub
        .values('t1-101-lamps', 'window-row', 'birth')
        .concat(hub.values('t1-101-lamps', 'window-row'))
        .includes(1),
    'the change made meanwhile',
    30_000,
  );
}, 60_000);
