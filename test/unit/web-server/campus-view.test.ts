// Views of the campus: which point a layer shows, who may command, what the page's schemas accept.
import {
  authorise,
  campusViewSchema,
  planEquipmentSchema,
  pointViewSchema,
  spaceViewSchema,
} from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { campusView, indexCampus, pointView, spaceView } from '../../../web/server/campus-view.ts';
import { planEquipment } from '../../../web/server/plan-equipment.ts';
import { smallCampus, smallModels } from './small-campus.ts';
import { identities } from './small-server.ts';

const index = indexCampus(smallCampus(), smallModels);

describe('layers', () => {
  const spaces = campusView(index).buildings[0]!.floors[0]!.spaces;
  const layersOf = (id: string) => spaces.find((space) => space.id === id)!.layers;

  test('the air sensor goes before the conditioner, the total before the phase, the headset never', () => {
    expect(layersOf('t1-101')).toEqual({
      temperature: 't1-101-air/temperature',
      co2: 't1-101-air/co2',
      power: 't1-101-meter/power',
    });
  });

  test('without an air sensor, what is measured goes before what was asked for', () => {
    const campus = smallCampus();
    const devices = new Map([...campus.devices].filter(([id]) => id !== 't1-101-air'));
    const points = new Map([...campus.points].filter(([, point]) => point.deviceId !== 't1-101-air'));
    const [building] = campusView(indexCampus({ ...campus, devices, points }, smallModels)).buildings;
    expect(building!.floors[0]!.spaces[0]!.layers.temperature).toBe('t1-101-ac/room-temperature');
  });

  test('people counted stand in for occupancy; a space without points has no layers', () => {
    expect(layersOf('t1-gate')).toEqual({ occupancy: 't1-gate-cam/people' });
    expect(layersOf('t1-102')).toEqual({});
  });
});

describe('equipment of a plan', () => {
  const floor = index.campus.buildings[0]!.floors[0]!;
  const signsOf = (id: string) =>
    planEquipment(index, floor)
      .find((equipment) => equipment.id === id)!
      .signs.map(({ pointId, kind }) => `${pointId} ${kind}`);

  test('is told by what it switches or detects, never by an order; a sensor only by being heard', () => {
    expect(signsOf('t1-101-lamps')).toEqual(['t1-101-lamps/front on']);
    expect(signsOf('t1-102-fire')).toEqual(['t1-102-fire/silence on']);
    expect(signsOf('t1-gate-cam')).toEqual(['t1-gate-cam/motion on']);
    expect(signsOf('t1-101-air')).toEqual(['t1-101-air/temperature state']);
  });

  test('is what the schema says, room by room', () => {
    const equipment = planEquipment(index, floor);
    expect(equipment.map((item) => planEquipmentSchema.parse(item))).toEqual(equipment);
    expect(equipment).toHaveLength(index.campus.devices.size);
    expect(equipment[0]).toMatchObject({ id: 't1-101-vr', spaceId: 't1-101', at: null });
    expect(equipment[0]!.signs[0]!.staleAfterMs).toBe(30_000);
  });
});

describe('views', () => {
  test('are what the schemas say, nothing more', () => {
    expect(campusViewSchema.parse(campusView(index))).toEqual(campusView(index));
    const view = spaceView(index, 't1-101', identities.teacher)!;
    expect(spaceViewSchema.parse(view)).toEqual(view);
    expect(spaceView(index, 'nowhere', identities.teacher)).toBeNull();
  });

  test('who is responsible: the device, else its system', () => {
    const devices = spaceView(index, 't1-101', null)!.devices;
    expect(devices.find(({ id }) => id === 't1-101-air')?.responsible).toBe('wang');
    expect(devices.find(({ id }) => id === 't1-101-lamps')?.responsible).toBeNull();
  });

  test.each(Object.values(identities))('$role may command what authorise says, and no sensor', (identity) => {
    for (const point of index.campus.points.values()) {
      const view = pointView(point, identity);
      expect(pointViewSchema.parse(view)).toEqual(view);
      const isAllowed = point.write !== undefined && authorise(identity, 'point.command', point);
      expect(view.mayCommand).toBe(isAllowed);
    }
  });

  test('a point that is written names its readback by its full id', () => {
    const view = pointView(index.campus.points.get('t1-101-ac/target-set')!, null);
    expect(view.write).toEqual({ min: 16, max: 30, step: 0.5, readback: 't1-101-ac/target', settleMs: 2000 });
    expect(view.staleAfterMs).toBe(30_000);
  });
});
