// The drivers against the simulated campus: four devices of one bus answer garbage, the rest of the bus goes on.
import { type Point, status } from '@campus/campus-model';
import { deviceModels, loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { startSimulators } from '../../../../simulators/index.ts';
import { simulatorRequest } from '../../../harness/simulators.ts';
import { demoCampus, freePorts } from '../../simulators/demo.ts';
import { until } from '../support.ts';
import { closedAfterwards } from './bench.ts';

const garbled = ['t1-101-meter', 't1-101-air', 't1-101-lamps', 't1-101-ac'];

interface Seen {
  readonly pointId: string;
  readonly timeMs: number;
  readonly status: number;
}

async function busOfRoom101() {
  const { campus } = demoCampus(await freePorts());
  const endpoint = campus.endpoints.get('t1-bus-1')!;
  const simulators = closedAfterwards(
    await startSimulators({
      campus: { ...campus, endpoints: new Map([[endpoint.id, endpoint]]) },
      seed: 5,
      clock: systemClock,
      log: silentLog,
      controlPort: 0,
    }),
  );
  const points = [...campus.points.values()];
  const devices = [...campus.devices.values()]
    .filter(({ endpointId }) => endpointId === endpoint.id)
    .map((device) => ({
      device,
      model: deviceModels.get(device.modelId)!,
      points: points
        .map((point, index) => ({ point, index }))
        .filter(({ point }) => point.deviceId === device.id),
    }));
  return { simulators, points, plan: { endpoint, devices } };
}

/** Points that went longer than three of their periods without a good sample. */
function starved(points: readonly Point[], samples: readonly Seen[], fromMs: number, toMs: number): string[] {
  return points
    .filter(({ pointId, periodMs = 1_000 }) => {
      const times = samples
        .filter((sample) => sample.pointId === pointId && sample.status === status.good)
        .map(({ timeMs }) => timeMs)
        .filter((timeMs) => timeMs > fromMs && timeMs < toMs);
      const all = [fromMs, ...times, toMs];
      return all.some((at, i) => i > 0 && at - all[i - 1]! > 3 * periodMs);
    })
    .map(({ pointId }) => pointId);
}

test('four devices that answer garbage go offline, the others on their bus keep their period', async () => {
  const { simulators, points, plan } = await busOfRoom101();
  const samples: Seen[] = [];
  const online = new Map<string, boolean>();
  const sink = {
    sample: (index: number, timeMs: number, _value: number, code: number) =>
      void samples.push({ pointId: points[index]!.pointId, timeMs, status: code }),
    deviceState: (id: string, isOnline: boolean) => void online.set(id, isOnline),
  };
  for (const device of garbled) {
    await simulatorRequest(simulators.controlPort, 'POST', '/faults', { device, mode: 'garbage' });
  }
  const driver = await loadDriver('modbus');
  const session = closedAfterwards(driver.open(plan, sink, { clock: systemClock, log: silentLog }));
  session.start();

  const healthy = plan.devices.filter(({ device }) => !garbled.includes(device.id));
  expect(healthy.length).toBeGreaterThan(3);
  await until(() => healthy.every(({ device }) => online.get(device.id)), 'the healthy online', 10_000);
  await until(() => garbled.every((id) => online.get(id) === false), 'the garbling offline', 20_000);
  const fromMs = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 12_000));

  const healthyPoints = healthy.flatMap((it) => it.points.map(({ point }) => point));
  expect(starved(healthyPoints, samples, fromMs, Date.now())).toEqual([]);
  expect(healthy.filter(({ device }) => !online.get(device.id))).toEqual([]);
  for (const { deviceId, pointId } of points.filter((point) => garbled.includes(point.deviceId))) {
    const last = samples.findLast((sample) => sample.pointId === pointId);
    expect(last?.status, `${deviceId} ${pointId}`).not.toBe(status.good);
    expect(last).toBeDefined();
  }
}, 60_000);
