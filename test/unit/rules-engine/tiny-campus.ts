// A campus of a few points, made in place, for tests that need no description file.
import {
  type Campus,
  type EquipmentKind,
  type Point,
  pointId,
  type Quantity,
  quantities,
  type SampleBatch,
  SampleColumns,
  type System,
} from '@campus/campus-model';

export interface TinyPoint {
  readonly device: string;
  readonly id: string;
  readonly quantity: Quantity;
  readonly deviceKind?: EquipmentKind;
  readonly system?: System;
  readonly more?: Partial<Point>;
}

const text = (en: string): { zh: string; en: string } => ({ zh: en, en });

/** All points stand in the space `room-1` of building `b1`; heartbeat 60 s. */
export function tinyCampus(points: readonly TinyPoint[]): Campus {
  const space = {
    id: 'room-1',
    name: text('Room 1'),
    kind: 'classroom' as const,
    buildingId: 'b1',
    floorId: 'f1',
    outline: [],
    heightM: 3.3,
    seats: 40,
  };
  return {
    site: { id: 'tiny', name: text('Tiny'), timeZone: 'Asia/Shanghai' },
    isDemo: true,
    people: [],
    responsible: {},
    buildings: [{ id: 'b1', name: text('B1'), outline: [], floors: [] }],
    gateways: new Map([['gw-1', { id: 'gw-1', name: text('Gateway'), buildingId: 'b1' }]]),
    endpoints: new Map(),
    spaces: new Map([[space.id, space]]),
    devices: new Map(
      points.map(({ device, deviceKind = 'air-sensor', system = 'climate' }) => [
        device,
        {
          id: device,
          name: text(device),
          modelId: 'tiny-model',
          kind: deviceKind,
          system,
          gatewayId: 'gw-1',
          endpointId: 'e1',
          spaceId: space.id,
          address: {},
        },
      ]),
    ),
    points: new Map(points.map((point) => [pointId(point.device, point.id), pointOf(point)])),
  };
}

function pointOf({ device, id, quantity, system = 'climate', more }: TinyPoint): Point {
  return {
    id,
    name: text(id),
    kind: 'sensor',
    quantity,
    ...quantities[quantity],
    deadband: 0,
    heartbeatMs: 60_000,
    address: {},
    pointId: pointId(device, id),
    deviceId: device,
    gatewayId: 'gw-1',
    spaceId: 'room-1',
    system,
    ...more,
  };
}

/** One sample of one point as a batch. */
export function sample(point: number, timeMs: number, value: number, status = 0): SampleBatch {
  const columns = new SampleColumns(1);
  columns.push(point, timeMs, value, status);
  return columns.take();
}
