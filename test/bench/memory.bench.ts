// Resident memory under load: an edge agent with 10,000 points, a hub with 50,000.
import { rmSync } from 'node:fs';
import { expandCampus } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { readYamlFile } from '@campus/runtime';
import { ApiClient } from '../harness/api.ts';
import { CampusProcess, freeBlock, freePort, temporaryFolder, until } from '../harness/campus-run.ts';
import { readMetric } from '../harness/metrics.ts';
import { secretOf } from '../harness/simulators.ts';
import { type Bench, type Figure, median } from './figure.ts';

import { LivePage } from './live-page.ts';
import { busesOf, type MeterCampus, writeMeterCampus } from './meter-campus.ts';
import { type Resident, residentOf } from './process-cpu.ts';
import { SparkplugFeed } from './sparkplug-feed.ts';

const startWithinMs = 120_000;
const looks = 10;
const lookEveryMs = 1_000;
const watchedPoints = 100;
/** Samples a second from meters whose values move at each read; the others tell their heartbeats and what the physics moves. */
const restlessSamples = 1_000;
const stepEveryMs = 10_000;

export const memory: Bench = {
  name: 'memory',
  method: `resident bytes (VmRSS, all threads and native libraries), median of ${looks} looks a second apart after settling under load; each process is started as the launcher starts it (bin/process-flags.json). Agent: one gateway, 770 simulated Modbus meters of 13 points read once a second on 33 buses, ${restlessSamples} restless samples a second beside heartbeats, a hub that acknowledges. Hub: five gateways of 10,000 points each over Sparkplug, every point told every ${stepEveryMs / 1000} s, stored, judged by a rule, a page that watches ${watchedPoints} points`,
  async run({ isQuick }): Promise<Figure[]> {
    const settleS = isQuick ? 20 : 90;
    return [
      promise('agent, 10,000 points', await agentMemory(settleS), 100),
      promise('hub, 50,000 points', await hubMemory(settleS), 400),
    ];
  },
};

function promise(figure: string, { bytes, ofFiles }: Resident, mostMb: number): Figure {
  const note = `${Math.round(ofFiles / 1e6)} MB of it are Node and native libraries, mapped from their files`;
  return {
    bench: 'memory',
    figure,
    value: bytes / 1e6,
    unit: 'MB',
    peer: 'promise',
    peerValue: mostMb,
    note,
  };
}

/** What processes of one campus share. */
interface Site {
  readonly folder: string;
  readonly data: string;
  readonly campus: string;
  readonly args: readonly string[];
  readonly panelPort: number;
  readonly mqttPort: number;
}

async function siteOf(size: MeterCampus): Promise<Site> {
  const folder = temporaryFolder('memory');
  const { campus, rules } = writeMeterCampus(folder, size);
  const [panelPort, mqttPort] = [await freePort(), await freePort()];
  const data = `${folder}/data`;
  const ports = ['--panel-port', String(panelPort), '--mqtt-port', String(mqttPort)];
  const args = ['--campus', campus, '--rules', rules, '--data', data, '--no-history', ...ports];
  return { folder, data, campus, args, panelPort, mqttPort };
}

async function started(site: Site, ...command: string[]): Promise<CampusProcess> {
  const child = new CampusProcess([...command, ...site.args]);
  await child.said(/"ready"/, startWithinMs);
  return child;
}

async function agentMemory(settleS: number): Promise<Resident> {
  const shape = { gateways: 1, pointsPerGateway: 10_000 };
  const size = { ...shape, firstPort: await freeBlock(busesOf({ ...shape, firstPort: 0 })) };
  const site = await siteOf(size);
  const control = ['--control-port', String(await freePort()), '--load', String(restlessSamples)];
  const processes = [await started(site, 'simulate', ...control), await started(site, 'hub')];
  const agent = await started(site, 'agent', '--gateway', 'gw-1');
  processes.push(agent);
  const stored = () => readMetric(`http://127.0.0.1:${site.panelPort}`, 'campus_ingest_stored_total');
  await until(async () => (await stored()) > 0, startWithinMs);
  const resident = await settled(agent.child.pid!, settleS);
  for (const child of processes.reverse()) await child.end();
  rmSync(site.folder, { recursive: true, force: true });
  return resident;
}

async function hubMemory(settleS: number): Promise<Resident> {
  const site = await siteOf({ gateways: 5, pointsPerGateway: 10_000, firstPort: 1 });
  const hub = await started(site, 'hub');
  const expanded = expandCampus(readYamlFile(site.campus).value, deviceModels);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  const { campus } = expanded;
  const client = new ApiClient(`http://127.0.0.1:${site.panelPort}`);
  await client.signIn('admin');
  const page = await LivePage.open(
    site.panelPort,
    client.cookie,
    [...campus.points.keys()].slice(0, watchedPoints),
  );
  const password = (gatewayId: string): string => secretOf(site.data, gatewayId);
  const feed = new SparkplugFeed({
    campus,
    port: site.mqttPort,
    password,
    fromMs: Date.now(),
    stepMs: stepEveryMs,
  });
  await feed.start();
  const feeding = feed.run(Math.ceil((settleS * 1000 + looks * lookEveryMs) / stepEveryMs), stepEveryMs);
  const resident = await settled(hub.child.pid!, settleS);
  await feeding;
  page.close();
  await feed.close();
  await hub.end();
  rmSync(site.folder, { recursive: true, force: true });
  return resident;
}

async function settled(pid: number, settleS: number): Promise<Resident> {
  await new Promise((resolve) => setTimeout(resolve, settleS * 1000));
  const seen: Resident[] = [];
  for (let look = 0; look < looks; look++) {
    seen.push(residentOf(pid));
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  const of = (pick: (one: Resident) => number): number => median(seen.map(pick));
  return { bytes: of((it) => it.bytes), ofFiles: of((it) => it.ofFiles) };
}
