// Ingest: the hub's Sparkplug host. What gateways send becomes latest values at once, history in commits, and is judged by
// the rules; what both have is acknowledged. Alarms, commands and books are the listener's part.
import {
  type AlarmTransition,
  type Campus,
  type Command,
  type CommandReport,
  type GatewayBooks,
  type GatewayStatus,
  type Standing,
  status,
  wire,
} from '@campus/campus-model';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import {
  type BrokerConnectionOptions,
  type DataRows,
  type Hear,
  Host,
  type HostListener,
  type Payload,
} from '@campus/sparkplug';
import type { HistoryStore } from '../history-store.ts';
import type { LatestValues } from '../latest-values.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { commandMetric } from './command-metric.ts';
import { CommitQueue } from './commit-queue.ts';
import { messageOfPayload, messageOfRows } from './data-message.ts';
import { Delivery } from './delivery.ts';
import { GatewayRoster } from './gateway-roster.ts';
import { GatewaySayings } from './gateway-sayings.ts';
import { isJournalMetric } from './journal-entry.ts';
import { JournalIntake } from './journal-intake.ts';
import { type DevicePoints, PointBook } from './point-book.ts';
import type { RulesConsumer } from './rules-consumer.ts';
import { SampleIntake } from './sample-intake.ts';
import { rowProperties, SampleReader } from './sample-reader.ts';

export interface IngestListener {
  /** Resolved means durable: only then is the agent told to forget the report. */
  onCommandReport(gatewayId: string, report: CommandReport): void | Promise<void>;
  /** Resolved means durable. */
  onAlarm(gatewayId: string, transition: AlarmTransition): void | Promise<void>;
  /** What an agent says of its books; said again whenever they change. */
  onBooks(gatewayId: string, books: GatewayBooks): void | Promise<void>;
  /** Which orders stand on points of a gateway; `isWhole`: nothing stands on the others. */
  onStanding?(gatewayId: string, standing: readonly Standing[], isWhole: boolean): void;
  /** A gateway or device came or went. */
  onGateways(all: GatewayStatus[]): void;
}

export interface IngestOptions {
  readonly campus: Campus;
  readonly broker: BrokerConnectionOptions;
  /** Where the broker is in this process; left out, gateways are heard over the connection. */
  readonly hear?: Hear;
  readonly latest: LatestValues;
  readonly store: HistoryStore;
  readonly listener: IngestListener;
  /** The second consumer; left out, history alone acknowledges. */
  readonly rules?: RulesConsumer;
  /** Whether the disk has room for telemetry, asked at each message; left out, it has. */
  mayStore?(): boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** Samples since the start. `pending` are taken and not yet durable. */
export interface IngestStats {
  readonly received: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly pending: number;
  /** False while the store or the disk says no: then agents keep their samples, and live values go on. */
  readonly isTaking: boolean;
  /** Why the store takes nothing, in its own words; null while it does. */
  readonly trouble: string | null;
}

export class Ingest {
  readonly #options: IngestOptions;
  readonly #host: Host;
  readonly #book: PointBook;
  readonly #reader: SampleReader;
  readonly #gatherer: SampleReader;
  readonly #delivery: Delivery;
  readonly #commits: CommitQueue;
  readonly #acknowledgements: Acknowledgements;
  readonly #roster: GatewayRoster;
  readonly #samples: SampleIntake;
  readonly #journal: JournalIntake;
  readonly #sayings: GatewaySayings;
  readonly #trouble: TroubleLog;
  #isClosing = false;
  #stored = 0;

