// Climate units on BACnet: a thermostat and a VRV indoor unit on the room's air conditioning, an air handler of a building.
import type { Device } from '@campus/campus-model';
import { relax } from '../world/relax.ts';
import { humidityOf } from '../world/room-air.ts';
import type { World } from '../world/world.ts';
import { scattered, thermostat } from './climate.ts';
import { measured, type SimulatedPoint, type SimulatedPoints, switched } from './simulated-device.ts';

/** The same setting with other codes on the wire. */
function recoded({ read, operate }: SimulatedPoint, codes: Readonly<Record<number, number>>): SimulatedPoint {
  const wire = Object.keys(codes).map(Number);
  return {
    read: () => wire.find((code) => codes[code] === Number(read())) ?? wire[0]!,
    operate: (code) => operate!(codes[code]!),
    min: Math.min(...wire),
    max: Math.max(...wire),
    isWhole: true,
  };
}

/** Multi-state values count from 1. */
export function bacnetThermostat(device: Device, world: World): SimulatedPoints {
  const { fault: _, ...points } = thermostat(device, world);
  return {
    ...points,
    mode: recoded(points.mode!, { 1: 0, 2: 1, 3: 2 }),
    fan: recoded(points.fan!, { 1: 0, 2: 1, 3: 2, 4: 3 }),
    valve: measured(points.valve!.read),
  };
}

/** Orders and states are objects apart. Cool, heat, fan, (auto), dry. */
const daikinModes = { 1: 0, 2: 1, 3: 2, 5: 3 };

export function daikinUnit(device: Device, world: World): SimulatedPoints {
  const points = thermostat(device, world);
  const mode = recoded(points.mode!, daikinModes);
  const autoMode = (): number => (world.weather.isCoolingSeason ? 1 : 2);
  return {
    'power-order': points.power!,
    power: measured(points.power!.read),
    'mode-order': { ...mode, operate: (code) => mode.operate!(code === 4 ? autoMode() : code) },
    mode: measured(mode.read),
    target: points.target!,
    'room-temperature': points['room-temperature']!,
    alarm: measured(() => Number(Number(points.fault!.read()) !== 0)),
    // State 1 is no malfunction.
    malfunction: measured(() => 1 + Number(points.fault!.read())),
  };
}

/** Supply air follows its target within minutes. */
const supplyRatePerS = 1 / 180;
const filterHours = 2_000;
const frostC = 4;

interface HandlerState {
  isOn: boolean;
  targetC: number;
  fanPercent: number;
  damperPercent: number;
  supplyC: number;
}

function opening(read: () => number, write: (percent: number) => void): SimulatedPoint {
  return { read, operate: write, min: 0, max: 100 };
}

/** What it returns is the mean of the building's rooms; it conditions the air and leaves the rooms' physics alone. */
export function airHandler(device: Device, world: World): SimulatedPoints {
  const { rooms } = world.building(world.room(device.spaceId).space.buildingId);
  const unit: HandlerState = { isOn: true, targetC: 20, fanPercent: 70, damperPercent: 30, supplyC: 20 };
  const run = world.totals.add(`${device.id}/run-time`, 1_200 * 3_600);
  const mean = (of: (room: (typeof rooms)[number]) => number): number =>
    rooms.reduce((sum, room) => sum + of(room), 0) / Math.max(1, rooms.length);
  const isRunning = (): boolean => unit.isOn && unit.fanPercent > 0;
  const returnC = (): number => mean((room) => room.air.temperatureC);
  const mixedC = (): number =>
    returnC() + ((world.weather.temperatureC - returnC()) * unit.damperPercent) / 100;
  world.followers.push({
    step: (dtS) => {
      unit.supplyC = relax(unit.supplyC, isRunning() ? unit.targetC : returnC(), supplyRatePerS, 0, dtS);
      if (isRunning()) run.value += dtS;
    },
  });
  return {
    ...settingsOf(unit),
    valve: measured(() => (isRunning() ? Math.min(100, Math.abs(unit.targetC - mixedC()) * 6) : 0)),
    'supply-temperature': measured(() => unit.supplyC + scattered(world, device, 'supply', 0.05)),
    'return-temperature': measured(returnC),
    'outdoor-temperature': measured(() => world.weather.temperatureC),
    'return-humidity': measured(() => mean((room) => humidityOf(room.air))),
    'return-co2': measured(() => mean((room) => room.air.co2Ppm)),
    'fan-running': measured(() => Number(isRunning())),
    'filter-dirty': measured(() => Number(run.value > filterHours * 3_600)),
    frost: measured(() => Number(unit.supplyC < frostC)),
  };
}

function settingsOf(unit: HandlerState): SimulatedPoints {
  return {
    power: switched(
      () => unit.isOn,
      (isOn) => {
        unit.isOn = isOn;
      },
    ),
    'supply-target': {
      read: () => unit.targetC,
      operate: (targetC) => {
        unit.targetC = targetC;
      },
      min: 12,
      max: 35,
    },
    'fan-speed': opening(
      () => unit.fanPercent,
      (percent) => {
        unit.fanPercent = percent;
      },
    ),
    damper: opening(
      () => unit.damperPercent,
      (percent) => {
        unit.damperPercent = percent;
      },
    ),
  };
}
