// SIGKILL of each kind of process: how long until a value is live again after the supervisor has restarted it.
import type { ValueView } from '@campus/campus-model';
import { ApiClient } from '../harness/api.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { pidOf } from '../harness/processes.ts';
import type { Bench, Figure } from './figure.ts';

const point = 't1-101-air/co2';
const longestWaitMs = 120_000;

export const recovery: Bench = {
  name: 'recovery',
  method: `milliseconds from the start of the new process until ${point} has a good value younger than that start`,
  async run() {
    const campus = await startCampus();
    const figures: Figure[] = [];
    for (const child of ['agent gw-t1', 'simulators', 'hub']) {
      figures.push({
        bench: 'recovery',
        figure: `live again after the restart of ${child}`,
        value: await killAndWait(campus, child),
        unit: 'ms',
        peer: 'promise',
        peerValue: 5000,
      });
    }
    await campus.end();
    return figures;
  },
};

async function killAndWait(campus: RunningCampus, child: string): Promise<number> {
  const before = pidOf(campus.data, child);
  process.kill(before, 'SIGKILL');
  await until(() => pidOf(campus.data, child) !== before, longestWaitMs);
  const restartedAt = Date.now();
  const client = new ApiClient(campus.address);
  await until(async () => {
    try {
      await client.signIn('admin');
      const [live] = await client.get<ValueView[]>(`/values?points=${point}`);
      return live!.status === 0 && (live!.timeMs ?? 0) > restartedAt;
    } catch {
      return false;
    }
  }, longestWaitMs);
  return Date.now() - restartedAt;
}
