// The way of a sample through the agent: weighed, gathered into a group, made durable, published.
// If the disk fails or stalls, live values are published all the same, without positions, and counted.
import { type Point, type PositionRange, qualityOf, type StatusName, status } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { type AppendOutcome, largestGroup, type Outbox } from '../outbox/outbox.ts';
import type { LastSent } from './report-by-exception.ts';
import { encodeSample, type StoredSample } from './sample-record.ts';
import { believedTime } from './source-time.ts';

/** Gathering time of a group: with the sync of the disk a sample is on its way within 100 ms. */
const gatherMs = 50;
/** A disk that takes longer than this holds live values up no further. */
const stallMs = 1_000;
/** Groups handed to a stalled disk; past this new ones are published only. */
const mostGroupsAtDisk = 8;
/** Longer texts are cut: 500 of them still fit in one message. */
export const longestText = 256;

export interface SampleFlowOptions {
  readonly points: readonly Point[];
  readonly lastSent: LastSent;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly clock: Clock;
  /**
   * Hands one device's samples on; called in the order of the positions. Where they come again with their positions,
   * once the disk has taken them, `isKeptLater` says so.
   */
  publish(
    deviceId: string,
    samples: readonly StoredSample[],
    positions: PositionRange | null,
    isKeptLater: boolean,
  ): void;
}

interface Gathered {
  readonly index: number;
  readonly sample: StoredSample;
}

export class SampleFlow {
  readonly #options: SampleFlowOptions;
  /** How far a point's source time lay behind the agent's when its newest sample came. */
  readonly #lagMs: Float64Array;
  #gathered: Gathered[] = [];
  #cancelGather: (() => void) | null = null;
  #groupsAtDisk = 0;
  /** The groups on their way, and what follows them: all that was gathered meanwhile. */
  #passing: Promise<void> | null = null;
  #following: Promise<void> | null = null;
  #notDurable = 0;
  #isClosed = false;

  constructor(options: SampleFlowOptions) {
    this.#options = options;
    this.#lagMs = new Float64Array(options.points.length);
  }

  /** Samples published without being kept, ever. */
  get notDurable(): number {
    return this.#notDurable;
  }

  /** Takes a value as a driver gives it. */
  accept(index: number, sourceMs: number, value: number, code: number, text?: string): void {
    const point = this.#options.points[index];
    if (!point || this.#isClosed) return;
    const { lastSent, clock } = this.#options;
    const timed = believedTime(sourceMs, code, clock.now());
    const judged = usable(value, timed.status);
    const shortText = text?.slice(0, longestText);
    this.#lagMs[index] = lagOf(clock.now() - timed.timeMs);
    const stamp = lastSent.weigh(index, timed.timeMs, { ...judged, text: shortText }, clock.monotonic());
    if (!stamp) return;
    this.#gather(index, {
      pointId: point.pointId,
      ...stamp,
      ...judged,
      ...(shortText === undefined ? {} : { text: shortText }),
    });
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

  #gather(index: number, sample: StoredSample): void {
    this.#gathered.push({ index, sample });
    if (this.#gathered.length >= largestGroup) void this.flush();
    else this.#cancelGather ??= this.#options.clock.after(gatherMs, () => void this.flush());
  }

  /** In the order of the plan, so that each device's samples get consecutive positions. */
  #takeGroups(): StoredSample[][] {
    const sorted = this.#gathered.sort((a, b) => a.index - b.index).map(({ sample }) => sample);
    this.#gathered = [];
    const groups: StoredSample[][] = [];
    for (let at = 0; at < sorted.length; at += largestGroup) groups.push(sorted.slice(at, at + largestGroup));
    return groups;
  }

  #passGathered(): Promise<void> {
    this.#following = null;
    const groups = this.#takeGroups();
    this.#passing = groups.length > 0 ? this.#passAll(groups) : null;
    return this.#passing ?? Promise.resolve();
  }

  async #passAll(groups: readonly StoredSample[][]): Promise<void> {
    for (const group of groups) await this.#pass(group);
    this.#passing = null;
  }

  async #pass(group: readonly StoredSample[]): Promise<void> {
    if (this.#groupsAtDisk >= mostGroupsAtDisk) {
      this.#notDurable += group.length;
      return this.#publish(group, null, false);
    }
    const appended = this.#append(group);
    void appended.then(({ ok }) => {
      if (!ok) this.#notDurable += group.length;
    });
    const outcome = await Promise.race([appended, this.#stalled(appended)]);
    this.#publish(group, outcome?.ok ? outcome.positions : null, outcome === null);
  }

  async #append(group: readonly StoredSample[]): Promise<AppendOutcome> {
    this.#groupsAtDisk++;
    const outcome = await this.#options.outbox.append(group.map(encodeSample));
    this.#groupsAtDisk--;
    return outcome;
  }

  /** Null once the disk has taken too long; then the group waits in the outbox to be sent as backlog. */
  #stalled(appended: Promise<unknown>): Promise<null> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(stallMs, () => resolve(null));
      void appended.then(cancel);
    });
  }

  #publish(group: readonly StoredSample[], positions: PositionRange | null, isKeptLater: boolean): void {
    let start = 0;
    while (start < group.length) {
      const deviceId = deviceOf(group[start]!);
      let end = start + 1;
      while (end < group.length && deviceOf(group[end]!) === deviceId) end++;
      const own = positions && {
        outboxId: positions.outboxId,
        first: positions.first + start,
        last: positions.first + end - 1,
      };
      this.#options.publish(deviceId, group.slice(start, end), own, isKeptLater);
      start = end;
    }
  }
}

function deviceOf({ pointId }: StoredSample): string {
  return pointId.slice(0, pointId.indexOf('/'));
}

/** A larger distance is no clock that lags but a value that has stood for long. */
const mostLagMs = 900_000;

function lagOf(behindMs: number): number {
  return Math.abs(behindMs) <= mostLagMs ? behindMs : 0;
}

/** A bad sample has no value; an infinite one is no number a device could mean. */
function usable(value: number, code: number): { value: number; status: number } {
  if (qualityOf(code) === 'bad') return { value: Number.NaN, status: code };
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    return { value: Number.NaN, status: status.decodingError };
  }
  return { value, status: code };
}
