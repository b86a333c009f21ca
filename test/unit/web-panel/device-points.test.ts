// What a device says in its row or on its tile, and which of a room's values are shown big.
import type { DeviceView, EquipmentKind, PointView, Quantity, SpaceView } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { machineTiles, shareOf, tellingPoints } from '../../../web/panel/format/device-points.ts';
import { roomPoints } from '../../../web/panel/format/space-points.ts';

const device = (id: string, kind: EquipmentKind): DeviceView => ({
  id,
  name: { zh: id, en: id },
  modelId: 'm',
  modelName: { zh: 'm', en: 'm' },
  kind,
  system: 'workshop',
  gatewayId: 'gw',
  spaceId: 's',
  at: null,
  responsible: null,
});

const point = (
  pointId: string,
  quantity: Quantity = 'state',
  change: Partial<PointView> = {},
): PointView => ({
  pointId,
  deviceId: pointId.slice(0, pointId.indexOf('/')),
  spaceId: 's',
  name: { zh: pointId, en: pointId },
  kind: 'sensor',
  system: 'workshop',
  quantity,
  unit: '',
  decimals: 0,
  range: null,
  states: null,
  counter: false,
  staleAfterMs: 1000,
  write: null,
  mayCommand: false,
  ...change,
});

const view = (devices: DeviceView[], points: PointView[]): SpaceView => ({
  space: {
    id: 's',
    name: { zh: 's', en: 's' },
    kind: 'workshop',
    outline: [],
    seats: 0,
    responsible: null,
    layers: {},
    buildingId: 'b',
    floorId: 'f',
  },
  devices,
  points,
});

const ids = (points: readonly PointView[]) => points.map(({ pointId }) => pointId);

describe('the telling points of a device', () => {
  test('a machine says what it does, then how', () => {
    const points = ['mode', 'parts', 'spindle-load', 'program', 'state'].map((name) => point(`cnc/${name}`));
    expect(ids(tellingPoints({ kind: 'machine' }, points, 3))).toEqual([
      'cnc/state',
      'cnc/program',
      'cnc/spindle-load',
    ]);
  });

  test('a model with names of its own is told in its own order', () => {
    const points = [point('x/torque'), point('x/angle')];
    expect(ids(tellingPoints({ kind: 'machine' }, points, 3))).toEqual(['x/torque', 'x/angle']);
  });

  test('a battery is told only where there is nothing else', () => {
    const leak = [point('l/battery', 'battery'), point('l/leak', 'leak')];
    expect(ids(tellingPoints({ kind: 'leak-sensor' }, leak, 3))).toEqual(['l/leak']);
    expect(ids(tellingPoints({ kind: 'leak-sensor' }, leak.slice(0, 1), 3))).toEqual(['l/battery']);
  });

  test('lamps are told by their switches', () => {
    expect(tellingPoints({ kind: 'lamps' }, [point('l/front', 'switch')], 3)).toEqual([]);
  });
});

describe('tiles', () => {
  test('machines have one, sensors have none', () => {
    const found = machineTiles(
      view(
        [device('cnc', 'machine'), device('air', 'air-sensor')],
        [point('cnc/state'), point('air/temperature', 'temperature')],
      ),
    );
    expect(found.map((tile) => tile.device.id)).toEqual(['cnc']);
  });

  test('a fridge has one only where the room has a thermometer of its own', () => {
    const fridge = [device('fridge', 'fridge')];
    const inside = point('fridge/temperature', 'temperature');
    expect(machineTiles(view(fridge, [inside]))).toEqual([]);
    const both = view(
      [device('air', 'air-sensor'), ...fridge],
      [point('air/temperature', 'temperature'), inside],
    );
    expect(machineTiles(both).map((tile) => tile.device.id)).toEqual(['fridge']);
  });
});

test.each([
  { quantity: 'battery', range: { min: 0, max: 100 }, value: 79, share: 0.79 },
  { quantity: 'percentage', range: { min: 0, max: 200 }, value: 50, share: 0.25 },
  { quantity: 'level', range: null, value: 140, share: 1 },
  { quantity: 'battery', range: null, value: null, share: null },
  { quantity: 'temperature', range: { min: 0, max: 100 }, value: 20, share: null },
] as const)('a share of $quantity $value is $share', ({ quantity, range, value, share }) => {
  expect(shareOf(point('d/p', quantity, { range }), value)).toBe(share);
});

describe('the readings of a room', () => {
  const detectors = [point('smoke-1/smoke', 'smoke'), point('smoke-2/smoke', 'smoke')];
  const room = view([device('smoke-1', 'smoke-detector'), device('smoke-2', 'smoke-detector')], detectors);

  test('of several detectors the one in alarm is shown', () => {
    expect(ids(roomPoints(room))).toEqual(['smoke-1/smoke']);
    expect(ids(roomPoints(room, new Set(['smoke-2/smoke'])))).toEqual(['smoke-2/smoke']);
  });

  test('where people are counted, nobody is told that someone is there', () => {
    const both = [point('cam/people', 'people'), point('pir/occupancy', 'occupancy')];
    expect(ids(roomPoints(view([], both)))).toEqual(['cam/people']);
    expect(ids(roomPoints(view([], both.slice(1))))).toEqual(['pir/occupancy']);
  });
});
