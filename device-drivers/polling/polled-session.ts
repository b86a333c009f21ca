// A session with one endpoint whose devices are asked one after the other: one loop that connects, reads by schedule and
// lets commands overtake. What is asked and what bytes mean is the dialect's.
import { type Point, type StatusName, status } from '@campus/campus-model/plain';
import { TroubleLog } from '@campus/runtime/plain';
import { Backoff } from '../backoff.ts';
import type {
  DriverContext,
  DriverPoint,
  DriverSession,
  DriverSink,
  EndpointPlan,
  Reading,
  WriteResult,
} from '../driver.ts';
import { Rest } from '../rest.ts';
import { deliver, judgeValue, missing } from '../sampling.ts';
import { tooLate } from '../too-late.ts';
import {
  countsAgainst,
  type Dialect,
  type Failure,
  type Got,
  type PollLink,
  statusNameOf,
  type WriteAnswer,
  writeErrorOf,
} from './dialect.ts';
import { PollSchedule } from './poll-schedule.ts';
import { PolledDevice, type ScheduledRead } from './polled-device.ts';

/** Commands and readbacks that may wait: more than a person can ask for while one answer is awaited. */
const mostUrgent = 64;
/** The loop looks again at least this often. */
const longestRestMs = 60_000;

interface Urgent<L> {
  run(link: L): Promise<void>;
  refuse(detail: string): void;
}

interface PointPlace<R> {
  readonly polled: PolledDevice<R>;
  readonly driverPoint: DriverPoint;
}

