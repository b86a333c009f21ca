// Which request goes next on a polled line: the one that is late by most of its own periods, so nobody starves and all
// fall behind alike. Devices that do not answer get a small share of the time.
import type { PolledDevice, ScheduledRead } from './polled-device.ts';

/** After a probe of a silent device that cost a timeout, the others have the line for this many timeouts. */
const probeRestFactor = 4;

export class PollSchedule<R> {
  readonly #devices: readonly PolledDevice<R>[];
  readonly #timeoutMs: number;
  #nextProbeAt = 0;

  constructor(devices: readonly PolledDevice<R>[], timeoutMs: number) {
    this.#devices = devices;
    this.#timeoutMs = timeoutMs;
  }

  /** The request to send now, or how long there is none. Times are monotonic. */
  next(nowMs: number): ScheduledRead<R> | { readonly waitMs: number } {
    let best: ScheduledRead<R> | null = null;
    let bestLateness = -1;
    let nextAt = Number.POSITIVE_INFINITY;
    for (const device of this.#devices) {
      const deviceAt = device.isSilent ? Math.max(device.retryAt, this.#nextProbeAt) : device.retryAt;
      for (const scheduled of device.reads) {
        const at = Math.max(scheduled.dueAt, deviceAt);
        nextAt = Math.min(nextAt, at);
        const lateness = (nowMs - scheduled.dueAt) / scheduled.read.periodMs;
        if (at > nowMs || lateness <= bestLateness) continue;
        best = scheduled;
        bestLateness = lateness;
      }
    }
    return best ?? { waitMs: Math.max(0, nextAt - nowMs) };
  }

  failed(device: PolledDevice<R>, nowMs: number): void {
    device.failed(nowMs, this.#timeoutMs);
    if (device.isSilent) this.#nextProbeAt = nowMs + probeRestFactor * this.#timeoutMs;
  }

  begin(nowMs: number): void {
    this.#nextProbeAt = 0;
    for (const device of this.#devices) device.begin(nowMs);
  }
}
