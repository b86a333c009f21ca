// The way of a sample through the agent: weighed, gathered into a group, made durable, published.
// If the disk fails or stalls, live values are published all the same, without positions, and counted.
import {
  type Point,
  type PositionRange,
  qualityOf,
  type StatusName,
  status,
} from '@campus/campus-model/plain';
import { DiskQueue, type DiskQueueOptions } from './disk-queue.ts';
import type { LastSent } from './report-by-exception.ts';
import { framesOf, mostRows, SampleColumns, type SampleRows } from './sample-rows.ts';
import { believedTime, timedStatus } from './source-time.ts';

/** Gathering time of a group: with the sync of the disk a sample is on its way within 100 ms. */
const gatherMs = 50;
/** While many come: fewer groups, with more samples of each device, cost less here, on the wire and at the hub. */
const busyGatherMs = 80;
const busyRows = 1_000;
/**
 * Groups that wait while the disk syncs those before them, at most as long as it may before it counts as stalled: far more
 * than the busiest gateway brings in that time.
 */
const mostFullGroups = 32;
/** Longer texts are cut: 500 of them still fit in one message. */
const longestText = 256;

/** Samples of one device, consecutive in their group. */
export interface LiveSamples {
  readonly deviceId: string;
  readonly rows: SampleRows;
  /** First row, and one past the last. */
  readonly from: number;
  readonly to: number;
  /** Null where the disk has not taken them (yet): those it takes later come again from the outbox. */
  readonly positions: PositionRange | null;
}

export interface SampleFlowOptions extends DiskQueueOptions {
  /** By plan index; may grow: `follow` says so. */
  readonly points: readonly Point[];
  readonly lastSent: LastSent;
  /** Called in the order of the positions. */
  publish(samples: LiveSamples): void;
}

