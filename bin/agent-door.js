// `campus agent` in two processes. The first reads command line, settings and campus, and ends; the second is the agent, and
// carries nothing of all that: schemas, YAML reader, catalogue and the rest of the campus would double its memory. When the
// campus file changes, another first process reads it again.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Tells the first process what it is for (agent-start.ts). */
const startVariable = 'CAMPUS_PREPARES_AGENT';

const file = fileURLToPath(new URL('campus.ts', import.meta.url));

/** What the agent is to start with; `start` is null where it cannot be told, and why is on the error output. */
async function prepare() {
  const first = fork(file, process.argv.slice(2), {
    env: { ...process.env, [startVariable]: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let start = null;
  first.once('message', (message) => {
    start = message;
  });
  // Its end is waited for: only then is the code that it compiled kept for this process.
  const code = await new Promise((resolve) => {
    first.once('close', resolve);
  });
  return { start, code };
}

// Whoever began this process may end while it waits.
const giveUp = () => process.exit(1);
process.on('disconnect', giveUp);
const { start, code } = await prepare();
process.off('disconnect', giveUp);
if (start === null) process.exit(code ?? 1);
const { runAgentProcess } = await import('./agent.ts');
await runAgentProcess(start, async () => (await prepare()).start);
