// The simulators as the drivers find them: codecs written apart from each other must agree on every point.
import { connect } from 'node:net';
import { type Campus, type Device, type Protocol, qualityOf } from '@campus/campus-model';
import { type DriverSession, deviceModels, type EndpointPlan, loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSimulators, startSimulators } from '../../../simulators/index.ts';
import type { CampusPorts } from '../../harness/campus-run.ts';
import { simulatorRequest } from '../../harness/simulators.ts';
import { demoCampus, eventually, freePorts } from './demo.ts';

interface Seen {
  readonly value: number;
  readonly status: number;
  readonly text: string | undefined;
}

/** The demo has not a device of each model: the families of the others have tests of their own. */
const modelsInUse = [...new Set([...demoCampus().campus.devices.values()].map(({ modelId }) => modelId))];

let ports: CampusPorts;
let campus: Campus;
let simulators: RunningSimulators;
const sessions: DriverSession[] = [];
const seen = new Map<string, Seen>();

beforeAll(async () => {
  ports = await freePorts();
  ({ campus } = demoCampus(ports));
  simulators = await startSimulators({
    campus,
    seed: 11,
    clock: systemClock,
    log: silentLog,
    controlPort: ports.control,
  });
  for (const endpoint of campus.endpoints.values()) {
    const driver = await loadDriver(endpoint.protocol);
    const plan: EndpointPlan = { endpoint, devices: devicesOf(endpoint.id).map(driverDevice) };
    const pointIds = [...campus.points.keys()];
    const sink = {
      sample: (index: number, _timeMs: number, value: number, status: number, text?: string) => {
        seen.set(pointIds[index]!, { value, status, text });
      },
      deviceState: () => {},
    };
    const session = driver.open(plan, sink, { clock: systemClock, log: silentLog });
    sessions.push(session);
    session.start();
  }
}, 30_000);

afterAll(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  await simulators.close();
}, 30_000);

function devicesOf(endpointId: string): Device[] {
  return [...campus.devices.values()].filter((device) => device.endpointId === endpointId);
}

function driverDevice(device: Device): EndpointPlan['devices'][number] {
  const points = [...campus.points.values()]
    .map((point, index) => ({ point, index }))
    .filter(({ point }) => point.deviceId === device.id);
  return { device, model: deviceModels.get(device.modelId)!, points };
}

const ask = <T>(path: string, body?: unknown): Promise<T> =>
  simulatorRequest(ports.control, body === undefined ? 'GET' : 'POST', path, body) as Promise<T>;

interface DeviceState {
  readonly values: Readonly<Record<string, number | string>>;
}

describe('every point', () => {
  const readable = (): string[] =>
    [...campus.points.values()].filter(({ write }) => !write).map(({ pointId }) => pointId);

  test('arrives, good, through the real drivers', async () => {
    const missing = (): string[] => readable().filter((id) => !seen.has(id));
    expect(await eventually(missing, (ids) => ids.length === 0, 20_000)).toEqual([]);
    const notGood = [...seen].filter(([, { status }]) => qualityOf(status) !== 'good');
    expect(notGood).toEqual([]);
  }, 30_000);

  test.each(modelsInUse)('of a %s arrives as the device holds it', async (modelId) => {
    const device = [...campus.devices.values()].find((it) => it.modelId === modelId)!;
    const held = heldValues(device.id);
    await ask(`/devices/${device.id}/values`, held);
    const wrong = (): unknown[] =>
      Object.entries(held)
        .map(([local, value]) => ({ local, value, seen: seen.get(`${device.id}/${local}`) }))
        .filter(({ value, seen: got }) =>
          typeof value === 'string' ? got?.text !== value : !(Math.abs(got!.value - value) < 0.011),
        );
    expect(await eventually(wrong, (list) => list.length === 0)).toEqual([]);
    await ask(
      `/devices/${device.id}/values`,
      Object.fromEntries(Object.keys(held).map((local) => [local, null])),
    );
  });
});

/** A value of its own for each measured point, so that no two can be taken for each other. */
function heldValues(deviceId: string): Record<string, number | string> {
  const points = [...campus.points.values()].filter((point) => point.deviceId === deviceId && !point.write);
  const measured = points.filter(({ id }) => !campus.points.has(`${deviceId}/${id}-set`));
  return Object.fromEntries(
    measured.map(({ id, quantity, states }, i) => {
      if (quantity === 'text') return [id, `O900${i} 试件`];
      const coded = states && Number(Object.keys(states).at(-1));
      return [id, coded ?? 11 + 3 * i];
    }),
  );
}

