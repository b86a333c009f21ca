// The edge agent: wires device sessions, sample flow, outbox, publisher and command runner of one gateway.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { qualityOf, type StatusName, wire } from '@campus/campus-model/plain';
import { type DriverSink, loadSessions } from '@campus/device-drivers/sessions';
import type { Clock, Log, Random } from '@campus/runtime';
import { EdgeNode, type EdgeNodeOptions, type Metric } from '@campus/sparkplug';
import { dayIn } from './campus-day.ts';
import { CommandRunner } from './commands/command-runner.ts';
import { HubClock } from './commands/hub-clock.ts';
import { Journal } from './commands/journal.ts';
import { StandingOrders } from './commands/standing-orders.ts';
import { Watchdog } from './commands/watchdog.ts';
import { DeviceSessions, type DeviceSessionsOptions } from './device-sessions.ts';
import type { GatewayPart } from './gateway-part.ts';
import { AgentOutboxes } from './outbox/agent-outboxes.ts';
import { CheckedFile } from './outbox/checked-file.ts';
import { type Disk, realDisk } from './outbox/disk.ts';
import { PollPlan } from './poll-plan.ts';
import { Backlog } from './publishing/backlog.ts';
import { Births, type Health } from './publishing/births.ts';
import { BooksTeller } from './publishing/books-teller.ts';
import { PointBook } from './publishing/point-book.ts';
import { mostSamplesAMessage, type NodeLink, Publisher } from './publishing/publisher.ts';
import { encodeNames } from './sampling/name-list.ts';
import { recallSent } from './sampling/recall.ts';
import { LastSent } from './sampling/report-by-exception.ts';
import { type LiveSamples, SampleFlow } from './sampling/sample-flow.ts';

export interface AgentOptions {
  readonly part: GatewayPart;
  readonly broker: { readonly url: string; readonly username: string; readonly password: string };
  /** This agent's own: outbox, journal, bdSeq. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The drivers of the product where left out. */
  readonly loadSessions?: DeviceSessionsOptions['loadSessions'];
  /** Spreads the agents of a campus out; `Math.random` where left out. */
  readonly random?: Random;
  /** The machine's own where left out. */
  readonly disk?: Disk;
  /** A Sparkplug edge node over MQTT where left out. */
  readonly createNode?: (options: EdgeNodeOptions) => NodeLink & Pick<EdgeNode, 'start' | 'close'>;
}

const healthEveryMs = 10_000;
const heartbeatCheckMs = 1_000;
const tendEveryMs = 1_000;
/** Format of the file of standing orders. */
const standingVersion = 1;
/** A device that has come is born with its first values; one that brings none is born after this all the same. */
const firstValuesMs = 500;

export class EdgeAgent {
  readonly #options: AgentOptions;
  readonly #plan: PollPlan;
  readonly #book: PointBook;
  readonly #outboxes: AgentOutboxes;
  readonly #lastSent: LastSent;
  readonly #dayOf: (ms: number) => string;
  readonly #books: BooksTeller;
  readonly #flow: SampleFlow;
  readonly #publisher: Publisher;
  readonly #backlog: Backlog;
  readonly #standing: StandingOrders;
  readonly #commands: CommandRunner;
  readonly #watchdog: Watchdog;
  readonly #hubClock: HubClock;
  readonly #sessions: DeviceSessions;
  readonly #node: ReturnType<NonNullable<AgentOptions['createNode']>>;
  readonly #timers: (() => void)[] = [];
  #isClosed = false;

