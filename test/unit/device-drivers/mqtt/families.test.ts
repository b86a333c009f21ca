// What the families of MQTT devices need of a session, on Mosquitto: bridges, questions, retained words, own times.
import { connect, createServer, type Socket } from 'node:net';
import { type Point, status } from '@campus/campus-model';
import { type DriverSession, loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort, type PlannedDevice, planOf, pointOf, SeenSink, until } from '../support.ts';
import { hasMosquitto, startMosquitto } from './mosquitto.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

interface Field {
  readonly port: number;
  readonly client: MqttClient;
  say(topic: string, message: unknown, how?: { retain: boolean }): Promise<unknown>;
  /** What the session said on a topic. */
  heard(topic: string): readonly string[];
}

async function fieldOf(): Promise<Field> {
  const broker = await startMosquitto();
  open.push(broker);
  const client = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 50 });
  open.push({ close: () => client.endAsync(true) });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  const said = new Map<string, string[]>();
  client.on('message', (topic, payload) => said.set(topic, [...(said.get(topic) ?? []), payload.toString()]));
  const filters = ['cmnd/#', '+/rpc', 'z/+/get', 'z/+/set'];
  await client.subscribeAsync(filters, { qos: 0 });
  return {
    port: broker.port,
    client,
    say: (topic, message, how = { retain: false }) =>
      client.publishAsync(topic, typeof message === 'string' ? message : JSON.stringify(message), how),
    heard: (topic) => said.get(topic) ?? [],
  };
}

async function sessionOf(port: number, devices: readonly PlannedDevice[]) {
  const plan = planOf('mqtt', { host: '127.0.0.1', port }, devices);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('mqtt');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  open.push(session);
  session.start();
  return { plan, sink, session };
}

async function readUntil(session: DriverSession, point: Point, wanted: number): Promise<void> {
  let value = Number.NaN;
  await until(() => {
    void session.read(point).then((reading) => {
      value = reading.value;
    });
    return value === wanted;
  }, `${point.pointId} to read ${wanted}`);
}

