// A campus of any size for benches, and what its points tell: temperatures of 0.1 steps with noise, power in whole watts,
// meters that count, and things that are on or off, a quarter of the points each. Repeatable: a value goes by point and step.
import {
  type Campus,
  type Device,
  type Point,
  pointId,
  type Quantity,
  type SampleBatch,
  SampleColumns,
  status,
} from '@campus/campus-model';

export interface CampusSize {
  readonly gateways: number;
  readonly devicesPerGateway: number;
  readonly pointsPerDevice: number;
}

const kinds: readonly { quantity: Quantity; unit: string; deadband: number; counter?: boolean }[] = [
  { quantity: 'temperature', unit: '°C', deadband: 0.1 },
  { quantity: 'power', unit: 'W', deadband: 1 },
  { quantity: 'energy', unit: 'kWh', deadband: 0.01, counter: true },
  { quantity: 'switch', unit: '', deadband: 0 },
];

const name = (text: string) => ({ zh: text, en: text });
const siteId = 'bench';

export function gatewayIds({ gateways }: CampusSize): string[] {
  return Array.from({ length: gateways }, (_, i) => `gw-${i + 1}`);
}

export function syntheticCampus(size: CampusSize): Campus {
  const devices = gatewayIds(size).flatMap((gatewayId) =>
    Array.from({ length: size.devicesPerGateway }, (_, i) => deviceOf(gatewayId, i)),
  );
  const points = devices.flatMap(({ id, gatewayId }) =>
    Array.from({ length: size.pointsPerDevice }, (_, i) => pointOf(id, gatewayId, i)),
  );
  return {
    site: { id: siteId, name: name(siteId), timeZone: 'Asia/Shanghai' },
    isDemo: false,
    people: [],
    responsible: {},
    buildings: [],
    gateways: new Map(gatewayIds(size).map((id) => [id, { id, name: name(id), buildingId: 'b' }])),
    endpoints: new Map(),
    spaces: new Map(),
    devices: new Map(devices.map((device) => [device.id, device])),
    points: new Map(points.map((point) => [point.pointId, point])),
  };
}

function deviceOf(gatewayId: string, i: number): Device {
  const id = `${gatewayId}-d${i + 1}`;
  return {
    id,
    name: name(id),
    modelId: 'synthetic',
    kind: 'energy-meter',
    system: 'energy',
    gatewayId,
    endpointId: `${gatewayId}-endpoint`,
    spaceId: 'room',
    address: {},
  };
}

function pointOf(deviceId: string, gatewayId: string, i: number): Point {
  const id = `p${i + 1}`;
  return {
    id,
    pointId: pointId(deviceId, id),
    deviceId,
    gatewayId,
    spaceId: 'room',
    system: 'energy',
    name: name(id),
    kind: 'sensor',
    decimals: 1,
    heartbeatMs: 30_000,
    address: {},
    ...kinds[i % kinds.length]!,
  };
}

/** Noise in [0, 1) of a point and a step. */
function noise(point: number, step: number): number {
  let mixed = Math.imul(point * 0x9e3779b1 + step, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}

/** What a point tells at a step (of some seconds); changes at nearly every step but for what is on or off. */
export function valueAt(point: number, step: number): number {
  const phase = (step + point * 37) / 960;
  switch (point % kinds.length) {
    case 0:
      return Math.round(220 + 30 * Math.sin(phase) + 4 * noise(point, step)) / 10;
    case 1:
      return Math.round(900 + 700 * Math.sin(phase / 3) + 60 * noise(point, step));
    case 2:
      return Math.round(100_000 + point + step * (3 + (point % 5)) + 2 * noise(point, step)) / 100;
    default:
      return Number(noise(point, Math.floor(step / 40)) < 0.4);
  }
}

const dayMs = 86_400_000;
const endedDaysAgo = 2;
const chunkSamples = 100_000;

/** What all points tell, step by step, in whole days that ended two days ago. */
export function* syntheticBatches(
  campus: Campus,
  { days, stepMs }: { readonly days: number; readonly stepMs: number },
): Generator<SampleBatch> {
  const fromMs = Math.floor(Date.now() / dayMs - endedDaysAgo - days) * dayMs;
  const columns = new SampleColumns(2 * chunkSamples);
  const steps = (days * dayMs) / stepMs;
  for (let step = 0; step < steps; step++) {
    for (let point = 0; point < campus.points.size; point++) {
      columns.push(point, fromMs + step * stepMs, valueAt(point, step), status.good);
    }
    if (columns.length >= chunkSamples) yield columns.take(true);
  }
  if (columns.length > 0) yield columns.take(true);
}
