// The simulated devices as mbpoll reads them (a libmodbus client from Debian), over TCP.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { silentLog, systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { startSimulators } from '../../../simulators/index.ts';
import { simulatorRequest } from '../../harness/simulators.ts';
import { demoCampus, freePorts } from './demo.ts';

function hasMbpoll(): boolean {
  try {
    execFileSync('mbpoll', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return process.env.CAMPUS_NOTHING_SKIPPED === '1';
  }
}

/** Input registers, as mbpoll prints them: `[1]: 	234`. */
async function poll(port: number, unit: number, start: number, count: number): Promise<number[]> {
  const where = ['-m', 'tcp', '-p', String(port), '-a', String(unit), '-0'];
  const what = ['-t', '3', '-r', String(start), '-c', String(count), '-1', '-q', '127.0.0.1'];
  const { stdout } = await promisify(execFile)('mbpoll', [...where, ...what]);
  return [...stdout.matchAll(/^\[\d+\]:\s+(-?\d+)/gm)].map(([, value]) => Number(value));
}

test.skipIf(!hasMbpoll())("an air sensor read by Debian's mbpoll", async () => {
  const ports = await freePorts();
  const { campus } = demoCampus(ports);
  const endpoint = campus.endpoints.get('t1-bus-1')!;
  const simulators = await startSimulators({
    campus: { ...campus, endpoints: new Map([[endpoint.id, endpoint]]) },
    seed: 5,
    clock: systemClock,
    log: silentLog,
    controlPort: 0,
  });
  try {
    const values = { temperature: 21.5, co2: 1_234, humidity: 55.5 };
    await simulatorRequest(simulators.controlPort, 'POST', '/devices/t1-101-air/values', values);
    expect(await poll(ports.simulator, 12, 1, 3)).toEqual([1_234, 215, 555]);
  } finally {
    await simulators.close();
  }
});
