// `campus simulate` and `campus scenario`: devices on real protocols in place of hardware.
import { join } from 'node:path';
import { createLog, endWithParent, systemClock } from '@campus/runtime';
import { startSimulators } from '@campus/simulators';
import { loadCampus } from './campus-file.ts';
import { announce } from './ready.ts';
import type { Settings } from './settings.ts';
import { CommandFailure } from './words.ts';

export const defaultControlPort = 15_090;

export interface SimulateRun {
  readonly controlPort: number;
  readonly seed: number;
  /** Samples a second that simulated meters are made to give; 0 leaves them to the physics. */
  readonly load: number;
  readonly scenario?: string;
  /** Every value told is written here, for a proof that none is lost. */
  readonly ledger?: string;
}

export async function runSimulators(settings: Settings, run: SimulateRun): Promise<void> {
  const campus = await loadCampus(settings);
  const simulators = await startSimulators({
    campus,
    seed: run.seed,
    controlPort: run.controlPort,
    totalsFile: join(settings.dataFolder, 'simulators', 'totals.json'),
    ...(run.load > 0 ? { load: { samplesPerSecond: run.load } } : {}),
    ...(run.scenario ? { scenario: run.scenario } : {}),
    ...(run.ledger ? { ledgerFile: run.ledger } : {}),
    clock: systemClock,
    log: createLog('simulators'),
  });
  endWithParent(() => simulators.close());
  announce({ ready: 'simulators', controlPort: simulators.controlPort });
}

/** Tells running simulators to play a scenario; without a name, lists what there is. */
export async function runScenario(controlPort: number, name?: string, spaceId?: string): Promise<void> {
  const base = `http://127.0.0.1:${controlPort}`;
  const url = name ? `${base}/scenarios/${encodeURIComponent(name)}` : `${base}/scenarios`;
  const body = JSON.stringify(spaceId ? { spaceId } : {});
  const init = name ? { method: 'POST', body, headers: { 'content-type': 'application/json' } } : {};
  const answer = await fetch(url, init).catch(() => {
    throw new CommandFailure({
      zh: `端口 ${controlPort} 上没有运行中的模拟器。请先运行 npm start，或用 --control-port 指定端口。`,
      en: `No simulators run on port ${controlPort}. Run npm start first, or name the port with --control-port.`,
    });
  });
  const text = await answer.text();
  if (!answer.ok) throw new CommandFailure({ zh: text, en: text });
  process.stdout.write(`${text}\n`);
}
