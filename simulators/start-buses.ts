// Serves a campus's meter lines (DL/T 645, CJ/T 188) and BACnet ports from the simulated devices.
import type { Device } from '@campus/campus-model';
import { type Clock, type Log, seededRandom } from '@campus/runtime';
import { z } from 'zod';
import { BacnetDevice } from './bacnet/device.ts';
import { objectMaps } from './bacnet/object-maps.ts';
import { startBacnetServer } from './bacnet/server.ts';
import { cjt188Line } from './cjt188/line.ts';
import { Meter as Cjt188Meter } from './cjt188/meter.ts';
import { meterMaps as cjt188Maps } from './cjt188/meter-maps.ts';
import { dlt645Line } from './dlt645/line.ts';
import { Meter as Dlt645Meter } from './dlt645/meter.ts';
import { meterMaps as dlt645Maps } from './dlt645/meter-maps.ts';
import { type Port, portsOf } from './endpoints.ts';
import type { Faults } from './faults/faults.ts';
import { type MeterLine, startLineServer } from './meter-line/server.ts';
import type { Simulation } from './simulation.ts';

export interface BusOptions {
  readonly faults: Faults;
  readonly seed: number;
  readonly clock: Clock;
  readonly log: Log;
  /** After a write has switched something. */
  onWritten(): void;
}

/** What the meters' clocks show. */
const utcOffsetMinutes = 480;
/** A simulated meter takes what its address names, and this where it names none. */
const factoryPassword = '02000000';

const meterAddress = z.object({
  address: z.string(),
  type: z.string().optional(),
  password: z.string().default(factoryPassword),
});
const bacnetAddress = z.object({
  instance: z.number().int(),
  network: z.number().int().optional(),
  mac: z.string().default(''),
  offset: z.number().int().default(0),
});

/** What must be closed of all that was started, as soon as it listens. */
export async function startBuses(
  simulation: Simulation,
  options: BusOptions,
  started: (close: () => Promise<void>) => void,
): Promise<void> {
  const starting = [
    ...portsOf(simulation, 'dlt645').map((port) =>
      startLine(port, dlt645LineOf(port, options), options, started),
    ),
    ...portsOf(simulation, 'cjt188').map((port) =>
      startLine(port, cjt188LineOf(port, options), options, started),
    ),
    ...portsOf(simulation, 'bacnet').map((port) => startBacnet(port, simulation, options, started)),
  ];
  const results = await Promise.allSettled(starting);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function startLine(
  { host, port, endpoints }: Port,
  line: MeterLine,
  { seed, ...options }: BusOptions,
  started: (close: () => Promise<void>) => void,
): Promise<void> {
  const endpointIds = endpoints.map(({ id }) => id);
  const server = await startLineServer({
    ...options,
    endpointIds,
    host,
    port,
    line,
    random: seededRandom(seed + port),
  });
  started(() => server.close());
}

/** An address of `A`s is any meter's that is alone on its line. */
const digitsOf = (device: Device, length: number): string =>
  meterAddress.parse(device.address).address.replaceAll('A', '0').padStart(length, '0');

function dlt645LineOf({ devices }: Port, { clock }: BusOptions): MeterLine {
  const meters = devices.flatMap((device) => {
    const map = dlt645Maps.get(device.device.modelId);
    const { password } = meterAddress.parse(device.device.address);
    const address = digitsOf(device.device, 12);
    return map ? [new Dlt645Meter({ device, map, address, password, clock, utcOffsetMinutes })] : [];
  });
  return dlt645Line(meters);
}

function cjt188LineOf({ devices }: Port, { clock }: BusOptions): MeterLine {
  const meters = devices.flatMap((device) => {
    const map = cjt188Maps.get(device.device.modelId);
    const { type } = meterAddress.parse(device.device.address);
    const address = digitsOf(device.device, 14);
    const own = type === undefined ? {} : { type: Number.parseInt(type, 16) };
    return map ? [new Cjt188Meter({ device, map, address, ...own, clock, utcOffsetMinutes })] : [];
  });
  return cjt188Line(meters);
}

async function startBacnet(
  { host, port, endpoints, devices }: Port,
  simulation: Simulation,
  { seed, ...options }: BusOptions,
  started: (close: () => Promise<void>) => void,
): Promise<void> {
  const placed = devices.flatMap((device) => {
    const map = objectMaps.get(device.device.modelId);
    if (!map) return [];
    const { instance, network, mac, offset } = bacnetAddress.parse(device.device.address);
    const behind = network === undefined ? null : { network, mac: Buffer.from(mac, 'hex') };
    return [{ device: new BacnetDevice(device, map, instance, offset), behind }];
  });
  const server = await startBacnetServer({
    ...options,
    endpointIds: endpoints.map(({ id }) => id),
    host,
    port,
    devices: placed,
    random: seededRandom(seed + port),
  });
  started(() => server.close());
  simulation.onChange(() => server.refresh());
}
