// Ingest: the hub's Sparkplug host. What gateways send becomes latest values at once and history in commits; what is
// durable is acknowledged. Rules, alarms and commands are the listener's part.
import {
  type AlarmTransition,
  type Campus,
  type Command,
  type CommandReport,
  type GatewayStatus,
  type PositionRange,
  parsePositions,
  status,
  wire,
} from '@campus/campus-model';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import {
  type BrokerConnectionOptions,
  Host,
  type HostListener,
  type Metric,
  type Payload,
} from '@campus/sparkplug';
import type { HistoryStore } from '../history-store.ts';
import type { LatestValues } from '../latest-values.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { commandMetric } from './command-metric.ts';
import { CommitQueue, type PendingRange } from './commit-queue.ts';
import { GatewayRoster } from './gateway-roster.ts';
import { Journal } from './journal.ts';
import { isJournalMetric, readJournalEntry } from './journal-entry.ts';
import { type DevicePoints, PointBook } from './point-book.ts';
import { PositionLedger } from './position-ledger.ts';
import { SampleReader } from './sample-reader.ts';

export interface IngestListener {
  /** Resolved means durable: only then is the agent told to forget the report. */
  onCommandReport(gatewayId: string, report: CommandReport): void | Promise<void>;
  /** Resolved means durable. */
  onAlarm(gatewayId: string, transition: AlarmTransition): void | Promise<void>;
  /** A gateway or device came or went. */
  onGateways(all: GatewayStatus[]): void;
}

export interface IngestOptions {
  readonly campus: Campus;
  readonly broker: BrokerConnectionOptions;
  readonly latest: LatestValues;
  readonly store: HistoryStore;
  readonly listener: IngestListener;
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
}

export class Ingest {
  readonly #options: IngestOptions;
  readonly #host: Host;
  readonly #book: PointBook;
  readonly #reader: SampleReader;
  readonly #ledger = new PositionLedger();
  readonly #commits: CommitQueue;
  readonly #acknowledgements: Acknowledgements;
  readonly #roster: GatewayRoster;
  readonly #journal: Journal;
  readonly #trouble: TroubleLog;
  #isClosing = false;
  #received = 0;
  #stored = 0;
  #duplicates = 0;
  #rejected = 0;

