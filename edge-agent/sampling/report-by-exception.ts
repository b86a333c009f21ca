// Which samples are worth sending: the first, a change past the deadband, any change of status, and a heartbeat.
import type { PointModel } from '@campus/campus-model';

export type ReportRule = Pick<PointModel, 'deadband' | 'heartbeatMs'>;

/** A change that is the deadband but for rounding (20.2 − 20.1) counts as reaching it. */
const roundingShare = 1e-9;

/**
 * A sample may come with a time this much before the last one's: heartbeats carry the agent's time, clocks of devices
 * lag. It then gets the last one's time, so that a point's time does not run back. More is a clock that was set back.
 */
const mostBehindMs = 900_000;
/**
 * While a clock that was set back goes through times that were told before, ordinals start here, so that no sample
 * repeats another's time and ordinal: the setting back in the upper seven bits, samples of equal time in the lower eight.
 */
const firstLateOrdinal = 0x8000;
const lateStep = 0x100;
/** Settings back that are told apart in an ordinal: nobody sets a clock so often within the times it repeats. */
const mostSetBacks = 128;

/** A sample that an earlier run sent last. */
export interface Recalled {
  readonly timeMs: number;
  /** NaN is a missing value. */
  readonly value: number;
  readonly status: number;
  readonly ordinal: number;
  readonly text: string | undefined;
}

/** What was sent last of each point, by plan index, and the value seen since. */
export class LastSent {
  timeMs = new Float64Array();
  value = new Float64Array();
  status = new Uint32Array();
  readonly texts: (string | undefined)[] = [];
  /** The newest value, sent or not: it differs from the one sent by less than the deadband. */
  seen = new Float64Array();
  readonly #rules: readonly ReportRule[];
  #sentAt = new Float64Array();
  #ordinal = new Uint16Array();
  /** The latest time ever told, and how often a clock was set back behind it. */
  #highMs = new Float64Array();
  #setBacks = new Uint8Array();
  /** 1 where what stands in the columns is of an earlier run. */
  #isRecalled = new Uint8Array();
  #stampMs = 0;
  #stampOrdinal = 0;

  /** `rules` may grow: `follow` says so. */
  constructor(rules: readonly ReportRule[]) {
    this.#rules = rules;
    this.follow([]);
  }

