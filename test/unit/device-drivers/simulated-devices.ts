// Devices of the simulators on ports of their own, on a clock that the test moves, and the real drivers on them.
import type { Device, Endpoint, Protocol } from '@campus/campus-model';
import { deviceModels, loadDriver } from '@campus/device-drivers';
import { ManualClock, silentLog, systemClock } from '@campus/runtime';
import { type RunningSimulators, startSimulators } from '../../../simulators/index.ts';
import { demoCampus } from '../simulators/demo.ts';
import { planOf, SeenSink } from './support.ts';

/** A room of the demo campus where no lessons are: nobody but the test operates what stands there. */
const quietKind = 'corridor';

/** A device of each model with an endpoint to itself; `settings` beside host and port. */
export async function simulate(
  protocol: Protocol,
  models: readonly { readonly model: string; readonly port: number }[],
  settings: Record<string, unknown> = {},
): Promise<{ clock: ManualClock; simulators: RunningSimulators }> {
  const { campus } = demoCampus();
  const space = [...campus.spaces.values()].find(({ kind }) => kind === quietKind)!;
  const endpoints = models.map(
    ({ model, port }): Endpoint => ({
      id: `${model}-endpoint`,
      gatewayId: 'gw',
      protocol,
      settings: { host: '127.0.0.1', port, ...settings },
    }),
  );
  const devices = models.map(({ model }): Device => {
    const { kind, system, name } = deviceModels.get(model)!;
    const endpointId = `${model}-endpoint`;
    return {
      id: model,
      name,
      modelId: model,
      kind,
      system,
      gatewayId: 'gw',
      endpointId,
      spaceId: space.id,
      address: {},
    };
  });
  const clock = new ManualClock();
  const simulators = await startSimulators({
    campus: {
      ...campus,
      endpoints: new Map(endpoints.map((it) => [it.id, it])),
      devices: new Map(devices.map((it) => [it.id, it])),
      points: new Map(),
    },
    seed: 3,
    clock,
    log: silentLog,
    controlPort: 0,
  });
  return { clock, simulators };
}

/** A driver's session on a simulated device; points are `d/…`. */
export async function sessionOn(protocol: Protocol, model: string, settings: Record<string, unknown>) {
  const plan = planOf(protocol, { host: '127.0.0.1', ...settings }, [{ id: 'd', model, address: {} }]);
  const sink = new SeenSink(plan);
  const driver = await loadDriver(protocol);
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  session.start();
  return { plan, sink, session };
}
