// What went wrong in the past of a demo, so that trends have something to show and a rule something to find: true
// causes in the world, from which the physics follows.
import type { BuiltDevices } from '../devices/build-devices.ts';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { noLoad } from '../world/electricity.ts';
import type { World } from '../world/world.ts';

export interface Incident {
  /** Days before the live start, and the minute of that day by the site's own clock. */
  readonly daysBefore: number;
  readonly atMinute: number;
  readonly lastsMin: number;
  /** Begins it; the returned function ends it. Null where the campus has no place for it. */
  begin(world: World, devices: BuiltDevices): (() => void) | null;
}

const leakM3PerH = 1.4;
const heaterW = 3_000;

/** The fan of a VR lab's server stops on a morning with lessons; in the afternoon somebody changes it. */
const hotServer: Incident = {
  daysBefore: 5,
  atMinute: 8 * 60 + 40,
  lastsMin: 7 * 60,
  begin: (world) => {
    const room = [...world.rooms.values()].find(({ space }) => space.kind === 'vr-lab');
    if (!room) return null;
    room.isFanStopped = true;
    return () => {
      room.isFanStopped = false;
    };
  },
};

/** Somebody heats a dormitory room with a heater of their own through a night. */
const forbiddenHeater: Incident = {
  daysBefore: 8,
  atMinute: 21 * 60 + 50,
  lastsMin: 9 * 60,
  begin: (world) => {
    const room = [...world.rooms.values()].find(({ space }) => space.kind === 'dormitory-room');
    if (!room) return null;
    const heater = { step: () => {}, load: { ...noLoad, socketsW: heaterW } };
    room.equipment.push(heater);
    return () => void room.equipment.splice(room.equipment.indexOf(heater), 1);
  },
};

/** A pipe drips through a night: a wet leak sensor, and a building whose meter never stands still. */
const nightLeak: Incident = {
  daysBefore: 11,
  atMinute: 23 * 60 + 15,
  lastsMin: 6 * 60 + 40,
  begin: (world, devices) => {
    const sensor = withPoint(devices, 'leak');
    if (!sensor) return null;
    const room = world.room(sensor.device.spaceId);
    const building = world.building(room.space.buildingId);
    room.isFlooded = true;
    building.leakM3PerH += leakM3PerH;
    return () => {
      room.isFlooded = false;
      building.leakM3PerH -= leakM3PerH;
    };
  },
};

/** Somebody leaves the door of the cold store open: warmth comes in, and the compressor cannot keep up. */
const openDoor: Incident = {
  daysBefore: 12,
  atMinute: 14 * 60 + 5,
  lastsMin: 55,
  begin: (_world, devices) => {
    const door = withPoint(devices, 'contact');
    door?.set('contact', 1);
    return door ? () => void door.set('contact', null) : null;
  },
};

export const incidents: readonly Incident[] = [hotServer, forbiddenHeater, nightLeak, openDoor];

function withPoint(devices: BuiltDevices, point: string): SimulatedDevice | undefined {
  return [...devices.values()].find(({ points }) => points.has(point));
}
