// The demo campus for the simulators' tests, on ports of its own.
import { type Campus, expandCampus, type FilePath } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { ManualClock, readYamlFile } from '@campus/runtime';
import { Simulation } from '../../../simulators/simulation.ts';
import { type CampusPorts, freePorts, productFolder } from '../../harness/campus-run.ts';

export const demoFile = readYamlFile(`${productFolder}/simulators/demo-campus/campus.yaml`);

export function demoCampus(ports?: CampusPorts): { campus: Campus; origins: ReadonlyMap<string, FilePath> } {
  const variables = ports && {
    simulatorPort: ports.simulator,
    opcuaPort: ports.opcua,
    fieldMqttPort: ports.fieldMqtt,
    simulatorControlPort: ports.control,
  };
  const expanded = expandCampus(demoFile.value, deviceModels, variables);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  return expanded;
}

/** The demo campus's world on a clock that the test moves. */
export function demoSimulation(seed = 7): { simulation: Simulation; clock: ManualClock } {
  const clock = new ManualClock();
  const simulation = new Simulation(demoCampus().campus, { seed, clock, timeline: 'school-day' });
  simulation.start();
  return { simulation, clock };
}

export { freePorts };

/** Waits for an outcome; fails after the deadline with the last value seen. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  isDone: (value: T) => boolean,
  deadlineMs = 10_000,
): Promise<T> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const value = await look();
    if (isDone(value)) return value;
    if (performance.now() > until) throw new Error(`still ${JSON.stringify(value)} after ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
