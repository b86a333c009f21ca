// Lamps behind a relay board: one group a coil.
import type { Device } from '@campus/campus-model';
import { LampBank } from '../world/lamp-bank.ts';
import type { World } from '../world/world.ts';
import { type SimulatedPoints, switched } from './simulated-device.ts';

export function lampRelay(groups: readonly string[]): (device: Device, world: World) => SimulatedPoints {
  return (device, world) => {
    const room = world.room(device.spaceId);
    const bank = new LampBank(groups.length, room.areaM2);
    room.lamps.push(bank);
    const point = (i: number) =>
      switched(
        () => bank.groups[i] === true,
        (isOn) => {
          bank.groups[i] = isOn;
        },
      );
    return Object.fromEntries(groups.map((group, i) => [group, point(i)]));
  };
}
