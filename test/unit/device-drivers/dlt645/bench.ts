// What the DL/T 645 tests share: simulated meters on a line, and a session with it.

import { deviceModels, type EndpointPlan, loadDriver } from '@campus/device-drivers';
import { seededRandom, silentLog, systemClock } from '@campus/runtime';
import { afterEach } from 'vitest';
import { SimulatedDevice, type SimulatedPoint } from '../../../../simulators/devices/simulated-device.ts';
import { dlt645Line } from '../../../../simulators/dlt645/line.ts';
import { Meter } from '../../../../simulators/dlt645/meter.ts';
import { meterMaps } from '../../../../simulators/dlt645/meter-maps.ts';
import { Faults } from '../../../../simulators/faults/faults.ts';
import { startLineServer } from '../../../../simulators/meter-line/server.ts';
import { type PlannedDevice, planOf, SeenSink } from '../support.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export function closedAfterwards(it: { close(): Promise<unknown> }): void {
  closing.push(() => it.close());
}

/** A device whose points stand where a test puts them. */
export function standing(planned: PlannedDevice, values: Record<string, number>): SimulatedDevice {
  const plan = planOf('dlt645', {}, [planned]);
  const points = Object.keys(values).map((name): [string, SimulatedPoint] => [
    name,
    {
      read: () => values[name]!,
      operate: (value) => {
        values[name] = value;
      },
    },
  ]);
  return new SimulatedDevice(plan.devices[0]!.device, Object.fromEntries(points));
}

export const password = '02000000';

export interface SimulatedMeter extends PlannedDevice {
  readonly model: string;
  readonly values: Record<string, number>;
  /** Data bytes in one of its frames. */
  readonly frameBytes?: number;
}

/** Serves the meters on a line of their own. */
export async function lineOf(meters: readonly SimulatedMeter[], seed = 1) {
  const faults = new Faults();
  const written: string[] = [];
  const server = await startLineServer({
    endpointIds: ['endpoint'],
    host: '127.0.0.1',
    port: 0,
    line: dlt645Line(
      meters.map((planned) => {
        const map = meterMaps.get(planned.model)!;
        return new Meter({
          device: standing(planned, planned.values),
          map: { ...map, frameBytes: planned.frameBytes ?? map.frameBytes },
          address: String(planned.address.meter ?? planned.address.address),
          password,
          clock: systemClock,
          utcOffsetMinutes: 480,
        });
      }),
    ),
    faults,
    random: seededRandom(seed),
    clock: systemClock,
    log: silentLog,
    onWritten: () => written.push('written'),
  });
  closedAfterwards(server);
  return { port: server.port, faults, written };
}

export async function sessionOf(
  port: number,
  devices: readonly PlannedDevice[],
  settings: Record<string, unknown> = {},
) {
  const plan: EndpointPlan = planOf(
    'dlt645',
    { host: '127.0.0.1', port, timeoutMs: 200, gapMs: 0, ...settings },
    devices.map(({ id, model, address }) => ({ id, model, address })),
  );
  const sink = new SeenSink(plan);
  const driver = await loadDriver('dlt645');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  closedAfterwards(session);
  session.start();
  return { plan, sink, session };
}

/** Every point of a model at a value of its own. */
export function valuesOf(model: string, start = 1): Record<string, number> {
  const { points } = deviceModels.get(model)!;
  return Object.fromEntries(
    points.filter(({ write, quantity }) => !write && quantity !== 'text').map(({ id }, i) => [id, start + i]),
  );
}
