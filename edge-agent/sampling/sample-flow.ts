// The way of a sample through the agent: weighed, gathered into a group, made durable, published.
// If the disk fails or stalls, live values are published all the same, without positions, and counted.
import { type Point, type PositionRange, qualityOf, type StatusName, status } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { frameHeadBytes } from '../outbox/frame.ts';
import type { AppendOutcome, Outbox } from '../outbox/outbox.ts';
import type { LastSent } from './report-by-exception.ts';
import { encodeBlock } from './sample-block.ts';
import { mostRows, SampleColumns, type SampleRows } from './sample-rows.ts';
import { believedTime, timedStatus } from './source-time.ts';

/** Gathering time of a group: with the sync of the disk a sample is on its way within 100 ms. */
const gatherMs = 50;
/** A disk that takes longer than this holds live values up no further; while it stalls they wait for nothing. */
const stallMs = 300;
/** Groups handed to a stalled disk; past this new ones are published only. */
const mostGroupsAtDisk = 8;
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

export interface SampleFlowOptions {
  readonly points: readonly Point[];
  readonly lastSent: LastSent;
  readonly outbox: Pick<Outbox, 'append' | 'notKept'>;
  readonly clock: Clock;
  /** The site's day of a time. */
  dayOf(ms: number): string;
  /** Called in the order of the positions. */
  publish(samples: LiveSamples): void;
}

export class SampleFlow {
  readonly #options: SampleFlowOptions;
  readonly #columns = new SampleColumns();
  /** Groups that wait for the one before them. */
  #full: SampleRows[] = [];
  /** By plan index: how far a point's source time lay behind the agent's when its newest sample came. */
  readonly #lagMs: Float64Array;
  /** By plan index: the plausible span. */
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  #cancelGather: (() => void) | null = null;
  #groupsAtDisk = 0;
  #isStalled = false;
  /** The groups on their way, and what follows them: all that was gathered meanwhile. */
  #passing: Promise<void> | null = null;
  #following: Promise<void> | null = null;
  #notDurable = 0;
  #isClosed = false;

  constructor(options: SampleFlowOptions) {
    const { points } = options;
    this.#options = options;
    this.#lagMs = new Float64Array(points.length);
    this.#min = Float64Array.from(points, ({ range }) => range?.min ?? Number.NEGATIVE_INFINITY);
    this.#max = Float64Array.from(points, ({ range }) => range?.max ?? Number.POSITIVE_INFINITY);
  }

  /** Samples published without being kept, ever. */
  get notDurable(): number {
    return this.#notDurable;
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
    else this.#cancelGather ??= clock.after(gatherMs, () => void this.flush());
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
    this.#full.push(this.#columns.take());
    void this.flush();
  }

  #passGathered(): Promise<void> {
    this.#following = null;
    const groups = this.#full;
    this.#full = [];
    if (this.#columns.length > 0) groups.push(this.#columns.take());
    this.#passing = groups.length > 0 ? this.#passAll(groups) : null;
    return this.#passing ?? Promise.resolve();
  }

  async #passAll(groups: readonly SampleRows[]): Promise<void> {
    for (const group of groups) await this.#pass(group);
    this.#passing = null;
  }

  async #pass(rows: SampleRows): Promise<void> {
    if (this.#groupsAtDisk >= mostGroupsAtDisk) {
      this.#lost(rows);
      this.#publish(rows, null);
    } else {
      const appended = this.#append(rows);
      const outcome = this.#isStalled ? null : await Promise.race([appended, this.#stalled(appended)]);
      this.#publish(rows, outcome?.ok ? outcome.positions : null);
    }
  }

  async #append(rows: SampleRows): Promise<AppendOutcome> {
    this.#groupsAtDisk++;
    const outcome = await this.#options.outbox.append(encodeBlock(rows, frameHeadBytes), rows.length);
    this.#groupsAtDisk--;
    if (this.#groupsAtDisk === 0) this.#isStalled = false;
    if (!outcome.ok) this.#lost(rows);
    return outcome;
  }

  #lost(rows: SampleRows): void {
    const { clock, dayOf, outbox } = this.#options;
    const nowMs = clock.now();
    this.#notDurable += rows.length;
    outbox.notKept(dayOf(nowMs), rows.length, nowMs, nowMs);
  }

  /** Null once the disk has taken too long; then the group waits in the outbox to be sent as backlog. */
  #stalled(appended: Promise<unknown>): Promise<null> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(stallMs, () => {
        this.#isStalled = true;
        resolve(null);
      });
      void appended.then(cancel);
    });
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
