// Meters on serial lines: electricity by tariffs, a room's single-phase meter with its relay, water with a valve, heat.
import type { Device } from '@campus/campus-model';
import { frequencyHz, gatherEnergy, type Phases, powerFactorOf } from '../world/electricity.ts';
import { clamp } from '../world/relax.ts';
import type { World } from '../world/world.ts';
import { roomMeter } from './meters.ts';
import { measured, type SimulatedPoints, switched } from './simulated-device.ts';

const numberOf = (points: SimulatedPoints, name: string): number => Number(points[name]!.read());

function phasesIn(points: SimulatedPoints): Phases {
  return [numberOf(points, 'power-l1'), numberOf(points, 'power-l2'), numberOf(points, 'power-l3')];
}

/** Sharp, peak, flat and valley hours of the day, as tariffs 1 to 4 are numbered. */
const tariffOfHour = [4, 4, 4, 4, 4, 4, 4, 3, 2, 2, 1, 1, 3, 3, 3, 2, 2, 2, 1, 1, 1, 2, 3, 4] as const;
const tariffShares = [0.15, 0.35, 0.3, 0.2] as const;

/** A room's three-phase meter that also counts by tariff. */
export function tariffMeter(device: Device, world: World): SimulatedPoints {
  const points = roomMeter(device, world);
  const oldKWh = numberOf(points, 'energy-import');
  const tariffs = tariffShares.map((share, i) =>
    world.totals.add(`${device.id}/energy-tariff-${i + 1}`, oldKWh * share),
  );
  world.followers.push({
    step: (dtS) => {
      const hour = Math.floor(world.time.minute / 60) % tariffOfHour.length;
      const total = tariffs[tariffOfHour[hour]! - 1]!;
      total.value = gatherEnergy(total.value, numberOf(points, 'power'), dtS);
    },
  });
  const powerFactor = (): number => powerFactorOf(phasesIn(points));
  return {
    ...points,
    ...Object.fromEntries(tariffs.map((total, i) => [`energy-tariff-${i + 1}`, measured(() => total.value)])),
    'power-factor': measured(powerFactor),
    'reactive-power': measured(() => numberOf(points, 'power') * Math.tan(Math.acos(powerFactor()))),
    frequency: measured(() => frequencyHz(world.time.localS)),
  };
}

export function plainMeter(device: Device, world: World): SimulatedPoints {
  const points = roomMeter(device, world);
  return { ...points, 'power-factor': measured(() => powerFactorOf(phasesIn(points))) };
}

/** On the sockets' phase; what its relay has cut draws nothing. */
export function relayMeter(device: Device, world: World): SimulatedPoints {
  const points = roomMeter(device, world);
  const energy = world.totals.add(`${device.id}/socket-energy`, numberOf(points, 'energy-import') / 3);
  let isOn = true;
  const power = (): number => (isOn ? numberOf(points, 'power-l3') : 0);
  world.followers.push({
    step: (dtS) => {
      energy.value = gatherEnergy(energy.value, power(), dtS);
    },
  });
  return {
    voltage: measured(() => numberOf(points, 'voltage-l3')),
    current: measured(() => (isOn ? numberOf(points, 'current-l3') : 0)),
    power: measured(power),
    'power-factor': measured(() => powerFactorOf([0, 0, power()])),
    'energy-import': measured(() => energy.value),
    supply: switched(
      () => isOn,
      (wanted) => {
        isOn = wanted;
      },
    ),
  };
}

/** Behind a building's main; a branch of it, where the meter has a valve. */
const branchShare = 0.05;

export function waterLineMeter(device: Device, world: World): SimulatedPoints {
  const building = world.building(world.room(device.spaceId).space.buildingId);
  return {
    volume: measured(() => building.water.value),
    'volume-settled': measured(() => building.water.initial),
    'battery-low': measured(() => 0),
  };
}

export function waterValveMeter(device: Device, world: World): SimulatedPoints {
  const building = world.building(world.room(device.spaceId).space.buildingId);
  const volume = world.totals.add(`${device.id}/volume`, building.water.initial * branchShare);
  let isOpen = true;
  world.followers.push({
    step: (dtS) => {
      if (isOpen) volume.value += (building.flowM3PerH * branchShare * dtS) / 3_600;
    },
  });
  return {
    volume: measured(() => volume.value),
    'volume-settled': measured(() => volume.initial),
    'battery-low': measured(() => 0),
    valve: switched(
      () => isOpen,
      (wanted) => {
        isOpen = wanted;
      },
    ),
  };
}

/** What a building loses by square metre and degree, and the water that carries its heat. */
const lossWPerM2K = 1.6;
const indoorC = 20;
const spreadK = 12;
const whPerM3K = 1_163;
const oldHeatKWhPerM2 = 60;

/** The heat of a building from the town's network: by the weather, in the season. */
export function heatMeter(device: Device, world: World): SimulatedPoints {
  const building = world.building(world.room(device.spaceId).space.buildingId);
  const areaM2 = building.rooms.reduce((sum, room) => sum + room.areaM2, 0);
  const heat = world.totals.add(`${device.id}/heat`, areaM2 * oldHeatKWhPerM2);
  const volume = world.totals.add(`${device.id}/volume`, (heat.initial * 1_000) / (whPerM3K * spreadK));
  const operating = world.totals.add(`${device.id}/operating-time`, 4_000 * 3_600);
  const power = (): number => {
    const { isHeatingSeason, temperatureC } = world.weather;
    return isHeatingSeason ? areaM2 * lossWPerM2K * Math.max(0, indoorC - temperatureC) : 0;
  };
  const flow = (): number => power() / (whPerM3K * spreadK);
  const supplyC = (): number => (power() > 0 ? clamp(50 - world.weather.temperatureC, 35, 75) : indoorC);
  world.followers.push({
    step: (dtS) => {
      heat.value = gatherEnergy(heat.value, power(), dtS);
      volume.value += (flow() * dtS) / 3_600;
      operating.value += dtS;
    },
  });
  return {
    'heat-settled': measured(() => heat.initial),
    heat: measured(() => heat.value),
    power: measured(power),
    flow: measured(flow),
    volume: measured(() => volume.value),
    'supply-temperature': measured(supplyC),
    'return-temperature': measured(() => (power() > 0 ? supplyC() - spreadK : indoorC)),
    'operating-time': measured(() => operating.value),
    'battery-low': measured(() => 0),
  };
}
