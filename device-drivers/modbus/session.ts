// A session with one Modbus TCP endpoint: one loop that connects, reads by schedule and lets commands overtake.
// What is asked together is the planner's, what goes next the schedule's, what bytes mean the codec's.
import { type Point, type StatusName, status } from '@campus/campus-model/plain';
import { TroubleLog } from '@campus/runtime/plain';
import { Backoff } from '../backoff.ts';
import type {
  DriverContext,
  DriverSession,
  DriverSink,
  EndpointPlan,
  Reading,
  WriteResult,
} from '../driver.ts';
import { Rest } from '../rest.ts';
import { deliver, judgeValue, missing } from '../sampling.ts';
import { unitsOf } from './addressing.ts';
import { type Answer, type Failure, isRefusal, isSilence, statusNameOf, writeErrorOf } from './answer.ts';
import { decodeRegisters, encodeRegisters } from './codec.ts';
import { type ConnectionListener, type Ending, ModbusConnection } from './connection.ts';
import { type Block, isBitTable } from './planner.ts';
import { Schedule } from './schedule.ts';
import type { ModbusEndpoint } from './settings.ts';
import type { ModbusUnit, PointSpan, ScheduledBlock } from './unit.ts';

/** Commands and readbacks that may wait: more than a person can ask for while one answer is awaited. */
const mostUrgent = 64;
/** Timeouts in a row, whatever the unit, after which the connection itself is doubted and made anew. */
const doubtAfter = 5;
/** The loop looks again at least this often. */
const longestRestMs = 60_000;

interface Urgent {
  run(connection: ModbusConnection): Promise<void>;
  refuse(detail: string): void;
}

interface PointPlace {
  readonly unit: ModbusUnit;
  readonly span: PointSpan;
}

