// For protocols that tell changes only: while a device is there, a value that did not change is still so, and is
// said again in time for its heartbeat. What a device says is passed on untouched.
import type { StatusName } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { DriverSink, EndpointPlan } from './driver.ts';

const checkMs = 1_000;
/** Said again after this share of the heartbeat, so that none is missed by a late check. */
const heartbeatShare = 0.5;

interface Kept {
  readonly index: number;
  readonly deviceId: string;
  readonly repeatMs: number;
  /** What was said last, in place: an object a value would cost more than the rest. */
  value: number;
  status: number;
  text: string | undefined;
  /** Monotonic; null until something was said. */
  saidAt: number | null;
}

export class RepeatingSink implements DriverSink {
  readonly #sink: DriverSink;
  readonly #clock: Clock;
  readonly #kept = new Map<number, Kept>();
  readonly #online = new Set<string>();
  #cancel: (() => void) | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
    for (const { device, points } of plan.devices) {
      for (const { index, point } of points) {
        const repeatMs = point.heartbeatMs * heartbeatShare;
        const nothing = { value: Number.NaN, status: 0, text: undefined, saidAt: null };
        this.#kept.set(index, { index, deviceId: device.id, repeatMs, ...nothing });
      }
    }
  }

  start(): void {
    this.#cancel ??= this.#clock.every(checkMs, () => this.#repeat());
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  sample(index: number, timeMs: number, value: number, status: number, text?: string): void {
    const kept = this.#kept.get(index)!;
    kept.value = value;
    kept.status = status;
    kept.text = text;
    kept.saidAt = this.#clock.monotonic();
    this.#sink.sample(index, timeMs, value, status, text);
  }

  deviceState(deviceId: string, isOnline: boolean, reason: StatusName): void {
    if (isOnline) this.#online.add(deviceId);
    else this.#online.delete(deviceId);
    this.#sink.deviceState(deviceId, isOnline, reason);
  }

  #repeat(): void {
    const nowMs = this.#clock.monotonic();
    for (const { index, deviceId, repeatMs, value, status, text, saidAt } of this.#kept.values()) {
      if (saidAt === null || nowMs - saidAt < repeatMs || !this.#online.has(deviceId)) continue;
      this.sample(index, this.#clock.now(), value, status, text);
    }
  }
}
