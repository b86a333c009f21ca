// Starts what a campus's HTTP endpoints need: a server for each host that is asked, terminals that post to the listeners.
import type { Endpoint } from '@campus/campus-model';
import { type Clock, seededRandom } from '@campus/runtime';
import { z } from 'zod';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { isLoopback } from '../endpoints.ts';
import type { Faults } from '../faults/faults.ts';
import type { Simulation } from '../simulation.ts';
import { startHttpServer } from './server.ts';
import { PostingTerminals } from './terminal.ts';

interface HttpOptions {
  readonly simulation: Simulation;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly seed: number;
  onWritten(): void;
}

const settingsSchema = z.object({
  host: z.string().optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  listen: z.object({ host: z.string(), port: z.number().int(), token: z.string() }).optional(),
});
const addressSchema = z.object({ base: z.string().default(''), hook: z.string().optional() });

/** Hands each thing that must be closed to `opened` as soon as it is open. Rejects with a listener's own error. */
export async function startHttpDevices(
  options: HttpOptions,
  opened: (close: () => void | Promise<void>) => void,
): Promise<void> {
  const { simulation, faults, clock, seed, onWritten } = options;
  const endpoints = [...simulation.campus.endpoints.values()].filter(({ protocol }) => protocol === 'http');
  const servers = Map.groupBy(endpoints.filter(isAskedHere), hostAndPort);
  for (const sharing of servers.values()) {
    const { host, port } = settingsSchema.parse(sharing[0]!.settings);
    const devices = sharing
      .flatMap((endpoint) => devicesOf(simulation, endpoint))
      .map((device) => ({ device, base: addressSchema.parse(device.device.address).base }));
    const random = seededRandom(seed + port!);
    const server = await startHttpServer({
      host: host!,
      port: port!,
      devices,
      faults,
      clock,
      random,
      onWritten,
    });
    opened(() => server.close());
  }
  const posting = endpoints.flatMap((endpoint) => postersOf(simulation, endpoint));
  if (posting.length === 0) return;
  const terminals = new PostingTerminals(posting, faults, clock);
  opened(() => terminals.close());
  simulation.onChange(() => terminals.refresh());
}

function isAskedHere({ settings }: Endpoint): boolean {
  const { host, port } = settingsSchema.parse(settings);
  return host !== undefined && port !== undefined && isLoopback(host);
}

function hostAndPort({ settings }: Endpoint): string {
  const { host, port } = settingsSchema.parse(settings);
  return `${host}:${port}`;
}

function devicesOf({ devices }: Simulation, { id }: Endpoint): SimulatedDevice[] {
  return [...devices.values()].filter(({ device }) => device.endpointId === id);
}

function postersOf(simulation: Simulation, endpoint: Endpoint): { device: SimulatedDevice; url: string }[] {
  const { listen } = settingsSchema.parse(endpoint.settings);
  if (!listen || !isLoopback(listen.host)) return [];
  return devicesOf(simulation, endpoint).flatMap((device) => {
    const { hook } = addressSchema.parse(device.device.address);
    if (hook === undefined || device.device.modelId !== 'isapi-door-terminal') return [];
    const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
    return [{ device, url: `http://${host}:${listen.port}${hook}?token=${listen.token}` }];
  });
}
