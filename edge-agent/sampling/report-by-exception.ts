// Which samples are worth sending: the first, a change past the deadband, any change of status, and a heartbeat.
import type { PointModel } from '@campus/campus-model';

export type ReportRule = Pick<PointModel, 'deadband' | 'heartbeatMs'>;

/** What counts of a sample when it is weighed against the one sent before. */
export interface Weighed {
  /** NaN is a missing value. */
  readonly value: number;
  readonly status: number;
  readonly text: string | undefined;
}

/** A change that is the deadband but for rounding (20.2 − 20.1) counts as reaching it. */
const roundingShare = 1e-9;

/** True where `next` is worth sending after `last` was sent `sinceMs` ago. */
export function isWorthSending(rule: ReportRule, last: Weighed, next: Weighed, sinceMs: number): boolean {
  if (next.status !== last.status || next.text !== last.text) return true;
  if (Number.isNaN(next.value) !== Number.isNaN(last.value)) return true;
  if (sinceMs >= rule.heartbeatMs) return true;
  const change = Math.abs(next.value - last.value);
  return change > 0 && change >= rule.deadband * (1 - roundingShare);
}

/**
 * A sample may come with a time this much before the last one's: heartbeats carry the agent's time, clocks of devices
 * lag. It then gets the last one's time, so that a point's time does not run back. More is a clock that was set back.
 */
const mostBehindMs = 900_000;
/** Ordinals of samples after a clock was set back start here, so that none repeats one of the same time. */
const firstLateOrdinal = 0x8000;

export interface Stamp {
  readonly timeMs: number;
  /** Tells samples of equal point and time apart. */
  readonly ordinal: number;
}

/** A sample that an earlier run sent last. */
export interface Recalled extends Weighed, Stamp {}

/** What was sent last of each point, by plan index, and the value seen since. */
export class LastSent {
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  readonly status: Uint32Array;
  readonly texts: (string | undefined)[];
  /** The newest value, sent or not: it differs from the one sent by less than the deadband. */
  readonly seen: Float64Array;
  readonly #rules: readonly ReportRule[];
  readonly #sentAt: Float64Array;
  readonly #ordinal: Uint16Array;
  readonly #late: Uint16Array;
  /** 1 where what stands in the columns is of an earlier run. */
  readonly #isRecalled: Uint8Array;

  constructor(rules: readonly ReportRule[]) {
    const count = rules.length;
    this.#rules = rules;
    this.timeMs = new Float64Array(count).fill(Number.NaN);
    this.value = new Float64Array(count).fill(Number.NaN);
    this.status = new Uint32Array(count);
    this.texts = new Array<string | undefined>(count).fill(undefined);
    this.seen = new Float64Array(count).fill(Number.NaN);
    this.#sentAt = new Float64Array(count);
    this.#ordinal = new Uint16Array(count);
    this.#late = new Uint16Array(count);
    this.#isRecalled = new Uint8Array(count);
  }

  /**
   * What an earlier run sent last. A device that tells changes only says its values again with their old times: the
   * same sample is not to be sent twice, and another of the same time needs an ordinal of its own.
   */
  recall(index: number, { timeMs, ordinal, value, status, text }: Recalled): void {
    this.#isRecalled[index] = 1;
    this.timeMs[index] = timeMs;
    this.value[index] = value;
    this.status[index] = status;
    this.texts[index] = text;
    const isLate = ordinal >= firstLateOrdinal;
    this.#ordinal[index] = isLate ? 0 : ordinal;
    this.#late[index] = isLate ? (ordinal + 1) % firstLateOrdinal : 0;
  }

  /** False until a first sample of the point came in this run. */
  has(index: number): boolean {
    return !Number.isNaN(this.timeMs[index]!) && this.#isRecalled[index] === 0;
  }

  /** True where the point's last sample is older than its heartbeat. */
  isDue(index: number, monotonicMs: number): boolean {
    return this.has(index) && monotonicMs - this.#sentAt[index]! >= this.#rules[index]!.heartbeatMs;
  }

  /**
   * Weighs a sample against the last one sent. Returns time and ordinal where it is to be sent (and then it is the
   * last one sent), or null. `monotonicMs` is when it came.
   */
  weigh(index: number, timeMs: number, next: Weighed, monotonicMs: number): Stamp | null {
    this.seen[index] = next.value;
    if (this.#isSaidAlready(index, timeMs, next, monotonicMs)) return null;
    this.value[index] = next.value;
    this.status[index] = next.status;
    this.texts[index] = next.text;
    this.#sentAt[index] = monotonicMs;
    return this.#stamp(index, timeMs);
  }

  /** The first sample of a run says nothing new only where it is not newer than what an earlier run sent. */
  #isSaidAlready(index: number, timeMs: number, next: Weighed, monotonicMs: number): boolean {
    const lastMs = this.timeMs[index]!;
    const isFirst = !this.has(index);
    if (isFirst) {
      this.#isRecalled[index] = 0;
      this.#sentAt[index] = monotonicMs;
    }
    if (Number.isNaN(lastMs) || (isFirst && timeMs > lastMs)) return false;
    const last = { value: this.value[index]!, status: this.status[index]!, text: this.texts[index] };
    return !isWorthSending(this.#rules[index]!, last, next, monotonicMs - this.#sentAt[index]!);
  }

  #stamp(index: number, timeMs: number): Stamp {
    const lastMs = this.timeMs[index]!;
    if (timeMs < lastMs - mostBehindMs) {
      const late = this.#late[index]!;
      this.#late[index] = (late + 1) % firstLateOrdinal;
      this.timeMs[index] = timeMs;
      this.#ordinal[index] = 0;
      return { timeMs, ordinal: firstLateOrdinal + late };
    }
    const isLater = !(timeMs <= lastMs);
    if (isLater) this.timeMs[index] = timeMs;
    this.#ordinal[index] = isLater ? 0 : (this.#ordinal[index]! + 1) % firstLateOrdinal;
    return { timeMs: this.timeMs[index]!, ordinal: this.#ordinal[index]! };
  }
}
