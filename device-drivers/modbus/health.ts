// Whether the units of an endpoint answer: what each answer or its absence says of unit and connection, told to the sink
// on change. Which request goes next is the schedule's.
import { type StatusName, status } from '@campus/campus-model/plain';
import { type Clock, TroubleLog } from '@campus/runtime/plain';
import type { DriverContext, DriverSink } from '../driver.ts';
import { deliver, missing } from '../sampling.ts';
import { type Answer, type Failure, isSilence, statusNameOf } from './answer.ts';
import type { Schedule } from './schedule.ts';
import type { ModbusUnit, PointSpan } from './unit.ts';

/** Timeouts in a row, whatever the unit, after which the connection itself is doubted and made anew. */
const doubtAfter = 5;

export class Health {
  readonly #endpointId: string;
  readonly #units: readonly ModbusUnit[];
  readonly #schedule: Schedule;
  readonly #sink: DriverSink;
  readonly #clock: Clock;
  readonly #trouble: TroubleLog;
  #timeoutsInRow = 0;
  /** Monotonic: when the last timeout was counted. */
  #timeoutAt = Number.NEGATIVE_INFINITY;
  /** Whether this connection has brought anything yet. */
  #hasAnswered = false;

  constructor(
    endpointId: string,
    units: readonly ModbusUnit[],
    schedule: Schedule,
    sink: DriverSink,
    { clock, log }: DriverContext,
  ) {
    this.#endpointId = endpointId;
    this.#units = units;
    this.#schedule = schedule;
    this.#sink = sink;
    this.#clock = clock;
    this.#trouble = new TroubleLog(log);
  }

  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  get isDoubtful(): boolean {
    return this.#timeoutsInRow >= doubtAfter;
  }

  get doubt(): string {
    return `${doubtAfter} timeouts in a row`;
  }

  get isAllSilent(): boolean {
    return this.#units.every((unit) => unit.isSilent);
  }

  /** A connection was made anew. */
  beginConnection(): void {
    this.#hasAnswered = false;
    this.#timeoutsInRow = 0;
  }

  /** An answer on an open connection; `askedAt` monotonic. */
  account(unit: ModbusUnit, answer: Answer<unknown>, askedAt: number): void {
    if (answer.ok || answer.failure.kind === 'exception') this.#answered();
    else if (answer.failure.kind === 'timeout') this.#timedOut(unit, askedAt);
    if (answer.ok || !countsAgainst(answer.failure)) this.#heard(unit);
    else if (unit.isNews(askedAt)) this.failed(unit, answer.failure);
  }

  failed(unit: ModbusUnit, failure: Failure): void {
    this.#schedule.failed(unit, this.#clock.monotonic());
    if (unit.isSilent) this.#setOffline(unit, failure);
  }

  /** The endpoint could not be reached or brought nothing: so did its units. */
  lost(loss: Failure): void {
    this.#trouble.lost(this.#endpointId, loss.detail);
    for (const unit of this.#units) this.#setOffline(unit, loss);
  }

  /** A point is refused by its device, alone. */
  refused({ id }: ModbusUnit, spans: readonly PointSpan[], failure: Failure): void {
    this.miss(spans, statusNameOf(failure));
    const { table, start } = spans[0]!;
    this.#trouble.lost(`${this.#endpointId} unit ${id} ${table} ${start}`, failure.detail);
  }

  /** The points have no value, for this reason. */
  miss(spans: readonly PointSpan[], reason: StatusName): void {
    const timeMs = this.#clock.now();
    for (const { driverPoint } of spans) deliver(this.#sink, driverPoint, timeMs, missing(status[reason]));
  }

  /** The first to answer after all were silent: the others may be back as well, and are asked at once. */
  #heard(unit: ModbusUnit): void {
    if (unit.isSilent && this.isAllSilent) this.#schedule.begin(this.#clock.monotonic());
    unit.answered();
    this.#setOnline(unit, true, 'good');
  }

  /** That a unit known to be silent still is says nothing of the connection, unless all are. */
  #timedOut(unit: ModbusUnit, askedAt: number): void {
    if (askedAt < this.#timeoutAt || (unit.isSilent && !this.isAllSilent)) return;
    this.#timeoutsInRow++;
    this.#timeoutAt = this.#clock.monotonic();
  }

  #answered(): void {
    this.#timeoutsInRow = 0;
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    this.#trouble.back(this.#endpointId);
  }

  #setOnline(unit: ModbusUnit, isOnline: boolean, reason: StatusName): void {
    if (unit.isOnline === isOnline) return;
    unit.isOnline = isOnline;
    for (const { device } of unit.devices) this.#sink.deviceState(device.id, isOnline, reason);
    if (isOnline) this.#trouble.back(`${this.#endpointId} unit ${unit.id}`);
  }

  #setOffline(unit: ModbusUnit, failure: Failure): void {
    if (unit.isOnline === false) return;
    const reason = statusNameOf(failure);
    this.miss(unit.spans, reason);
    this.#setOnline(unit, false, reason);
    if (failure.kind !== 'lost') this.#trouble.lost(`${this.#endpointId} unit ${unit.id}`, failure.detail);
  }
}

/** Garbled answers count as failures too: a unit that says nothing sensible is not there. */
export function countsAgainst(failure: Failure): boolean {
  return isSilence(failure) || failure.kind === 'garbled';
}