export class ModbusSession implements DriverSession {
  readonly #settings: ModbusEndpoint;
  readonly #sink: DriverSink;
  readonly #context: DriverContext;
  readonly #endpointId: string;
  readonly #units: readonly ModbusUnit[];
  readonly #schedule: Schedule;
  readonly #trouble: TroubleLog;
  readonly #backoff: Backoff;
  readonly #rest: Rest;
  readonly #urgent: Urgent[] = [];
  readonly #listener: ConnectionListener = {
    onLost: () => this.#rest.wake(),
    onLate: (id) => this.#units.find((unit) => unit.id === id)?.answeredLate(),
  };
  #connection: ModbusConnection | null = null;
  #timeoutsInRow = 0;
  /** Whether this connection has brought anything yet. */
  #hasAnswered = false;
  /** Commands may wait: there is a connection, or there will be at once. */
  #takesUrgent = false;
  #isClosed = false;
  #loop: Promise<void> | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    this.#settings = plan.endpoint.settings as ModbusEndpoint;
    this.#sink = sink;
    this.#context = context;
    this.#endpointId = plan.endpoint.id;
    this.#units = unitsOf(plan);
    this.#schedule = new Schedule(this.#units, this.#settings.timeoutMs);
    this.#trouble = new TroubleLog(context.log);
    this.#backoff = new Backoff(context.random ?? Math.random);
    this.#rest = new Rest(context.clock);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  write(point: Point, value: number): Promise<WriteResult> {
    const place = this.#placeOf(point);
    const refused = (reason: 'not-writable' | 'value-out-of-range', detail: string): Promise<WriteResult> =>
      Promise.resolve({ ok: false, reason, detail });
    if (place.span.table === 'input' || place.span.table === 'discrete' || point.write === undefined) {
      return refused('not-writable', `${point.pointId} is read only`);
    }
    const send = writerOf(place, value);
    if (!send) return refused('value-out-of-range', `${value} cannot be put into ${describe(place)}`);
    return new Promise((resolve) => {
      this.#urge({
        run: async (connection) => resolve(this.#written(connection, place, await send(connection))),
        refuse: (detail) => resolve({ ok: false, reason: 'device-silent', detail }),
      });
    });
  }

  read(point: Point): Promise<Reading> {
    const { unit, span } = this.#placeOf(point);
    const block = unit.blockFor(span);
    return new Promise((resolve) => {
      this.#urge({
        run: async (connection) => {
          const answer = await connection.read(unit.id, block);
          this.#account(connection, unit, answer);
          resolve(
            answer.ok ? readingOf(span, block, answer.value) : missing(status[statusNameOf(answer.failure)]),
          );
        },
        refuse: () => resolve(missing(status.notConnected)),
      });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#connection?.drop('closed by us');
    this.#rest.wake();
    await this.#loop;
    this.#refuseUrgent('the session is closed');
  }

  async #run(): Promise<void> {
    const { clock } = this.#context;
    this.#schedule.begin(clock.monotonic());
    while (!this.#isClosed) {
      const connection = new ModbusConnection(this.#settings, clock, this.#listener);
      this.#connection = connection;
      this.#hasAnswered = false;
      if (await connection.connect()) await this.#serve(connection);
      if (!this.#isClosed) await this.#ended(connection.ending);
    }
    this.#connection?.drop('closed by us');
  }

  /**
   * After a connection. What one unit's answer did to it costs the others nothing: it is made anew at once, nothing
   * is forgotten, and waiting commands go on. Where no unit answers any more it is the endpoint that fails.
   */
  async #ended(ending: Ending): Promise<void> {
    const isSpoilt = ending.kind === 'spoilt';
    const culprit = this.#units.find(({ id }) => id === ending.culprit);
    if (culprit) this.#failed(culprit, ending.failure);
    if (isSpoilt && !this.#isAllSilent) return;
    if (!this.#hasAnswered) this.#lost(ending.failure);
    this.#takesUrgent = false;
    this.#refuseUrgent('not connected');
    await this.#rest.for(this.#backoff.next());
    const isForgiven = !culprit && (ending.kind === 'lost' || this.#isAllSilent);
    if (isForgiven) this.#schedule.begin(this.#context.clock.monotonic());
  }

  /** Until the connection breaks. Between two commands one read is done, so that commands cannot stop the plan. */
  async #serve(connection: ModbusConnection): Promise<void> {
    this.#timeoutsInRow = 0;
    this.#takesUrgent = true;
    while (connection.isOpen && !this.#isClosed) {
      await this.#urgent.shift()?.run(connection);
      if (connection.isOpen) await this.#readNext(connection);
      if (this.#settings.pauseMs > 0 && connection.isOpen) await this.#pause();
      if (this.#timeoutsInRow >= doubtAfter) connection.drop(`${doubtAfter} timeouts in a row`, 'doubted');
    }
  }

  async #readNext(connection: ModbusConnection): Promise<void> {
    const next = this.#schedule.next(this.#context.clock.monotonic());
    if ('block' in next) await this.#poll(connection, next);
    else if (this.#urgent.length === 0) await this.#rest.for(Math.min(next.waitMs, longestRestMs));
  }

  async #poll(connection: ModbusConnection, read: ScheduledBlock): Promise<void> {
    const { clock } = this.#context;
    const { block, unit } = read;
    const answer = await connection.read(unit.id, block, this.#schedule.timeoutFor(unit));
    if (this.#isClosed || isDisturbed(connection, unit)) return;
    this.#schedule.done(read, clock.monotonic());
    this.#account(connection, unit, answer);
    if (answer.ok) {
      read.failures = 0;
      this.#deliver(block, answer.value);
    } else if (isRefusal(answer.failure)) this.#refused(read, answer.failure);
    else this.#unread(read, answer.failure);
  }

  /** A single silence gives no sample yet; anything else is told at once. */
  #unread(read: ScheduledBlock, failure: Failure): void {
    const isGivenUp = countsAgainst(failure) && read.unit.readFailed(read, this.#context.clock.monotonic());
    if (isGivenUp || !isSilence(failure)) this.#miss(read.block.spans, statusNameOf(failure));
  }

  /** What an answer or its absence says of the unit and of the connection; of one that ended, its ending tells. */
  #account(connection: ModbusConnection, unit: ModbusUnit, answer: Answer<unknown>): void {
    if (this.#isClosed || !connection.isOpen) return;
    if (answer.ok || answer.failure.kind === 'exception') this.#answered();
    else if (answer.failure.kind === 'timeout') this.#timedOut(unit);
    if (answer.ok || !countsAgainst(answer.failure)) this.#heard(unit);
    else this.#failed(unit, answer.failure);
  }

  /** The first to answer after all were silent: the others may be back as well, and are asked at once. */
  #heard(unit: ModbusUnit): void {
    if (this.#isAllSilent) this.#schedule.begin(this.#context.clock.monotonic());
    unit.answered();
    this.#setOnline(unit, true, 'good');
  }

  #failed(unit: ModbusUnit, failure: Failure): void {
    this.#schedule.failed(unit, this.#context.clock.monotonic());
    if (unit.isSilent) this.#setOffline(unit, failure);
  }

  get #isAllSilent(): boolean {
    return this.#units.every((unit) => unit.isSilent);
  }

  /** That a unit known to be silent still is says nothing of the connection, unless all are. */
  #timedOut(unit: ModbusUnit): void {
    if (!unit.isSilent || this.#isAllSilent) this.#timeoutsInRow++;
  }

  #answered(): void {
    this.#timeoutsInRow = 0;
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    this.#backoff.reset();
    this.#trouble.back(this.#endpointId);
  }

  #deliver(block: Block<PointSpan>, bytes: Buffer): void {
    const timeMs = this.#context.clock.now();
    for (const span of block.spans) {
      deliver(this.#sink, span.driverPoint, timeMs, readingOf(span, block, bytes));
    }
  }

  #refused(read: ScheduledBlock, failure: Failure): void {
    if (read.unit.refused(read, this.#context.clock.monotonic())) return;
    this.#miss(read.block.spans, statusNameOf(failure));
    const { table, start } = read.block;
    this.#trouble.lost(`${this.#endpointId} unit ${read.unit.id} ${table} ${start}`, failure.detail);
  }

  #miss(spans: readonly PointSpan[], reason: StatusName): void {
    const timeMs = this.#context.clock.now();
    for (const { driverPoint } of spans) deliver(this.#sink, driverPoint, timeMs, missing(status[reason]));
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
    this.#miss(unit.spans, reason);
    this.#setOnline(unit, false, reason);
    if (failure.kind !== 'lost') this.#trouble.lost(`${this.#endpointId} unit ${unit.id}`, failure.detail);
  }

  /** The endpoint could not be reached or brought nothing: so did its units. */
  #lost(loss: Failure): void {
    this.#trouble.lost(this.#endpointId, loss.detail);
    for (const unit of this.#units) this.#setOffline(unit, loss);
  }

  #written(connection: ModbusConnection, { unit, span }: PointPlace, answer: Answer<null>): WriteResult {
    this.#account(connection, unit, answer);
    unit.hasten(span, this.#context.clock.monotonic());
    if (answer.ok) return { ok: true };
    return { ok: false, reason: writeErrorOf(answer.failure), detail: answer.failure.detail };
  }

  #urge(urgent: Urgent): void {
    const isTaken = this.#takesUrgent && !this.#isClosed;
    if (isTaken && this.#urgent.length < mostUrgent) {
      this.#urgent.push(urgent);
      this.#rest.wake();
    } else urgent.refuse(isTaken ? `more than ${mostUrgent} commands wait` : 'not connected');
  }

  #refuseUrgent(detail: string): void {
    for (const urgent of this.#urgent.splice(0)) urgent.refuse(detail);
  }

  /** Looked for where a person commands: a table of all points would cost more than it saves. */
  #placeOf({ pointId }: Point): PointPlace {
    for (const unit of this.#units) {
      const span = unit.spans.find(({ driverPoint }) => driverPoint.point.pointId === pointId);
      if (span) return { unit, span };
    }
    throw new Error(`${pointId} is not on endpoint ${this.#endpointId}`);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#context.clock.after(this.#settings.pauseMs, resolve);
    });
  }
}

