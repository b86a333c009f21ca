// The process on a campus gateway. It is handed all that it needs (agent-start.ts) and loads nothing else: it runs on small
// machines.
import { type AgentOptions, EdgeAgent } from '@campus/edge-agent';
import { createLog, endWithParent, systemClock } from '@campus/runtime/plain';
import { takeDataFolder } from './data-folder.ts';
import { explain } from './explain.ts';
import { announce } from './ready.ts';

/** Goes from process to process as JSON. */
export interface AgentStart extends Pick<AgentOptions, 'part' | 'broker'> {
  /** The agent's own. */
  readonly folder: string;
}

/** Resolves when the agent reads and is on its way to the hub; it ends with its parent or at a signal. */
export async function runAgent({ part, broker, folder: path }: AgentStart): Promise<void> {
  const folder = takeDataFolder(path);
  const agent = new EdgeAgent({
    part,
    broker,
    dataFolder: folder.path,
    clock: systemClock,
    log: createLog(`agent ${part.gatewayId}`),
  });
  endWithParent(async () => {
    await agent.close();
    folder.release();
  });
  await agent.start();
  announce({ ready: part.gatewayId });
}

/** As `runAgent`; trouble ends the process with one sentence. */
export async function runAgentProcess(start: AgentStart): Promise<void> {
  try {
    await runAgent(start);
  } catch (error) {
    process.exit(explain(error));
  }
}
