// One log as the worker thread keeps it: opened when the disk lets it, saved once in a while, failures as data.
import { type Disk, realDisk } from './disk.ts';
import type { PackedRun } from './segment.ts';
import { isDiskFull, LogFullError, SegmentLog, type SegmentLogOptions } from './segment-log.ts';

export type LogFailure = {
  readonly ok: false;
  readonly reason: 'full' | 'disk-full' | 'disk-error';
  readonly detail: string;
};

/** What the log is, as its owner on the other thread must know it. */
export interface LogState {
  readonly ok: true;
  readonly id: string;
  readonly last: number;
  readonly dropped: number;
  readonly delivered: readonly (readonly [number, number])[];
}

export type Appended =
  | {
      readonly ok: true;
      readonly id: string;
      readonly first: number;
      readonly dropped: number;
      readonly oldest: number;
    }
  | LogFailure;

/** A disk that failed is tried again after this, not at every group. */
const reopenAfterMs = 5_000;
/** What was delivered is written down at most this often; a crash in between costs a second sending. */
const saveEveryMs = 1_000;

export class LogKeeper {
  readonly #options: SegmentLogOptions;
  readonly #disk: Disk;
  readonly #nowMs: () => number;
  #log: SegmentLog | null = null;
  #failure: LogFailure | null = null;
  #failedAt = 0;
  #savedAt = 0;
  #isDirty = false;

  constructor(options: SegmentLogOptions, nowMs: () => number, disk: Disk = realDisk) {
    this.#options = options;
    this.#nowMs = nowMs;
    this.#disk = disk;
  }

  open(): LogState | LogFailure {
    const log = this.#opened();
    if (!log) return this.#failure!;
    return { ok: true, id: log.id, last: log.last, dropped: log.dropped, delivered: log.delivered.ranges() };
  }

  append(count: number, packed: Uint8Array): Appended {
    const log = this.#opened();
    if (!log) return this.#failure!;
    try {
      const droppedBefore = log.dropped;
      const first = log.append(count, packed);
      if (log.dropped !== droppedBefore) this.#isDirty = true;
      this.#saveNowAndThen(log);
      return { ok: true, id: log.id, first, dropped: log.dropped, oldest: log.oldest };
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Empty where the disk fails: what cannot be read cannot be sent. */
  read(first: number, last: number, mostBytes: number): PackedRun[] | LogFailure {
    try {
      return this.#opened()?.read(first, last, mostBytes) ?? this.#failure!;
    } catch (error) {
      return failureOf(error);
    }
  }

  readNewest(mostBytes: number): PackedRun[] | LogFailure {
    try {
      return this.#opened()?.readNewest(mostBytes) ?? this.#failure!;
    } catch (error) {
      return failureOf(error);
    }
  }

  deliver(ranges: readonly (readonly [number, number])[]): void {
    const log = this.#opened();
    if (!log) return;
    log.deliver(ranges);
    this.#isDirty = true;
    this.#saveNowAndThen(log);
  }

  close(): void {
    try {
      this.#log?.close();
    } catch {
      // then the log counts as not closed in order
    }
    this.#log = null;
  }

  #opened(): SegmentLog | null {
    if (this.#log) return this.#log;
    const nowMs = this.#nowMs();
    if (this.#failure && nowMs - this.#failedAt < reopenAfterMs) return null;
    try {
      this.#log = new SegmentLog(this.#options, this.#disk);
      this.#failure = null;
    } catch (error) {
      this.#failure = failureOf(error);
      this.#failedAt = nowMs;
    }
    return this.#log;
  }

  #saveNowAndThen(log: SegmentLog): void {
    const nowMs = this.#nowMs();
    if (!this.#isDirty || nowMs - this.#savedAt < saveEveryMs) return;
    this.#savedAt = nowMs;
    try {
      log.save();
      this.#isDirty = false;
    } catch {
      // tried again at the next call; what is lost meanwhile is only a second sending
    }
  }
}

function failureOf(error: unknown): LogFailure {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof LogFullError) return { ok: false, reason: 'full', detail };
  return { ok: false, reason: isDiskFull(error) ? 'disk-full' : 'disk-error', detail };
}
