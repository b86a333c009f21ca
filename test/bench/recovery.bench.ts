// SIGKILL of each kind of process: how long until a value is live again after the supervisor has restarted it.
import type { ValueView } from '@campus/campus-model';
import { ApiClient } from '../harness/api.ts';
import { type RunningCampus, startCampus, until } from '../harness/campus-run.ts';
import { pidOf } from '../harness/processes.ts';
import { simulatorRequest } from '../harness/simulators.ts';
import type { Bench, Figure } from './figure.ts';

const device = 't1-101-air';
const longestWaitMs = 120_000;

export const recovery: Bench = {
  name: 'recovery',
  method:
    'milliseconds from the start of the new process until a register changed meanwhile is a good live value',
  async run() {
    const campus = await startCampus();
    const client = new ApiClient(campus.address);
    await client.signIn('admin');
    const figures: Figure[] = [];
    for (const [i, child] of ['agent gw-t1', 'simulators', 'hub'].entries()) {
      figures.push({
        bench: 'recovery',
        figure: `live again after the restart of ${child}`,
        value: await killAndWait(campus, client, child, 701 + i * 50),
        unit: 'ms',
        peer: 'promise',
        peerValue: 5000,
      });
    }
    await campus.end();
    return figures;
  },
};

async function killAndWait(
  campus: RunningCampus,
  client: ApiClient,
  child: string,
  co2: number,
): Promise<number> {
  const before = pidOf(campus.data, child);
  process.kill(before, 'SIGKILL');
  await until(() => pidOf(campus.data, child) !== before, longestWaitMs);
  const restartedAt = performance.now();
  await Promise.all([change(campus, co2), untilShown(client, co2)]);
  return performance.now() - restartedAt;
}

/** Changes the register, as soon as the simulated device is there. */
function change({ ports }: RunningCampus, co2: number): Promise<boolean> {
  const path = `/devices/${device}/values`;
  return until(
    () =>
      simulatorRequest(ports.control, 'POST', path, { co2 }).then(
        () => true,
        () => false,
      ),
    longestWaitMs,
  );
}

function untilShown(client: ApiClient, co2: number): Promise<boolean> {
  const isShown = async (): Promise<boolean> => {
    const [live] = await client.get<ValueView[]>(`/values?points=${device}/co2`);
    return live!.status === 0 && live!.value === co2;
  };
  return until(() => isShown().catch(() => false), longestWaitMs);
}
