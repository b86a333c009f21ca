// Sessions against real brokers: the embedded one (MQTT 3.1.1) and, where it is installed, Mosquitto (MQTT 5).
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@campus/campus-model';
import { loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { Aedes } from 'aedes';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort, planOf, pointOf, SeenSink, until } from '../support.ts';

const mosquitto = '/usr/sbin/mosquitto';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

interface FieldBroker {
  readonly port: number;
  close(): Promise<void>;
}

async function aedesBroker(port = 0): Promise<FieldBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    aedes.handle(socket);
  });
  const listening = await new Promise<number>((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
  };
  const broker = { port: listening, close };
  open.push(broker);
  return broker;
}

async function mosquittoBroker(): Promise<FieldBroker> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'campus-mosquitto-'));
  writeFileSync(join(folder, 'conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const child: ChildProcess = spawn(mosquitto, ['-c', join(folder, 'conf')], { stdio: 'ignore' });
  const close = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  open.push({ close });
  return { port, close };
}

async function clientOf(port: number): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 50 });
  open.push({ close: () => client.endAsync(true) });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  return client;
}

const devices = [
  { id: 'air', model: 'z2m-temperature-humidity', address: { topic: 'zigbee2mqtt/air' } },
  { id: 'win', model: 'z2m-contact', address: { topic: 'zigbee2mqtt/win' } },
  { id: 'cam', model: 'onvif-camera', address: { prefix: 'cam1', picture: 'http://10.0.0.1/still.jpg' } },
  { id: 'door', model: 'door-controller', address: { topic: 'doors/main' } },
  { id: 'hmd', model: 'vr-headset', address: { topic: 'vr/h1' } },
];

async function sessionOf(port: number) {
  const plan = planOf('mqtt', { host: '127.0.0.1', port }, devices);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('mqtt');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  open.push(session);
  session.start();
  return { plan, sink, session };
}

async function tellAll(client: MqttClient): Promise<void> {
  const say = (topic: string, message: unknown) =>
    client.publishAsync(topic, typeof message === 'string' ? message : JSON.stringify(message), {
      retain: true,
    });
  await say('zigbee2mqtt/air/availability', { state: 'online' });
  await say('zigbee2mqtt/air', { temperature: 21.5, humidity: 45, battery: 90, linkquality: 120 });
  await say('zigbee2mqtt/win/availability', 'online');
  await say('zigbee2mqtt/win', { contact: true, battery: 80, linkquality: 99 });
  await say('cam1/status', 'online');
  await say('cam1/onvif-ej/tns1:RuleEngine/CellMotionDetector/Motion/&1', {
    UtcTime: '2026-09-01T00:00:00Z',
    Source: {},
    Data: { IsMotion: true },
  });
  await say('cam1/onvif-ej/RuleEngine/CountAggregation/Counter/&1', {
    Data: { SimpleItem: [{ '@Name': 'Count', '@Value': '7' }] },
  });
  await say('doors/main/state', { door: 'open', lock: 'unlocked', forced: false });
  await say('vr/h1', {
    batteryLevel: 55,
    batteryIsCharging: true,
    online: true,
    temperatureC: 33,
    tracking: 200,
    currentForegroundApp: { title: '焊接实训' },
  });
}

const brokers: [string, () => Promise<FieldBroker>, boolean][] = [
  ['the embedded broker', () => aedesBroker(), true],
  ['Mosquitto', mosquittoBroker, existsSync(mosquitto)],
];

describe.each(brokers)('on %s', (name, start, isInstalled) => {
  test.skipIf(!isInstalled)(`values of every shape come, commands go (needs ${name})`, async () => {
    const { port } = await start();
    const client = await clientOf(port);
    await tellAll(client);
    const { plan, sink, session } = await sessionOf(port);
    await until(
      () => plan.devices.flatMap((d) => d.points).every((p) => sink.last(p.point.pointId)),
      'all points',
    );
    expect(sink.last('air/temperature')).toMatchObject({ value: 21.5, status: status.good });
    expect(sink.last('win/contact')).toMatchObject({ value: 0, status: status.good });
    expect(sink.last('cam/motion')).toMatchObject({ value: 1, status: status.good });
    expect(sink.last('cam/people')).toMatchObject({ value: 7, status: status.good });
    expect(sink.last('cam/online')).toMatchObject({ value: 1, status: status.good });
    expect(sink.last('door/door')).toMatchObject({ value: 1 });
    expect(sink.last('door/lock')).toMatchObject({ value: 0 });
    expect(sink.last('hmd/charging')).toMatchObject({ value: 1 });
    expect(sink.last('hmd/app')).toMatchObject({ text: '焊接实训', status: status.good });
    for (const { id } of devices) expect(sink.isOnline(id), id).toBe(true);

    await client.subscribeAsync('doors/main/lock/set');
    client.on('message', (topic, message) => {
      const state = { door: 'closed', lock: message.toString(), forced: false };
      if (topic === 'doors/main/lock/set') client.publish('doors/main/state', JSON.stringify(state));
    });
    const lock = pointOf(plan, 'door/lock');
    expect(await session.read(lock)).toEqual({ value: 0, status: status.good });
    const written = session.write(pointOf(plan, 'door/lock-set'), 1);
    expect(await session.read(lock), 'not what was before the command').toMatchObject({ value: Number.NaN });
    expect(await written).toEqual({ ok: true });
    await until(() => sink.last('door/lock')?.value === 1, 'the readback');
    expect(await session.read(lock)).toEqual({ value: 1, status: status.good });
    expect(await session.write(lock, 1)).toMatchObject({ reason: 'not-writable' });
    expect(await session.write(pointOf(plan, 'door/lock-set'), 3)).toMatchObject({
      reason: 'value-out-of-range',
    });
  });
});