export class SampleFlow {
  readonly #options: SampleFlowOptions;
  readonly #disk: DiskQueue;
  readonly #columns = new SampleColumns();
  /** Groups that wait for the one before them. */
  #full: SampleRows[] = [];
  /** By plan index: how far a point's source time lay behind the agent's when its newest sample came. */
  #lagMs = new Float64Array();
  /** By plan index: the plausible span. */
  #min = new Float64Array();
  #max = new Float64Array();
  #cancelGather: (() => void) | null = null;
  /** Of the group before. */
  #rowsBefore = 0;
  /** The groups on their way, and what follows them: all that was gathered meanwhile. */
  #passing: Promise<void> | null = null;
  #following: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: SampleFlowOptions) {
    this.#options = options;
    this.#disk = new DiskQueue(options);
    this.follow();
  }

  /** The plan has grown, or points of it have other spans. */
  follow(): void {
    const { points } = this.#options;
    const lagMs = new Float64Array(points.length);
    lagMs.set(this.#lagMs);
    this.#lagMs = lagMs;
    this.#min = Float64Array.from(points, ({ range }) => range?.min ?? Number.NEGATIVE_INFINITY);
    this.#max = Float64Array.from(points, ({ range }) => range?.max ?? Number.POSITIVE_INFINITY);
  }

  /** Samples published without being kept, ever. */
  get notDurable(): number {
    return this.#disk.notDurable;
  }

  /** Takes a value as a driver gives it. */
  accept(index: number, sourceMs: number, value: number, code: number, text?: string): void {
    const { lastSent, clock, points } = this.#options;
    if (points[index] === undefined || this.#isClosed) return;
    const nowMs = clock.now();
    const timeMs = believedTime(sourceMs, nowMs);
    const judged = this.#judged(index, value, timedStatus(sourceMs, code, nowMs));
    const usable = qualityOf(judged) === 'bad' ? Number.NaN : value;
    const shortText = text?.slice(0, longestText);
    this.#lagMs[index] = lagOf(nowMs - timeMs);
    if (!lastSent.isNews(index, timeMs, usable, judged, shortText, clock.monotonic())) return;
    this.#columns.push(index, lastSent.stampMs, usable, judged, lastSent.stampOrdinal, shortText);
    if (this.#columns.length >= mostRows) this.#closeGroup();
    else this.#cancelGather ??= clock.after(this.#gatherMs, () => void this.flush());
  }

  get #gatherMs(): number {
    return this.#rowsBefore >= busyRows ? busyGatherMs : gatherMs;
  }

  /**
   * Says again what still holds: the points from `start` up to `end` of a device that its driver finds present, where
   * a protocol brings changes only. Their time runs on by the device's own clock.
   */
  heartbeat(start: number, end: number): void {
    const { lastSent, clock } = this.#options;
    const monotonicMs = clock.monotonic();
    for (let index = start; index < end; index++) {
      if (!lastSent.isDue(index, monotonicMs)) continue;
      const timeMs = clock.now() - this.#lagMs[index]!;
      this.accept(index, timeMs, lastSent.seen[index]!, lastSent.status[index]!, lastSent.texts[index]);
    }
  }

  /** A device fell silent: its points from `start` up to `end` go bad, unless they are already. */
  markBad(start: number, end: number, why: StatusName): void {
    const { lastSent, clock } = this.#options;
    for (let index = start; index < end; index++) {
      const isBad = lastSent.has(index) && qualityOf(lastSent.status[index]!) === 'bad';
      if (!isBad) this.accept(index, clock.now(), Number.NaN, status[why]);
    }
  }

  /**
   * Resolves when all that was accepted so far is durable (or given up) and published. However often it is called
   * while groups are on their way, what came meanwhile makes one group: a building that falls silent device by device
   * would overrun the disk with small ones.
   */
  flush(): Promise<void> {
    this.#cancelGather?.();
    this.#cancelGather = null;
    if (this.#following) return this.#following;
    if (!this.#passing) return this.#passGathered();
    this.#following = this.#passing.then(() => this.#passGathered());
    return this.#following;
  }

  async close(): Promise<void> {
    await this.flush();
    this.#isClosed = true;
    this.#disk.close();
  }

  /** An infinite value is no number a device could mean; one outside its point's span is uncertain, never dropped. */
  #judged(index: number, value: number, code: number): number {
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
      return qualityOf(code) === 'bad' ? code : status.decodingError;
    const isOutside = value < this.#min[index]! || value > this.#max[index]!;
    return isOutside && code === status.good ? status.outOfRange : code;
  }

  /** A group is as large as it may be: it goes as soon as the one before it has passed. */
  #closeGroup(): void {
    const rows = this.#columns.take();
    if (this.#full.length >= mostFullGroups) {
      this.#disk.refuse(rows);
      this.#publish(rows, null);
      return;
    }
    this.#full.push(rows);
    void this.flush();
  }

  #passGathered(): Promise<void> {
    this.#following = null;
    const groups = this.#full;
    this.#full = [];
    this.#rowsBefore = this.#columns.length;
    if (this.#columns.length > 0) groups.push(this.#columns.take());
    this.#passing = groups.length > 0 ? this.#passAll(groups) : null;
    return this.#passing ?? Promise.resolve();
  }

  async #passAll(groups: readonly SampleRows[]): Promise<void> {
    for (const rows of framesOf(groups)) this.#publish(rows, await this.#disk.keep(rows));
    this.#passing = null;
  }

  #publish(rows: SampleRows, positions: PositionRange | null): void {
    const { points, publish } = this.#options;
    for (let from = 0; from < rows.length; ) {
      const { deviceId } = points[rows.point[from]!]!;
      let to = from + 1;
      while (to < rows.length && points[rows.point[to]!]!.deviceId === deviceId) to++;
      const own = positions && {
        ...positions,
        first: positions.first + from,
        last: positions.first + to - 1,
      };
      publish({ deviceId, rows, from, to, positions: own });
      from = to;
    }
  }
}

/** A larger distance is no clock that lags but a value that has stood for long. */
const mostLagMs = 900_000;

function lagOf(behindMs: number): number {
  return Math.abs(behindMs) <= mostLagMs ? behindMs : 0;
}
