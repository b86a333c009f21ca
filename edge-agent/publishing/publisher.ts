// Says on Sparkplug what the gateway knows: births, deaths, samples, reports. Keeps nothing; the outbox does.
import { formatPositions, type PositionRange, type StatusName, status, wire } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { dataType, type EdgeNode, type Metric } from '@campus/sparkplug';
import type { PollPlan } from '../poll-plan.ts';
import type { LastSent } from '../sampling/report-by-exception.ts';
import type { StoredSample } from '../sampling/sample-record.ts';
import { AliasBook } from './alias-book.ts';
import { isTextPoint, type SampleKind, sampleMetric, sampleProperties, textMetric } from './metrics.ts';

export type NodeLink = Pick<
  EdgeNode,
  'isBorn' | 'publishNode' | 'publishDevice' | 'deviceBirth' | 'deviceDeath' | 'bufferedBytes'
>;

/** Largest data message: with properties some 30 kB, a third of a second on a slow line. */
export const mostMetricsAMessage = 500;
/** Points that are no longer in the campus but still in the backlog; past this their samples stay in the outbox. */
const mostForeignPoints = 10_000;
export interface Health {
  readonly backlog: number;
  readonly dropped: number;
  readonly memoryMb: number;
  readonly devicesSilent: number;
}

