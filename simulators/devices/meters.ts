// Meters: what a room, a building and a water main show of the world.
import type { Device } from '@campus/campus-model';
import {
  currentA,
  frequencyHz,
  gatherEnergy,
  type Phases,
  phasesOf,
  powerFactorOf,
  totalW,
  voltageV,
} from '../world/electricity.ts';
import type { World } from '../world/world.ts';
import { measured, type SimulatedPoints } from './simulated-device.ts';

/** Rooms were in use for years before the simulation began: their counters start at about this much. */
const oldEnergyKWhPerM2 = 120;

function phasePoints(device: Device, world: World, phases: () => Phases): SimulatedPoints {
  const voltage = (i: number): number => voltageV(device.id, i, phases()[i]!, world.time.localS);
  const each = [0, 1, 2].flatMap((i) => [
    [`voltage-l${i + 1}`, measured(() => voltage(i))] as const,
    [`current-l${i + 1}`, measured(() => currentA(phases()[i]!, voltage(i), i))] as const,
    [`power-l${i + 1}`, measured(() => phases()[i]!)] as const,
  ]);
  return {
    ...Object.fromEntries(each),
    power: measured(() => totalW(phases())),
    frequency: measured(() => frequencyHz(world.time.localS)),
  };
}

/** The meter of a room: energy is the integral of the power it shows. */
export function roomMeter(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  let phases: Phases = [0, 0, 0];
  const oldKWh = room.areaM2 * oldEnergyKWhPerM2 * (0.6 + world.random());
  const energy = world.totals.add(`${device.id}/energy-import`, oldKWh);
  world.followers.push({
    step: (dtS) => {
      energy.value = gatherEnergy(energy.value, totalW(phases), dtS);
      phases = phasesOf(room.load);
    },
  });
  return {
    ...phasePoints(device, world, () => phases),
    'energy-import': measured(() => energy.value),
    'energy-export': measured(() => 0),
  };
}

/** The meter of a building's main: all its rooms and what the building itself draws. */
export function buildingMeter(device: Device, world: World): SimulatedPoints {
  const building = world.building(world.room(device.spaceId).space.buildingId);
  return {
    ...phasePoints(device, world, () => building.phases),
    'power-factor': measured(() => powerFactorOf(building.phases)),
  };
}

export function waterMeter(device: Device, world: World): SimulatedPoints {
  const building = world.building(world.room(device.spaceId).space.buildingId);
  return {
    volume: measured(() => building.water.value),
    flow: measured(() => building.flowM3PerH),
  };
}
