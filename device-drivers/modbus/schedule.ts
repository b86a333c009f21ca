// Which read goes next on a connection. The one that is late by most of its own periods: nobody starves, and when
// the bus is too slow for the plan all fall behind alike. Units that do not answer get a small share of the time.
import type { ModbusUnit, ScheduledBlock } from './unit.ts';

/** After a probe of a silent unit that cost a timeout, the others have the bus for this many timeouts. */
const probeRestFactor = 4;
/** A probe waits no less than this: what serial lines at 9600 baud take, and more. */
const shortestProbeMs = 250;

export class Schedule {
  readonly #units: readonly ModbusUnit[];
  readonly #timeoutMs: number;
  readonly #probeMs: number;
  readonly #restMs: number;
  #nextProbeAt = 0;

  /** `restMs`: how long a unit is left alone after a failure; its timeout where left out. */
  constructor(units: readonly ModbusUnit[], timeoutMs: number, restMs = timeoutMs) {
    this.#units = units;
    this.#timeoutMs = timeoutMs;
    this.#restMs = restMs;
    const periods = units.flatMap(({ spans }) => spans.map(({ periodMs }) => periodMs));
    const shortestMs = periods.reduce((least, periodMs) => Math.min(least, periodMs), timeoutMs);
    this.#probeMs = Math.min(timeoutMs, Math.max(shortestMs, shortestProbeMs));
  }

  /** The read to do now, or how long there is none. Times are monotonic. */
  next(nowMs: number): ScheduledBlock | { readonly waitMs: number } {
    let best: ScheduledBlock | null = null;
    let bestLateness = -1;
    let nextAt = Number.POSITIVE_INFINITY;
    for (const unit of this.#units) {
      if (!unit.isFree) continue;
      const unitAt = this.#allowedAt(unit);
      for (const read of unit.reads) {
        if (read.isInFlight) continue;
        const at = Math.max(read.dueAt, unitAt);
        nextAt = Math.min(nextAt, at);
        const lateness = (nowMs - read.dueAt) / read.block.periodMs;
        if (at > nowMs || lateness <= bestLateness) continue;
        best = read;
        bestLateness = lateness;
      }
    }
    return best ?? { waitMs: Math.max(0, nextAt - nowMs) };
  }

  /** The read was done at `nowMs`: its next one is a period after it was due, missed ones are not made up for. */
  done(read: ScheduledBlock, nowMs: number): void {
    read.dueAt = Math.max(read.dueAt + read.block.periodMs, nowMs);
  }

  /** How long a unit's answer is awaited: a probe of a silent one holds up no point by more than its period. */
  timeoutFor(unit: ModbusUnit): number {
    return unit.isProbedBriefly ? this.#probeMs : this.#timeoutMs;
  }

  failed(unit: ModbusUnit, nowMs: number): void {
    unit.failed(nowMs, this.#restMs);
    if (unit.isSilent) this.#nextProbeAt = nowMs + probeRestFactor * this.#timeoutMs;
  }

  begin(nowMs: number): void {
    this.#nextProbeAt = 0;
    for (const unit of this.#units) unit.begin(nowMs);
  }

  #allowedAt(unit: ModbusUnit): number {
    return unit.isSilent ? Math.max(unit.retryAt, this.#nextProbeAt) : unit.retryAt;
  }
}
