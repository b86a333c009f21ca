// The agent for real: a Modbus server, the broker, a Sparkplug host; outbox and journal on disk.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBrokerPassword, type RunningBroker, startBroker } from '@campus/broker';
import { gatewayBooksSchema, RangeSet, wire } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { EdgeAgent } from '@campus/edge-agent';
import { partOfCampus } from '@campus/edge-agent/part';
import { silentLog, systemClock } from '@campus/runtime';
import { ServerTCP } from 'modbus-serial';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Hub } from './hub-harness.ts';
import { smallCampus } from './small-campus.ts';

const accounts = [
  { username: 'gw-t1', passwordHash: await hashBrokerPassword('one'), kind: 'gateway' as const },
  { username: 'hub', passwordHash: await hashBrokerPassword('host'), kind: 'host' as const },
];

let folder: string;
let broker: RunningBroker;
let modbus: ServerTCP;
let modbusPort: number;
let coils: boolean[];
let registers: number[];
let isMute = false;
const hubs: Hub[] = [];
const agents: EdgeAgent[] = [];

async function openModbus(): Promise<void> {
  modbus = new ServerTCP(
    {
      getCoil: (address: number) => coils[address] ?? false,
      setCoil: (address: number, value: boolean) => {
        coils[address] = value;
      },
      getHoldingRegister: (address: number) =>
        isMute ? new Promise<number>(() => {}) : (registers[address] ?? 0),
      getInputRegister: (address: number) => registers[address] ?? 0,
    },
    { host: '127.0.0.1', port: 0, unitID: 255 },
  );
  modbus.on('socketError', () => {});
  await new Promise<void>((resolve) => modbus.once('initialized', () => resolve()));
  modbusPort = (modbus as unknown as { _server: { address(): AddressInfo } })._server.address().port;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'campus-agent-'));
  coils = [false, false, false, false];
  registers = [455, 215];
  isMute = false;
  await openModbus();
  broker = await openBroker(0);
});

afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.close();
  for (const hub of hubs.splice(0)) await hub.host.close();
  await broker.close();
  await new Promise<void>((resolve) => modbus.close(() => resolve()));
  rmSync(folder, { recursive: true, force: true });
});

function openBroker(port: number): Promise<RunningBroker> {
  return startBroker({
    host: '127.0.0.1',
    port,
    siteId: 'school',
    hostId: 'hub',
    accounts: () => accounts,
    clock: systemClock,
    log: silentLog,
  });
}

async function openHub(): Promise<Hub> {
  const hub = new Hub(broker.port);
  hubs.push(hub);
  await hub.host.start();
  return hub;
}

async function openAgent(): Promise<EdgeAgent> {
  const agent = new EdgeAgent({
    part: partOfCampus(smallCampus(modbusPort), 'gw-t1', deviceModels),
    broker: { url: `mqtt://127.0.0.1:${broker.port}`, username: 'gw-t1', password: 'one' },
    dataFolder: folder,
    clock: systemClock,
    log: silentLog,
  });
  agents.push(agent);
  await agent.start();
  return agent;
}

async function until(holds: () => boolean, what: string, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('from the register to the host: births with values, changes live and durable, all acknowledged', async () => {
  const hub = await openHub();
  await openAgent();
  await until(
    () => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5),
    'the birth with its value',
  );
  const changedAt = Date.now();
  registers[1] = 238;
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
  const hub = await openHub();
  await openAgent();
  await until(() => hub.values('t1-101-lamps', 'front', 'birth').length > 0, 'the lamps');
  await hub.command('front-set', 1, 'c1');
  await until(() => hub.reports().some(({ state }) => state === 'confirmed'), 'the confirmation');
  expect(coils[0]).toBe(true);
  expect(hub.reports().map(({ id, state }) => `${id} ${state}`)).toEqual([
    'c1 accepted',
    'c1 written',
    'c1 confirmed',
  ]);
  await until(() => hub.values('t1-101-lamps', 'front').includes(1), 'the readback sample');
  expect(hub.values('t1-101-lamps', 'front-set')).toContain(1);
});

test('a silent device goes bad and dies, its neighbour lives on, and it comes back', async () => {
  const hub = await openHub();
  await openAgent();
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the air sensor');
  isMute = true;
  await until(
    () => hub.seen.some(({ what, deviceId }) => what === 'death' && deviceId === 't1-101-air'),
    'its death',
  );
  const bad = hub.metrics('t1-101-air', 'temperature').at(-1)!;
  expect(bad.value).toBeNull();
  expect(bad.properties?.[wire.qualityProperty]?.value).toBe(0);
  expect(hub.history.has(`t1-101-air/temperature ${bad.timestamp} 0`)).toBe(true);
  coils[1] = true;
  await until(() => hub.values('t1-101-lamps', 'blackboard').includes(1), 'the neighbour');
  isMute = false;
  const births = hub.values('t1-101-air', 'temperature', 'birth').length;
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').length > births, 'its rebirth', 40_000);
  expect(hub.values('t1-101-air', 'temperature', 'birth').at(-1)).toBe(21.5);
}, 60_000);