  /** Throws where the part lacks a device's model, or the data folder cannot be made. */
  constructor(options: AgentOptions) {
    const { part, dataFolder, clock, log } = options;
    this.#options = options;
    this.#plan = new PollPlan(part);
    mkdirSync(dataFolder, { recursive: true });
    this.#dayOf = dayIn(part.zone);
    const book = new PointBook(this.#plan);
    this.#book = book;
    this.#outboxes = new AgentOutboxes({
      folder: join(dataFolder, 'outbox'),
      names: encodeNames(book.planned),
      clock,
      log,
      dayOf: this.#dayOf,
      ...(options.disk ? { disk: options.disk } : {}),
    });
    this.#books = new BooksTeller(() => this.#outboxes.books());
    this.#hubClock = new HubClock(clock);
    const lastSent = new LastSent(this.#plan.points);
    this.#lastSent = lastSent;
    this.#node = this.#createNode();
    const node = (): NodeLink => this.#node;
    const births = new Births({
      plan: this.#plan,
      book,
      lastSent,
      clock,
      health: () => this.#health(),
      outboxes: () => this.#outboxes.ids,
      books: () => this.#books.all(),
      standing: () => JSON.stringify(this.#standing.told()),
    });
    this.#publisher = new Publisher({ book, births, clock, node });
    this.#flow = this.#createFlow(lastSent);
    this.#backlog = new Backlog({
      samples: this.#outboxes.samples,
      journal: this.#outboxes.journal,
      publisher: this.#publisher,
      book,
      clock,
      random: options.random ?? Math.random,
      node,
    });
    this.#sessions = this.#createSessions();
    this.#standing = this.#createStanding();
    this.#commands = this.#createCommands(lastSent);
    this.#watchdog = this.#createWatchdog();
  }

  /** Opens the outbox, starts reading and goes on the air. Devices and hub may be absent: they are waited for. */
  async start(): Promise<void> {
    await this.#outboxes.open();
    await Promise.all([
      this.#commands.remember(),
      recallSent(this.#outboxes.samples, this.#plan, this.#lastSent),
    ]);
    const { clock } = this.#options;
    this.#timers.push(
      clock.every(healthEveryMs, () => this.#tellOfItself()),
      clock.every(tendEveryMs, () => void this.#outboxes.tend()),
      clock.every(tendEveryMs, () => void this.#standing.save()),
      clock.every(heartbeatCheckMs, () => this.#heartbeat()),
      clock.every(firstValuesMs, () => this.#publisher.birthDue()),
    );
    this.#watchdog.hubLost();
    this.#node.start();
    this.#backlog.start();
    await this.#sessions.open(this.#plan.endpoints);
    this.#commands.recover();
  }

  /**
   * Takes another part of the campus over: endpoints that did not change go on untouched. Rejects, with nothing changed,
   * where the part is another gateway's or lacks a device's model.
   */
  async follow(part: GatewayPart): Promise<void> {
    const { siteId, gatewayId } = this.#plan;
    if (part.siteId !== siteId || part.gatewayId !== gatewayId)
      throw new Error(
        `this agent is ${siteId}/${gatewayId}; the part is of ${part.siteId}/${part.gatewayId}`,
      );
    const change = this.#plan.follow(part);
    if (change.opened.length + change.closed.length === 0) return;
    this.#book.follow();
    this.#lastSent.follow([]);
    this.#flow.follow();
    this.#backlog.follow();
    await this.#sessions.end(change.closed);
    await this.#flow.flush();
    this.#lastSent.follow(change.moved);
    await this.#outboxes.setNames(encodeNames(this.#book.planned));
    for (const { id } of change.removedDevices) {
      this.#publisher.deviceOffline(id);
      this.#publisher.deviceDeath(id);
    }
    for (const { id } of change.renumberedDevices) this.#publisher.renewBirth(id);
    if (this.#isClosed) return;
    await this.#sessions.open(change.opened);
    const opened = change.opened.map(({ endpoint }) => endpoint.id);
    this.#options.log.info({ opened, closed: change.closed }, 'the campus has changed');
  }

  /** Ends cleanly: what was read is durable, the node says that it dies. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stop of this.#timers) stop();
    this.#backlog.close();
    this.#watchdog.close();
    this.#commands.close();
    await this.#sessions.close();
    await this.#flow.close();
    await this.#node.close();
    await this.#standing.save();
    await this.#outboxes.close();
  }

  #createNode(): ReturnType<NonNullable<AgentOptions['createNode']>> {
    const { broker, part, dataFolder, clock, log } = this.#options;
    const create = this.#options.createNode ?? ((options) => new EdgeNode(options));
    return create({
      broker: { ...broker, clientId: `campus-${part.gatewayId}` },
      groupId: this.#plan.siteId,
      edgeNodeId: part.gatewayId,
      primaryHostId: wire.hostId,
      bdSeqFile: join(dataFolder, 'bdseq'),
      clock,
      log,
      births: () => this.#publisher.births(),
      onBorn: () => {
        this.#backlog.restart();
        this.#watchdog.hubBack();
      },
      onLost: () => {
        this.#publisher.lost();
        this.#watchdog.hubLost();
      },
      onCommand: (deviceId, metrics) => this.#received(deviceId, metrics),
      onHostState: (_online, timestamp, isRetained) => this.#hubClock.observe(timestamp, isRetained),
    });
  }

  #createFlow(lastSent: LastSent): SampleFlow {
    const { clock } = this.#options;
    return new SampleFlow({
      points: this.#plan.points,
      lastSent,
      outbox: this.#outboxes.samples,
      clock,
      dayOf: this.#dayOf,
      publish: (samples) => this.#publishLive(samples),
    });
  }

  /** What is not sent now stays in the outbox; a sample without a position is for the live picture alone. */
  #publishLive({ deviceId, rows, from: start, to: end, positions }: LiveSamples): void {
    for (let from = start; from < end; from += mostSamplesAMessage) {
      const to = Math.min(end, from + mostSamplesAMessage);
      const first = (positions?.first ?? 0) + from - start;
      const ranges: [number, number][] = [[first, first + to - from - 1]];
      const isSent = this.#publisher.publishSamples({
        deviceId,
        rows,
        order: null,
        from,
        to,
        positions: positions && { outboxId: positions.outboxId, ranges },
        kind: positions ? 'live' : 'transient',
      });
      if (isSent && positions)
        this.#outboxes.samples.window.sent(ranges, this.#options.clock.monotonic(), false);
    }
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
    const folder = join(this.#options.dataFolder, 'drivers');
    const load = this.#options.loadSessions ?? loadSessions;
    return new DeviceSessions({ sink, folder, clock, log, loadSessions: load });
  }

  #createCommands(lastSent: LastSent): CommandRunner {
    const { clock, log } = this.#options;
    const journal = new Journal({
      outbox: this.#outboxes.journal,
      clock,
      publish: (reports, positions) => this.#publisher.publishReports(reports, positions, false),
    });
    return new CommandRunner({
      plan: this.#plan,
      clock,
      hubClock: this.#hubClock,
      journal,
      standing: this.#standing,
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

  #createStanding(): StandingOrders {
    const { dataFolder, log, disk = realDisk } = this.#options;
    return new StandingOrders({
      file: new CheckedFile(disk, join(dataFolder, 'standing.json'), standingVersion),
      log,
      isOutput: (pointId) => this.#plan.points[this.#plan.indexOf.get(pointId) ?? -1]?.write !== undefined,
      onChange: (pointIds) => this.#publisher.publishStanding(JSON.stringify(this.#standing.told(pointIds))),
    });
  }

  #createWatchdog(): Watchdog {
    const { clock, log } = this.#options;
    const [standing, runner] = [this.#standing, this.#commands];
    return new Watchdog({ plan: () => this.#plan, standing, runner, clock, log });
  }

  #received(deviceId: string | null, metrics: readonly Metric[]): void {
    for (const { timestamp } of metrics) if (timestamp !== undefined) this.#hubClock.observe(timestamp);
    if (deviceId !== null) this.#commands.receive(deviceId, metrics);
    else for (const metric of metrics) this.#acknowledged(metric);
  }

  #acknowledged({ name, value }: Metric): void {
    if (name !== wire.acknowledgeMetric || typeof value !== 'string') return;
    this.#outboxes.acknowledge(value);
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

  #tellOfItself(): void {
    this.#publisher.publishHealth();
    this.#books.changes((books) => this.#publisher.publishBooks(books));
  }

  #health(): Health {
    const { samples, journal } = this.#outboxes;
    const lost = this.#outboxes.books().days.flatMap((day) => Object.values(day.lost));
    return {
      backlog: samples.window.waiting + journal.window.waiting,
      dropped: lost.reduce((sum, count) => sum + count, 0),
      memoryMb: Math.round(process.memoryUsage.rss() / 1_048_576),
      devicesSilent: this.#plan.devices.size - this.#publisher.online.size,
    };
  }
}
