// Starts everything that a campus's endpoints need: the world, and a server on each of their ports.
import { type Campus, CampusError } from '@campus/campus-model';
import { type Clock, type Log, seededRandom } from '@campus/runtime';
import { startControlServer } from './control/server.ts';
import {
  communityOf,
  modbusAddressOf,
  modbusFramingOf,
  mqttBaseOf,
  opcuaRootOf,
  portsOf,
  projectorSettingsOf,
} from './endpoints.ts';
import { Faults } from './faults/faults.ts';
import { startHttpDevices } from './http/start.ts';
import { CountedPublisher } from './ledger/counted-publisher.ts';
import { CountedValues, countedModels } from './ledger/counted-values.ts';
import { Ledger } from './ledger/ledger.ts';
import { Restless } from './load/restless.ts';
import { deviceMaps } from './modbus/device-maps.ts';
import { startModbusServer } from './modbus/server.ts';
import type { ToldValues } from './modbus/told-values.ts';
import { ModbusUnit } from './modbus/unit.ts';
import { startFieldBroker } from './mqtt/broker.ts';
import { FieldPublisher } from './mqtt/publisher.ts';
import { startOpcuaServer } from './opcua/server.ts';
import { projectorFamilies } from './pjlink/families.ts';
import { startPjlinkServer } from './pjlink/server.ts';
import { ScenarioPlayer } from './scenarios/scenario-player.ts';
import { Simulation } from './simulation.ts';
import { startSnmpAgent } from './snmp/agent.ts';
import { startBuses } from './start-buses.ts';
import { TotalsFile } from './totals-file.ts';
import type { Timeline } from './world/school-clock.ts';

export interface SimulatorOptions {
  readonly campus: Campus;
  readonly seed: number;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 takes a free one. */
  readonly controlPort: number;
  /** A scenario that begins at once. */
  readonly scenario?: string;
  readonly timeline?: Timeline;
  /** Keeps what the meters stand at; without it they begin where the seed says at every start. */
  readonly totalsFile?: string;
  /** Meters whose values move at every read, until they give so many samples a second. */
  readonly load?: { readonly samplesPerSecond: number };
  /** Meters and air sensors tell counted values, and every value told is written into this file. */
  readonly ledgerFile?: string;
}

export interface RunningSimulators {
  readonly controlPort: number;
  close(): Promise<void>;
}

/** Resolves when every port listens. Rejects with a listener's own error (`EADDRINUSE`), or a CampusError. */
export async function startSimulators(options: SimulatorOptions): Promise<RunningSimulators> {
  const { campus, seed, clock, log, timeline = 'school-day' } = options;
  const file = options.totalsFile === undefined ? null : new TotalsFile(options.totalsFile, log);
  const totals = file?.read() ?? new Map();
  const simulation = new Simulation(campus, { seed, clock, timeline, totals });
  if (simulation.unknownDevices.length > 0) {
    log.warn({ devices: simulation.unknownDevices }, 'nobody simulates the models of these devices');
  }
  const services = new Services(simulation, options);
  try {
    const running = await services.start();
    file?.keep(simulation.world.totals, clock);
    return {
      ...running,
      close: async () => {
        await running.close();
        file?.close();
      },
    };
  } catch (error) {
    await services.close();
    throw error;
  }
}

class Services {
  readonly #simulation: Simulation;
  readonly #options: SimulatorOptions;
  readonly #faults = new Faults();
  readonly #unitOf = new Map<string, ModbusUnit>();
  readonly #counted: CountedValues | null;
  /** What must be closed, in the order of its start. */
  readonly #closing: (() => void | Promise<void>)[] = [];

  constructor(simulation: Simulation, options: SimulatorOptions) {
    this.#simulation = simulation;
    this.#options = options;
    this.#counted = this.#openLedger();
  }

