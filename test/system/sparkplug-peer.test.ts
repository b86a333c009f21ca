// Foreign Sparkplug clients: Eclipse Mosquitto's subscriber receives, the Tahu codec decodes, and no gateway's
// account publishes under another name.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import mqtt from 'mqtt';
import { get as sparkplugVersion } from 'sparkplug-payload';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { secretOf } from '../harness/simulators.ts';

const subscriber = '/usr/bin/mosquitto_sub';
const codec = sparkplugVersion('spBv1.0')!;
let campus: RunningCampus;

beforeAll(async () => {
  campus = await startCampus();
});
afterAll(() => campus.end());

function connectAs(account: string, password = secretOf(campus.data, account)) {
  return mqtt.connectAsync(`mqtt://127.0.0.1:${campus.ports.mqtt}`, {
    username: account,
    password,
    clientId: `peer-${account}`,
    reconnectPeriod: 0,
  });
}

test('the Tahu codec decodes births and data: aliases, positions, values', async () => {
  const client = await connectAs('reader');
  const messages: { topic: string; metrics: { name?: string | null; alias?: unknown; value?: unknown }[] }[] =
    [];
  client.on('message', (topic, bytes) => {
    messages.push({ topic, metrics: codec.decodePayload(new Uint8Array(bytes)).metrics as never });
  });
  await client.subscribeAsync('spBv1.0/haiwan/DDATA/#');
  const data = await until(() => messages.find(({ metrics }) => metrics.length > 1), 50_000);
  expect(String(data.metrics[0]!.value)).toMatch(/^[a-z0-9]+:\d+-\d+$/);
  expect(typeof data.metrics[1]!.value).toBe('number');
  await client.endAsync();
});

test.skipIf(!existsSync(subscriber))(
  'mosquitto_sub (Debian mosquitto-clients) receives what the agents publish',
  async () => {
    const password = secretOf(campus.data, 'reader');
    const args = ['-h', '127.0.0.1', '-p', String(campus.ports.mqtt), '-u', 'reader', '-P', password];
    const output = execFileSync(
      subscriber,
      [...args, '-t', 'spBv1.0/haiwan/DDATA/#', '-C', '1', '-F', '%t %x'],
      {
        encoding: 'utf8',
        timeout: 50_000,
      },
    );
    const [topic, hex] = output.trim().split(' ');
    expect(topic).toMatch(/^spBv1\.0\/haiwan\/DDATA\/gw-[a-z0-9-]+\/[a-z0-9-]+$/);
    expect(codec.decodePayload(new Uint8Array(Buffer.from(hex!, 'hex'))).metrics!.length).toBeGreaterThan(0);
  },
);

test('a wrong password is refused', async () => {
  await expect(connectAs('gw-t1', 'wrong')).rejects.toThrow();
});

test('a gateway cannot publish as another gateway', async () => {
  const reader = await connectAs('reader');
  const seen: string[] = [];
  reader.on('message', (topic) => seen.push(topic));
  await reader.subscribeAsync('spBv1.0/haiwan/+/gw-t2/#');
  const impostor = await connectAs('gw-t1');
  impostor.on('error', () => {});
  impostor.publish('spBv1.0/haiwan/DDATA/gw-t2/forged-device', Buffer.from([1]), () => {});
  impostor.publish('spBv1.0/haiwan/NDEATH/gw-t2/forged', Buffer.from([1]), () => {});
  await until(() => seen.length > 3, 50_000);
  expect(seen.filter((topic) => topic.includes('forged'))).toEqual([]);
  await Promise.all([reader.endAsync(), impostor.endAsync(true)]);
});

test('a rebirth asked for by a host brings every birth again', async () => {
  const host = await connectAs('hub');
  const births = new Set<string>();
  host.on('message', (topic) => births.add(topic));
  await host.subscribeAsync(['spBv1.0/haiwan/NBIRTH/gw-t1', 'spBv1.0/haiwan/DBIRTH/gw-t1/#']);
  const payload = codec.encodePayload({
    timestamp: Date.now(),
    metrics: [{ name: 'Node Control/Rebirth', type: 'Boolean', value: true }],
  });
  await host.publishAsync('spBv1.0/haiwan/NCMD/gw-t1', Buffer.from(payload));
  await until(() => births.has('spBv1.0/haiwan/NBIRTH/gw-t1') && births.size > 5, 50_000);
  await host.endAsync();
});
