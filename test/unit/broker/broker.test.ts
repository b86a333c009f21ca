// The broker with real MQTT clients and with raw sockets that send garbage.
import { connect as connectSocket, type Socket } from 'node:net';
import { type Clock, createLog, ManualClock, seededRandom, silentLog, systemClock } from '@campus/runtime';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AccountVerifier } from '../../../broker/accounts.ts';
import {
  type BrokerAccount,
  hashBrokerPassword,
  type RunningBroker,
  startBroker,
} from '../../../broker/index.ts';
import { connectPacket } from './packets.ts';

let accounts: BrokerAccount[];
let broker: RunningBroker;
const clients: MqttClient[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  accounts = [
    { username: 'gw-t1', passwordHash: await hashBrokerPassword('one'), kind: 'gateway' },
    { username: 'gw-t2', passwordHash: await hashBrokerPassword('two'), kind: 'gateway' },
    { username: 'hub', passwordHash: await hashBrokerPassword('host'), kind: 'host' },
    { username: 'grafana', passwordHash: await hashBrokerPassword('read'), kind: 'reader' },
  ];
});

const options = (port = 0) => ({
  host: '127.0.0.1',
  port,
  siteId: 'school',
  hostId: 'hub',
  accounts: () => accounts,
  clock: systemClock,
  log: silentLog,
});

beforeEach(async () => {
  broker = await startBroker(options());
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  for (const socket of sockets.splice(0)) socket.destroy();
  await broker.close();
});

function client(username: string, password: string, more: IClientOptions = {}): Promise<MqttClient> {
  const made = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
    username,
    password,
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...more,
  });
  clients.push(made);
  return new Promise((resolve, reject) => {
    made.once('connect', () => resolve(made));
    made.once('error', reject);
    made.once('close', () => reject(new Error('closed before CONNACK')));
  });
}

function messages(of: MqttClient): [topic: string, payload: string, retained: boolean][] {
  const seen: [string, string, boolean][] = [];
  of.on('message', (topic, payload, packet) => seen.push([topic, payload.toString(), packet.retain]));
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

const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.closed ? resolve() : socket.resume().once('close', () => resolve())));

