// What an agent's process is started with: the gateway's part of the campus, where the hub is, its folder.
import type { Campus } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { loadSessions } from '@campus/device-drivers/sessions';
import { partOfCampus } from '@campus/edge-agent/part';
import type { AgentStart } from './agent.ts';
import { loadCampus } from './campus-file.ts';
import { agentFolder, hubFolder, secretIn } from './data-folder.ts';
import type { Settings } from './settings.ts';
import { CommandFailure, exitCodes } from './words.ts';

export interface AgentRun {
  readonly gateway: string;
  /** mqtt://host:port of the hub's broker; by default the one of the settings. */
  readonly broker?: string;
  /** The gateway's password; by default the hub's secret beside it on this machine. */
  readonly password?: string;
}

/** Throws CommandFailure and FileMistakes. */
export async function prepareAgent(settings: Settings, run: AgentRun): Promise<AgentStart> {
  const campus = await loadCampus(settings);
  checkGateway(campus, run.gateway);
  return {
    part: partOfCampus(campus, run.gateway, deviceModels),
    broker: {
      url: run.broker ?? `mqtt://${settings.brokerHost}:${settings.brokerPort}`,
      username: run.gateway,
      password: run.password ?? secretIn(hubFolder(settings.dataFolder), run.gateway),
    },
    folder: agentFolder(settings.dataFolder, run.gateway),
    campusFile: settings.campus,
  };
}

/** True in the process that agent-door.js begins, which is to hand the start over to the one that waits for it. */
export function isPreparing(): boolean {
  return process.env.CAMPUS_PREPARES_AGENT === '1';
}

/**
 * Hands the start over to the process that waits for it, if it still does. What the agent will import is compiled by then,
 * so that it need not do so itself.
 */
export async function handOver(start: AgentStart): Promise<void> {
  await import('./agent.ts');
  const protocols = new Set(start.part.endpoints.map(({ protocol }) => protocol));
  // OPC UA's library takes a second to load, and an agent that needs it is not small by a few megabytes.
  for (const protocol of protocols) if (protocol !== 'opcua') await loadSessions(protocol);
  if (!process.connected) return;
  await new Promise<void>((resolve) => process.send!(start, () => resolve()));
  if (process.connected) process.disconnect();
}

function checkGateway(campus: Campus, gateway: string): void {
  if (campus.gateways.has(gateway)) return;
  const known = [...campus.gateways.keys()].join(', ');
  throw new CommandFailure(
    {
      zh: `校园描述中没有网关 ${gateway}。已有：${known}。`,
      en: `The campus has no gateway ${gateway}. Known are ${known}.`,
    },
    exitCodes.hopeless,
  );
}
