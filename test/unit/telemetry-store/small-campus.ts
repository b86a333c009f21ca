// Two gateways, three devices, points of each sort that ingest treats apart.
import { type Campus, type Device, type Point, pointId } from '../../../campus-model/index.ts';

const name = (en: string) => ({ zh: en, en });

function point(deviceId: string, gatewayId: string, id: string, rest: Partial<Point> = {}): Point {
  return {
    id,
    pointId: pointId(deviceId, id),
    deviceId,
    gatewayId,
    spaceId: 'room-1',
    system: 'energy',
    name: name(id),
    kind: 'sensor',
    quantity: 'power',
    unit: 'W',
    decimals: 0,
    deadband: 1,
    heartbeatMs: 10_000,
    address: {},
    ...rest,
  };
}

function device(id: string, gatewayId: string): Device {
  return {
    id,
    name: name(id),
    modelId: 'model',
    kind: 'energy-meter',
    system: 'energy',
    gatewayId,
    endpointId: `${gatewayId}-endpoint`,
    spaceId: 'room-1',
    address: {},
  };
}

const points = [
  point('meter-1', 'gw-1', 'power', { range: { min: 0, max: 1_000 } }),
  point('meter-1', 'gw-1', 'energy'),
  point('vr-1', 'gw-1', 'app', { quantity: 'text', unit: '' }),
  point('lamps-1', 'gw-2', 'front-set', { kind: 'output', quantity: 'switch' }),
  point('lamps-1', 'gw-2', 'front', { kind: 'readback', quantity: 'switch' }),
];

export const smallCampus: Campus = {
  site: { id: 'school', name: name('School'), timeZone: 'Asia/Shanghai' },
  isDemo: false,
  people: [],
  responsible: {},
  buildings: [],
  gateways: new Map(['gw-1', 'gw-2'].map((id) => [id, { id, name: name(id), buildingId: 'b-1' }])),
  endpoints: new Map(),
  spaces: new Map(),
  devices: new Map(
    [device('meter-1', 'gw-1'), device('vr-1', 'gw-1'), device('lamps-1', 'gw-2')].map((one) => [
      one.id,
      one,
    ]),
  ),
  points: new Map(points.map((one) => [one.pointId, one])),
};

export const pointIds = points.map((one) => one.pointId);
