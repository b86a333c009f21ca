// The field of a campaign of commands: relay boards on many Modbus lines, the campus that describes them, a broker, and an
// agent of the product for each gateway, killed and started again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashBrokerPassword, type RunningBroker, startBroker } from '@campus/broker';
import { wire } from '@campus/campus-model';
import { type Random, silentLog, systemClock } from '@campus/runtime';
import { freePort } from '../harness/campus-run.ts';
import { CommandHub } from './command-hub.ts';
import { FaultyRelays } from './faulty-relays.ts';
import { Mortal } from './proof-processes.ts';

const siteId = 'proof';
export const gatewayIds = ['gw-a', 'gw-b'] as const;
const password = 'of-the-campaign';
/** Short, so that silence costs the campaign little. */
const timeoutMs = 300;
export const coils = ['front', 'blackboard', 'window-row', 'inner-row'] as const;

export interface FieldSize {
  readonly linesAGateway: number;
  readonly unitsALine: number;
}

/** One coil that can be ordered. */
export interface Place {
  readonly gatewayId: string;
  readonly deviceId: string;
  readonly relays: FaultyRelays;
  readonly unit: number;
  readonly coil: number;
}

export class CommandField {
  readonly hub: CommandHub;
  readonly agents: readonly Mortal[];
  readonly places: readonly Place[];
  readonly #broker: RunningBroker;
  readonly #relays: readonly FaultyRelays[];

  private constructor(
    parts: { hub: CommandHub; broker: RunningBroker; agents: readonly Mortal[] },
    places: readonly Place[],
  ) {
    this.hub = parts.hub;
    this.#broker = parts.broker;
    this.agents = parts.agents;
    this.places = places;
    this.#relays = [...new Set(places.map(({ relays }) => relays))];
  }

  static async start(folder: string, size: FieldSize, random: Random): Promise<CommandField> {
    const lines = gatewayIds.flatMap((gatewayId) =>
      Array.from({ length: size.linesAGateway }, (_, n) => ({ gatewayId, id: `${gatewayId}-line-${n}` })),
    );
    const ports = await Promise.all(lines.map(() => freePort()));
    const relays = lines.map(() => new FaultyRelays(size.unitsALine, random));
    await Promise.all(relays.map((one, n) => one.listen(ports[n]!)));
    const campusFile = join(folder, 'campus.yaml');
    writeFileSync(campusFile, JSON.stringify(describe(lines, ports, size), null, 1));
    const broker = await openBroker();
    const hub = new CommandHub(broker.port, siteId, password);
    await hub.host.start();
    const agents = gatewayIds.map((id) => agentOf(id, folder, campusFile, broker.port));
    for (const agent of agents) agent.start();
    await Promise.all(agents.map((agent) => agent.ready()));
    const places = lines.flatMap(({ gatewayId, id }, n) =>
      Array.from({ length: size.unitsALine }, (_, i) => i + 1).flatMap((unit) =>
        coils.map((_, coil) => ({ gatewayId, deviceId: `${id}-${unit}`, relays: relays[n]!, unit, coil })),
      ),
    );
    return new CommandField({ hub, broker, agents }, places);
  }

  async close(): Promise<void> {
    for (const agent of this.agents) await agent.kill();
    await this.hub.close();
    await this.#broker.close();
    await Promise.all(this.#relays.map((one) => one.close()));
  }
}

async function openBroker(): Promise<RunningBroker> {
  const passwordHash = await hashBrokerPassword(password);
  const accounts = [
    { username: wire.hostId, passwordHash, kind: 'host' as const },
    ...gatewayIds.map((username) => ({ username, passwordHash, kind: 'gateway' as const })),
  ];
  const options = { host: '127.0.0.1', port: 0, siteId, hostId: wire.hostId, accounts: () => accounts };
  return startBroker({ ...options, clock: systemClock, log: silentLog });
}

function agentOf(id: string, folder: string, campusFile: string, port: number): Mortal {
  const passwordFile = join(folder, 'password');
  const rulesFile = join(folder, 'rules.yaml');
  writeFileSync(passwordFile, password);
  writeFileSync(rulesFile, JSON.stringify({ version: 1, rules: [] }));
  return new Mortal(id, [
    ...['agent', '--campus', campusFile, '--rules', rulesFile, '--gateway', id],
    ...['--data', join(folder, id), '--broker', `mqtt://127.0.0.1:${port}`, '--password-file', passwordFile],
  ]);
}

interface Line {
  readonly gatewayId: string;
  readonly id: string;
}

function describe(lines: readonly Line[], ports: readonly number[], { unitsALine }: FieldSize): object {
  const room = [
    [0, 0],
    [5, 0],
    [5, 5],
    [0, 5],
  ];
  const devices = lines.map(({ id }) => ({
    id: `${id}-{k}`,
    name: named(id),
    model: 'lamp-relay-4',
    endpoint: id,
    address: { unit: '{k}' },
    repeat: unitsALine,
  }));
  const space = { id: 'room', template: 'room', name: named('room'), devices };
  const floor = { id: 'proof-f1', name: named('floor'), level: 1, spaces: [space] };
  return {
    version: 1,
    site: { id: siteId, name: named('proof'), timeZone: 'Asia/Shanghai' },
    gateways: gatewayIds.map((id) => ({ id, name: named(id), building: 'proof' })),
    endpoints: lines.map(({ id, gatewayId }, n) => ({
      id,
      gateway: gatewayId,
      protocol: 'modbus',
      settings: { host: '127.0.0.1', port: ports[n], timeoutMs },
    })),
    templates: { room: { kind: 'plant-room', outline: room } },
    buildings: [{ id: 'proof', name: named('building'), outline: room, floors: [floor] }],
  };
}

function named(en: string): { zh: string; en: string } {
  return { zh: `核对 ${en}`, en };
}