describe('accounts', () => {
  test('a right password connects; a wrong one, an unknown name and none at all do not', async () => {
    await client('gw-t1', 'one');
    await expect(client('gw-t1', 'two')).rejects.toThrow(/Bad username or password/i);
    await expect(client('nobody', 'one')).rejects.toThrow(/Bad username or password/i);
    await expect(client('', '', { username: undefined, password: undefined })).rejects.toThrow();
    expect(broker.stats().clients).toBe(1);
    expect(broker.stats().refused).toBe(3);
  });

  test('a storm of reconnects costs one scrypt', async () => {
    const verifier = new AccountVerifier(() => accounts, new ManualClock());
    await verifier.verify('gw-t1', 'one');
    const startedAt = performance.now();
    const verdicts = await Promise.all(Array.from({ length: 500 }, () => verifier.verify('gw-t1', 'one')));
    expect(verdicts.every((verdict) => verdict === accounts[0])).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('wrong passwords are refused from memory, and a flood of them is told to come later', async () => {
    const verifier = new AccountVerifier(() => accounts, new ManualClock());
    const same = await Promise.all(Array.from({ length: 200 }, () => verifier.verify('gw-t1', 'bad')));
    expect(new Set(same)).toEqual(new Set(['refused']));
    const flood = await Promise.all(
      Array.from({ length: 100 }, (_, i) => verifier.verify('gw-t1', `guess ${i}`)),
    );
    expect(flood.filter((verdict) => verdict === 'busy').length).toBe(36);
  });

  test('a changed password holds after a second, a removed account too', async () => {
    const clock = new ManualClock();
    let current = accounts;
    const verifier = new AccountVerifier(() => current, clock as Clock);
    expect(await verifier.verify('gw-t1', 'one')).toBe(accounts[0]);
    current = [{ ...accounts[0]!, passwordHash: accounts[1]!.passwordHash }];
    clock.advance(1_001);
    expect(await verifier.verify('gw-t1', 'one')).toBe('refused');
    expect(await verifier.verify('gw-t1', 'two')).toBe(current[0]);
    current = [];
    clock.advance(1_001);
    expect(await verifier.verify('gw-t1', 'two')).toBe('refused');
  });
});

describe('topic rights on the wire', () => {
  test('a gateway publishes under its own name only; a refused publish harms nobody', async () => {
    const hub = await client('hub', 'host');
    const seen = messages(hub);
    await hub.subscribeAsync('spBv1.0/#');
    const gateway = await client('gw-t1', 'one');
    await gateway.publishAsync('spBv1.0/school/DDATA/gw-t2/lamp', 'forged', { qos: 1 });
    gateway.publish('spBv1.0/STATE/hub', 'forged', { retain: true });
    gateway.publish('$SYS/anything', 'forged');
    gateway.publish('spBv1.0/school/DDATA/gw-t1/lamp', 'kept', { retain: true });
    await gateway.publishAsync('spBv1.0/school/DDATA/gw-t1/lamp', 'true');
    await until(() => seen.length > 0, 'the allowed message');
    expect(seen).toEqual([['spBv1.0/school/DDATA/gw-t1/lamp', 'true', false]]);
    expect(gateway.connected).toBe(true);
    expect(broker.stats()).toEqual({ clients: 2, published: 1, refused: 4 });
  });

  test('only the host leaves a retained message', async () => {
    const hub = await client('hub', 'host');
    await hub.publishAsync('spBv1.0/STATE/hub', 'online', { qos: 1, retain: true });
    const gateway = await client('gw-t1', 'one');
    const seen = messages(gateway);
    await gateway.subscribeAsync('spBv1.0/STATE/#', { qos: 1 });
    await until(() => seen.length > 0, 'STATE');
    expect(seen).toEqual([['spBv1.0/STATE/hub', 'online', true]]);
  });

  test('subscriptions outside the rights are answered with failure', async () => {
    const gateway = await client('gw-t1', 'one');
    const granted = await gateway.subscribeAsync(['spBv1.0/school/DCMD/gw-t1/#']);
    expect(granted[0]!.qos).toBe(0);
    await expect(gateway.subscribeAsync('#')).rejects.toThrow();
    await expect(gateway.subscribeAsync('spBv1.0/school/DCMD/gw-t2/#')).rejects.toThrow();
  });

  test('at most 32 subscriptions a client', async () => {
    const hub = await client('hub', 'host');
    const filters = Array.from({ length: 40 }, (_, i) => `spBv1.0/school/NDATA/n${i}`);
    const outcomes = await Promise.allSettled(filters.map((filter) => hub.subscribeAsync(filter)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled').length).toBe(32);
  });

  test('a will is judged by the same rights, and goes out when its client is lost', async () => {
    const will = (topic: string, retain = false) => ({
      will: { topic, payload: Buffer.from('dead'), retain },
    });
    await expect(client('gw-t1', 'one', will('spBv1.0/school/NDEATH/gw-t2'))).rejects.toThrow(
      /not authorized/i,
    );
    await expect(client('gw-t1', 'one', will('spBv1.0/school/NDEATH/gw-t1', true))).rejects.toThrow();
    const hub = await client('hub', 'host');
    const seen = messages(hub);
    await hub.subscribeAsync('spBv1.0/#');
    const gateway = await client('gw-t1', 'one', will('spBv1.0/school/NDEATH/gw-t1'));
    gateway.stream.destroy();
    await until(() => seen.length > 0, 'the will');
    expect(seen[0]!.slice(0, 2)).toEqual(['spBv1.0/school/NDEATH/gw-t1', 'dead']);
  });
});

describe('client ids', () => {
  test('the same account takes over its client id, another account cannot', async () => {
    const first = await client('gw-t1', 'one', { clientId: 'same' });
    const lost = closed(first);
    await expect(client('gw-t2', 'two', { clientId: 'same' })).rejects.toThrow(/identifier rejected/i);
    expect(first.connected).toBe(true);
    const second = await client('gw-t1', 'one', { clientId: 'same' });
    await lost;
    expect(second.connected).toBe(true);
    expect(broker.stats().clients).toBe(1);
    second.end(true);
    await until(() => broker.stats().clients === 0, 'the id to be free');
    await client('gw-t2', 'two', { clientId: 'same' });
  });

  test('no session outlives its connection', async () => {
    const first = await client('hub', 'host', { clientId: 'host', clean: false });
    await first.subscribeAsync('spBv1.0/#', { qos: 1 });
    await first.endAsync();
    const gateway = await client('gw-t1', 'one');
    await gateway.publishAsync('spBv1.0/school/NDATA/gw-t1', 'unheard', { qos: 1 });
    const again = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
      username: 'hub',
      password: 'host',
      clientId: 'host',
      clean: false,
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    clients.push(again);
    const seen = messages(again);
    const isPresent = await new Promise((resolve) =>
      again.once('connect', (ack) => resolve(ack.sessionPresent)),
    );
    expect(isPresent).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual([]);
  });
});

describe('limits and garbage', () => {
  test('a packet over 1 MB ends its connection, the others stay', async () => {
    const other = await client('gw-t2', 'two');
    const gateway = await client('gw-t1', 'one');
    const lost = closed(gateway);
    gateway.publish('spBv1.0/school/NDATA/gw-t1', Buffer.alloc(1_100_000));
    await lost;
    expect(other.connected).toBe(true);
  });

  test('an unproven client may not announce a large packet', async () => {
    const socket = await raw();
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0x3f, 0x00, 0x04]));
    await gone(socket);
  });

  test('random bytes on raw sockets, before and after a good CONNECT, end only that connection', async () => {
    const other = await client('gw-t2', 'two');
    const random = seededRandom(20_261_123);
    const proven = connectPacket('gw-t1', 'one');
    for (let i = 0; i < 60; i++) {
      const socket = await raw();
      if (i % 2) socket.write(proven);
      const noise = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 400) }, () => random() * 256));
      if (i % 3 === 0) noise[0] = 0x30 | (noise[0]! & 0x0f);
      socket.write(noise);
      socket.end();
      await gone(socket);
    }
    expect(other.connected).toBe(true);
    await client('gw-t1', 'one');
  });

  test('a topic of a hundred levels ends its connection only', async () => {
    const other = await client('gw-t2', 'two');
    const gateway = await client('gw-t1', 'one');
    const lost = closed(gateway);
    gateway.publish(`spBv1.0${'/a'.repeat(200)}`, 'x');
    await lost;
    expect(other.connected).toBe(true);
  });

  test('a client that never reads is cut off and never holds the others back', async () => {
    const frozen = await client('grafana', 'read');
    await frozen.subscribeAsync('spBv1.0/school/#');
    frozen.stream.pause();
    const hub = await client('hub', 'host');
    const seen = messages(hub);
    await hub.subscribeAsync('spBv1.0/#');
    const gateway = await client('gw-t1', 'one');
    const payload = Buffer.alloc(100_000);
    const startedAt = performance.now();
    for (let i = 0; i < 200; i++)
      await gateway.publishAsync('spBv1.0/school/NDATA/gw-t1', payload, { qos: 1 });
    await until(() => seen.length === 200, 'all messages at the live subscriber');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    await until(() => broker.stats().clients === 2, 'the frozen client to be cut off');
  });
});

test('what clients make up fills no log: one short line a kind of trouble', async () => {
  const lines: string[] = [];
  const own = await startBroker({ ...options(), log: createLog('broker', (line) => lines.push(line)) });
  for (let i = 0; i < 5; i++) {
    const will = { topic: `will/${i}/${'x'.repeat(2_000)}`, payload: Buffer.alloc(0), qos: 0 as const };
    const made = mqtt.connect(`mqtt://127.0.0.1:${own.port}`, {
      username: 'gw-t1',
      password: 'one',
      protocolVersion: 4,
      reconnectPeriod: 0,
      will: { ...will, retain: false },
    });
    clients.push(made);
    await new Promise((resolve) => made.once('error', resolve));
  }
  await own.close();
  expect(lines).toHaveLength(1);
  expect(lines[0]!.length).toBeLessThan(500);
});

test('a taken port rejects with the error of the listener', async () => {
  await expect(startBroker(options(broker.port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('close ends clients and half-open sockets', async () => {
  const own = await startBroker(options());
  const socket = connectSocket(own.port, '127.0.0.1').on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  await own.close();
  await gone(socket);
});
