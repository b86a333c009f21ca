// Climate: room air sensors, thermostats of fan-coils, probes of fridges and cold stores.
import type { Device } from '@campus/campus-model';
import { AirConditioner } from '../world/air-conditioner.ts';
import { type ColdBox, coldStore, medicineFridge, stepColdBox } from '../world/cold-box.ts';
import { noLoad } from '../world/electricity.ts';
import { humidityOf } from '../world/room-air.ts';
import type { World } from '../world/world.ts';
import type { BuiltDevices } from './build-devices.ts';
import { lazily, measured, type SimulatedPoint, type SimulatedPoints, switched } from './simulated-device.ts';

/** Sensors scatter a little; a new scatter every few seconds. */
const scatterSlotS = 15;

export function scattered(world: World, device: Device, name: string, spread: number): number {
  return (world.luckOf(`${device.id}/${name}`, scatterSlotS) - 0.5) * 2 * spread;
}

/** A sensor on the wall: CO2, temperature and relative humidity of the room. */
export function roomAirSensor(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  return {
    co2: measured(() => room.air.co2Ppm + scattered(world, device, 'co2', 6)),
    temperature: measured(() => room.air.temperatureC + scattered(world, device, 'temperature', 0.04)),
    humidity: measured(() => humidityOf(room.air) + scattered(world, device, 'humidity', 0.2)),
  };
}

function setting(
  read: () => number,
  write: (value: number) => void,
  min: number,
  max: number,
): SimulatedPoint {
  return { read, operate: write, min, max };
}

/** The thermostat on the wall and the fan-coil behind it. */
export function thermostat(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  const unit = new AirConditioner(room.areaM2);
  room.airConditioners.push(unit);
  return {
    power: switched(
      () => unit.isOn,
      (isOn) => {
        unit.isOn = isOn;
      },
    ),
    mode: {
      ...setting(
        () => unit.mode,
        (mode) => {
          unit.mode = mode;
        },
        0,
        3,
      ),
      isWhole: true,
    },
    fan: {
      ...setting(
        () => unit.fan,
        (fan) => {
          unit.fan = fan;
        },
        0,
        3,
      ),
      isWhole: true,
    },
    target: setting(
      () => unit.targetC,
      (targetC) => {
        unit.targetC = targetC;
      },
      16,
      30,
    ),
    'room-temperature': measured(() => room.air.temperatureC + scattered(world, device, 'temperature', 0.06)),
    valve: measured(() => Math.round(100 * unit.demand)),
    fault: measured(() => unit.fault),
  };
}

/** The probe in a cold store, or in the fridge that stands in any other room. */
export function coldProbe(device: Device, world: World, built: BuiltDevices): SimulatedPoints {
  const room = world.room(device.spaceId);
  const model = room.space.kind === 'cold-store' ? coldStore : medicineFridge;
  let box: ColdBox = { temperatureC: (model.startsC + model.stopsC) / 2, isCooling: world.random() < 0.5 };
  const doors = lazily(() =>
    [...built.values()].filter((it) => it.device.spaceId === device.spaceId && it.points.has('contact')),
  );
  const isOpen = (): boolean => doors().some((it) => it.value('contact') === 1);
  room.equipment.push({
    step: (dtS) => {
      const around = { roomC: Math.max(room.air.temperatureC, 12), isOpen: isOpen(), hasPower: true };
      box = stepColdBox(box, model, around, dtS);
    },
    get load() {
      return { ...noLoad, machinesW: box.isCooling ? model.compressorW : 25 };
    },
  });
  return {
    temperature: measured(() => box.temperatureC + scattered(world, device, 'temperature', 0.05)),
    humidity: measured(() => 62 + scattered(world, device, 'humidity', 0.4) + (box.isCooling ? -4 : 3)),
  };
}
