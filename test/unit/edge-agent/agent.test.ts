// The agent for real: a Modbus server, the broker, a Sparkplug host; outbox and journal on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBrokerPassword, type RunningBroker, startBroker } from '@campus/broker';
import {
  type CommandReport,
  formatAcknowledgement,
  parsePositions,
  RangeSet,
  wire,
} from '@campus/campus-model';
import { EdgeAgent } from '@campus/edge-agent';
import { silentLog, systemClock } from '@campus/runtime';
import { dataType, Host, type Metric, type Payload } from '@campus/sparkplug';
import { ServerTCP } from 'modbus-serial';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { smallCampus } from './small-campus.ts';

const accounts = [
  { username: 'gw-t1', passwordHash: await hashBrokerPassword('one'), kind: 'gateway' as const },
  { username: 'hub', passwordHash: await hashBrokerPassword('host'), kind: 'host' as const },
];

interface Seen {
  readonly what: 'data' | 'birth' | 'death';
  readonly deviceId: string | null;
  readonly metrics: readonly Metric[];
}

/** A host that keeps what it hears and acknowledges what has positions, while told to. */
class Hub {
  readonly seen: Seen[] = [];
  readonly committed = new Map<string, RangeSet>();
  /** Sample identities that were sent with positions. */
  readonly history = new Map<string, number | string | null>();
  acknowledges = true;
  readonly host: Host;

  constructor(port: number) {
    this.host = new Host({
      broker: { url: `mqtt://127.0.0.1:${port}`, username: 'hub', password: 'host', clientId: 'hub' },
      hostId: 'hub',
      groupId: 'school',
      clock: systemClock,
      log: silentLog,
      listener: {
        onNodeBirth: (_node, payload) => this.#note('birth', null, payload),
        onDeviceBirth: (_node, device, payload) => this.#note('birth', device, payload),
        onNodeDeath: () => this.#note('death', null),
        onDeviceDeath: (_node, device) => this.#note('death', device),
        onNodeData: (_node, payload) => this.#note('data', null, payload),
        onDeviceData: (_node, device, payload) => this.#note('data', device, payload),
        onConnected: () => {},
        onLost: () => {},
      },
    });
  }

  #note(what: Seen['what'], deviceId: string | null, payload?: Payload): void {
    const metrics = payload?.metrics ?? [];
    this.seen.push({ what, deviceId, metrics });
    if (what !== 'data') return;
    const [head, ...rest] = metrics;
    const positions = head?.name === wire.positionsMetric ? parsePositions(String(head.value)) : null;
    if (!positions) return;
    expect(rest).toHaveLength(positions.last - positions.first + 1);
    for (const metric of deviceId ? rest : []) {
      const ordinal = metric.properties?.[wire.ordinalProperty]?.value ?? 0;
      this.history.set(`${deviceId}/${metric.name} ${metric.timestamp} ${ordinal}`, metric.value as number);
    }
    this.#acknowledge(positions);
  }

  #acknowledge({ outboxId, first, last }: { outboxId: string; first: number; last: number }): void {
    if (!this.acknowledges) return;
    const set = this.committed.get(outboxId) ?? new RangeSet();
    this.committed.set(outboxId, set);
    set.add(first, last);
    void this.host.sendNodeCommand('gw-t1', [
      {
        name: wire.acknowledgeMetric,
        dataType: dataType.String,
        value: formatAcknowledgement(outboxId, set),
      },
    ]);
  }

  command(name: string, value: number, id: string): Promise<boolean> {
    return this.host.sendDeviceCommand('gw-t1', 't1-101-lamps', [
      {
        name,
        value,
        dataType: dataType.Double,
        properties: {
          [wire.commandIdProperty]: { type: dataType.String, value: id },
          [wire.commandTtlProperty]: { type: dataType.UInt32, value: 10_000 },
          [wire.commandSentAtProperty]: { type: dataType.UInt64, value: Date.now() },
          [wire.commandPriorityProperty]: { type: dataType.String, value: 'person' },
        },
      },
    ]);
  }

  reports(): CommandReport[] {
    return this.values(null, wire.commandMetric).map((value) => JSON.parse(String(value)) as CommandReport);
  }

  values(deviceId: string | null, name: string, what: Seen['what'] = 'data'): Metric['value'][] {
    return this.metrics(deviceId, name, what).map(({ value }) => value);
  }

  metrics(deviceId: string | null, name: string, what: Seen['what'] = 'data'): Metric[] {
    return this.seen
      .filter((one) => one.what === what && one.deviceId === deviceId)
      .flatMap((one) => one.metrics.filter((metric) => metric.name === name));
  }
}

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
    campus: smallCampus(modbusPort),
    gatewayId: 'gw-t1',
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
