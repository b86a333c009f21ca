// `campus agent`: the process on a campus gateway.
import { EdgeAgent } from '@campus/edge-agent';
import { createLog, endWithParent, systemClock } from '@campus/runtime';
import { loadCampus } from './campus-file.ts';
import { agentFolder, hubFolder, secretIn, takeDataFolder } from './data-folder.ts';
import { announce } from './ready.ts';
import type { Settings } from './settings.ts';
import { CommandFailure, exitCodes } from './words.ts';

export interface AgentRun {
  readonly gateway: string;
  /** mqtt://host:port of the hub's broker; by default the one of the settings. */
  readonly broker?: string;
  /** The gateway's password; by default the hub's secret beside it on this machine. */
  readonly password?: string;
}

export async function runAgent(settings: Settings, run: AgentRun): Promise<void> {
  const campus = await loadCampus(settings);
  if (!campus.gateways.has(run.gateway)) {
    const known = [...campus.gateways.keys()].join(', ');
    throw new CommandFailure(
      {
        zh: `校园描述中没有网关 ${run.gateway}。已有：${known}。`,
        en: `The campus has no gateway ${run.gateway}. Known are ${known}.`,
      },
      exitCodes.hopeless,
    );
  }
  const folder = takeDataFolder(agentFolder(settings.dataFolder, run.gateway));
  const agent = new EdgeAgent({
    campus,
    gatewayId: run.gateway,
    broker: {
      url: run.broker ?? `mqtt://${settings.brokerHost}:${settings.brokerPort}`,
      username: run.gateway,
      password: run.password ?? secretIn(hubFolder(settings.dataFolder), run.gateway),
    },
    dataFolder: folder.path,
    clock: systemClock,
    log: createLog(`agent ${run.gateway}`),
  });
  endWithParent(async () => {
    await agent.close();
    folder.release();
  });
  await agent.start();
  announce({ ready: run.gateway });
}
