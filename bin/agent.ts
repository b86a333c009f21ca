// The process on a campus gateway. It is handed all that it needs (agent-start.ts) and loads nothing else: it runs on small
// machines.
import { type AgentOptions, EdgeAgent } from '@campus/edge-agent';
import { createLog, endWithParent, type Log, systemClock, watchFiles } from '@campus/runtime/plain';
import { takeDataFolder } from './data-folder.ts';
import { explain } from './explain.ts';
import { announce } from './ready.ts';

/** Goes from process to process as JSON. */
export interface AgentStart extends Pick<AgentOptions, 'part' | 'broker'> {
  /** The agent's own. */
  readonly folder: string;
  /** The campus file: when it changes the agent follows. */
  readonly campusFile: string;
}

/** Reads all anew; null where that fails, and why is on the error output. */
export type PrepareAgain = () => Promise<AgentStart | null>;

/**
 * The hub takes a change over before the agents tell of its new devices: of a device that it does not know yet it would
 * refuse the samples.
 */
const hubFirstMs = 2_000;

/** Resolves when the agent reads and is on its way to the hub; it ends with its parent or at a signal. */
export async function runAgent(start: AgentStart, prepareAgain: PrepareAgain): Promise<void> {
  const { part, broker, folder: path, campusFile } = start;
  const folder = takeDataFolder(path);
  const log = createLog(`agent ${part.gatewayId}`);
  const agent = new EdgeAgent({ part, broker, dataFolder: folder.path, clock: systemClock, log });
  const stop = watchFiles(
    [campusFile],
    systemClock,
    inTurn(() => followCampus(agent, prepareAgain, log)),
  );
  endWithParent(async () => {
    stop();
    await agent.close();
    folder.release();
  });
  await agent.start();
  announce({ ready: part.gatewayId });
}

/** One after the other, and once more where it was called meanwhile. */
function inTurn(run: () => Promise<void>): () => void {
  let last: Promise<void> = Promise.resolve();
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    last = last.then(() => {
      isWaiting = false;
      return run();
    });
  };
}

async function followCampus(agent: EdgeAgent, prepareAgain: PrepareAgain, log: Log): Promise<void> {
  await new Promise<void>((resolve) => systemClock.after(hubFirstMs, resolve));
  try {
    const next = await prepareAgain();
    if (next) await agent.follow(next.part);
    else log.error({}, 'the changed campus file is not taken over: all goes on as it was');
  } catch (error) {
    log.error({ error: String(error) }, 'the changed campus file is not taken over');
  }
}

/** As `runAgent`; trouble ends the process with one sentence. */
export async function runAgentProcess(start: AgentStart, prepareAgain: PrepareAgain): Promise<void> {
  try {
    await runAgent(start, prepareAgain);
  } catch (error) {
    process.exit(explain(error));
  }
}
