// An agent between real neighbours: Modbus servers, the broker, a Sparkplug host; its folder on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBrokerPassword, type RunningBroker, startBroker } from '@campus/broker';
import type { Campus } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { EdgeAgent } from '@campus/edge-agent';
import { partOfCampus } from '@campus/edge-agent/part';
import { silentLog, systemClock } from '@campus/runtime';
import { ServerTCP } from 'modbus-serial';
import { freePort } from '../device-drivers/support.ts';
import { Hub } from './hub-harness.ts';
import { smallCampus } from './small-campus.ts';

const accounts = [
  { username: 'gw-t1', passwordHash: await hashBrokerPassword('one'), kind: 'gateway' as const },
  { username: 'hub', passwordHash: await hashBrokerPassword('host'), kind: 'host' as const },
];

/** Every unit of a Modbus server has these values. */
export class Field {
  coils = [false, false, false, false];
  registers = [455, 215];
  isMute = false;
  connections = 0;
  port = 0;
  #server!: ServerTCP;

  static async open(): Promise<Field> {
    const field = new Field();
    // 0 would be taken for the standard port
    field.port = await freePort();
    field.#server = new ServerTCP(
      {
        getCoil: (address: number) => field.coils[address] ?? false,
        setCoil: (address: number, value: boolean) => {
          field.coils[address] = value;
        },
        getHoldingRegister: (address: number) =>
          field.isMute ? new Promise<number>(() => {}) : (field.registers[address] ?? 0),
        getInputRegister: (address: number) => field.registers[address] ?? 0,
      },
      { host: '127.0.0.1', port: field.port, unitID: 255 },
    );
    field.#server.on('socketError', () => {});
    await new Promise<void>((resolve) => field.#server.once('initialized', () => resolve()));
    const net = (field.#server as unknown as { _server: Listening })._server;
    net.on('connection', () => field.connections++);
    return field;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

interface Listening {
  on(event: 'connection', listener: () => void): void;
}

export class AgentBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'campus-agent-'));
  readonly hubs: Hub[] = [];
  readonly agents: EdgeAgent[] = [];
  field!: Field;
  broker!: RunningBroker;

  static async open(): Promise<AgentBench> {
    const bench = new AgentBench();
    bench.field = await Field.open();
    await bench.openBroker(0);
    return bench;
  }

  async openBroker(port: number): Promise<void> {
    this.broker = await startBroker({
      host: '127.0.0.1',
      port,
      siteId: 'school',
      hostId: 'hub',
      accounts: () => accounts,
      clock: systemClock,
      log: silentLog,
    });
  }

  async openHub(): Promise<Hub> {
    const hub = new Hub(this.broker.port);
    this.hubs.push(hub);
    await hub.host.start();
    return hub;
  }

  async openAgent(campus: Campus = smallCampus(this.field.port)): Promise<EdgeAgent> {
    const agent = new EdgeAgent({
      part: partOfCampus(campus, 'gw-t1', deviceModels),
      broker: { url: `mqtt://127.0.0.1:${this.broker.port}`, username: 'gw-t1', password: 'one' },
      dataFolder: this.folder,
      clock: systemClock,
      log: silentLog,
    });
    this.agents.push(agent);
    await agent.start();
    return agent;
  }

  async close(): Promise<void> {
    for (const agent of this.agents.splice(0)) await agent.close();
    for (const hub of this.hubs.splice(0)) await hub.host.close();
    await this.broker.close();
    await this.field.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function until(holds: () => boolean, what: string, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
