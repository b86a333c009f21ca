// The edge agent: wires device sessions, sample flow, outbox, publisher and command runner of one gateway.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Campus,
  type DeviceModelCatalogue,
  qualityOf,
  type StatusName,
  wire,
} from '@campus/campus-model';
import { type DriverSink, deviceModels, loadDriver } from '@campus/device-drivers';
import type { Clock, Log, WorkerClient } from '@campus/runtime';
import { EdgeNode, type EdgeNodeOptions, type Metric } from '@campus/sparkplug';
import { CommandRunner } from './commands/command-runner.ts';
import { HubClock } from './commands/hub-clock.ts';
import { Journal } from './commands/journal.ts';
import { DeviceSessions, type DeviceSessionsOptions } from './device-sessions.ts';
import { Outbox, openOutboxWorker } from './outbox/outbox.ts';
import type { OutboxMethods } from './outbox/outbox-worker.ts';
import { buildPollPlan, type PollPlan } from './poll-plan.ts';
import { Backlog } from './publishing/backlog.ts';
import { type Health, mostMetricsAMessage, type NodeLink, Publisher } from './publishing/publisher.ts';
import { LastSent } from './sampling/report-by-exception.ts';
import { SampleFlow } from './sampling/sample-flow.ts';
import { decodeSample, type StoredSample } from './sampling/sample-record.ts';

export interface AgentOptions {
  readonly campus: Campus;
  readonly gatewayId: string;
  readonly broker: { readonly url: string; readonly username: string; readonly password: string };
  /** This agent's own: outbox, journal, bdSeq. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The catalogue and drivers of the product where left out. */
  readonly models?: DeviceModelCatalogue;
  readonly loadDriver?: DeviceSessionsOptions['loadDriver'];
  /** A Sparkplug edge node over MQTT where left out. */
  readonly createNode?: (options: EdgeNodeOptions) => NodeLink & Pick<EdgeNode, 'start' | 'close'>;
}

const healthEveryMs = 10_000;
const heartbeatCheckMs = 1_000;
/** A device that has come is born with its first values; one that brings none is born after this all the same. */
const firstValuesMs = 500;

export class EdgeAgent {
  readonly #options: AgentOptions;
  readonly #plan: PollPlan;
  readonly #worker: WorkerClient<OutboxMethods>;
  readonly #samples: Outbox;
  readonly #reports: Outbox;
  readonly #lastSent: LastSent;
  readonly #flow: SampleFlow;
  readonly #publisher: Publisher;
  readonly #backlog: Backlog;
  readonly #commands: CommandRunner;
  readonly #hubClock: HubClock;
  readonly #sessions: DeviceSessions;
  readonly #node: ReturnType<NonNullable<AgentOptions['createNode']>>;
  readonly #timers: (() => void)[] = [];
  #isClosed = false;