  /**
   * The plan has grown. Points that have `moved` to another number take along when they were told last, so that no sample
   * repeats another's time; of what value they have they are asked anew.
   */
  follow(moved: readonly (readonly [from: number, to: number])[]): void {
    const count = this.#rules.length;
    this.timeMs = grown(this.timeMs, count);
    this.value = grown(this.value, count);
    this.status = filled(new Uint32Array(count), this.status);
    while (this.texts.length < count) this.texts.push(undefined);
    this.seen = grown(this.seen, count);
    this.#sentAt = filled(new Float64Array(count), this.#sentAt);
    this.#ordinal = filled(new Uint16Array(count), this.#ordinal);
    this.#highMs = filled(new Float64Array(count).fill(Number.NEGATIVE_INFINITY), this.#highMs);
    this.#setBacks = filled(new Uint8Array(count), this.#setBacks);
    this.#isRecalled = filled(new Uint8Array(count), this.#isRecalled);
    for (const [from, to] of moved) {
      const columns = [this.timeMs, this.#ordinal, this.#highMs, this.#setBacks];
      for (const column of columns) column[to] = column[from]!;
      this.#isRecalled[to] = 1;
    }
  }

  /** Time of the sample that `isNews` said yes to last. */
  get stampMs(): number {
    return this.#stampMs;
  }

  /** Tells it from others of equal point and time. */
  get stampOrdinal(): number {
    return this.#stampOrdinal;
  }

  /**
   * What an earlier run sent, oldest first. A device that tells changes only says its values again with their old times:
   * the same sample is not to be sent twice, and another of the same time needs an ordinal of its own.
   */
  recall(index: number, { timeMs, ordinal, value, status, text }: Recalled): void {
    this.#isRecalled[index] = 1;
    this.timeMs[index] = timeMs;
    this.value[index] = value;
    this.status[index] = status;
    this.texts[index] = text;
    this.#ordinal[index] = ordinal;
    if (ordinal >= firstLateOrdinal) {
      this.#setBacks[index] = ((ordinal - firstLateOrdinal) >>> 8) + 1;
      // How far the times before the setting back reached is not known any more.
      if (timeMs >= this.#highMs[index]!) this.#highMs[index] = Number.POSITIVE_INFINITY;
    }
    this.#highMs[index] = Math.max(this.#highMs[index]!, timeMs);
  }

  /** False until a first sample of the point came in this run. */
  has(index: number): boolean {
    return this.#isRecalled[index] === 0 && !Number.isNaN(this.timeMs[index]!);
  }

  /** True where the point's last sample is older than its heartbeat. */
  isDue(index: number, monotonicMs: number): boolean {
    return this.has(index) && monotonicMs - this.#sentAt[index]! >= this.#rules[index]!.heartbeatMs;
  }

  /**
   * Weighs a sample against the last one sent. Where it is to be sent it is the last one sent from then on, and
   * `stampMs` and `stampOrdinal` are its time and ordinal. NaN is a missing value. `monotonicMs` is when it came.
   */
  isNews(
    index: number,
    timeMs: number,
    value: number,
    status: number,
    text: string | undefined,
    monotonicMs: number,
  ): boolean {
    this.seen[index] = value;
    if (this.#isSaidAlready(index, timeMs, value, status, text, monotonicMs)) return false;
    this.value[index] = value;
    this.status[index] = status;
    if (text !== this.texts[index]) this.texts[index] = text;
    this.#sentAt[index] = monotonicMs;
    this.#stamp(index, timeMs);
    return true;
  }

  /** The first sample of a run says nothing new only where it is not newer than what an earlier run sent. */
  #isSaidAlready(
    index: number,
    timeMs: number,
    value: number,
    status: number,
    text: string | undefined,
    monotonicMs: number,
  ): boolean {
    const lastMs = this.timeMs[index]!;
    const isFirst = !this.has(index);
    if (isFirst) {
      this.#isRecalled[index] = 0;
      this.#sentAt[index] = monotonicMs;
    }
    if (Number.isNaN(lastMs) || (isFirst && timeMs > lastMs)) return false;
    if (status !== this.status[index] || text !== this.texts[index]) return false;
    return !this.#isChange(index, value, monotonicMs);
  }

  /** True where the value is worth sending: past the deadband, come or gone, or the heartbeat is due. */
  #isChange(index: number, value: number, monotonicMs: number): boolean {
    const { deadband, heartbeatMs } = this.#rules[index]!;
    const last = this.value[index]!;
    if (Number.isNaN(value) !== Number.isNaN(last)) return true;
    if (monotonicMs - this.#sentAt[index]! >= heartbeatMs) return true;
    const change = Math.abs(value - last);
    return change > 0 && change >= deadband * (1 - roundingShare);
  }

  #stamp(index: number, timeMs: number): void {
    const lastMs = this.timeMs[index]!;
    const isSetBack =
      timeMs < lastMs - mostBehindMs || (timeMs <= lastMs && isLastOrdinal(this.#ordinal[index]!));
    const isLater = !(timeMs <= lastMs);
    if (isSetBack) this.#setBacks[index]!++;
    if (isSetBack || isLater) {
      this.timeMs[index] = timeMs;
      this.#ordinal[index] = this.#firstOrdinal(index, timeMs);
    } else this.#ordinal[index]!++;
    this.#highMs[index] = Math.max(this.#highMs[index]!, timeMs);
    this.#stampMs = this.timeMs[index]!;
    this.#stampOrdinal = this.#ordinal[index]!;
  }

  /** 0 for a time past all that were told. */
  #firstOrdinal(index: number, timeMs: number): number {
    if (timeMs > this.#highMs[index]!) return 0;
    return firstLateOrdinal + ((this.#setBacks[index]! + mostSetBacks - 1) % mostSetBacks) * lateStep;
  }
}

/** No further sample of equal time can be told apart. */
function isLastOrdinal(ordinal: number): boolean {
  return ordinal < firstLateOrdinal ? ordinal === firstLateOrdinal - 1 : ordinal % lateStep === lateStep - 1;
}

function grown(column: Float64Array<ArrayBuffer>, count: number): Float64Array<ArrayBuffer> {
  return filled(new Float64Array(count).fill(Number.NaN), column);
}

function filled<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(larger: T, column: T): T {
  larger.set(column);
  return larger;
}
