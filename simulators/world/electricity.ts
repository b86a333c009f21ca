// Electric power: what a space draws on each phase, and the energy that a meter gathers from it.
import { hashOf, waveAt } from './noise.ts';

/** Watts on the three phases. */
export type Phases = readonly [number, number, number];

/** Lamps hang on L1, air conditioning on L2, sockets on L3; machines take all three. */
export interface Load {
  readonly lampsW: number;
  readonly climateW: number;
  readonly socketsW: number;
  readonly machinesW: number;
}

export const noLoad: Load = { lampsW: 0, climateW: 0, socketsW: 0, machinesW: 0 };

export function addLoads(a: Load, b: Load): Load {
  return {
    lampsW: a.lampsW + b.lampsW,
    climateW: a.climateW + b.climateW,
    socketsW: a.socketsW + b.socketsW,
    machinesW: a.machinesW + b.machinesW,
  };
}

export function phasesOf(load: Load): Phases {
  const third = load.machinesW / 3;
  return [load.lampsW + third, load.climateW + third, load.socketsW + third];
}

export function addPhases(a: Phases, b: Phases): Phases {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function totalW(phases: Phases): number {
  return phases[0] + phases[1] + phases[2];
}

const jPerKWh = 3_600_000;

/** The energy after `dtS` at the power that was shown meanwhile: energy is the integral of power. */
export function gatherEnergy(energyKWh: number, powerW: number, dtS: number): number {
  return energyKWh + (powerW * dtS) / jPerKWh;
}

/** Power factor of each phase: lamps, motors of air conditioners, power supplies. */
const powerFactors: Phases = [0.95, 0.88, 0.92];

export function currentA(powerW: number, voltageV: number, phase: number): number {
  return powerW / (voltageV * powerFactors[phase]!);
}

/** Watts over volt-amperes of all phases; 1 where nothing is drawn. */
export function powerFactorOf(phases: Phases): number {
  const apparent = phases.reduce((sum, watts, i) => sum + watts / powerFactors[i]!, 0);
  return apparent > 1 ? totalW(phases) / apparent : 1;
}

/** The town's grid at a moment, sagging a little under the phase's own load. */
export function voltageV(name: string, phase: number, powerW: number, timeS: number): number {
  const grid = 228 + 2.2 * waveAt(hashOf(`grid ${phase}`), timeS, 300);
  return grid + 0.5 * waveAt(hashOf(`${name} ${phase}`), timeS, 20) - (0.35 * powerW) / 1000;
}

export function frequencyHz(timeS: number): number {
  return 50 + 0.025 * waveAt(hashOf('frequency'), timeS, 40);
}