  /** Throws where the campus does not know the gateway, or the data folder cannot be made. */
  constructor(options: AgentOptions) {
    const { campus, gatewayId, dataFolder, clock, log } = options;
    this.#options = options;
    this.#plan = buildPollPlan(campus, gatewayId, options.models ?? deviceModels);
    mkdirSync(dataFolder, { recursive: true });
    this.#worker = openOutboxWorker(join(dataFolder, 'outbox'), (error) =>
      log.error({ error: error.message }, 'the outbox thread has ended; values are published but not kept'),
    );
    this.#samples = new Outbox('samples', this.#worker, log);
    this.#reports = new Outbox('journal', this.#worker, log);
    this.#hubClock = new HubClock(clock);
    const lastSent = new LastSent(this.#plan.points);
    this.#lastSent = lastSent;
    this.#node = this.#createNode();
    const node = (): NodeLink => this.#node;
    this.#publisher = new Publisher({
      plan: this.#plan,
      lastSent,
      clock,
      node,
      health: () => this.#health(),
    });
    this.#flow = this.#createFlow(lastSent);
    this.#backlog = new Backlog({
      samples: this.#samples,
      journal: this.#reports,
      publisher: this.#publisher,
      clock,
      node,
    });
    this.#sessions = this.#createSessions();
    this.#commands = this.#createCommands(lastSent);
  }

  /** Opens the outbox, starts reading and goes on the air. Devices and hub may be absent: they are waited for. */
  async start(): Promise<void> {
    await Promise.all([this.#samples.open(), this.#reports.open()]);
    await Promise.all([this.#commands.remember(), this.#recallSent()]);
    const { clock } = this.#options;
    this.#timers.push(
      clock.every(healthEveryMs, () => this.#publisher.publishHealth()),
      clock.every(heartbeatCheckMs, () => this.#heartbeat()),
      clock.every(firstValuesMs, () => this.#publisher.birthDue()),
    );
    this.#node.start();
    this.#backlog.start();
    await this.#sessions.start();
    this.#commands.recover();
  }

  /** Ends cleanly: what was read is durable, the node says that it dies. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stop of this.#timers) stop();
    this.#backlog.close();
    this.#commands.close();
    await this.#sessions.close();
    await this.#flow.close();
    await this.#node.close();
    await this.#worker.close().catch(() => {});
  }

  async #recallSent(): Promise<void> {
    for (const { bytes } of await this.#samples.newest()) {
      const sample = decodeSample(bytes);
      const index = sample ? this.#plan.indexOf.get(sample.pointId) : undefined;
      if (sample && index !== undefined) this.#lastSent.recall(index, { text: undefined, ...sample });
    }
  }

  #createNode(): ReturnType<NonNullable<AgentOptions['createNode']>> {
    const { broker, gatewayId, dataFolder, clock, log } = this.#options;
    const create = this.#options.createNode ?? ((options) => new EdgeNode(options));
    return create({
      broker: { ...broker, clientId: `campus-${gatewayId}` },
      groupId: this.#plan.siteId,
      edgeNodeId: gatewayId,
      primaryHostId: wire.hostId,
      bdSeqFile: join(dataFolder, 'bdseq'),
      clock,
      log,
      births: () => this.#publisher.births(),
      onBorn: () => this.#backlog.restart(),
      onLost: () => this.#publisher.lost(),
      onCommand: (deviceId, metrics) => this.#received(deviceId, metrics),
      onHostState: (_online, timestamp, isRetained) => this.#hubClock.observe(timestamp, isRetained),
    });
  }

  #createFlow(lastSent: LastSent): SampleFlow {
    const { clock } = this.#options;
    return new SampleFlow({
      points: this.#plan.points,
      lastSent,
      outbox: this.#samples,
      clock,
      publish: (deviceId, samples, positions, isKeptLater) => {
        const most = mostMetricsAMessage - 1;
        for (let at = 0; at < samples.length; at += most) {
          const part = samples.slice(at, at + most);
          const first = positions ? positions.first + at : 0;
          const own = positions && { ...positions, first, last: first + part.length - 1 };
          this.#publishLive(deviceId, part, own, isKeptLater);
        }
      },
    });
  }

  #publishLive(
    deviceId: string,
    samples: readonly StoredSample[],
    positions: { outboxId: string; first: number; last: number } | null,
    isTransient: boolean,
  ): void {
    const isSent = this.#publisher.publishSamples(
      deviceId,
      samples,
      positions,
      isTransient ? 'transient' : 'live',
    );
    if (!isSent || !positions) return;
    this.#samples.window.sent(positions.first, positions.last, this.#options.clock.monotonic(), false);
  }

  #createSessions(): DeviceSessions {
    const { clock, log } = this.#options;
    const sink: DriverSink = {
      sample: (index, timeMs, value, code, text) => this.#flow.accept(index, timeMs, value, code, text),
      deviceState: (deviceId, isOnline, reason) => {
        if (isOnline) this.#publisher.deviceOnline(deviceId);
        else this.#fellSilent(deviceId, reason);
      },
    };
    const load = this.#options.loadDriver ?? loadDriver;
    const folder = join(this.#options.dataFolder, 'drivers');
    const { endpoints } = this.#plan;
    return new DeviceSessions({ endpoints, sink, folder, clock, log, loadDriver: load });
  }

  #createCommands(lastSent: LastSent): CommandRunner {
    const { clock, log } = this.#options;
    const journal = new Journal({
      outbox: this.#reports,
      clock,
      publish: (reports, positions) => this.#publisher.publishReports(reports, positions, false),
    });
    return new CommandRunner({
      plan: this.#plan,
      clock,
      hubClock: this.#hubClock,
      journal,
      log,
      newId: randomUUID,
      sessionOf: (deviceId) => this.#sessions.of(deviceId),
      shownBy: (index) => {
        const isShown = lastSent.has(index) && qualityOf(lastSent.status[index]!) !== 'bad';
        return isShown ? lastSent.seen[index]! : null;
      },
      onSample: (index, timeMs, value, code) => {
        this.#flow.accept(index, timeMs, value, code);
        void this.#flow.flush();
      },
    });
  }

  #received(deviceId: string | null, metrics: readonly Metric[]): void {
    for (const { timestamp } of metrics) if (timestamp !== undefined) this.#hubClock.observe(timestamp);
    if (deviceId !== null) this.#commands.receive(deviceId, metrics);
    else for (const metric of metrics) this.#acknowledged(metric);
  }

  #acknowledged({ name, value }: Metric): void {
    if (name !== wire.acknowledgeMetric || typeof value !== 'string') return;
    if (!this.#samples.acknowledge(value)) this.#reports.acknowledge(value);
  }

  #heartbeat(): void {
    for (const deviceId of this.#publisher.online) {
      const device = this.#plan.devices.get(deviceId);
      if (device) this.#flow.heartbeat(device.start, device.end);
    }
  }

  /** Its points go bad, history gets to know it, and then the device is dead on the wire. */
  #fellSilent(deviceId: string, reason: StatusName): void {
    const { start, end } = this.#plan.devices.get(deviceId) ?? { start: 0, end: 0 };
    this.#flow.markBad(start, end, reason);
    this.#publisher.deviceOffline(deviceId);
    void this.#flow.flush().then(() => this.#publisher.deviceDeath(deviceId));
  }

  #health(): Health {
    return {
      backlog: this.#samples.window.waiting + this.#reports.window.waiting,
      dropped: this.#samples.dropped + this.#reports.dropped + this.#flow.notDurable,
      memoryMb: Math.round(process.memoryUsage.rss() / 1_048_576),
      devicesSilent: this.#plan.devices.size - this.#publisher.online.size,
    };
  }
}
