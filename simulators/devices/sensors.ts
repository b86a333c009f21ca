// Battery sensors, doors and cameras: what they notice of a room.
import type { Device } from '@campus/campus-model';
import type { Room } from '../world/room.ts';
import { humidityOf } from '../world/room-air.ts';
import type { World } from '../world/world.ts';
import { scattered } from './climate.ts';
import { measured, type SimulatedPoint, type SimulatedPoints, switched } from './simulated-device.ts';

/** Battery and link quality that every Zigbee device tells of itself. */
function zigbee(device: Device, world: World): Record<'battery' | 'linkquality', SimulatedPoint> {
  const battery = 62 + Math.floor(38 * world.random());
  const link = 90 + Math.floor(110 * world.random());
  return {
    battery: measured(() => battery),
    linkquality: measured(() => link + Math.round(8 * (world.luckOf(`${device.id}/link`, 60) - 0.5))),
  };
}

export function wirelessClimate(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  return {
    temperature: measured(() => room.air.temperatureC + scattered(world, device, 'temperature', 0.04)),
    humidity: measured(() => humidityOf(room.air) + scattered(world, device, 'humidity', 0.2)),
    ...zigbee(device, world),
  };
}

export function presenceSensor(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  return {
    occupancy: measured(() => Number(room.people > 0 || room.isBrokenInto)),
    illuminance: measured(() => Math.max(0, Math.round(room.lux + scattered(world, device, 'lux', 2)))),
    ...zigbee(device, world),
  };
}

export function leakSensor(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  return { leak: measured(() => Number(room.isFlooded)), ...zigbee(device, world) };
}

/** A contact on a door that is opened now and then while people work there. */
export function contact(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  const building = world.building(room.space.buildingId);
  const isOpen = (): boolean => building.people > 3 && world.luckOf(device.id, 45) < 0.06;
  return { contact: measured(() => Number(isOpen())), ...zigbee(device, world) };
}

/** Doors are unlocked while the rooms behind them are used. */
export function doorController(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  let isLocked = true;
  let wasUsed = false;
  world.followers.push({
    step: () => {
      const isUsed = opensFor(room, world);
      if (isUsed !== wasUsed) isLocked = !isUsed;
      wasUsed = isUsed;
    },
  });
  const isOpen = (): boolean =>
    room.isBrokenInto || (!isLocked && room.people > 0 && world.luckOf(device.id, 8) < 0.07);
  return {
    door: measured(() => Number(isOpen())),
    lock: switched(
      () => isLocked,
      (locked) => {
        isLocked = locked;
      },
    ),
    forced: measured(() => Number(room.isBrokenInto)),
    battery: measured(() => 100),
  };
}

const opensAtMinute = 6 * 60;
const closesAtMinute = 22 * 60 + 30;

function opensFor(room: Room, world: World): boolean {
  const { minute } = world.time;
  const isOpenHour = minute >= opensAtMinute && minute < closesAtMinute;
  const isEntrance =
    room.space.kind === 'gate' || room.space.kind === 'corridor' || room.space.kind === 'library';
  return isEntrance ? isOpenHour : isOpenHour && room.people > 0;
}

export function camera(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  const sees = (): number => room.people + Number(room.isBrokenInto);
  const isMoving = (): boolean => room.isBrokenInto || (sees() > 0 && world.luckOf(device.id, 6) < 0.75);
  return {
    motion: measured(() => Number(isMoving() || room.smoke > 0.25)),
    people: measured(sees),
    online: measured(() => 1),
  };
}
