// What gateways publish, told to a reader in the broker's own process beside the subscribers.
import { connect as connectSocket, type Socket } from 'node:net';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type BrokerAccount,
  hashBrokerPassword,
  type RunningBroker,
  startBroker,
} from '../../../broker/index.ts';
import { silentLog, systemClock } from '../../../runtime/index.ts';
import { connectPacket, publication } from './packets.ts';

let accounts: BrokerAccount[];
let broker: RunningBroker;
const clients: MqttClient[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  accounts = [
    { username: 'gw-t1', passwordHash: await hashBrokerPassword('one'), kind: 'gateway' },
    { username: 'hub', passwordHash: await hashBrokerPassword('host'), kind: 'host' },
    { username: 'grafana', passwordHash: await hashBrokerPassword('read'), kind: 'reader' },
  ];
});

beforeEach(async () => {
  const site = { siteId: 'school', hostId: 'hub', accounts: () => accounts };
  broker = await startBroker({ host: '127.0.0.1', port: 0, ...site, clock: systemClock, log: silentLog });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  for (const socket of sockets.splice(0)) socket.destroy();
  await broker.close();
});

function client(username: string, password: string, more: IClientOptions = {}): Promise<MqttClient> {
  const options = { username, password, protocolVersion: 4 as const, reconnectPeriod: 0, ...more };
  const made = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, options);
  clients.push(made);
  return new Promise((resolve, reject) => {
    made.once('connect', () => resolve(made));
    made.once('error', reject);
  });
}

function messages(of: MqttClient): [topic: string, payload: string][] {
  const seen: [string, string][] = [];
  of.on('message', (topic, payload) => seen.push([topic, payload.toString()]));
  return seen;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function raw(): Promise<Socket> {
  const socket = connectSocket(broker.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  return new Promise((resolve) => socket.once('connect', () => resolve(socket)));
}

const closed = (of: MqttClient): Promise<void> => new Promise((resolve) => of.once('close', () => resolve()));

describe('a reader in this process', () => {
  const data = 'spBv1.0/school/DDATA/gw-t1/lamp';
  const heard = (): { told: string[]; stop: () => void } => {
    const told: string[] = [];
    return { told, stop: broker.hear((topic, payload) => told.push(`${topic} ${Buffer.from(payload)}`)) };
  };

  test('hears what gateways publish once and in order, whatever the QoS, and nothing else', async () => {
    const { told } = heard();
    const hub = await client('hub', 'host');
    const gateway = await client('gw-t1', 'one');
    gateway.publish(data, '1');
    gateway.publish(data, 'large '.repeat(20_000));
    gateway.publish('spBv1.0/school/DDATA/gw-t2/lamp', 'forged');
    gateway.publish(data, 'kept', { retain: true });
    await gateway.publishAsync(data, '2', { qos: 1 });
    await hub.publishAsync('spBv1.0/STATE/hub', 'online', { qos: 1, retain: true });
    await until(() => told.length === 3, 'three messages');
    expect(told).toEqual([`${data} 1`, `${data} ${'large '.repeat(20_000)}`, `${data} 2`]);
    expect(broker.stats()).toEqual({ clients: 2, published: 4, refused: 2 });
  });

  test('takes nothing from those who subscribed, and they nothing from it', async () => {
    const { told, stop } = heard();
    const tool = await client('grafana', 'read');
    const seen = messages(tool);
    const gateway = await client('gw-t1', 'one');
    await gateway.publishAsync(data, '1');
    await until(() => told.length === 1, 'the first message');
    await tool.subscribeAsync('spBv1.0/school/#');
    await gateway.publishAsync(data, '2');
    await until(() => seen.length === 1 && told.length === 2, 'both to be told');
    stop();
    await gateway.publishAsync(data, '3');
    await until(() => seen.length === 2, 'the subscriber alone to be told');
    tool.end(true);
    expect(told).toEqual([`${data} 1`, `${data} 2`]);
    expect(seen.map(([, payload]) => payload)).toEqual(['2', '3']);
    expect(broker.stats().published).toBe(3);
  });

  test('hears a will of any QoS, and what was sent before the answer to CONNECT', async () => {
    const { told } = heard();
    const will = (qos: 0 | 1) => ({
      will: { topic: 'spBv1.0/school/NDEATH/gw-t1', payload: Buffer.from(`dead ${qos}`), retain: false, qos },
    });
    for (const qos of [0, 1] as const) (await client('gw-t1', 'one', will(qos))).stream.destroy();
    await until(() => told.length === 2, 'both wills');
    const hasty = await raw();
    const connect = connectPacket('gw-t1', 'one');
    const said = (payload: string): Buffer => publication(data, payload);
    hasty.write(Buffer.concat([connect, said('1'), said('2')]));
    await until(() => told.length === 4, 'what was sent in haste');
    hasty.write(said('3'));
    await until(() => told.length === 5, 'what came later');
    expect(told.slice(2)).toEqual([`${data} 1`, `${data} 2`, `${data} 3`]);
  });

  test('a client that only publishes is kept alive by that', async () => {
    const { told } = heard();
    const gateway = await client('gw-t1', 'one', { keepalive: 1, reschedulePings: true });
    const lost = closed(gateway).then(() => 'lost');
    for (let i = 1; i <= 12; i++) {
      gateway.publish(data, String(i));
      await until(() => told.length === i, `message ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(await Promise.race([lost, Promise.resolve('alive')])).toBe('alive');
  });
});
