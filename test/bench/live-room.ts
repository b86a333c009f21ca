// A hub with one room of a thousand points, each told twice a second over Sparkplug: what a page of live values is measured against.
import { rmSync } from 'node:fs';
import { expandCampus } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { readYamlFile } from '@campus/runtime';
import { buildPanelIfNeeded } from '../../bin/up/panel-build.ts';
import { CampusProcess, freePort, temporaryFolder } from '../harness/campus-run.ts';
import { secretOf } from '../harness/simulators.ts';
import { writeMeterCampus } from './meter-campus.ts';
import { SparkplugFeed } from './sparkplug-feed.ts';

export const roomPoints = 1_001;
export const stepEveryMs = 500;
const startWithinMs = 120_000;

export interface LiveRoom {
  readonly address: string;
  /** Path of the room's page. */
  readonly path: string;
  /** Tells every point each half second, so many times. */
  feed(steps: number): Promise<number>;
  end(): Promise<void>;
}

export async function startLiveRoom(): Promise<LiveRoom> {
  buildPanelIfNeeded();
  const folder = temporaryFolder('live-room');
  const size = { gateways: 1, pointsPerGateway: roomPoints, firstPort: 1, metersPerBus: 100 };
  const files = writeMeterCampus(folder, size);
  const [panelPort, port] = [await freePort(), await freePort()];
  const data = `${folder}/data`;
  const ports = ['--panel-port', String(panelPort), '--mqtt-port', String(port)];
  const own = ['--campus', files.campus, '--rules', files.rules, '--data', data, '--no-history'];
  const hub = new CampusProcess(['hub', ...own, ...ports]);
  await hub.said(/"ready"/, startWithinMs);
  const expanded = expandCampus(readYamlFile(files.campus).value, deviceModels);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  const { campus } = expanded;
  const password = (gatewayId: string): string => secretOf(data, gatewayId);
  const feed = new SparkplugFeed({ campus, port, password, fromMs: Date.now(), stepMs: stepEveryMs });
  await feed.start();
  return {
    address: `http://127.0.0.1:${panelPort}`,
    path: `/spaces/${[...campus.spaces.keys()][0]}`,
    feed: (steps) => feed.run(steps, stepEveryMs),
    async end() {
      await feed.close();
      await hub.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
