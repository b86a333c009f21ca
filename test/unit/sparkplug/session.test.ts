// Edge node and host over real brokers: births, data, commands, deaths, MQTT 5 and 3.1.1.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog, systemClock } from '../../../runtime/index.ts';
import { BrokerConnection } from '../../../sparkplug/broker-connection.ts';
import {
  dataType,
  decodePayload,
  EdgeNode,
  encodePayload,
  Host,
  type Metric,
} from '../../../sparkplug/index.ts';
import { Heard, until } from './heard.ts';
import {
  hasMosquitto,
  mosquittoPath,
  password,
  siteId,
  startHeardBroker,
  startMosquitto,
  startOwnBroker,
  type TestBroker,
} from './test-brokers.ts';

const brokers = [
  // its refusal of MQTT 5 is a CONNECT too, so the first birth has the second bdSeq
  { name: 'own broker, MQTT 3.1.1', start: startOwnBroker, isThere: true, firstBdSeq: 1 },
  { name: 'own broker, heard in its process', start: startHeardBroker, isThere: true, firstBdSeq: 1 },
  {
    name: `Mosquitto, MQTT 5 (${mosquittoPath})`,
    start: () => startMosquitto(),
    isThere: hasMosquitto,
    firstBdSeq: 0,
  },
];

const power: Metric = { name: 'power', alias: 10, dataType: dataType.Double, value: 5 };
const mode: Metric = { name: 'mode', alias: 11, dataType: dataType.Int8, value: -3 };

interface Node {
  readonly edge: EdgeNode;
  readonly told: string[];
  readonly commands: { deviceId: string | null; metrics: readonly Metric[] }[];
}