export class PolledSession<L extends PollLink, R> implements DriverSession {
  readonly #dialect: Dialect<L, R>;
  readonly #endpointId: string;
  readonly #sink: DriverSink;
  readonly #context: DriverContext;
  readonly #devices: readonly PolledDevice<R>[];
  readonly #schedule: PollSchedule<R>;
  readonly #trouble: TroubleLog;
  readonly #backoff: Backoff;
  readonly #rest: Rest;
  readonly #urgent: Urgent<L>[] = [];
  #link: L | null = null;
  /** Whether this connection has brought anything yet. */
  #hasAnswered = false;
  #takesUrgent = false;
  #isClosed = false;
  #loop: Promise<void> | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext, dialect: Dialect<L, R>) {
    this.#dialect = dialect;
    this.#endpointId = plan.endpoint.id;
    this.#sink = sink;
    this.#context = context;
    this.#devices = plan.devices.map((device) => new PolledDevice(device, dialect.readsOf(device)));
    this.#schedule = new PollSchedule(this.#devices, dialect.timeoutMs);
    this.#trouble = new TroubleLog(context.log);
    this.#backoff = new Backoff(context.random ?? Math.random);
    this.#rest = new Rest(context.clock);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  write(point: Point, value: number, notAfterMs = Number.POSITIVE_INFINITY): Promise<WriteResult> {
    const { polled } = this.#placeOf(point);
    if (!point.write) {
      return Promise.resolve({ ok: false, reason: 'not-writable', detail: `${point.pointId} is read only` });
    }
    const planned = this.#dialect.plannedWrite(polled.device, point, value);
    if (!planned.ok) return Promise.resolve(planned);
    const { readback } = point.write;
    return new Promise((resolve) => {
      this.#urge({
        run: async (link) => {
          if (this.#context.clock.monotonic() > notAfterMs) return resolve(tooLate);
          const answer = await planned.send(link);
          this.#account(link, polled, answer);
          polled.hasten(readback, this.#context.clock.monotonic());
          resolve(writeResultOf(answer));
        },
        refuse: (detail) => resolve({ ok: false, reason: 'device-silent', detail }),
      });
    });
  }

  read(point: Point): Promise<Reading> {
    const { polled, driverPoint } = this.#placeOf(point);
    const request = this.#dialect.readOne(polled.device, driverPoint);
    return new Promise((resolve) => {
      this.#urge({
        run: async (link) => {
          const answer = await this.#dialect.read(link, polled.device, request);
          this.#account(link, polled, answer);
          resolve(
            answer.ok ? readingOf(answer.got, driverPoint) : missing(status[statusNameOf(answer.failure)]),
          );
        },
        refuse: () => resolve(missing(status.notConnected)),
      });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#rest.wake();
    await this.#link?.close();
    await this.#loop;
    this.#refuseUrgent('the session is closed');
  }

  async #run(): Promise<void> {
    this.#schedule.begin(this.#context.clock.monotonic());
    while (!this.#isClosed) {
      const link = this.#dialect.newLink({
        onLost: () => this.#rest.wake(),
        onGot: (got) => this.#deliver(got),
      });
      this.#link = link;
      this.#hasAnswered = false;
      if (await link.connect()) await this.#serve(link);
      await link.close();
      if (!this.#isClosed) await this.#ended(link);
    }
  }

  /** After a connection: who was online stays so while the next one comes about at once. */
  async #ended(link: L): Promise<void> {
    if (!this.#hasAnswered) this.#lost({ kind: 'lost', detail: link.lossDetail });
    this.#takesUrgent = false;
    this.#refuseUrgent('not connected');
    await this.#rest.for(this.#backoff.next());
    this.#schedule.begin(this.#context.clock.monotonic());
  }

  /** Until the connection breaks. Between two commands one read is done, so that commands cannot stop the plan. */
  async #serve(link: L): Promise<void> {
    this.#takesUrgent = true;
    while (link.isOpen && !this.#isClosed) {
      await this.#urgent.shift()?.run(link);
      if (link.isOpen && !this.#isClosed) await this.#readNext(link);
    }
  }

  async #readNext(link: L): Promise<void> {
    const next = this.#schedule.next(this.#context.clock.monotonic());
    if ('read' in next) await this.#poll(link, next);
    else if (this.#urgent.length === 0) await this.#rest.for(Math.min(next.waitMs, longestRestMs));
  }

  async #poll(link: L, scheduled: ScheduledRead<R>): Promise<void> {
    const { read, device } = scheduled;
    const answer = await this.#dialect.read(link, device.device, read.request);
    if (this.#isClosed || (!answer.ok && answer.failure.kind === 'lost')) return;
    const nowMs = this.#context.clock.monotonic();
    this.#account(link, device, answer);
    if (answer.ok) {
      device.done(scheduled, nowMs, answer.periodMs ?? read.periodMs);
      this.#deliver(answer.got);
    } else if (answer.failure.kind === 'refused') this.#refused(scheduled, answer);
    else {
      const isGivenUp = device.readFailed(scheduled, nowMs);
      if (isGivenUp || answer.failure.kind !== 'timeout')
        this.#miss(read.points, statusNameOf(answer.failure));
    }
  }

  #refused(
    scheduled: ScheduledRead<R>,
    { failure, instead }: { failure: Failure; instead?: Parameters<PolledDevice<R>['refused']>[2] },
  ): void {
    const { read, device } = scheduled;
    device.refused(scheduled, this.#context.clock.monotonic(), instead);
    if (instead || read.points.length === 0) return;
    this.#miss(read.points, statusNameOf(failure));
    this.#trouble.lost(`${this.#endpointId} ${read.points[0]!.point.pointId}`, failure.detail);
  }

  /** What an answer or its absence says of the device. */
  #account(link: L, device: PolledDevice<R>, answer: WriteAnswer): void {
    if (this.#isClosed || (!answer.ok && answer.failure.kind === 'lost') || !link.isOpen) return;
    if (answer.ok || !countsAgainst(answer.failure)) this.#heard(device);
    else {
      this.#schedule.failed(device, this.#context.clock.monotonic());
      if (device.isSilent) this.#setOffline(device, answer.failure);
    }
  }

  /** The first to answer after all were silent: the others may be back as well, and are asked at once. */
  #heard(device: PolledDevice<R>): void {
    const wasSilent = device.isSilent;
    if (this.#devices.every(({ isSilent }) => isSilent))
      this.#schedule.begin(this.#context.clock.monotonic());
    else if (wasSilent) device.begin(this.#context.clock.monotonic());
    device.answered();
    this.#setOnline(device, true, 'good');
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    this.#backoff.reset();
    this.#trouble.back(this.#endpointId);
  }

  #deliver(got: readonly Got[]): void {
    if (this.#isClosed) return;
    const timeMs = this.#context.clock.now();
    for (const { driverPoint, reading, text } of got) {
      if (text === undefined) deliver(this.#sink, driverPoint, timeMs, reading);
      else this.#sink.sample(driverPoint.index, timeMs, Number.NaN, reading.status, text);
    }
  }

  #miss(points: readonly DriverPoint[], reason: StatusName): void {
    this.#deliver(points.map((driverPoint) => ({ driverPoint, reading: missing(status[reason]) })));
  }

  #setOnline(device: PolledDevice<R>, isOnline: boolean, reason: StatusName): void {
    if (device.isOnline === isOnline) return;
    device.isOnline = isOnline;
    this.#sink.deviceState(device.device.device.id, isOnline, reason);
    if (isOnline) this.#trouble.back(`${this.#endpointId} ${device.device.device.id}`);
  }

  #setOffline(device: PolledDevice<R>, failure: Failure): void {
    if (device.isOnline === false) return;
    const reason = statusNameOf(failure);
    this.#miss(device.device.points, reason);
    this.#setOnline(device, false, reason);
    if (failure.kind !== 'lost') {
      this.#trouble.lost(`${this.#endpointId} ${device.device.device.id}`, failure.detail);
    }
  }

  /** The endpoint could not be reached or brought nothing: so did its devices. */
  #lost(failure: Failure): void {
    this.#trouble.lost(this.#endpointId, failure.detail);
    for (const device of this.#devices) this.#setOffline(device, failure);
  }

  #urge(urgent: Urgent<L>): void {
    const isTaken = this.#takesUrgent && !this.#isClosed;
    if (isTaken && this.#urgent.length < mostUrgent) {
      this.#urgent.push(urgent);
      this.#rest.wake();
    } else urgent.refuse(isTaken ? `more than ${mostUrgent} commands wait` : 'not connected');
  }

  #refuseUrgent(detail: string): void {
    for (const urgent of this.#urgent.splice(0)) urgent.refuse(detail);
  }

  #placeOf({ pointId }: Point): PointPlace<R> {
    for (const polled of this.#devices) {
      const driverPoint = polled.device.points.find(({ point }) => point.pointId === pointId);
      if (driverPoint) return { polled, driverPoint };
    }
    throw new Error(`${pointId} is not on endpoint ${this.#endpointId}`);
  }
}

function readingOf(got: readonly Got[], { index, point }: DriverPoint): Reading {
  const found = got.find(({ driverPoint }) => driverPoint.index === index);
  if (!found) return missing(status.decodingError);
  return found.reading.status === status.good ? judgeValue(point, found.reading.value) : found.reading;
}

function writeResultOf(answer: WriteAnswer): WriteResult {
  if (answer.ok) return answer;
  const { failure } = answer;
  const mayHaveActed = countsAgainst(failure);
  return { ok: false, reason: writeErrorOf(failure), detail: failure.detail, mayHaveActed };
}