test('what happens while the hub is away is sent when it is back: historical, in full, once it is asked for', async () => {
  const first = await openHub();
  await openAgent();
  await until(() => first.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the birth');
  await first.host.close();
  hubs.splice(0);
  const missed = [22.1, 22.6, 23.1];
  for (const value of missed) {
    registers[1] = Math.round(value * 10);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
  }
  const second = await openHub();
  await until(
    () => missed.every((value) => second.values('t1-101-air', 'temperature').includes(value)),
    'the backlog',
  );
  const late = second.metrics('t1-101-air', 'temperature').filter(({ isHistorical }) => isHistorical);
  expect(late.map(({ value }) => value)).toEqual(expect.arrayContaining(missed));
  expect([...late].sort((a, b) => a.timestamp! - b.timestamp!)).toEqual(late);
}, 60_000);

test('unacknowledged after an end and a start: sent again, and nothing is lost', async () => {
  const hub = await openHub();
  hub.acknowledges = false;
  const agent = await openAgent();
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the birth');
  registers[1] = 250;
  await until(() => hub.values('t1-101-air', 'temperature').includes(25), 'the change');
  const before = new Map(hub.history);
  await agent.close();
  agents.splice(0);
  expect(hub.seen.at(-1)).toMatchObject({ what: 'death', deviceId: null });
  hub.history.clear();
  hub.acknowledges = true;
  await openAgent();
  await until(() => [...before.keys()].every((key) => hub.history.has(key)), 'all of it again');
  for (const [key, value] of before) expect(hub.history.get(key)).toEqual(value);
}, 60_000);

test('a hub restored from an older copy is sent again what it has lost', async () => {
  const hub = await openHub();
  const agent = await openAgent();
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the birth');
  for (const value of [231, 236, 241]) {
    registers[1] = value;
    await until(() => hub.values('t1-101-air', 'temperature').includes(value / 10), 'the change');
  }
  const before = new Map(hub.history);
  await agent.close();
  agents.splice(0);
  const [id] = [...hub.committed.keys()];
  const last = hub.committed.get(id!)!.ranges().at(-1)![1];
  hub.committed.set(id!, RangeSet.of([[1, 2]]));
  hub.history.clear();
  await openAgent();
  await until(() => hub.committed.get(id!)!.covers(1, last), 'all of the first run');
  const kept = [...before.keys()].filter((key) => hub.history.has(key));
  expect(kept.length).toBeGreaterThanOrEqual(before.size - 2);
  for (const key of kept) expect(hub.history.get(key)).toEqual(before.get(key));
}, 60_000);

test('an agent restored from an old copy of its folder: nothing is lost, no position is given twice', async () => {
  const hub = await openHub();
  let agent = await openAgent();
  await until(() => hub.values('t1-101-air', 'temperature', 'birth').includes(21.5), 'the birth');
  const copy = `${folder}-copy`;
  cpSync(folder, copy, { recursive: true });
  const changed = async (value: number): Promise<void> => {
    registers[1] = value;
    await until(() => hub.values('t1-101-air', 'temperature').includes(value / 10), `${value}`);
  };
  await changed(231);
  await agent.close();
  agents.splice(0);
  rmSync(folder, { recursive: true });
  cpSync(copy, folder, { recursive: true });
  rmSync(copy, { recursive: true });
  agent = await openAgent();
  await changed(236);
  await changed(241);
  await until(() => agents[0] !== undefined && hub.history.size >= 5, 'its samples');
  const values = hub.values('t1-101-air', 'temperature');
  expect(values).toEqual(expect.arrayContaining([23.1, 23.6, 24.1]));
  expect(hub.committed.size).toBe(2);
}, 60_000);

test('the books are told: at the birth, and when they have changed', async () => {
  const hub = await openHub();
  await openAgent();
  const told = () =>
    hub.values(null, wire.booksMetric).map((value) => gatewayBooksSchema.parse(JSON.parse(String(value))));
  await until(() => told().some(({ days }) => (days[0]?.acknowledged ?? 0) > 0), 'the books', 30_000);
  const { taken, acknowledged, waiting, lost, ranges } = told().at(-1)!.days[0]!;
  expect(taken).toBe(acknowledged + waiting);
  expect(lost).toEqual({});
  expect(ranges).toHaveLength(1);
}, 60_000);

test('the broker gone and back: live again', async () => {
  const hub = await openHub();
  await openAgent();
  await until(() => hub.values('t1-101-lamps', 'front', 'birth').length > 0, 'the lamps');
  const { port } = broker;
  await broker.close();
  coils[2] = true;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  broker = await openBroker(port);
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