describe.each(brokers)('sessions over $name', ({ start, isThere, firstBdSeq }) => {
  let broker: TestBroker;
  let folder: string;
  let heard: Heard;
  const open: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    if (!isThere) return;
    broker = await start();
    folder = await mkdtemp(join(tmpdir(), 'campus-sparkplug-'));
    heard = new Heard();
  });

  afterEach(async () => {
    if (!isThere) return;
    await Promise.all(open.splice(0).map((one) => one.close()));
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function host(listener = heard.listener): Host {
    const made = new Host({
      broker: { url: broker.url, username: 'hub', password, clientId: 'hub' },
      ...(broker.hear ? { hear: broker.hear } : {}),
      hostId: 'hub',
      groupId: siteId,
      clock: systemClock,
      log: silentLog,
      listener,
    });
    open.push(made);
    return made;
  }

  function node(id = 'gw-1', devices = ['meter-1', 'meter-2']): Node {
    const told: string[] = [];
    const commands: Node['commands'] = [];
    const edge = new EdgeNode({
      broker: { url: broker.url, username: id, password, clientId: id },
      groupId: siteId,
      edgeNodeId: id,
      primaryHostId: 'hub',
      bdSeqFile: join(folder, `${id}.bdseq`),
      clock: systemClock,
      log: silentLog,
      births: () => ({
        node: [{ name: 'backlog', alias: 1, dataType: dataType.Double, value: 0 }],
        devices: devices.map((device, i) => ({
          id: device,
          metrics: [power, mode].map((metric) => ({ ...metric, alias: metric.alias! + 10 * i })),
        })),
      }),
      onBorn: () => told.push('born'),
      onLost: () => told.push('lost'),
      onCommand: (deviceId, metrics) => commands.push({ deviceId, metrics }),
      onHostState: (online) => told.push(online ? 'host online' : 'host offline'),
    });
    open.push(edge);
    return { edge, told, commands };
  }

  /** A client that speaks Sparkplug by hand, and hears the commands to it. */
  async function foreignClient(onCommand: (payload: Uint8Array) => void): Promise<BrokerConnection> {
    const topic = `spBv1.0/${siteId}/NDEATH/gw-foreign`;
    let isSubscribed = false;
    const client = new BrokerConnection(
      { url: broker.url, username: 'gw-foreign', password, clientId: 'gw-foreign' },
      {
        will: () => ({ topic, payload: new Uint8Array(), qos: 1, retain: false }),
        onUp: async () => {
          const filter = `spBv1.0/${siteId}/NCMD/gw-foreign`;
          isSubscribed = await client.subscribe([{ filter, qos: 1 }]);
        },
        onDown: () => {},
        onMessage: (_, payload) => onCommand(payload),
      },
      { clock: systemClock, log: silentLog },
    );
    open.push({ close: () => client.close(null) });
    client.start();
    await until(() => isSubscribed, 'the foreign client');
    return client;
  }

  const born = (one: Node) => until(() => one.edge.isBorn, 'birth');

  test.runIf(isThere)('births once the host is online, then data under aliases', async () => {
    const one = node();
    one.edge.start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(one.edge.isBorn).toBe(false);
    expect(one.edge.publishDevice('meter-1', [power])).toBe(false);
    await host().start();
    await born(one);
    await heard.until('DBIRTH gw-1/meter-2');
    const births = heard.events.filter((event) => event.includes('BIRTH'));
    expect(births).toEqual(['NBIRTH gw-1', 'DBIRTH gw-1/meter-1', 'DBIRTH gw-1/meter-2']);
    expect(heard.metricsOf('NBIRTH gw-1').map(({ name, value }) => [name, value])).toEqual([
      ['bdSeq', firstBdSeq],
      ['Node Control/Rebirth', false],
      ['backlog', 0],
    ]);
    expect(heard.payloads.map(({ payload }) => payload.seq)).toEqual([0, 1, 2]);
    expect(heard.metricsOf('DBIRTH gw-1/meter-1').every(({ timestamp }) => timestamp! > 0)).toBe(true);

    expect(one.edge.publishDevice('meter-2', [{ alias: 20, timestamp: 7, value: 9, dataType: 10 }])).toBe(
      true,
    );
    expect(one.edge.publishDevice('meter-9', [power])).toBe(false);
    await heard.until('DDATA gw-1/meter-2');
    expect(heard.metricsOf('DDATA gw-1/meter-2')[0]).toMatchObject({ name: 'power', value: 9, timestamp: 7 });
  });

  test.runIf(isThere)('commands reach node and device; a rebirth is answered with all births', async () => {
    const hub = host();
    await hub.start();
    const one = node();
    expect(await hub.sendNodeCommand('gw-1', [{ name: 'x', dataType: dataType.String, value: 'a' }])).toBe(
      false,
    );
    one.edge.start();
    await born(one);
    await heard.until('DBIRTH gw-1/meter-2');
    await hub.sendNodeCommand('gw-1', [
      { name: 'campus/acknowledge', dataType: dataType.String, value: 'a:1-2' },
    ]);
    await hub.sendDeviceCommand('gw-1', 'meter-1', [{ alias: 10, dataType: dataType.Double, value: 21 }]);
    await until(() => one.commands.length === 2, 'two commands');
    expect(one.commands[0]).toMatchObject({ deviceId: null, metrics: [{ name: 'campus/acknowledge' }] });
    expect(one.commands[0]!.metrics[0]!.timestamp).toBeGreaterThan(Date.now() - 10_000);
    expect(one.commands[1]).toMatchObject({ deviceId: 'meter-1', metrics: [{ name: 'power', value: 21 }] });

    await hub.sendNodeCommand('gw-1', [
      { name: 'Node Control/Rebirth', dataType: dataType.Boolean, value: true },
    ]);
    await heard.until('DBIRTH gw-1/meter-2', 2);
    expect(heard.metricsOf('NBIRTH gw-1')[0]).toMatchObject({ name: 'bdSeq', value: firstBdSeq });
    expect(one.told.filter((event) => event === 'born')).toHaveLength(2);
    expect(one.commands).toHaveLength(2);
  });

  test.runIf(isThere)('devices come and go', async () => {
    await host().start();
    const one = node('gw-1', ['meter-1']);
    one.edge.start();
    await born(one);
    expect(one.edge.deviceDeath('meter-1')).toBe(true);
    expect(one.edge.deviceDeath('meter-1')).toBe(false);
    expect(one.edge.publishDevice('meter-1', [power])).toBe(false);
    expect(one.edge.deviceBirth('meter-3', [{ ...power, alias: 30 }])).toBe(true);
    expect(one.edge.publishDevice('meter-3', [{ alias: 30, dataType: 10, value: 1 }])).toBe(true);
    await heard.until('DDATA gw-1/meter-3');
    expect(heard.events.slice(-3)).toEqual([
      'DDEATH gw-1/meter-1',
      'DBIRTH gw-1/meter-3',
      'DDATA gw-1/meter-3',
    ]);
  });

  test.runIf(isThere)('closing says NDEATH; the next session has the next bdSeq', async () => {
    await host().start();
    const one = node();
    one.edge.start();
    await born(one);
    await heard.until('NBIRTH gw-1');
    await one.edge.close();
    await heard.until('NDEATH gw-1');
    expect((await readFile(join(folder, 'gw-1.bdseq'), 'utf8')).trim()).toBe(String(firstBdSeq));
    const two = node();
    two.edge.start();
    await heard.until('NBIRTH gw-1', 2);
    expect(heard.metricsOf('NBIRTH gw-1')[0]).toMatchObject({ name: 'bdSeq', value: 2 * firstBdSeq + 1 });
    expect(heard.count('NDEATH gw-1')).toBe(1);
  });

  test.runIf(isThere)('a host that goes takes the nodes off the air, and back with it', async () => {
    const hub = host();
    await hub.start();
    const one = node();
    one.edge.start();
    await born(one);
    await hub.close();
    await until(() => one.told.includes('lost') && !one.edge.isBorn, 'lost');
    expect(one.told).toContain('host offline');
    const again = new Heard();
    await host(again.listener).start();
    await again.until('DBIRTH gw-1/meter-2');
    expect(one.edge.isBorn).toBe(true);
  });

  test.runIf(isThere)(
    'what others leave on its STATE, the host puts right: once, however much it is',
    async () => {
      const hub = host();
      await hub.start();
      const state = 'spBv1.0/STATE/hub';
      const said: string[] = [];
      const other = new BrokerConnection(
        { url: broker.url, username: 'hub', password, clientId: 'another-hub' },
        {
          will: () => ({ topic: state, payload: new Uint8Array(), qos: 0, retain: false }),
          onUp: () => void other.subscribe([{ filter: state, qos: 1 }]),
          onDown: () => {},
          onMessage: (_, payload) => said.push(Buffer.from(payload).toString('utf8')),
        },
        { clock: systemClock, log: silentLog },
      );
      open.push({ close: () => other.close(null) });
      other.start();
      await until(() => said.length === 1, 'the retained STATE');
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      for (let i = 0; i < 20; i++) {
        other.publish({ topic: state, payload: Buffer.from('garbage'), qos: 0, retain: true });
        other.publish({
          topic: state,
          payload: Buffer.from('{"online":false,"timestamp":1}'),
          qos: 0,
          retain: true,
        });
      }
      const right = () => said.filter((text) => text.includes('true')).length - 1;
      await until(() => right() >= 1 && said.at(-1)!.includes('true'), 'the right STATE');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(said.at(-1)).toContain('true');
      expect(right()).toBeLessThanOrEqual(2);
      const one = node();
      one.edge.start();
      await born(one);
    },
  );

  test.runIf(isThere)('a gap in the sequence, and data without a birth, ask for births', async () => {
    await host().start();
    const asked: boolean[] = [];
    const client = await foreignClient((bytes) =>
      asked.push(decodePayload(bytes).metrics[0]?.value === true),
    );
    const say = (type: string, payload: Uint8Array) =>
      client.publish({ topic: `spBv1.0/${siteId}/${type}/gw-foreign`, payload, qos: 0, retain: false });
    const publish = (type: string, seq: number, metrics: Metric[]) =>
      say(type, encodePayload({ timestamp: 1, seq, metrics }));
    const value = (alias: number): Metric => ({ alias, value: 3, dataType: dataType.Int32 });
    publish('NDATA', 4, [value(1)]);
    await until(() => asked.length === 1, 'a rebirth request');
    expect(asked).toEqual([true]);
    publish('NBIRTH', 0, [
      { name: 'bdSeq', dataType: dataType.Int64, value: 7 },
      { name: 'level', alias: 1, dataType: dataType.Int16, value: -4 },
    ]);
    publish('NDATA', 5, [value(1)]);
    publish('NDATA', 6, [value(99)]);
    say('NDATA', Buffer.from('garbage'));
    publish('NDATA', 7, [{ name: 'level', dataType: dataType.Int16, value: -6 }]);
    await heard.until('NDATA gw-foreign', 2);
    expect(heard.metricsOf('NBIRTH gw-foreign')[1]).toMatchObject({ name: 'level', value: -4 });
    expect(
      heard.payloads.filter(({ event }) => event === 'NDATA gw-foreign').map(({ payload }) => payload.seq),
    ).toEqual([5, 7]);
    expect(asked).toHaveLength(1);
    publish('NDEATH', 0, [{ name: 'bdSeq', dataType: dataType.Int64, value: 6 }]);
    publish('NDEATH', 0, [{ name: 'bdSeq', dataType: dataType.Int64, value: 7 }]);
    await heard.until('NDEATH gw-foreign');
    expect(heard.count('NDEATH gw-foreign')).toBe(1);
  });
});