  async start(): Promise<RunningSimulators> {
    const { scenario, controlPort, log } = this.#options;
    this.#faults.onChange(() => this.#jam());
    const player = new ScenarioPlayer({ simulation: this.#simulation, faults: this.#faults });
    await everyOf([
      this.#startModbus(),
      this.#startMqtt(),
      this.#startHttp(),
      this.#startOpcua(),
      this.#startBuses(),
      this.#startPjlink(),
      this.#startSnmp(),
    ]);
    const control = await startControlServer(
      controlPort,
      {
        simulation: this.#simulation,
        faults: this.#faults,
        player,
        unitOf: (deviceId) => this.#unitOf.get(deviceId),
      },
      log,
    );
    this.#closing.push(() => control.close());
    this.#simulation.start();
    this.#closing.push(() => this.#simulation.close());
    if (scenario && !player.play(scenario).ok) {
      const known = player.listing.map(({ name }) => name).join(', ');
      throw new CampusError('input-invalid', `scenario "${scenario}"; known are ${known}`);
    }
    return { controlPort: control.port, close: () => this.close() };
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }

  #changed = (): void => this.#simulation.tell();

  #openLedger(): CountedValues | null {
    const { ledgerFile, campus, clock } = this.#options;
    if (ledgerFile === undefined) return null;
    const ledger = new Ledger(ledgerFile, clock.now());
    this.#closing.push(() => ledger.close());
    return new CountedValues(campus, ledger, clock);
  }

  async #startModbus(): Promise<void> {
    const { clock, log, seed, load, campus } = this.#options;
    const restless = load ? Restless.choose(campus, load.samplesPerSecond) : undefined;
    if (restless) log.info({ samplesPerSecond: Math.round(restless.samplesPerSecond) }, 'load');
    const starting = portsOf(this.#simulation, 'modbus').map(async ({ host, port, endpoints, devices }) => {
      const server = await startModbusServer({
        endpointIds: endpoints.map(({ id }) => id),
        host,
        port,
        framing: modbusFramingOf(endpoints),
        units: this.#unitsOf(devices, this.#counted ?? restless),
        faults: this.#faults,
        random: seededRandom(seed + port),
        clock,
        log,
        onWritten: this.#changed,
      });
      this.#closing.push(() => server.close());
    });
    await everyOf(starting);
  }

  #unitsOf(
    devices: ReturnType<typeof portsOf>[number]['devices'],
    told: ToldValues | undefined,
  ): Map<number, ModbusUnit> {
    const members = new Map<number, ConstructorParameters<typeof ModbusUnit>[0][number][]>();
    for (const device of devices) {
      const map = deviceMaps.get(device.device.modelId);
      if (!map) continue;
      const { unit, offset } = modbusAddressOf(device.device);
      members.set(unit, [...(members.get(unit) ?? []), { device, map, offset }]);
    }
    return new Map(
      [...members].map(([id, list]) => {
        const unit = new ModbusUnit(list, told);
        for (const { device } of list) this.#unitOf.set(device.id, unit);
        return [id, unit];
      }),
    );
  }

  async #startHttp(): Promise<void> {
    const { clock, seed } = this.#options;
    const options = { simulation: this.#simulation, faults: this.#faults, clock, seed };
    await startHttpDevices({ ...options, onWritten: this.#changed }, (close) => this.#closing.push(close));
  }

  async #startMqtt(): Promise<void> {
    const { clock, seed } = this.#options;
    for (const { host, port, devices } of portsOf(this.#simulation, 'mqtt')) {
      const broker = await startFieldBroker(host, port);
      this.#closing.push(() => broker.close());
      const placed = devices.map((device) => ({ device, base: mqttBaseOf(device.device) }));
      const isCounted = ({ device }: (typeof placed)[number]): boolean =>
        this.#counted !== null && countedModels.has(device.device.modelId);
      if (this.#counted) {
        const counted = placed.filter(isCounted);
        const pace = new CountedPublisher({ broker, devices: counted, values: this.#counted, clock });
        this.#closing.push(() => pace.close());
      }
      const publisher = new FieldPublisher({
        broker,
        devices: placed.filter((device) => !isCounted(device)),
        faults: this.#faults,
        clock,
        random: seededRandom(seed + port),
        onWritten: this.#changed,
      });
      this.#closing.push(() => publisher.close());
      publisher.refresh();
      this.#simulation.onChange(() => publisher.refresh());
    }
  }

  async #startBuses(): Promise<void> {
    const { clock, log, seed } = this.#options;
    const options = { faults: this.#faults, seed, clock, log, onWritten: this.#changed };
    await startBuses(this.#simulation, options, (close) => this.#closing.push(close));
  }

  async #startOpcua(): Promise<void> {
    const { log } = this.#options;
    const starting = portsOf(this.#simulation, 'opcua').map(async ({ host, port, endpoints, devices }) => {
      const server = await startOpcuaServer({
        endpointId: endpoints[0]!.id,
        host,
        port,
        devices: devices.map((device) => ({ device, root: opcuaRootOf(device.device) })),
        faults: this.#faults,
        log,
        onWritten: this.#changed,
      });
      this.#closing.push(() => server.close());
      this.#simulation.onChange(() => server.refresh());
    });
    await everyOf(starting);
  }

  /** A projector has an endpoint to itself. */
  async #startPjlink(): Promise<void> {
    const starting = portsOf(this.#simulation, 'pjlink').map(async ({ host, port, endpoints, devices }) => {
      const family = projectorFamilies.get(devices[0]?.device.modelId ?? '');
      if (!family) return;
      const { password, noticePort } = projectorSettingsOf(endpoints[0]!);
      const projector = await startPjlinkServer({
        ...this.#common,
        endpointId: endpoints[0]!.id,
        host,
        port,
        device: devices[0]!,
        family,
        password,
        ...(noticePort === undefined ? {} : { receiver: { host, port: noticePort } }),
      });
      this.#closing.push(() => projector.close());
      this.#simulation.onChange(() => projector.refresh());
    });
    await everyOf(starting);
  }

  /** So has an SNMP agent. */
  async #startSnmp(): Promise<void> {
    const starting = portsOf(this.#simulation, 'snmp').map(async ({ host, port, endpoints, devices }) => {
      const [device] = devices;
      if (!device) return;
      const agent = await startSnmpAgent({
        ...this.#common,
        endpointId: endpoints[0]!.id,
        host,
        port,
        device,
        community: communityOf(endpoints[0]!),
        random: seededRandom(this.#options.seed + port),
      });
      this.#closing.push(() => agent.close());
    });
    await everyOf(starting);
  }

  /** Stuck devices take orders and do nothing. */
  #jam(): void {
    for (const simulated of this.#simulation.devices.values()) {
      const { id, endpointId } = simulated.device;
      simulated.isStuck = this.#faults.device(id, endpointId).mode === 'stuck';
    }
  }

  get #common() {
    const { clock, log } = this.#options;
    return { faults: this.#faults, clock, log, onWritten: this.#changed };
  }
}

/** Waits for all, so that none is left behind half started, and then rejects with the first error. */
async function everyOf(starting: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(starting);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