/** The request was cut short by what another unit, or nobody known, did to the connection. */
function isDisturbed(connection: ModbusConnection, unit: ModbusUnit): boolean {
  return !connection.isOpen && connection.ending.culprit !== unit.id;
}

/** Garbled answers count as failures too: a unit that says nothing sensible is not there. */
function countsAgainst(failure: Failure): boolean {
  return isSilence(failure) || failure.kind === 'garbled';
}

function readingOf(span: PointSpan, block: Block<PointSpan>, bytes: Buffer): Reading {
  const at = span.start - block.start;
  if (!('type' in span.address)) {
    return judgeValue(span.driverPoint.point, (bytes[at >> 3]! >> (at & 7)) & 1);
  }
  return judgeValue(span.driverPoint.point, decodeRegisters(bytes, at, span.address, span.model));
}

/** The write request for a value; null where the point's type cannot hold it. */
function writerOf(
  { unit, span }: PointPlace,
  value: number,
): ((connection: ModbusConnection) => Promise<Answer<null>>) | null {
  if (isBitTable(span.table)) {
    if (value !== 0 && value !== 1) return null;
    return (connection) => connection.writeCoil(unit.id, span.start, value === 1);
  }
  const registers = 'type' in span.address ? encodeRegisters(value, span.address, span.model) : null;
  if (!registers) return null;
  const isSingle = span.model.writeFunction === 'single';
  return (connection) => connection.writeRegisters(unit.id, span.start, registers, isSingle);
}

function describe({ span }: PointPlace): string {
  return 'type' in span.address
    ? `${span.table} ${span.start} (${span.address.type})`
    : `${span.table} ${span.start}`;
}
