// Meter lines and BACnet ports of a campus: simulators with their own codecs against the real drivers, in one small school.
import { type Campus, type Device, expandCampus, qualityOf } from '@campus/campus-model';
import { type DriverSession, deviceModels, type EndpointPlan, loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSimulators, startSimulators } from '../../../simulators/index.ts';
import { simulatorRequest } from '../../harness/simulators.ts';
import { freePort, SeenSink, until } from '../device-drivers/support.ts';
import { demoFile, freePorts } from './demo.ts';

const named = (zh: string, en: string) => ({ zh, en });
const placed: readonly [string, string, Record<string, unknown>][] = [
  ['dlt645-2007-three-phase', 'power-line', { address: '202311230001' }],
  ['dlt645-2007-single-phase-relay', 'power-line', { address: '202311230002', password: '02123456' }],
  ['dlt645-1997-three-phase', 'power-line', { address: '202311230003' }],
  ['cjt188-water-meter', 'water-line', { address: '78330011223344' }],
  ['cjt188-water-meter-valve', 'water-line', { address: '78330011223345', type: '11' }],
  ['cjt188-heat-meter', 'water-line', { address: '20231100000001' }],
  ['bacnet-air-handler', 'router', { instance: 4001 }],
  ['bacnet-thermostat', 'router', { instance: 4101, network: 2001, mac: '0c' }],
  ['daikin-dms502b51', 'router', { instance: 53, network: 2002, mac: '01', offset: 256 }],
];

function endpoint(id: string, protocol: string, port: number, settings: object = {}): object {
  return {
    id,
    gateway: 'gw-b',
    protocol,
    settings: { host: '127.0.0.1', port, timeoutMs: 1_000, ...settings },
  };
}

/** The demo school with a building `b` of one room, in which all of them are. */
async function campusOf(): Promise<{ campus: Campus; controlPort: number }> {
  const ports = await freePorts();
  const description = demoFile.value as Record<string, unknown[]>;
  const devices = placed.map(([model, endpointId, address]) => ({
    id: `b-${model}`,
    name: named('设备', model),
    model,
    endpoint: endpointId,
    address,
  }));
  const space = { id: 'b-room', template: 'b-room', name: named('机房', 'Plant room'), at: [0, 0], devices };
  const floor = { id: 'b-f1', name: named('一层', 'Floor 1'), level: 1, spaces: [space] };
  const outline = [
    [0, 300],
    [9, 300],
    [9, 309],
    [0, 309],
  ];
  const whole = {
    ...description,
    gateways: [
      ...description.gateways!,
      { id: 'gw-b', name: named('总线网关', 'Bus gateway'), building: 'b' },
    ],
    endpoints: [
      ...description.endpoints!,
      endpoint('power-line', 'dlt645', await freePort(), { gapMs: 0 }),
      endpoint('water-line', 'cjt188', await freePort(), { gapMs: 0 }),
      endpoint('router', 'bacnet', await freePort()),
    ],
    templates: { ...(description.templates as object), 'b-room': { kind: 'plant-room', size: [9, 9] } },
    buildings: [
      ...description.buildings!,
      { id: 'b', name: named('总线楼', 'Bus building'), outline, floors: [floor] },
    ],
  };
  const expanded = expandCampus(whole, deviceModels, {
    simulatorPort: ports.simulator,
    opcuaPort: ports.opcua,
    fieldMqttPort: ports.fieldMqtt,
    simulatorControlPort: ports.control,
  });
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  return { campus: expanded.campus, controlPort: ports.control };
}

let controlPort = 0;
let campus: Campus;
let simulators: RunningSimulators;
const sessions: DriverSession[] = [];
const sinks = new Map<string, SeenSink>();

beforeAll(async () => {
  ({ campus, controlPort } = await campusOf());
  simulators = await startSimulators({ campus, seed: 3, clock: systemClock, log: silentLog, controlPort });
  for (const id of ['power-line', 'water-line', 'router']) {
    const plan = planOfEndpoint(id);
    const sink = new SeenSink(plan);
    const driver = await loadDriver(plan.endpoint.protocol);
    const session = driver.open(plan, sink, { clock: systemClock, log: silentLog });
    sessions.push(session);
    for (const { device } of plan.devices) sinks.set(device.id, sink);
    session.start();
  }
}, 30_000);

afterAll(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  await simulators?.close();
}, 30_000);

function planOfEndpoint(id: string): EndpointPlan {
  const points = [...campus.points.values()].map((point, index) => ({ point, index }));
  const devices = [...campus.devices.values()].filter((device) => device.endpointId === id);
  return {
    endpoint: campus.endpoints.get(id)!,
    devices: devices.map((device: Device) => ({
      device,
      model: deviceModels.get(device.modelId)!,
      points: points.filter(({ point }) => point.deviceId === device.id),
    })),
  };
}

const ask = (path: string, body: unknown): Promise<unknown> =>
  simulatorRequest(controlPort, 'POST', path, body);

test.each(placed.map(([model]) => model))(
  'every point of a %s arrives good, and as the device holds it',
  async (model) => {
    const deviceId = `b-${model}`;
    const sink = sinks.get(deviceId)!;
    const { points } = deviceModels.get(model)!;
    await until(
      () => points.every(({ id }) => sink.last(`${deviceId}/${id}`)),
      'a sample of every point',
      20_000,
    );
    for (const { id } of points) expect(qualityOf(sink.last(`${deviceId}/${id}`)!.status), id).toBe('good');
    const measured = points.filter(({ id, write, quantity }) => {
      return !write && quantity !== 'text' && !points.some((it) => it.id === `${id}-set`);
    });
    const held = Object.fromEntries(
      measured.map(({ id, states, quantity }, i): [string, number] => {
        if (states) return [id, Number(Object.keys(states).at(-1))];
        if (quantity === 'power-factor') return [id, 0.5];
        if (quantity === 'power') return [id, 10 * (11 + i)];
        return [id, quantity === 'duration' ? 3_600 * (11 + i) : 11 + 3 * i];
      }),
    );
    await ask(`/devices/${deviceId}/values`, held);
    const agrees = ([id, value]: [string, number]): boolean =>
      Math.abs((sink.last(`${deviceId}/${id}`)?.value ?? Number.NaN) - value) < 0.011;
    await until(() => Object.entries(held).every(agrees), `${JSON.stringify(held)}`, 30_000);
    await ask(`/devices/${deviceId}/values`, Object.fromEntries(Object.keys(held).map((id) => [id, null])));
  },
  60_000,
);

test.each([
  ['b-dlt645-2007-single-phase-relay/supply', 0],
  ['b-cjt188-water-meter-valve/valve', 0],
  ['b-bacnet-air-handler/damper', 65],
  ['b-bacnet-thermostat/target', 18.5],
  ['b-bacnet-thermostat/mode', 3],
  ['b-daikin-dms502b51/power', 1],
  ['b-daikin-dms502b51/mode', 5],
])('a command reaches %s: %d', async (pointId, value) => {
  const deviceId = pointId.split('/')[0]!;
  const session =
    sessions[['power-line', 'water-line', 'router'].indexOf(campus.devices.get(deviceId)!.endpointId)]!;
  expect(await session.write(campus.points.get(`${pointId}-set`)!, value)).toEqual({ ok: true });
  await until(() => sinks.get(deviceId)!.last(pointId)?.value === value, 'the readback', 15_000);
});