/** A way to the broker that a test cuts; it can be taken again at once. */
async function droppableLine(brokerPort: number): Promise<{ port: number; drop(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(brokerPort, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  open.push({
    close: async () => {
      drop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
  return { port, drop };
}

describe.skipIf(!hasMosquitto)('on Mosquitto (needs mosquitto)', () => {
  test('a bridge that goes takes its devices along, and one that returns leaves each to say for itself', async () => {
    const { port, say } = await fieldOf();
    await say('z/bridge/state', { state: 'online' }, { retain: true });
    await say('z/a/availability', { state: 'online' }, { retain: true });
    const { sink } = await sessionOf(port, [
      { id: 'a', model: 'z2m-contact', address: { topic: 'z/a' } },
      { id: 'b', model: 'z2m-contact', address: { topic: 'z/b' } },
      { id: 'c', model: 'z2m-contact', address: { topic: 'z/floor/c', bridge: 'z' } },
    ]);
    await until(() => sink.isOnline('a'), 'a device that says so');
    expect(sink.isOnline('b'), 'a bridge alone says nothing of a device').toBeUndefined();
    await say('z/b', { contact: true, battery: 5, linkquality: 9 });
    await say('z/floor/c', { contact: false, battery: 5, linkquality: 9 });
    await until(() => sink.isOnline('b') && sink.isOnline('c'), 'devices that speak');
    await say('z/bridge/state', { state: 'offline' }, { retain: true });
    await until(() => ['a', 'b', 'c'].every((id) => sink.isOnline(id) === false), 'all offline');
    expect(sink.last('b/contact')).toMatchObject({ status: status.noCommunication });
    await say('z/bridge/state', { state: 'online' }, { retain: true });
    await until(() => sink.isOnline('a'), 'the one that still says so');
    expect(sink.isOnline('b')).toBe(false);
    await say('z/b', { contact: true, battery: 5, linkquality: 9 });
    await until(() => sink.isOnline('b') && sink.last('b/contact')?.value === 0, 'the other');
  });

  test('a device is asked for its state when the connection stands, and again for a readback', async () => {
    const { port, client, heard, say } = await fieldOf();
    client.on('message', (topic, payload) => {
      if (topic === 'cmnd/p/STATE') void say('stat/p/RESULT', { POWER: 'OFF' });
      if (topic === 'cmnd/p/STATUS' && payload.toString() === '10') {
        void say('stat/p/STATUS10', {
          StatusSNS: { ENERGY: { Power: 7, Voltage: 230, Current: 0.1, Factor: 1, Total: 2 } },
        });
      }
    });
    await say('tele/p/LWT', 'Online', { retain: true });
    const { plan, sink, session } = await sessionOf(port, [
      { id: 'p', model: 'tasmota-plug', address: { topic: 'p' } },
    ]);
    await until(
      () => sink.last('p/outlet')?.value === 0 && sink.last('p/power')?.value === 7,
      'what was asked for',
    );
    expect(await session.write(pointOf(plan, 'p/outlet-set'), 1)).toEqual({ ok: true });
    await until(() => heard('cmnd/p/POWER').includes('ON'), 'the command');
    const before = heard('cmnd/p/STATE').length;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await session.read(pointOf(plan, 'p/outlet'))).toMatchObject({ value: Number.NaN });
    await until(() => heard('cmnd/p/STATE').length > before, 'asked again');
    await readUntil(session, pointOf(plan, 'p/outlet'), 0);
    expect(await session.write(pointOf(plan, 'p/outlet'), 1)).toMatchObject({ reason: 'not-writable' });
  });

  test('what the broker had kept proves no command', async () => {
    const { port, client, say } = await fieldOf();
    const line = await droppableLine(port);
    await say('z/s', { state_left: 'ON', state_right: 'OFF', linkquality: 9 }, { retain: true });
    const devices = [{ id: 's', model: 'z2m-switch-2', address: { topic: 'z/s' } }];
    const { plan, sink, session } = await sessionOf(line.port, devices);
    await until(() => sink.last('s/left')?.value === 1, 'the kept word');
    const left = pointOf(plan, 's/left');
    expect(await session.read(left)).toEqual({ value: 1, status: status.good });
    expect(await session.write(pointOf(plan, 's/left-set'), 1)).toEqual({ ok: true });
    const before = sink.samples.length;
    line.drop();
    await until(() => sink.samples.length > before, 'the kept word again, after a reconnect');
    expect(await session.read(left), 'not before the device has spoken').toMatchObject({ value: Number.NaN });
    await client.publishAsync('z/s', '{"state_left":"ON","state_right":"OFF","linkquality":9}');
    await readUntil(session, left, 1);
  });

  test('scenes: kept ones are last known and no sign of life, fresh ones carry the camera’s time', async () => {
    const { port, say } = await fieldOf();
    const topic = 'cam/onvif-mj/VideoAnalytics/1/Detector';
    const scene = (at: string, humans: number) => ({
      Frame: [
        {
          '@UtcTime': at,
          Object: Array.from({ length: humans }, (_, i) => ({
            '@ObjectId': i,
            Appearance: { Class: { Type: [{ '@Likelihood': 0.9, '#text': 'Human' }] } },
          })),
        },
      ],
    });
    await say(topic, scene('2026-08-01T00:00:00', 9), { retain: true });
    const { sink } = await sessionOf(port, [
      { id: 'cam', model: 'onvif-analytics', address: { prefix: 'cam' } },
    ]);
    await until(() => sink.last('cam/people'), 'the kept scene');
    expect(sink.last('cam/people')).toMatchObject({
      value: 9,
      status: status.lastUsableValue,
      timeMs: Date.UTC(2026, 7, 1),
    });
    expect(sink.isOnline('cam')).toBeUndefined();
    await say(topic, scene('2026-09-01T00:00:00', 2));
    await until(() => sink.last('cam/people')?.value === 2, 'a fresh scene');
    expect(sink.last('cam/people')).toMatchObject({ status: status.good, timeMs: Date.UTC(2026, 8, 1) });
    expect(sink.isOnline('cam')).toBe(true);
    await say(topic, scene('2026-09-01T00:00:01', 0));
    await until(() => sink.last('cam/people')?.value === 0, 'an empty scene');
  });

  test('Shelly deltas change what they name and leave the rest; the call and its answer', async () => {
    const { port, heard, say } = await fieldOf();
    await say('s/online', 'true', { retain: true });
    const { plan, sink, session } = await sessionOf(port, [
      { id: 's', model: 'shelly-plus-plug', address: { topic: 's' } },
    ]);
    await until(() => heard('s/rpc').length > 0, 'the question');
    expect(JSON.parse(heard('s/rpc')[0]!)).toMatchObject({ src: 'campus/s', method: 'Shelly.GetStatus' });
    const state = {
      output: false,
      apower: 0,
      voltage: 230,
      current: 0,
      freq: 50,
      aenergy: { total: 1000 },
      temperature: { tC: 31 },
    };
    await say('campus/s/rpc', { id: 1, src: 's', dst: 'campus/s', result: { 'switch:0': state } });
    await until(() => sink.last('s/energy')?.value === 1, 'the answer');
    await say('s/events/rpc', {
      method: 'NotifyStatus',
      params: { ts: 1_788_249_610.25, 'switch:0': { id: 0, apower: 40 } },
    });
    await until(() => sink.last('s/power')?.value === 40, 'the delta');
    expect(sink.last('s/power')!.timeMs).toBe(1_788_249_610_250);
    expect(sink.last('s/voltage')).toMatchObject({ value: 230 });
    expect(await session.write(pointOf(plan, 's/outlet-set'), 1)).toEqual({ ok: true });
    await until(() => heard('s/rpc').some((it) => it.includes('Switch.Set')), 'the call');
    await say('s/online', 'false', { retain: true });
    await until(() => sink.isOnline('s') === false, 'the will');
  });

  test('an infrared telegram carries what the others stand at, and none goes out without its maker', async () => {
    const { port, heard, say } = await fieldOf();
    const { plan, sink, session } = await sessionOf(port, [
      { id: 'ac', model: 'tasmota-ir-air-conditioner', address: { topic: 'ir', names: { vendor: 'GREE' } } },
      { id: 'no', model: 'tasmota-ir-air-conditioner', address: { topic: 'ir2' } },
    ]);
    await say('tele/ir/LWT', 'Online', { retain: true });
    await until(() => sink.isOnline('ac'), 'online');
    await say('stat/ir/RESULT', {
      IRHVAC: { Vendor: 'GREE', Power: 'On', Mode: 'Heat', Temp: 20, FanSpeed: 'High' },
    });
    await until(() => sink.last('ac/fan')?.value === 3, 'its state');
    expect(await session.write(pointOf(plan, 'ac/target-set'), 22)).toEqual({ ok: true });
    const said = await until(() => heard('cmnd/ir/IRhvac')[0], 'the telegram');
    expect(JSON.parse(said)).toEqual({
      Vendor: 'GREE',
      Celsius: 'On',
      Power: 'On',
      Mode: 'Heat',
      FanSpeed: 'High',
      Temp: 22,
    });
    const refused = await session.write(pointOf(plan, 'no/target-set'), 22);
    expect(refused).toMatchObject({ reason: 'not-writable', detail: expect.stringContaining('vendor') });
  });
});
