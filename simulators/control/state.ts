// What the control server tells of the simulation: the whole of it, and one device.

import type { Faults } from '../faults/faults.ts';
import type { ModbusUnit } from '../modbus/unit.ts';
import type { ScenarioPlayer } from '../scenarios/scenario-player.ts';
import type { Simulation } from '../simulation.ts';
import type { Room } from '../world/room.ts';
import { humidityOf } from '../world/room-air.ts';

export interface ControlParts {
  readonly simulation: Simulation;
  readonly faults: Faults;
  readonly player: ScenarioPlayer;
  /** The Modbus unit that a device is part of. */
  readonly unitOf: (deviceId: string) => ModbusUnit | undefined;
}

export function stateOf({ simulation, faults, player }: ControlParts): object {
  const { world, campus, devices, unknownDevices } = simulation;
  return {
    site: campus.site.name,
    localTime: localTime(world.time.minute),
    isSchoolDay: world.time.isSchoolDay,
    weather: {
      temperatureC: tenth(world.weather.temperatureC),
      humidityPercent: Math.round(world.weather.humidityPercent),
      daylightLux: Math.round(world.weather.daylightLux),
    },
    scenarios: player.running,
    faults: faults.list(),
    devices: { simulated: devices.size, unknown: unknownDevices },
    spaces: [...world.rooms.values()].map(spaceState),
  };
}

function spaceState(room: Room): object {
  const { load } = room;
  return {
    id: room.space.id,
    name: room.space.name,
    buildingId: room.space.buildingId,
    kind: room.space.kind,
    people: room.people,
    isLesson: room.lesson !== null,
    temperatureC: tenth(room.air.temperatureC),
    humidityPercent: Math.round(humidityOf(room.air)),
    co2Ppm: Math.round(room.air.co2Ppm),
    lux: Math.round(room.lux),
    powerW: Math.round(load.lampsW + load.climateW + load.socketsW + load.machinesW),
    smoke: tenth(room.smoke),
  };
}

/** What a device itself holds: its values by point, and its registers and coils where it has some. */
export function deviceState({ simulation, faults, unitOf }: ControlParts, deviceId: string): object | null {
  const simulated = simulation.devices.get(deviceId);
  if (!simulated) return null;
  const { device } = simulated;
  return {
    id: device.id,
    name: device.name,
    model: device.modelId,
    spaceId: device.spaceId,
    endpointId: device.endpointId,
    address: device.address,
    values: simulated.values(),
    held: simulated.heldPoints,
    memory: unitOf(deviceId)?.memory() ?? null,
    fault: faults.device(device.id, device.endpointId),
  };
}

function localTime(minute: number): string {
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${pad(minute / 60)}:${pad(minute % 60)}:${pad((minute * 60) % 60)}`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
