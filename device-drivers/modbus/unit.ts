// One unit (slave) behind an endpoint: its reads with their due times, and whether it answers.
import type { DriverDevice, DriverPoint } from '../driver.ts';
import type { RegisterReader } from './codec.ts';
import { type Request, readRequest } from './messages.ts';
import {
  type Block,
  Boundaries,
  divide,
  planReads,
  type ReadLimits,
  type Span,
  type Table,
} from './planner.ts';
import type { ModbusModel, ModbusPointAddress } from './settings.ts';

/** A point with all that is needed to read and decode it. */
export interface PointSpan extends Span {
  readonly driverPoint: DriverPoint;
  readonly address: ModbusPointAddress;
  readonly model: ModbusModel;
  /** Null for a bit. */
  readonly reader: RegisterReader | null;
}

/** What every model on the unit can bear. */
export interface UnitLimits extends ReadLimits {
  readonly pipeline: number;
}

export interface ScheduledBlock {
  readonly block: Block<PointSpan>;
  readonly unit: ModbusUnit;
  readonly request: Request;
  /** Monotonic. */
  dueAt: number;
  isInFlight: boolean;
  /** Failures in a row of this very read. */
  failures: number;
}

/** Failures in a row after which a unit is offline. */
const offlineAfter = 3;
const firstBackoffMs = 1_000;
/** A unit that comes back is seen within this. */
const longestBackoffMs = 10_000;
/** What a device refused is asked for again this much later: it may have been set up meanwhile. */
const refusedAgainMs = 60_000;

export class ModbusUnit {
  readonly id: number;
  readonly devices: readonly DriverDevice[];
  readonly spans: readonly PointSpan[];
  /** Null until it is known. */
  isOnline: boolean | null = null;
  /** Not asked before this (monotonic). */
  retryAt = 0;
  /** Requests without an answer so far. */
  inFlight = 0;
  /** Known to answer, but later than a probe waits. */
  #isSlow = false;
  readonly #limits: UnitLimits;
  readonly #boundaries = new Boundaries();
  #failures = 0;
  /** Monotonic: when the last failure was counted. What was asked before it says nothing new. */
  #failedAt = Number.NEGATIVE_INFINITY;
  #reads: ScheduledBlock[];

  constructor(id: number, devices: readonly DriverDevice[], spans: readonly PointSpan[], limits: UnitLimits) {
    this.id = id;
    this.devices = devices;
    this.spans = spans;
    this.#limits = limits;
    this.#reads = this.#plan(0);
  }

  get reads(): readonly ScheduledBlock[] {
    return this.#reads;
  }

  /** Enough failures in a row: asked sparingly. */
  get isSilent(): boolean {
    return this.#failures >= offlineAfter;
  }

  /** Whether it can take one more: a unit that failed just now is asked one thing at a time. */
  get isFree(): boolean {
    return this.inFlight < (this.#failures > 0 ? 1 : this.#limits.pipeline);
  }

  get pipeline(): number {
    return this.#limits.pipeline;
  }

  /** Where reads were divided because the device refused to cross. */
  get boundaries(): Boundaries {
    return this.#boundaries;
  }

  /** What was learned in an earlier run; known before the first read. */
  recall(table: Table, address: number): void {
    if (!this.spans.some((span) => span.table === table && span.start === address)) return;
    this.#boundaries.add(table, address);
    this.#reads = this.#plan(0);
  }

  /** The request that reads one point alone. */
  blockFor(span: PointSpan): Block<PointSpan> {
    return planReads([span], this.#limits)[0]!;
  }

  /** It is asked sparingly and nothing speaks for more than a short wait. */
  get isProbedBriefly(): boolean {
    return this.isSilent && !this.#isSlow;
  }

  /** An answer came after its time: the next probe waits for it, and has no back-off. */
  answeredLate(): void {
    this.#isSlow = true;
    this.retryAt = 0;
  }

  answered(): void {
    this.#failures = 0;
    this.#isSlow = false;
    this.retryAt = 0;
  }

  /** Whether a failure of what was asked then is news: several in flight that fail together are one failure. */
  isNews(askedAt: number): boolean {
    return askedAt >= this.#failedAt;
  }

  /** A failure; the others on the bus get at least as much time as it cost. */
  failed(nowMs: number, costMs: number): void {
    this.#failures++;
    this.#failedAt = nowMs;
    this.retryAt = nowMs + (this.isSilent ? Math.max(backoffMs(this.#failures), costMs) : costMs);
  }

  /** All is due and nothing is held against the unit. What waited before waits longest: it goes first. */
  begin(nowMs: number): void {
    this.answered();
    for (const read of this.#reads) {
      read.dueAt = Math.min(read.dueAt, nowMs);
      read.failures = 0;
    }
  }

  /**
   * One read failed of a unit that may well answer others. True where it did so too often for its points to be
   * believed any longer; it is then asked for sparingly.
   */
  readFailed(read: ScheduledBlock, nowMs: number): boolean {
    if (this.isSilent) return false;
    read.failures++;
    if (read.failures < offlineAfter) return false;
    read.dueAt = Math.max(read.dueAt, nowMs + backoffMs(read.failures));
    return true;
  }

  /** After a write: what shows its effect is read next. */
  hasten(span: Span, nowMs: number): void {
    for (const read of this.#reads) {
      const isNear = read.block.spans.some((it) => it.table === span.table && it.start === span.start);
      if (isNear) read.dueAt = Math.min(read.dueAt, nowMs);
    }
  }

  /**
   * The device refused a read: divides it and remembers where, or tells that the one place in it is what the
   * device does not have (false).
   */
  refused(read: ScheduledBlock, nowMs: number): boolean {
    const boundary = divide(read.block);
    if (boundary === null) {
      read.dueAt = nowMs + refusedAgainMs;
      return false;
    }
    this.#boundaries.add(read.block.table, boundary);
    this.#reads = this.#plan(nowMs);
    return true;
  }

  /** Reads that stay go on as they are: one that is in flight is not asked a second time. */
  #plan(nowMs: number): ScheduledBlock[] {
    const known = new Map(this.#reads?.map((read) => [keyOf(read.block), read]));
    return planReads(this.spans, this.#limits, this.#boundaries).map(
      (block) =>
        known.get(keyOf(block)) ?? {
          block,
          unit: this,
          request: readRequest(this.id, block.table, block.start, block.count),
          isInFlight: false,
          dueAt: nowMs,
          failures: 0,
        },
    );
  }
}

function backoffMs(failures: number): number {
  return Math.min(firstBackoffMs * 2 ** (failures - offlineAfter), longestBackoffMs);
}

function keyOf(block: Block<Span>): string {
  return `${block.table}:${block.start}:${block.count}:${block.periodMs}`;
}