describe('trouble', () => {
  test('garbage is a decoding error of its own points, and nothing else suffers', async () => {
    const { port } = await aedesBroker();
    const client = await clientOf(port);
    const { sink } = await sessionOf(port);
    await tellAll(client);
    await until(() => sink.last('air/temperature') && sink.last('hmd/app'), 'good values');
    const bad = { value: Number.NaN, status: status.decodingError };
    const garbage = [
      '{"temperature":',
      '[]',
      '"x"',
      '5',
      `{"temperature":"${'9'.repeat(300_000)}"}`,
      '\u0000\u00ff',
    ];
    for (const message of garbage) {
      const before = sink.samples.length;
      await client.publishAsync('zigbee2mqtt/air', message);
      await until(() => sink.samples.length > before, message.slice(0, 20));
      expect(sink.last('air/temperature'), message.slice(0, 20)).toMatchObject(bad);
    }
    await client.publishAsync(
      'zigbee2mqtt/air',
      '{"temperature":{"a":1},"humidity":"wet","battery":null,"linkquality":"88"}',
    );
    await until(() => sink.last('air/linkquality')?.value === 88, 'a mixed message');
    expect(sink.last('air/temperature')).toMatchObject(bad);
    expect(sink.last('air/humidity')).toMatchObject(bad);
    expect(sink.last('air/battery')).toMatchObject({ value: Number.NaN, status: status.sensorFailure });
    await client.publishAsync('zigbee2mqtt/win', '{"contact":"maybe"}');
    await client.publishAsync('cam1/onvif-ej/RuleEngine/CountAggregation/Counter/&1', '');
    await client.publishAsync('zigbee2mqtt/air', '{"temperature":22}');
    await until(() => sink.last('air/temperature')?.value === 22, 'a good value after it');
    expect(sink.last('win/contact')).toMatchObject(bad);
    expect(sink.last('cam/people')).toMatchObject({ value: 7 });
  });

  test('availability turns a sensor offline, and a camera into a value', async () => {
    const { port } = await aedesBroker();
    const client = await clientOf(port);
    await tellAll(client);
    const { sink } = await sessionOf(port);
    await until(
      () => sink.last('air/temperature') && sink.last('cam/motion') && sink.last('cam/online'),
      'values',
    );
    await client.publishAsync('zigbee2mqtt/air/availability', '{"state":"offline"}');
    await until(() => sink.isOnline('air') === false, 'the sensor offline');
    expect(sink.last('air/temperature')).toMatchObject({ status: status.noCommunication });
    await client.publishAsync('cam1/status', 'offline');
    await until(() => sink.last('cam/online')?.value === 0, 'the camera offline');
    expect(sink.last('cam/motion')).toMatchObject({ value: Number.NaN, status: status.noCommunication });
    expect(sink.isOnline('cam')).toBe(true);
    await client.publishAsync('zigbee2mqtt/air/availability', '{"state":"online"}');
    await until(() => sink.isOnline('air') === true, 'the sensor online');
  });

  test('a broker that goes turns its devices bad, and one that returns brings them back', async () => {
    const broker = await aedesBroker();
    const client = await clientOf(broker.port);
    await tellAll(client);
    const { plan, sink, session } = await sessionOf(broker.port);
    await until(() => devices.every(({ id }) => sink.isOnline(id)), 'all online');
    await broker.close();
    await until(() => devices.every(({ id }) => sink.isOnline(id) === false), 'all offline');
    expect(sink.last('air/temperature')).toMatchObject({ status: status.notConnected });
    expect(await session.write(pointOf(plan, 'door/lock-set'), 1)).toMatchObject({ reason: 'device-silent' });
    await aedesBroker(broker.port);
    await until(() => client.connected, 'the field client');
    await tellAll(client);
    await until(() => devices.every(({ id }) => sink.isOnline(id)), 'all online again');
    await until(() => sink.last('air/temperature')?.value === 21.5, 'the value');
  });

  test('a broker that closes on MQTT 5 without a word is asked in 3.1.1', async () => {
    const broker = await aedesBroker();
    const front = createServer((near) => {
      near.on('error', () => {});
      near.once('data', (first) => {
        const level = first[first.indexOf('MQTT') + 4];
        if (level === 5) return void near.destroy();
        const far = connect(broker.port, '127.0.0.1').on('error', () => {});
        far.write(first);
        near.pipe(far).pipe(near);
      });
    });
    const port = await freePort();
    await new Promise<void>((resolve) => front.listen(port, '127.0.0.1', () => resolve()));
    const { sink, session } = await sessionOf(port);
    await tellAll(await clientOf(broker.port));
    await until(() => sink.isOnline('door'), 'online');
    await session.close();
    front.close();
  });

  test('a port that speaks something else leaves the devices offline and closes cleanly', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
    const { sink, session } = await sessionOf(port);
    await until(() => sink.isOnline('door') === false, 'offline');
    await session.close();
    server.close();
  });
});
