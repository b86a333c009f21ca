// A CNC machine running its programs: execute, open the door, change the part, execute again. A pure step.
import { clamp, relax } from './relax.ts';

export const machineStates = { notAvailable: 0, outOfService: 1, notExecuting: 2, executing: 3 } as const;

export interface Program {
  readonly name: string;
  readonly cycleS: number;
  readonly changeS: number;
  readonly spindlePerMin: number;
  readonly loadPercent: number;
}

export const programs: readonly Program[] = [
  { name: 'O1001 阶梯轴 shaft', cycleS: 240, changeS: 70, spindlePerMin: 1800, loadPercent: 46 },
  { name: 'O2014 法兰盘 flange', cycleS: 380, changeS: 95, spindlePerMin: 3200, loadPercent: 38 },
  { name: 'O3007 型腔 cavity', cycleS: 520, changeS: 120, spindlePerMin: 6500, loadPercent: 57 },
];

export interface Cnc {
  readonly state: number;
  readonly program: number;
  readonly phaseS: number;
  readonly spindlePerMin: number;
  readonly loadPercent: number;
  readonly spindleC: number;
  readonly coolantPercent: number;
  readonly parts: number;
  readonly isDoorOpen: boolean;
  readonly feedOverridePercent: number;
}

const spindleRampPerS = 1 / 3;
const coolantPercentPerH = 1.8;
const coolantRefillBelow = 34;
const standbyW = 420;
const fullSpindleW = 7_500;

/** `isStaffed`: a class or a teacher is in the workshop. */
export function stepCnc(
  cnc: Cnc,
  room: { isStaffed: boolean; roomC: number; luck: number },
  dtS: number,
): Cnc {
  const next = nextPhase(cnc, room.isStaffed, dtS);
  const program = programs[next.program]!;
  const isExecuting = next.state === machineStates.executing;
  const cutting = isExecuting ? 0.82 + 0.36 * room.luck : 0;
  const wantedLoad = isExecuting && next.phaseS > 8 ? program.loadPercent * cutting : isExecuting ? 6 : 0;
  const coolant = cnc.coolantPercent - (isExecuting ? (coolantPercentPerH * dtS) / 3600 : 0);
  const warmC = room.roomC + (isExecuting ? 8 + (28 * cnc.loadPercent) / 100 : 0);
  return {
    ...next,
    spindlePerMin: relax(cnc.spindlePerMin, isExecuting ? program.spindlePerMin : 0, spindleRampPerS, 0, dtS),
    loadPercent: clamp(relax(cnc.loadPercent, wantedLoad, 0.5, 0, dtS), 0, 150),
    spindleC: relax(cnc.spindleC, warmC, 1 / 600, 0, dtS),
    coolantPercent: coolant < coolantRefillBelow ? 95 : coolant,
    isDoorOpen:
      next.state === machineStates.notExecuting && next.phaseS > 5 && next.phaseS < program.changeS - 8,
  };
}

function nextPhase(cnc: Cnc, isStaffed: boolean, dtS: number): Cnc {
  const phaseS = cnc.phaseS + dtS;
  const program = programs[cnc.program]!;
  if (cnc.state === machineStates.executing && phaseS >= (program.cycleS * 100) / cnc.feedOverridePercent) {
    return { ...cnc, state: machineStates.notExecuting, phaseS: 0, parts: cnc.parts + 1 };
  }
  if (cnc.state === machineStates.notExecuting && phaseS >= program.changeS) {
    return isStaffed
      ? { ...cnc, state: machineStates.executing, phaseS: 0 }
      : { ...cnc, state: machineStates.outOfService, phaseS: 0 };
  }
  if (cnc.state === machineStates.outOfService && isStaffed) {
    return { ...cnc, state: machineStates.notExecuting, phaseS: 0 };
  }
  return { ...cnc, phaseS };
}

export function cncPowerW(cnc: Cnc): number {
  if (cnc.state === machineStates.outOfService) return 60;
  return standbyW + (fullSpindleW * cnc.loadPercent) / 100 + 0.06 * cnc.spindlePerMin;
}

/** 0 off, 1 green, 2 yellow, 3 red. */
export function stackLightOf(cnc: Cnc): number {
  return cnc.state === machineStates.executing ? 1 : cnc.state === machineStates.notExecuting ? 2 : 0;
}

/** 0 none, 2 setup, 3 processing. */
export function modeOf(cnc: Cnc): number {
  return cnc.state === machineStates.executing ? 3 : cnc.state === machineStates.notExecuting ? 2 : 0;
}
