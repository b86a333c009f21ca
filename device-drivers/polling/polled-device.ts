// One device on a polled line: its requests with their due times, and whether it answers.
import type { DriverDevice } from '../driver.ts';
import type { PollRead } from './dialect.ts';

export interface ScheduledRead<R> {
  readonly read: PollRead<R>;
  readonly device: PolledDevice<R>;
  /** Monotonic. */
  dueAt: number;
  /** Failures in a row of this very request. */
  failures: number;
}

/** Failures in a row after which a device is offline. */
const offlineAfter = 3;
const firstBackoffMs = 1_000;
/** A device that comes back is seen within this. */
const longestBackoffMs = 10_000;
/** What a device refused is asked for again this much later: it may have been set up meanwhile. */
const refusedAgainMs = 60_000;

export class PolledDevice<R> {
  readonly device: DriverDevice;
  /** Null until it is known. */
  isOnline: boolean | null = null;
  /** Not asked before this (monotonic). */
  retryAt = 0;
  #failures = 0;
  #reads: ScheduledRead<R>[];

  constructor(device: DriverDevice, reads: readonly PollRead<R>[]) {
    this.device = device;
    this.#reads = reads.map((read) => this.#scheduled(read, 0));
  }

  get reads(): readonly ScheduledRead<R>[] {
    return this.#reads;
  }

  /** Enough failures in a row: asked sparingly. */
  get isSilent(): boolean {
    return this.#failures >= offlineAfter;
  }

  answered(): void {
    this.#failures = 0;
    this.retryAt = 0;
  }

  /** A failure; the others on the line get at least as much time as it cost. */
  failed(nowMs: number, costMs: number): void {
    this.#failures++;
    this.retryAt = nowMs + (this.isSilent ? Math.max(backoffMs(this.#failures), costMs) : costMs);
  }

  /** All is due at once and nothing is held against the device. */
  begin(nowMs: number): void {
    this.answered();
    for (const read of this.#reads) {
      read.dueAt = Math.min(read.dueAt, nowMs);
      read.failures = 0;
    }
  }

  /** The next time is `periodMs` after this one was due; missed ones are not made up for. */
  done(scheduled: ScheduledRead<R>, nowMs: number, periodMs: number): void {
    scheduled.failures = 0;
    scheduled.dueAt = Math.max(scheduled.dueAt + periodMs, nowMs);
  }

  /** One request failed of a device that may answer others; true where its points are believed no longer. */
  readFailed(scheduled: ScheduledRead<R>, nowMs: number): boolean {
    scheduled.dueAt = Math.max(scheduled.dueAt + scheduled.read.periodMs, nowMs);
    scheduled.failures++;
    if (this.isSilent || scheduled.failures < offlineAfter) return false;
    scheduled.dueAt = Math.max(scheduled.dueAt, nowMs + backoffMs(scheduled.failures));
    return true;
  }

  /** The device does not have it: in smaller parts where there are any, else later. */
  refused(scheduled: ScheduledRead<R>, nowMs: number, instead: readonly PollRead<R>[] | undefined): void {
    if (!instead) scheduled.dueAt = nowMs + refusedAgainMs;
    else {
      const parts = instead.map((read) => this.#scheduled(read, nowMs));
      this.#reads = this.#reads.flatMap((it) => (it === scheduled ? parts : [it]));
    }
  }

  /** After a write: what shows its effect is read next. */
  hasten(pointId: string, nowMs: number): void {
    for (const scheduled of this.#reads) {
      const isShown = scheduled.read.points.some(({ point }) => point.id === pointId);
      if (isShown) scheduled.dueAt = Math.min(scheduled.dueAt, nowMs);
    }
  }

  #scheduled(read: PollRead<R>, dueAt: number): ScheduledRead<R> {
    return { read, device: this, dueAt, failures: 0 };
  }
}

function backoffMs(failures: number): number {
  return Math.min(firstBackoffMs * 2 ** (failures - offlineAfter), longestBackoffMs);
}
