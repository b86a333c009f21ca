// A session with one Modbus TCP endpoint: one loop that connects, reads by schedule and lets commands overtake.
// What is asked together is the planner's, what goes next the schedule's, what bytes mean the codec's.
import { type Point, type StatusName, status } from '@campus/campus-model';
import { TroubleLog } from '@campus/runtime';
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
import { ModbusConnection } from './connection.ts';
import { type Block, isBitTable } from './planner.ts';
import { Schedule } from './schedule.ts';
import { type ModbusEndpoint, modbusEndpointSchema } from './settings.ts';
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
  readonly #places = new Map<string, PointPlace>();
  readonly #trouble: TroubleLog;
  readonly #backoff: Backoff;
  readonly #rest: Rest;
  readonly #urgent: Urgent[] = [];
  #connection: ModbusConnection | null = null;
  #timeoutsInRow = 0;
  /** Whether this connection has brought anything yet. */
  #hasAnswered = false;
  #isClosed = false;
  #loop: Promise<void> | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    this.#settings = modbusEndpointSchema.parse(plan.endpoint.settings);
    this.#sink = sink;
    this.#context = context;
    this.#endpointId = plan.endpoint.id;
    this.#units = unitsOf(plan);
    this.#schedule = new Schedule(this.#units, this.#settings.timeoutMs);
    this.#trouble = new TroubleLog(context.log);
    this.#backoff = new Backoff(context.random ?? Math.random);
    this.#rest = new Rest(context.clock);
    for (const unit of this.#units) {
      for (const span of unit.spans) this.#places.set(span.driverPoint.point.pointId, { unit, span });
    }
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
        run: async (connection) => resolve(this.#written(place, await send(connection))),
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
          const answer = await connection.read(unit.id, block.table, block.start, block.count);
          this.#account(unit, answer);
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
    while (!this.#isClosed) {
      const connection = new ModbusConnection(this.#settings, this.#context.clock, () => this.#rest.wake());
      this.#connection = connection;
      this.#hasAnswered = false;
      if (await connection.connect()) await this.#serve(connection);
      if (this.#isClosed) break;
      if (!this.#hasAnswered) this.#lost(connection.loss);
      connection.drop('made anew');
      this.#refuseUrgent('not connected');
      if (!this.#isClosed) await this.#rest.for(this.#backoff.next());
    }
    this.#connection?.drop('closed by us');
  }

  /** Until the connection breaks. Between two commands one read is done, so that commands cannot stop the plan. */
  async #serve(connection: ModbusConnection): Promise<void> {
    const { clock } = this.#context;
    this.#timeoutsInRow = 0;
    this.#schedule.begin(clock.monotonic());
    while (connection.isOpen && !this.#isClosed) {
      const urgent = this.#urgent.shift();
      if (urgent) await urgent.run(connection);
      const next = this.#schedule.next(clock.monotonic());
      if ('block' in next) await this.#poll(connection, next);
      else if (this.#urgent.length === 0 && connection.isOpen)
        await this.#rest.for(Math.min(next.waitMs, longestRestMs));
      if (this.#settings.pauseMs > 0 && connection.isOpen) await this.#pause();
      if (this.#timeoutsInRow >= doubtAfter) connection.drop(`${doubtAfter} timeouts in a row`);
    }
  }

  async #poll(connection: ModbusConnection, read: ScheduledBlock): Promise<void> {
    const { clock } = this.#context;
    const { block, unit } = read;
    const answer = await connection.read(unit.id, block.table, block.start, block.count);
    if (this.#isClosed) return;
    this.#schedule.done(read, clock.monotonic());
    this.#account(unit, answer);
    if (answer.ok) this.#deliver(block, answer.value);
    else if (isRefusal(answer.failure)) this.#refused(read, answer.failure);
    else if (!isSilence(answer.failure)) this.#miss(block.spans, statusNameOf(answer.failure));
  }

  /** What an answer or its absence says of the unit and of the connection. */
  #account(unit: ModbusUnit, answer: Answer<unknown>): void {
    if (this.#isClosed) return;
    if (answer.ok || answer.failure.kind === 'exception') {
      this.#answered();
    } else if (answer.failure.kind === 'timeout') this.#timeoutsInRow++;
    if (answer.ok || !countsAgainst(answer.failure)) {
      unit.answered();
      this.#setOnline(unit, true, 'good');
      return;
    }
    if (answer.failure.kind === 'lost') return;
    this.#schedule.failed(unit, this.#context.clock.monotonic());
    if (unit.isSilent) this.#setOffline(unit, answer.failure);
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

  #written({ unit, span }: PointPlace, answer: Answer<null>): WriteResult {
    this.#account(unit, answer);
    unit.hasten(span, this.#context.clock.monotonic());
    if (answer.ok) return { ok: true };
    return { ok: false, reason: writeErrorOf(answer.failure), detail: answer.failure.detail };
  }

  #urge(urgent: Urgent): void {
    const isOpen = this.#connection?.isOpen === true && !this.#isClosed;
    if (isOpen && this.#urgent.length < mostUrgent) {
      this.#urgent.push(urgent);
      this.#rest.wake();
    } else urgent.refuse(isOpen ? `more than ${mostUrgent} commands wait` : 'not connected');
  }

  #refuseUrgent(detail: string): void {
    for (const urgent of this.#urgent.splice(0)) urgent.refuse(detail);
  }

  #placeOf(point: Point): PointPlace {
    const place = this.#places.get(point.pointId);
    if (!place) throw new Error(`${point.pointId} is not on endpoint ${this.#endpointId}`);
    return place;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#context.clock.after(this.#settings.pauseMs, resolve);
    });
  }
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
  return judgeValue(span.driverPoint.point, decodeRegisters(bytes, at, span.address, span.order));
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
  const registers = 'type' in span.address ? encodeRegisters(value, span.address, span.order) : null;
  if (!registers) return null;
  const isSingle = span.writeFunction === 'single';
  return (connection) => connection.writeRegisters(unit.id, span.start, registers, isSingle);
}

function describe({ span }: PointPlace): string {
  return 'type' in span.address
    ? `${span.table} ${span.start} (${span.address.type})`
    : `${span.table} ${span.start}`;
}
