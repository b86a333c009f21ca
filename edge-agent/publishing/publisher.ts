// Says on Sparkplug what the gateway knows: births, deaths, samples, reports. Keeps nothing; the outbox does.
import { formatPositionRanges, wire } from '@campus/campus-model/plain';
import type { Clock } from '@campus/runtime';
import { DataPayloadWriter, type EdgeNode, type Metric } from '@campus/sparkplug';
import type { SampleRows } from '../sampling/sample-rows.ts';
import type { Births } from './births.ts';
import { sampleProperty, textMetric } from './metrics.ts';
import type { PointBook } from './point-book.ts';

export type NodeLink = Pick<
  EdgeNode,
  'isBorn' | 'publishNode' | 'publishEncoded' | 'deviceBirth' | 'deviceDeath' | 'bufferedBytes'
>;

/** Samples of the largest data message: with properties some 30 kB, a third of a second on a slow line. */
export const mostSamplesAMessage = 499;

/** `transient`: for the live picture alone; if it comes again, then as `historical`. */
export type SampleKind = 'live' | 'transient' | 'historical';

export interface Positions {
  readonly outboxId: string;
  readonly ranges: readonly (readonly [number, number])[];
}

/** Samples of one device: all `rows`, or those that `order` names. */
export interface DeviceSamples {
  readonly deviceId: string;
  readonly rows: SampleRows;
  /** Places in `rows`, in the order of the positions. */
  readonly order: Uint32Array | null;
  /** The part of `rows` or `order`: from, and one past its last. */
  readonly from: number;
  readonly to: number;
  /** Null where the disk did not take them. */
  readonly positions: Positions | null;
  readonly kind: SampleKind;
}

export interface PublisherOptions {
  readonly book: PointBook;
  readonly births: Births;
  readonly clock: Clock;
  /** The node; it is made after the publisher, which gives it its births. */
  node(): NodeLink;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #writer = new DataPayloadWriter();
  readonly #online = new Set<string>();
  /** Born devices, and how many foreign points their births named. */
  readonly #born = new Map<string, number>();
  /** Offline devices born for the time in which their backlog is sent. */
  readonly #bornForBacklog = new Set<string>();

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** What the node tells at its birth: its own metrics, and the devices that are online. */
  births(): { node: Metric[]; devices: Iterable<{ id: string; metrics: Metric[] }> } {
    this.lost();
    return { node: this.#options.births.node(), devices: this.#deviceBirths() };
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

  /** A device has other points: it is born anew with its next samples, or by `birthDue`. */
  renewBirth(deviceId: string): void {
    this.#born.delete(deviceId);
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

  /** False where nothing was sent: node not born, connection full, or (for live ones) the device is dead. */
  publishSamples(samples: DeviceSamples): boolean {
    const node = this.#options.node();
    if (!node.isBorn || !this.#isReady(samples)) return false;
    return node.publishEncoded(samples.deviceId, (timestamp, seq) => this.#encode(samples, timestamp, seq));
  }

  /** Sends reports (JSON) of the journal; without positions where they could not be made durable. */
  publishReports(reports: readonly string[], positions: Positions | null, isHistorical: boolean): boolean {
    const { clock, book } = this.#options;
    const nowMs = clock.now();
    const said = (name: string, text: string): Metric => ({
      ...textMetric(null, book.aliases.of(null, name), nowMs, text),
      ...(isHistorical ? { isHistorical } : {}),
    });
    const metrics = reports.map((report) => said(wire.commandMetric, report));
    if (positions)
      metrics.unshift(said(wire.positionsMetric, formatPositionRanges(positions.outboxId, positions.ranges)));
    return this.#options.node().publishNode(metrics);
  }

  publishHealth(): void {
    this.#options.node().publishNode(this.#options.births.health().map(([, metric]) => metric));
  }

  publishBooks(books: string): boolean {
    return this.#publishText(wire.booksMetric, books);
  }

  /** Standing orders (JSON) of points where they have changed; what is not sent now stands in the next birth. */
  publishStanding(standing: string): boolean {
    return this.#publishText(wire.standingMetric, standing);
  }

  /** The backlog is sent: offline devices that were born for it die again. */
  endBacklog(): void {
    for (const deviceId of [...this.#bornForBacklog]) this.deviceDeath(deviceId);
  }

  #publishText(name: string, text: string): boolean {
    const { clock, book, node } = this.#options;
    return node().publishNode([textMetric(null, book.aliases.of(null, name), clock.now(), text)]);
  }

  *#deviceBirths(): Generator<{ id: string; metrics: Metric[] }> {
    const { births, book } = this.#options;
    for (const id of this.#online) {
      this.#born.set(id, book.foreignOf(id).length);
      yield { id, metrics: births.device(id) };
    }
  }

  /** Foreign points are declared before their samples are sent. */
  #isReady({ deviceId, kind }: DeviceSamples): boolean {
    if (this.#born.get(deviceId) === this.#options.book.foreignOf(deviceId).length) return true;
    if (!this.#online.has(deviceId)) {
      if (kind !== 'historical') return false;
      this.#bornForBacklog.add(deviceId);
    }
    return this.#birth(deviceId);
  }

  #birth(deviceId: string): boolean {
    const { births, book, node } = this.#options;
    const isBorn = node().deviceBirth(deviceId, births.device(deviceId));
    if (isBorn) this.#born.set(deviceId, book.foreignOf(deviceId).length);
    return isBorn;
  }

  #encode(
    { deviceId, rows, order, from, to, positions, kind }: DeviceSamples,
    timestamp: number,
    seq: number,
  ): Uint8Array {
    const { book } = this.#options;
    const writer = this.#writer;
    const isHistorical = kind === 'historical';
    const isTransient = kind === 'transient';
    writer.begin(timestamp);
    const head = { alias: 0, timestamp, isHistorical, isTransient, properties: null as Uint8Array | null };
    if (positions) {
      head.alias = book.aliases.of(deviceId, wire.positionsMetric);
      writer.text(head, formatPositionRanges(positions.outboxId, positions.ranges));
    }
    for (let at = from; at < to; at++) {
      const row = order ? order[at]! : at;
      const point = rows.point[row]!;
      head.alias = book.aliasOf(point);
      head.timestamp = rows.timeMs[row]!;
      head.properties = sampleProperty(rows.status[row]!, rows.ordinal[row]!);
      if (book.isText(point)) writer.text(head, rows.texts?.get(row) ?? null);
      else writer.double(head, rows.value[row]!);
    }
    return writer.finish(seq);
  }
}