  constructor(options: IngestOptions) {
    const { campus, clock, log, listener, store, broker, latest, hear, rules = null } = options;
    this.#options = options;
    this.#trouble = new TroubleLog(log);
    this.#book = new PointBook(campus, latest.pointIds);
    this.#reader = new SampleReader(this.#book);
    this.#roster = new GatewayRoster(campus, this.#book, clock, (all) => listener.onGateways(all));
    this.#acknowledgements = new Acknowledgements(clock, (gatewayId, metrics) => {
      void this.#host.sendNodeCommand(gatewayId, metrics);
    });
    this.#delivery = new Delivery(rules !== null, this.#acknowledgements);
    const commits = new CommitQueue(store, clock, log, {
      onSettled: (ranges, samples, isCommitted) => {
        this.#delivery.historySettled(ranges, isCommitted);
        if (!isCommitted) return;
        this.#stored += samples;
        this.#acknowledgements.flush();
      },
    });
    this.#commits = commits;
    const parts = { delivery: this.#delivery, commits, rules, log };
    const mayStore = (): boolean => options.mayStore?.() ?? true;
    this.#gatherer = new SampleReader(this.#book);
    this.#samples = new SampleIntake({ ...parts, latest, clock, mayStore, gatherer: this.#gatherer });
    this.#journal = new JournalIntake(listener, parts);
    this.#sayings = new GatewaySayings({
      delivery: this.#delivery,
      log,
      onBooks: (gatewayId, books) => listener.onBooks(gatewayId, books),
      onStanding: (gatewayId, standing, isWhole) => listener.onStanding?.(gatewayId, standing, isWhole),
      send: (gatewayId, metrics) => void this.#host.sendNodeCommand(gatewayId, metrics),
    });
    rules?.onSettled((ranges) => {
      this.#delivery.rulesSettled(ranges, true);
      this.#acknowledgements.flush();
    });
    const way = hear ? { broker, hear } : { broker };
    const hostOptions = { ...way, hostId: wire.hostId, groupId: campus.site.id, clock, log };
    this.#host = new Host({ ...hostOptions, listener: this.#hostListener() });
  }

  /** Restores what history and rules had, then goes online; rejects where no broker answers within 10 s. */
  async start(): Promise<void> {
    const { campus, rules } = this.#options;
    await this.restore(campus.gateways.keys());
    if (rules) this.#delivery.restoreRules(await rules.restore());
    await this.#host.start();
  }

  /** Learns what history has of gateways, before they are heard. */
  async restore(gatewayIds: Iterable<string>): Promise<void> {
    for (const id of gatewayIds)
      this.#delivery.restoreHistory(id, await this.#options.store.committedRanges(id));
  }

  /**
   * The campus has changed, store and latest values follow it already. Gateways whose devices changed are asked for new
   * births: an agent may have been faster, and then its words went unheard.
   */
  follow(touchedGateways: readonly string[]): void {
    const { campus, latest } = this.#options;
    this.#samples.flush();
    this.#book.follow(campus, latest.pointIds);
    this.#roster.follow(campus);
    for (const id of touchedGateways) this.#host.requestRebirth(id);
  }

  gateways(): GatewayStatus[] {
    return this.#roster.all();
  }

  stats(): IngestStats {
    const { received, duplicates, refused } = this.#samples;
    const { pending, trouble } = this.#commits;
    const isTaking = trouble === null && (this.#options.mayStore?.() ?? true);
    const rejected = refused + this.#journal.refused;
    return { received, stored: this.#stored, duplicates, rejected, pending, isTaking, trouble };
  }

  /** False where the gateway is offline: nothing was sent. */
  async sendCommand(command: Command): Promise<boolean> {
    const point = this.#options.campus.points.get(command.pointId);
    if (!point) return false;
    return this.#host.sendDeviceCommand(point.gatewayId, point.deviceId, [commandMetric(point.id, command)]);
  }

  /** Commits and acknowledges what was taken, then goes offline. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#samples.flush();
    await this.#journal.close();
    await this.#commits.close();
    this.#acknowledgements.flush();
    this.#roster.close();
    await this.#host.close();
    this.#acknowledgements.close();
  }

  #hostListener(): HostListener {
    return {
      onNodeBirth: (gatewayId, payload) => this.#gatewayCame(gatewayId, payload),
      onNodeDeath: (gatewayId) => this.#gatewayWent(gatewayId),
      onDeviceBirth: (gatewayId, deviceId, payload) => this.#deviceCame(gatewayId, deviceId, payload),
      onDeviceDeath: (gatewayId, deviceId) => this.#deviceWent(gatewayId, deviceId),
      onNodeData: (gatewayId, payload) => this.#nodeData(gatewayId, payload),
      onDeviceData: (gatewayId, deviceId, payload) => this.#deviceData(gatewayId, deviceId, payload),
      onConnected: () => {},
      onLost: () => {
        for (const gatewayId of this.#options.campus.gateways.keys()) this.#gatewayWent(gatewayId);
      },
      rows: {
        leadName: wire.positionsMetric,
        properties: rowProperties,
        slotOf: (gatewayId, deviceId, name) =>
          this.#book.pointsOf(gatewayId, deviceId ?? gatewayId)?.get(name) ?? -1,
        onRows: (gatewayId, deviceId, rows) => this.#rows(gatewayId, deviceId, rows),
      },
    };
  }

  #gatewayCame(gatewayId: string, payload: Payload): void {
    this.#samples.flush();
    if (!this.#isOurs(gatewayId)) return;
    this.#roster.gatewayCame(gatewayId);
    this.#sayings.birth(gatewayId, payload.metrics);
    const own = this.#book.pointsOf(gatewayId, gatewayId);
    if (own) this.#picture(payload, own);
  }

  #gatewayWent(gatewayId: string): void {
    this.#samples.flush();
    this.#roster.gatewayWent(gatewayId);
    for (const deviceId of this.#book.devicesOf(gatewayId))
      this.#options.latest.markDevice(deviceId, status.noCommunication);
  }

  #deviceCame(gatewayId: string, deviceId: string, payload: Payload): void {
    this.#samples.flush();
    const points = this.#pointsOf(gatewayId, deviceId);
    if (!points) return;
    this.#roster.deviceCame(gatewayId, deviceId);
    this.#picture(payload, points);
  }

  /** A birth's values are the live picture, never history: they have no positions and come again with each birth. */
  #picture(payload: Payload, points: DevicePoints): void {
    this.#options.latest.apply(this.#reader.birth(payload, points, this.#samples.receiveTime()));
  }

  #deviceWent(gatewayId: string, deviceId: string): void {
    this.#samples.flush();
    if (!this.#pointsOf(gatewayId, deviceId)) return;
    this.#roster.deviceWent(gatewayId, deviceId);
    this.#options.latest.markDevice(deviceId, status.noCommunication);
  }

  #rows(gatewayId: string, deviceId: string | null, rows: DataRows): void {
    if (!this.#isOurs(gatewayId) || this.#isClosing) return;
    this.#samples.take(gatewayId, messageOfRows(rows, deviceId === null, this.#reader, this.#gatherer));
  }

  /** At node level the hub takes journal, books and the gateway's own points; other metrics are not its business. */
  #nodeData(gatewayId: string, payload: Payload): void {
    if (!this.#isOurs(gatewayId) || this.#isClosing) return;
    if (payload.metrics.some(isJournalMetric)) this.#journal.take(gatewayId, payload);
    else if (!this.#sayings.data(gatewayId, payload.metrics))
      this.#take(gatewayId, payload, true, this.#book.pointsOf(gatewayId, gatewayId));
  }

  #deviceData(gatewayId: string, deviceId: string, payload: Payload): void {
    if (!this.#isOurs(gatewayId) || this.#isClosing) return;
    this.#take(gatewayId, payload, false, this.#pointsOf(gatewayId, deviceId));
  }

  #take(gatewayId: string, payload: Payload, isOfNode: boolean, points: DevicePoints | null): void {
    this.#samples.take(gatewayId, messageOfPayload(payload, isOfNode, points, this.#reader));
  }

  #isOurs(gatewayId: string): boolean {
    if (this.#book.isGateway(gatewayId)) return true;
    this.#trouble.lost(`gateway ${gatewayId}`, 'it is not in the campus; its data is not taken');
    return false;
  }

  #pointsOf(gatewayId: string, deviceId: string): DevicePoints | null {
    const points = this.#book.pointsOf(gatewayId, deviceId);
    if (!points) this.#trouble.lost(`devices of ${gatewayId}`, `${deviceId} is none of them in the campus`);
    return points;
  }
}