export interface PublisherOptions {
  readonly plan: PollPlan;
  readonly lastSent: LastSent;
  readonly clock: Clock;
  /** The node; it is made after the publisher, which gives it its births. */
  node(): NodeLink;
  health(): Health;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #aliases = new AliasBook();
  readonly #online = new Set<string>();
  readonly #born = new Set<string>();
  /** Offline devices born for the time in which their backlog is sent. */
  readonly #bornForBacklog = new Set<string>();
  /** By device: local ids of points that only the backlog knows, and whether they are texts. */
  readonly #foreign = new Map<string, Map<string, boolean>>();
  #foreignCount = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** What the node tells at its birth: its own metrics, and the devices that are online. */
  births(): { node: Metric[]; devices: { id: string; metrics: Metric[] }[] } {
    const nowMs = this.#options.clock.now();
    const texts = [wire.acknowledgeMetric, wire.commandMetric, wire.alarmMetric, wire.positionsMetric];
    const node = texts.map((name) => textMetric(name, this.#aliases.of(null, name), nowMs, null));
    node.push(...this.#healthMetrics(nowMs).map(([name, metric]) => ({ ...metric, name })));
    this.#born.clear();
    this.#bornForBacklog.clear();
    const devices = [...this.#online].map((id) => ({ id, metrics: this.#deviceMetrics(id) }));
    for (const { id } of devices) this.#born.add(id);
    return { node, devices };
  }

  /** The connection or the host is gone; nothing is born any more. */
  lost(): void {
    this.#born.clear();
    this.#bornForBacklog.clear();
  }

  /** The devices that answer. */
  get online(): ReadonlySet<string> {
    return this.#online;
  }

  /** A device answers: it is born with the first live samples that are published, or by `birthDue`. */
  deviceOnline(deviceId: string): void {
    this.#online.add(deviceId);
    this.#bornForBacklog.delete(deviceId);
  }

  /** Births the devices that are online and were not born yet. */
  birthDue(): void {
    if (!this.#options.node().isBorn) return;
    for (const deviceId of this.#online) if (!this.#born.has(deviceId)) this.#birth(deviceId);
  }

  /** A device has fallen silent; `deviceDeath` follows once its bad samples are sent. */
  deviceOffline(deviceId: string): void {
    this.#online.delete(deviceId);
  }

  deviceDeath(deviceId: string): void {
    if (!this.#online.has(deviceId) && this.#born.delete(deviceId))
      this.#options.node().deviceDeath(deviceId);
    this.#bornForBacklog.delete(deviceId);
  }

  /**
   * Sends samples of one device in the order of their positions. False where they were not sent: the node is not
   * born, its connection is full, or (for live ones) the device is dead.
   */
  publishSamples(
    deviceId: string,
    samples: readonly StoredSample[],
    positions: PositionRange | null,
    kind: SampleKind,
  ): boolean {
    const node = this.#options.node();
    const isHistorical = kind === 'historical';
    if (!node.isBorn || !this.#isReady(deviceId, samples, isHistorical)) return false;
    const metrics = samples.map((sample) => this.#sampleMetric(deviceId, sample, kind));
    if (positions) metrics.unshift(this.#positionsMetric(deviceId, positions, isHistorical));
    return node.publishDevice(deviceId, metrics);
  }

  /** Sends reports (JSON) of the journal, or one without positions where it could not be made durable. */
  publishReports(
    reports: readonly string[],
    positions: PositionRange | null,
    isHistorical: boolean,
  ): boolean {
    const nowMs = this.#options.clock.now();
    const alias = this.#aliases.of(null, wire.commandMetric);
    const metrics = reports.map((report) => ({
      ...textMetric(null, alias, nowMs, report),
      ...(isHistorical ? { isHistorical } : {}),
    }));
    if (positions) metrics.unshift(this.#positionsMetric(null, positions, isHistorical));
    return this.#options.node().publishNode(metrics);
  }

  publishHealth(): void {
    const metrics = this.#healthMetrics(this.#options.clock.now()).map(([, metric]) => metric);
    this.#options.node().publishNode(metrics);
  }

  /** The backlog is sent: offline devices that were born for it die again. */
  endBacklog(): void {
    for (const deviceId of [...this.#bornForBacklog]) this.deviceDeath(deviceId);
  }

  #isReady(deviceId: string, samples: readonly StoredSample[], isHistorical: boolean): boolean {
    const foreign = isHistorical ? this.#undeclared(deviceId, samples) : [];
    if (this.#foreignCount + foreign.length > mostForeignPoints) return false;
    if (this.#born.has(deviceId) && foreign.length === 0) return true;
    if (!this.#online.has(deviceId)) {
      if (!isHistorical) return false;
      this.#bornForBacklog.add(deviceId);
    }
    for (const sample of foreign) this.#declare(deviceId, sample);
    return this.#birth(deviceId);
  }

  #birth(deviceId: string): boolean {
    const isBorn = this.#options.node().deviceBirth(deviceId, this.#deviceMetrics(deviceId));
    if (isBorn) this.#born.add(deviceId);
    return isBorn;
  }

  /** A removed point stays in the births until its backlog is gone (decision 3 of docs/architecture.md). */
  #undeclared(deviceId: string, samples: readonly StoredSample[]): StoredSample[] {
    const declared = this.#foreign.get(deviceId);
    return samples.filter(
      ({ pointId }) =>
        !this.#options.plan.indexOf.has(pointId) && !declared?.has(pointId.slice(deviceId.length + 1)),
    );
  }

  #declare(deviceId: string, { pointId, text }: StoredSample): void {
    const declared = this.#foreign.get(deviceId) ?? new Map<string, boolean>();
    this.#foreign.set(deviceId, declared);
    const before = declared.size;
    declared.set(pointId.slice(deviceId.length + 1), text !== undefined);
    this.#foreignCount += declared.size - before;
  }

  #deviceMetrics(deviceId: string): Metric[] {
    const { plan, clock } = this.#options;
    const nowMs = clock.now();
    const name = wire.positionsMetric;
    const metrics = [textMetric(name, this.#aliases.of(deviceId, name), nowMs, null)];
    const { start, end } = plan.devices.get(deviceId) ?? { start: 0, end: 0 };
    for (let index = start; index < end; index++) metrics.push(this.#birthMetric(deviceId, index));
    for (const [localId, isText] of this.#foreign.get(deviceId) ?? []) {
      metrics.push(this.#missingMetric(deviceId, localId, isText, 'outOfService'));
    }
    return metrics;
  }

  #birthMetric(deviceId: string, index: number): Metric {
    const { plan, lastSent } = this.#options;
    const point = plan.points[index]!;
    const isText = isTextPoint(point);
    if (!lastSent.has(index)) return this.#missingMetric(deviceId, point.id, isText, 'waitingForInitialData');
    const text = lastSent.texts[index];
    const last: StoredSample = {
      pointId: point.pointId,
      timeMs: lastSent.timeMs[index]!,
      value: lastSent.value[index]!,
      status: lastSent.status[index]!,
      ordinal: 0,
      ...(text === undefined ? {} : { text }),
    };
    const alias = this.#aliases.of(deviceId, point.id);
    return { name: point.id, ...sampleMetric(last, { alias, isText, kind: 'live' }) };
  }

  #missingMetric(deviceId: string, localId: string, isText: boolean, why: StatusName): Metric {
    const properties = sampleProperties(status[why]);
    return {
      name: localId,
      alias: this.#aliases.of(deviceId, localId),
      timestamp: this.#options.clock.now(),
      dataType: isText ? dataType.String : dataType.Double,
      value: null,
      ...(properties ? { properties } : {}),
    };
  }

  #sampleMetric(deviceId: string, sample: StoredSample, kind: SampleKind): Metric {
    const { plan } = this.#options;
    const index = plan.indexOf.get(sample.pointId);
    const localId = sample.pointId.slice(deviceId.length + 1);
    const isText =
      index === undefined
        ? this.#foreign.get(deviceId)?.get(localId) === true
        : isTextPoint(plan.points[index]!);
    return sampleMetric(sample, { alias: this.#aliases.of(deviceId, localId), isText, kind });
  }

  #positionsMetric(deviceId: string | null, positions: PositionRange, isHistorical: boolean): Metric {
    const alias = this.#aliases.of(deviceId, wire.positionsMetric);
    const metric = textMetric(null, alias, this.#options.clock.now(), formatPositions(positions));
    return isHistorical ? { ...metric, isHistorical } : metric;
  }

  #healthMetrics(nowMs: number): [name: string, metric: Metric][] {
    const { backlog, dropped, memoryMb, devicesSilent } = this.#options.health();
    const values = { backlog, dropped, 'memory-mb': memoryMb, 'devices-silent': devicesSilent };
    return Object.entries(values).map(([name, value]) => [
      name,
      { alias: this.#aliases.of(null, name), timestamp: nowMs, dataType: dataType.Double, value },
    ]);
  }
}