  constructor(options: IngestOptions) {
    const { campus, clock, log, listener, store, broker } = options;
    this.#options = options;
    this.#trouble = new TroubleLog(log);
    this.#book = new PointBook(campus);
    this.#reader = new SampleReader(this.#book);
    this.#roster = new GatewayRoster(campus, this.#book, clock, (all) => listener.onGateways(all));
    this.#journal = new Journal(listener, log);
    this.#commits = new CommitQueue(store, clock, log, {
      onSettled: (ranges, samples, isCommitted) => this.#settled(ranges, samples, isCommitted),
    });
    this.#acknowledgements = new Acknowledgements(clock, (gatewayId, metrics) => {
      void this.#host.sendNodeCommand(gatewayId, metrics);
    });
    this.#host = new Host({
      broker,
      hostId: wire.hostId,
      groupId: campus.site.id,
      clock,
      log,
      listener: this.#hostListener(),
    });
  }

  /** Restores what was committed, then goes online; rejects where no broker answers within 10 s. */
  async start(): Promise<void> {
    for (const gatewayId of this.#options.campus.gateways.keys())
      this.#ledger.restore(gatewayId, await this.#options.store.committedRanges(gatewayId));
    await this.#host.start();
  }

  gateways(): GatewayStatus[] {
    return this.#roster.all();
  }

  stats(): IngestStats {
    return {
      received: this.#received,
      stored: this.#stored,
      duplicates: this.#duplicates,
      rejected: this.#rejected,
      pending: this.#commits.pending,
    };
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
    };
  }

  #gatewayCame(gatewayId: string, payload: Payload): void {
    if (!this.#isOurs(gatewayId)) return;
    this.#roster.gatewayCame(gatewayId);
    const own = this.#book.pointsOf(gatewayId, gatewayId);
    if (own) this.#options.latest.apply(this.#reader.birth(payload, own, this.#options.clock.now()));
  }

  #gatewayWent(gatewayId: string): void {
    this.#roster.gatewayWent(gatewayId);
    for (const deviceId of this.#book.devicesOf(gatewayId))
      this.#options.latest.markDevice(deviceId, status.noCommunication);
  }

  /** A birth's values are the live picture, never history: they have no positions and come again with each birth. */
  #deviceCame(gatewayId: string, deviceId: string, payload: Payload): void {
    const points = this.#pointsOf(gatewayId, deviceId);
    if (!points) return;
    this.#roster.deviceCame(gatewayId, deviceId);
    this.#options.latest.apply(this.#reader.birth(payload, points, this.#options.clock.now()));
  }

  #deviceWent(gatewayId: string, deviceId: string): void {
    if (!this.#pointsOf(gatewayId, deviceId)) return;
    this.#roster.deviceWent(gatewayId, deviceId);
    this.#options.latest.markDevice(deviceId, status.noCommunication);
  }

  /** At node level the hub takes the journal and the gateway's own points; other metrics are not its business. */
  #nodeData(gatewayId: string, payload: Payload): void {
    if (!this.#isOurs(gatewayId) || this.#isClosing) return;
    if (payload.metrics.some(isJournalMetric)) this.#journalData(gatewayId, payload);
    else this.#samples(gatewayId, this.#book.pointsOf(gatewayId, gatewayId), payload);
  }

  #deviceData(gatewayId: string, deviceId: string, payload: Payload): void {
    if (!this.#isOurs(gatewayId) || this.#isClosing) return;
    this.#rejected += this.#samples(gatewayId, this.#pointsOf(gatewayId, deviceId), payload);
  }

  /**
   * Samples that are rejected are acknowledged with the others, or they would come again for ever and block their
   * outbox; their number is returned. Samples without positions are stored without a promise, transient ones not at all.
   * What the store has no room for is live all the same, and comes again for history.
   */
  #samples(gatewayId: string, points: DevicePoints | null, payload: Payload): number {
    const from = isWithPositions(payload) ? 1 : 0;
    const count = payload.metrics.length - from;
    this.#received += count;
    const range = from === 1 ? this.#positions(gatewayId, payload) : null;
    if (from === 1 && !range) return count;
    const hasRoom = this.#commits.hasRoomFor(count);
    const news = range && hasRoom ? this.#reserve(gatewayId, range) : null;
    const newCount = news ? sizeOf(news) : count;
    this.#duplicates += count - newCount;
    if (newCount === 0) return 0;
    const isWanted = range && news && newCount < count ? chooser(range, news) : null;
    const now = this.#options.clock.now();
    const { batch, rejected } = this.#reader.data(payload, from, points ?? noPoints, now, isWanted);
    const isKept = news !== null || (!range && !payload.metrics[from]?.isTransient);
    if (hasRoom && isKept) this.#commits.add(batch, pendingRanges(gatewayId, news ?? []));
    this.#options.latest.apply(batch);
    return hasRoom ? rejected : 0;
  }

  /** Each entry is durable by itself, so each position is reserved by itself. */
  #journalData(gatewayId: string, payload: Payload): void {
    const entries = payload.metrics.slice(isWithPositions(payload) ? 1 : 0);
    if (!this.#journal.hasRoomFor(gatewayId, entries.length)) return;
    const range = isWithPositions(payload) ? this.#positions(gatewayId, payload) : null;
    if (isWithPositions(payload) && !range) return;
    for (const [place, metric] of entries.entries()) {
      if (!range) this.#journalEntry(gatewayId, metric, null);
      else {
        const first = range.first + place;
        const [part] = this.#reserve(gatewayId, { outboxId: range.outboxId, first, last: first }) ?? [];
        if (part) this.#journalEntry(gatewayId, metric, part);
      }
    }
  }

  /** An entry that cannot be read is acknowledged all the same, or it would come again for ever. */
  #journalEntry(gatewayId: string, metric: Metric, part: PositionRange | null): void {
    const settled = (isDurable: boolean): void => {
      if (part && isDurable) this.#commits.add(null, [{ gatewayId, part }]);
      else if (part) this.#ledger.settle(gatewayId, part, false);
    };
    const entry = readJournalEntry(metric);
    if (entry) this.#journal.take(gatewayId, entry, settled);
    else {
      this.#rejected++;
      this.#trouble.lost(`journal of ${gatewayId}`, `${metric.name}: not of the agreed form`);
      settled(true);
    }
  }

  /** The positions a message names, null where they do not fit its metrics. */
  #positions(gatewayId: string, { metrics }: Payload): PositionRange | null {
    const value = metrics[0]?.value;
    const range = typeof value === 'string' ? parsePositions(value) : null;
    if (range && range.last - range.first + 1 === metrics.length - 1) return range;
    this.#trouble.lost(`positions of ${gatewayId}`, `${value} for ${metrics.length - 1} metrics`);
    return null;
  }

  /** The parts that are new; what is durable already is acknowledged anew. Null where no more can be kept. */
  #reserve(gatewayId: string, range: PositionRange): readonly PositionRange[] | null {
    const reserved = this.#ledger.reserve(gatewayId, range);
    if (!reserved) this.#trouble.lost(`positions of ${gatewayId}`, `too many holes in ${range.outboxId}`);
    for (const part of reserved?.committed ?? []) this.#acknowledgements.owe(gatewayId, part);
    return reserved?.news ?? null;
  }

  #settled(ranges: readonly PendingRange[], samples: number, isCommitted: boolean): void {
    for (const { gatewayId, part } of ranges) {
      this.#ledger.settle(gatewayId, part, isCommitted);
      if (isCommitted) this.#acknowledgements.owe(gatewayId, part);
    }
    if (!isCommitted) return;
    this.#stored += samples;
    this.#acknowledgements.flush();
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

const noPoints: DevicePoints = new Map();

function isWithPositions({ metrics }: Payload): boolean {
  return metrics[0]?.name === wire.positionsMetric;
}

function sizeOf(parts: readonly PositionRange[]): number {
  return parts.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

function chooser(range: PositionRange, news: readonly PositionRange[]): (place: number) => boolean {
  return (place) => {
    const position = range.first + place;
    return news.some(({ first, last }) => position >= first && position <= last);
  };
}

function pendingRanges(gatewayId: string, parts: readonly PositionRange[]): PendingRange[] {
  return parts.map((part) => ({ gatewayId, part }));
}