describe('a command reaches the device', () => {
  test.each([
    ['t1-101-lamps', 'front', 0],
    ['t1-101-lamps', 'front', 1],
    ['tr-301-ac', 'target', 18.5],
    ['tr-201-manager', 'session', 2],
    ['tr-201-door', 'lock', 1],
    ['tr-201-door', 'lock', 0],
  ])('%s/%s to %d', async (deviceId, local, value) => {
    const point = campus.points.get(`${deviceId}/${local}-set`)!;
    const plan = [...campus.endpoints.keys()].indexOf(campus.devices.get(deviceId)!.endpointId);
    expect(await sessions[plan]!.write(point, value)).toEqual({ ok: true });
    await eventually(
      async () => (await ask<DeviceState>(`/devices/${deviceId}`)).values[local],
      (held) => held === value,
    );
    await eventually(
      () => seen.get(`${deviceId}/${local}`)?.value,
      (it) => it === value,
    );
  });
});

test('an endpoint that falls silent goes bad and comes back', async () => {
  const protocols: readonly Protocol[] = ['modbus', 'opcua'];
  const watched = protocols.map(
    (protocol) => [...campus.endpoints.values()].find((it) => it.protocol === protocol)!,
  );
  for (const { id } of watched) {
    const [device] = devicesOf(id);
    const [first] = [...campus.points.values()].filter(
      (point) => point.deviceId === device!.id && !point.write,
    );
    const quality = (): string => qualityOf(seen.get(first!.pointId)!.status);
    await ask('/faults', { endpoint: id, mode: 'silent' });
    await eventually(quality, (it) => it === 'bad', 20_000);
    await ask('/faults', { endpoint: id, mode: 'none' });
    await eventually(quality, (it) => it === 'good', 20_000);
  }
}, 60_000);

test('garbage is never taken for a value', async () => {
  const garbled = ['t1-101-air', 't1-101-presence'];
  const heldByPoint = new Map<string, number>();
  for (const id of garbled) {
    const held = heldValues(id);
    await ask(`/devices/${id}/values`, held);
    for (const [local, value] of Object.entries(held)) heldByPoint.set(`${id}/${local}`, Number(value));
  }
  const isTrue = ([pointId, value]: [string, number]): boolean =>
    Math.abs(seen.get(pointId)!.value - value) < 0.011;
  await eventually(
    () => [...heldByPoint].every(isTrue),
    (all) => all,
  );
  for (const id of garbled) await ask('/faults', { device: id, mode: 'garbage' });
  const wrong: unknown[] = [];
  for (const end = performance.now() + 4_000; performance.now() < end; ) {
    for (const held of heldByPoint) {
      const { status } = seen.get(held[0])!;
      if (qualityOf(status) !== 'bad' && !isTrue(held)) wrong.push([held, seen.get(held[0])]);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(wrong).toEqual([]);
  const quality = (): string => qualityOf(seen.get('t1-101-air/co2')!.status);
  await eventually(quality, (it) => it === 'bad', 20_000);
  await ask('/scenarios/calm', {});
  await eventually(quality, (it) => it === 'good', 20_000);
}, 40_000);

test('whoever subscribes late to the field broker hears the last word of every device', async () => {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${ports.fieldMqtt}`, { protocolVersion: 4 });
  const heard = new Map<string, string>();
  client.on('message', (topic, payload) => heard.set(topic, payload.toString()));
  await client.subscribeAsync('#');
  await eventually(
    () => heard.size,
    (size) => size > 60,
  );
  expect(JSON.parse(heard.get('zigbee2mqtt/t1-101-presence')!)).toMatchObject({
    battery: expect.any(Number),
  });
  expect(JSON.parse(heard.get('zigbee2mqtt/t1-101-presence/availability')!)).toEqual({ state: 'online' });
  const motion = JSON.parse(heard.get('gate-101-camera/onvif-ej/RuleEngine/CellMotionDetector/Motion/&1')!);
  expect(Math.abs(Date.now() - Date.parse(motion.UtcTime))).toBeLessThan(60_000);
  await client.endAsync();
});

test('a client that announces a huge message is cut off, and nobody else notices', async () => {
  const socket = connect(ports.fieldMqtt, '127.0.0.1');
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 0x61]));
  await closed;
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${ports.fieldMqtt}`, { protocolVersion: 4 });
  await client.endAsync();
});
