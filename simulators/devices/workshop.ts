// Training machines of the workshop.
import type { Device } from '@campus/campus-model';
import { type Cnc, cncPowerW, machineStates, modeOf, programs, stackLightOf, stepCnc } from '../world/cnc.ts';
import { noLoad } from '../world/electricity.ts';
import type { World } from '../world/world.ts';
import { measured, type SimulatedPoints } from './simulated-device.ts';

export function cncMachine(device: Device, world: World): SimulatedPoints {
  const room = world.room(device.spaceId);
  const { random } = world;
  let cnc: Cnc = {
    state: machineStates.outOfService,
    program: Math.floor(random() * programs.length),
    phaseS: Math.floor(random() * 60),
    spindlePerMin: 0,
    loadPercent: 0,
    spindleC: room.air.temperatureC,
    coolantPercent: 55 + 35 * random(),
    parts: 2_000 + Math.floor(random() * 5_000),
    isDoorOpen: false,
    feedOverridePercent: 80 + 10 * Math.floor(random() * 4),
  };
  const parts = world.totals.add(`${device.id}/parts`, cnc.parts);
  room.equipment.push({
    step: (dtS) => {
      const isStaffed = room.lesson !== null && !room.isBurning;
      const partsBefore = cnc.parts;
      cnc = stepCnc(
        cnc,
        { isStaffed, roomC: room.air.temperatureC, luck: world.luckOf(`${device.id}/cut`, 2) },
        dtS,
      );
      parts.value += cnc.parts - partsBefore;
    },
    get load() {
      return { ...noLoad, machinesW: cncPowerW(cnc) };
    },
  });
  return {
    state: measured(() => cnc.state),
    mode: measured(() => modeOf(cnc)),
    'spindle-speed': measured(() => Math.round(cnc.spindlePerMin)),
    'spindle-load': measured(() => cnc.loadPercent),
    'spindle-temperature': measured(() => cnc.spindleC),
    'feed-override': measured(() => cnc.feedOverridePercent),
    door: measured(() => Number(cnc.isDoorOpen)),
    'stack-light': measured(() => stackLightOf(cnc)),
    'coolant-level': measured(() => cnc.coolantPercent),
    program: measured(() => programs[cnc.program]!.name),
    parts: measured(() => parts.value),
  };
}
