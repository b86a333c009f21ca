// The campus's endpoints as the simulators serve them: which devices are behind which port, and with which address.
import { CampusError, type Device, type Endpoint, type Protocol } from '@campus/campus-model';
import { z } from 'zod';
import type { SimulatedDevice } from './devices/simulated-device.ts';
import type { Simulation } from './simulation.ts';

const listener = z.object({ host: z.string(), port: z.number().int().min(1).max(65_535) });
const modbusAddress = z.object({
  unit: z.number().int().min(0).max(255),
  offset: z.number().int().min(0).max(65_535).default(0),
});
const opcuaAddress = z.object({ root: z.string().min(1) });
const mqttAddress = z.union([
  z.object({ topic: z.string().min(1) }).transform(({ topic }) => ({ base: topic })),
  z.object({ prefix: z.string().min(1) }).transform(({ prefix }) => ({ base: prefix })),
]);

const projectorSettings = z.object({
  password: z.string().optional(),
  noticePort: z.number().int().optional(),
});
/** The simulated agents speak version 2c. */
const agentSettings = z.object({ community: z.string().min(1) });

/** One listening port: several endpoints may share it, as the gateways of a campus share a field broker. */
export interface Port {
  readonly host: string;
  readonly port: number;
  readonly endpoints: readonly Endpoint[];
  readonly devices: readonly SimulatedDevice[];
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Endpoints on other machines are real. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/** The ports of a protocol. Endpoints on other machines are real: nobody simulates them. */
export function portsOf(simulation: Simulation, protocol: Protocol): Port[] {
  const ports = new Map<string, { host: string; port: number; endpoints: Endpoint[] }>();
  for (const endpoint of simulation.campus.endpoints.values()) {
    if (endpoint.protocol !== protocol || isLocalPort(endpoint)) continue;
    const { host, port } = settled(listener, endpoint.settings, `endpoint ${endpoint.id}`);
    if (!isLoopback(host)) continue;
    const key = `${host}:${port}`;
    const shared = ports.get(key);
    if (shared) shared.endpoints.push(endpoint);
    else ports.set(key, { host, port, endpoints: [endpoint] });
  }
  return [...ports.values()].map((port) => ({ ...port, devices: devicesOf(simulation, port.endpoints) }));
}

/** A serial port of this machine: what hangs on it is real. */
function isLocalPort({ settings }: Endpoint): boolean {
  return 'path' in settings && !('host' in settings);
}

/** How the endpoints of a Modbus port want to be spoken to. */
export function modbusFramingOf(endpoints: readonly Endpoint[]): 'tcp' | 'rtu' {
  return endpoints.some(({ settings }) => settings.transport === 'rtu-over-tcp') ? 'rtu' : 'tcp';
}

function devicesOf({ devices }: Simulation, endpoints: readonly Endpoint[]): SimulatedDevice[] {
  const ids = new Set(endpoints.map(({ id }) => id));
  return [...devices.values()].filter(({ device }) => ids.has(device.endpointId));
}

export function modbusAddressOf(device: Device): { unit: number; offset: number } {
  return settled(modbusAddress, device.address, `device ${device.id}`);
}

export function opcuaRootOf(device: Device): string {
  return settled(opcuaAddress, device.address, `device ${device.id}`).root;
}

export function mqttBaseOf(device: Device): string {
  return settled(mqttAddress, device.address, `device ${device.id}`).base;
}

/** What a projector's endpoint says beside host and port. */
export function projectorSettingsOf({ id, settings }: Endpoint): z.infer<typeof projectorSettings> {
  return settled(projectorSettings, settings, `endpoint ${id}`);
}

export function communityOf({ id, settings }: Endpoint): string {
  return settled(agentSettings, settings, `endpoint ${id}`).community;
}

function settled<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new CampusError('campus-invalid', `${what}: ${issue.path.join('.')}: ${issue.message}`);
}
