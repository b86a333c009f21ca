// Scenarios: each changes what it says, in the order it says, and leaves no trace when it ends.

import type { ManualClock } from '@campus/runtime';
import { beforeEach, describe, expect, test } from 'vitest';
import { Faults } from '../../../simulators/faults/faults.ts';
import { cameraPicture } from '../../../simulators/pictures/camera-picture.ts';
import { cameraScene } from '../../../simulators/pictures/camera-scene.ts';
import { ScenarioPlayer } from '../../../simulators/scenarios/scenario-player.ts';
import type { Simulation } from '../../../simulators/simulation.ts';
import { demoSimulation } from './demo.ts';

let simulation: Simulation;
let clock: ManualClock;
let faults: Faults;
let player: ScenarioPlayer;

beforeEach(() => {
  ({ simulation, clock } = demoSimulation());
  faults = new Faults();
  player = new ScenarioPlayer({ simulation, faults });
});

const value = (device: string, point: string): number | string =>
  simulation.devices.get(device)!.value(point);
const seconds = (count: number): void => clock.advance(count * 1_000);

test('a fire trips one detector at once and a second one 20 s later; heat, smoke and camera follow', () => {
  const before = Number(value('tr-201-air', 'temperature'));
  expect(player.play('fire-in-lab')).toEqual({
    ok: true,
    running: [{ name: 'fire-in-lab', spaceId: 'tr-201' }],
  });
  expect([value('tr-201-smoke-1', 'smoke'), value('tr-201-smoke-2', 'smoke')]).toEqual([1, 0]);
  expect(value('tr-fire-panel', 'fire')).toBe(1);
  expect(value('t1-fire-panel', 'fire')).toBe(0);
  seconds(19);
  expect(value('tr-201-smoke-2', 'smoke')).toBe(0);
  seconds(2);
  expect(value('tr-201-smoke-2', 'smoke')).toBe(1);
  seconds(120);
  expect(Number(value('tr-201-air', 'temperature'))).toBeGreaterThan(before + 20);
  expect(simulation.world.room('tr-201').people).toBe(0);
  const picture = cameraPicture(cameraScene(simulation, simulation.devices.get('tr-201-camera')!));
  expect(picture).toContain('#ff7a18');
  player.play('calm');
  expect([value('tr-201-smoke-1', 'smoke'), value('tr-fire-panel', 'fire')]).toEqual([0, 0]);
  seconds(600);
  expect(simulation.world.room('tr-201').smoke).toBeLessThan(0.01);
  expect(simulation.world.room('tr-201').people).toBeGreaterThan(5);
});

test('a detector that is set from outside shows on its panel', () => {
  simulation.devices.get('t1-corridor-1-smoke')!.set('smoke', 1);
  expect([value('t1-fire-panel', 'fire'), value('t1-fire-panel', 'fault')]).toEqual([1, 0]);
  simulation.devices.get('t1-corridor-1-smoke')!.set('smoke', 2);
  expect([value('t1-fire-panel', 'fire'), value('t1-fire-panel', 'fault')]).toEqual([0, 1]);
  player.play('calm');
  expect(value('t1-fire-panel', 'fault')).toBe(0);
});

test('an intrusion makes it night: a door is forced, the camera sees someone by infrared', () => {
  player.play('night-intrusion');
  expect(simulation.world.time.minute).toBeCloseTo(90, 0);
  expect([
    value('tr-201-door', 'forced'),
    value('tr-201-door', 'door'),
    value('tr-201-camera', 'motion'),
  ]).toEqual([1, 1, 1]);
  expect(value('tr-202-door', 'forced')).toBe(0);
  seconds(1);
  const picture = cameraPicture(cameraScene(simulation, simulation.devices.get('tr-201-camera')!));
  expect(picture).toContain('红外');
  player.play('calm');
  expect(value('tr-201-door', 'forced')).toBe(0);
  expect(simulation.world.time.minute).toBeCloseTo(557.5, 0);
});

test('a leak wets the sensor and raises the flow of the building, by volume too', () => {
  player.play('water-leak');
  const place = player.running[0]!.spaceId;
  const { buildingId } = simulation.world.room(place).space;
  expect(value(`${place}-leak`, 'leak')).toBe(1);
  const meter = `${buildingId}-water-meter`;
  expect(Number(value(meter, 'flow'))).toBeGreaterThan(3);
  const start = Number(value(meter, 'volume'));
  seconds(600);
  expect(Number(value(meter, 'volume')) - start).toBeGreaterThan(3.2 / 6);
  player.play('calm');
  expect(value(`${place}-leak`, 'leak')).toBe(0);
  expect(Number(value(meter, 'flow'))).toBeLessThan(3);
});

test('a lost gateway silences every endpoint of its building and no other', () => {
  player.play('gateway-lost', 't1-101');
  const { endpoints } = simulation.campus;
  for (const [id, { gatewayId }] of endpoints) {
    expect([id, faults.endpoint(id).mode]).toEqual([id, gatewayId === 'gw-t1' ? 'silent' : 'none']);
  }
  player.play('calm');
  expect(faults.list()).toEqual({ endpoints: {}, devices: {} });
});

test('a headset runs low', () => {
  player.play('headset-battery-low');
  expect([value('tr-201-headset-1', 'battery'), value('tr-201-headset-1', 'charging')]).toEqual([14, 0]);
  player.play('calm');
  expect(Number(value('tr-201-headset-1', 'battery'))).toBeGreaterThan(60);
});

test('a lesson fills an empty classroom and its air', () => {
  player.play('lesson');
  const room = simulation.world.room(player.running[0]!.spaceId);
  expect([room.space.kind, room.people > 35]).toEqual(['classroom', true]);
  const before = room.air.co2Ppm;
  seconds(600);
  expect(room.lamps[0]!.shareOn).toBeGreaterThan(0.5);
  if (room.airing !== 'ventilated') expect(room.air.co2Ppm).toBeGreaterThan(before + 200);
});

describe('what cannot be played', () => {
  test.each([
    ['no-such-thing', undefined, 'unknown-scenario'],
    ['fire-in-lab', 'no-such-room', 'unknown-space'],
  ])('%s in %s', (name, spaceId, reason) => {
    expect(player.play(name, spaceId)).toEqual({ ok: false, reason });
    expect(player.running).toEqual([]);
  });
});

test('a scenario that is begun again elsewhere leaves its first place', () => {
  player.play('fire-in-lab', 'tr-201');
  player.play('fire-in-lab', 'tr-202');
  expect([value('tr-201-smoke-1', 'smoke'), value('tr-202-smoke-1', 'smoke')]).toEqual([0, 1]);
  expect(player.running).toHaveLength(1);
});
