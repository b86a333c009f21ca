// A session with one projector: a loop that connects when something is due, asks one thing at a time and lets
// commands go first. A projector that closes after each answer is simply connected to again.
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
import { deliver, missing } from '../sampling.ts';
import { tooLate } from '../too-late.ts';
import type { Answer, Notice } from './codec.ts';
import { PjlinkConnection } from './connection.ts';
import { items } from './items.ts';
import { Known } from './known.ts';
import { listenForNotices } from './notices.ts';
import { type Failure, type Outcome, refused, statusNameOf, writeResultOf } from './outcome.ts';
import { busyText, isUnderWay, judgePower } from './power.ts';
import { type Place, type Question, Questions } from './questions.ts';
import { readingOf } from './reading.ts';
import type { PjlinkEndpoint } from './settings.ts';

/** Commands and readbacks that may wait: more than a person can ask for while one answer is awaited. */
const mostUrgent = 16;
/** Failures in a row after which the projector counts as gone: one may be a connection that it closed just then. */
const goneAfter = 2;
/** A projector that refuses the password is asked this seldom, so as not to be locked out. */
const wrongPasswordRestMs = 30_000;
/** The loop looks again at least this often. */
const longestRestMs = 60_000;

const closed: Failure = { kind: 'lost', detail: 'the session is closed or was not started' };
const tooMany: Failure = { kind: 'lost', detail: `more than ${mostUrgent} commands wait` };
interface Urgent {
  run(connection: PjlinkConnection): Promise<void>;
  refuse(failure: Failure): void;
}

export class PjlinkSession implements DriverSession {
  readonly #settings: PjlinkEndpoint;
  readonly #plan: EndpointPlan;
  readonly #sink: DriverSink;
  readonly #context: DriverContext;
  readonly #questions: Questions;
  readonly #trouble: TroubleLog;
  readonly #backoff: Backoff;
  readonly #rest: Rest;
  readonly #urgent: Urgent[] = [];
  readonly #known = new Known();
  #connection: PjlinkConnection | null = null;
  /** Where its notices come from: known once it was connected to. */
  #address: string | undefined;
  #stopListening: (() => void) | null = null;
  #failuresInRow = 0;
  #lastFailure: Failure = closed;
  #isOnline: boolean | null = null;
  /** Commands may wait: there is a connection, or one is tried at once. */
  #takesUrgent = false;
  #isClosed = false;
  #loop: Promise<void> | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    this.#settings = plan.endpoint.settings as PjlinkEndpoint;
    this.#plan = plan;
    this.#sink = sink;
    this.#context = context;
    this.#questions = new Questions(plan);
    this.#trouble = new TroubleLog(context.log);
    this.#backoff = new Backoff(context.random ?? Math.random);
    this.#rest = new Rest(context.clock);
  }

  start(): void {
    if (this.#loop) return;
    this.#takesUrgent = true;
    this.#questions.hasten(this.#context.clock.monotonic());
    this.#listen();
    this.#loop = this.#run();
  }

  write(point: Point, value: number, notAfterMs = Number.POSITIVE_INFINITY): Promise<WriteResult> {
    const place = this.#placeOf(point);
    const { encode } = place.item;
    if (!point.write || !encode) {
      return Promise.resolve(refused('not-writable', `${point.pointId} is read only`));
    }
    const parameter = encode(value);
    if (parameter === null) {
      return Promise.resolve(
        refused('value-out-of-range', `${value} is nothing that a projector can be set to`),
      );
    }
    const notOffered = place.item === items.input ? this.#known.notOffered(value) : null;
    if (notOffered) return Promise.resolve(refused('value-out-of-range', notOffered));
    return new Promise((resolve) => {
      this.#urge({
        run: async (connection) => {
          const isLate = this.#context.clock.monotonic() > notAfterMs;
          resolve(isLate ? tooLate : await this.#command(connection, place, value, parameter));
        },
        refuse: (failure) => resolve(writeResultOf({ ok: false, failure }, false)),
      });
    });
  }

  read(point: Point): Promise<Reading> {
    const place = this.#placeOf(point);
    return new Promise((resolve) => {
      this.#urge({
        run: async (connection) => {
          const outcome = await this.#ask(connection, place.question.header, '?');
          resolve(
            outcome.ok ? readingOf(place, outcome.answer) : missing(status[statusNameOf(outcome.failure)]),
          );
        },
        refuse: (failure) => resolve(missing(status[statusNameOf(failure)])),
      });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopListening?.();
    this.#connection?.close();
    this.#rest.wake();
    await this.#loop;
    this.#refuseUrgent(closed);
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const next = this.#questions.next(this.#context.clock.monotonic());
      if (this.#urgent.length === 0 && (!next || next.waitMs > 0)) {
        await this.#rest.for(Math.min(next?.waitMs ?? longestRestMs, longestRestMs));
        continue;
      }
      const failure = await this.#connect();
      if (this.#isClosed) break;
      if (failure) this.#lastFailure = failure;
      if (failure) await this.#lost(failure, goneAfter);
      else await this.#turn(this.#connection!);
    }
    this.#connection?.close();
  }

  /** Null when there is a connection that takes commands. */
  async #connect(): Promise<Failure | null> {
    if (this.#connection?.isOpen) return null;
    const connection = new PjlinkConnection(this.#settings, this.#context.clock);
    this.#connection = connection;
    const failure = await connection.greeted();
    if (!failure) this.#address = connection.remoteAddress;
    return failure;
  }

  /** One command, if one waits, and one question, so that neither stops the other. */
  async #turn(connection: PjlinkConnection): Promise<void> {
    const failuresBefore = this.#failuresInRow;
    await this.#urgent.shift()?.run(connection);
    const next = this.#questions.next(this.#context.clock.monotonic());
    if (connection.isOpen && next && next.waitMs === 0 && !this.#isClosed)
      await this.#poll(connection, next.question);
    if (this.#isClosed) return;
    if (this.#failuresInRow > failuresBefore) return this.#lost(this.#lastFailure, this.#failuresInRow);
    if (!this.#settings.keepOpen && this.#isIdle()) connection.close();
    if (connection.isOpen) await this.#pause();
  }

  #isIdle(): boolean {
    const next = this.#questions.next(this.#context.clock.monotonic());
    return this.#urgent.length === 0 && (!next || next.waitMs > 0);
  }

  async #poll(connection: PjlinkConnection, question: Question): Promise<void> {
    const { clock } = this.#context;
    if (clock.monotonic() < question.undefinedUntil) {
      this.#questions.asked(question, clock.monotonic());
      this.#deliver(question, { kind: 'error', code: 'ERR1' });
      return;
    }
    const outcome = await this.#ask(connection, question.header, '?');
    if (this.#isClosed) return;
    if (!outcome.ok) return this.#unanswered(question, outcome.failure);
    this.#deliver(question, outcome.answer);
    this.#planNext(question, outcome.answer);
  }

  #unanswered(question: Question, failure: Failure): void {
    if (!this.#questions.failed(question, this.#context.clock.monotonic())) return;
    this.#miss(question.places, statusNameOf(failure));
  }

  #miss(places: readonly Place[], reason: StatusName): void {
    const timeMs = this.#context.clock.now();
    for (const { driverPoint } of places) deliver(this.#sink, driverPoint, timeMs, missing(status[reason]));
  }

  #planNext(question: Question, answer: Answer): void {
    const nowMs = this.#context.clock.monotonic();
    if (answer.kind === 'value') this.#questions.asked(question, nowMs);
    else if (answer.code === 'ERR1') this.#questions.undefinedCommand(question, nowMs);
    else this.#questions.unavailable(question, nowMs);
  }

  /** Power is judged first, so that an order is never sent against what the lamp is doing. */
  async #command(
    connection: PjlinkConnection,
    place: Place,
    value: number,
    parameter: string,
  ): Promise<WriteResult> {
    const { header } = place.question;
    if (place.item === items['power-target']) {
      const told = await this.#ask(connection, header, '?');
      if (!told.ok || told.answer.kind === 'error') return this.#written(told);
      const verdict = judgePower(this.#known.power ?? Number.NaN, value);
      if (verdict === 'under-way') return { ok: true };
      if (verdict === 'busy') return refused('device-busy', busyText(value));
      // It may close the connection after each answer.
      await this.#pause();
      const failure = await this.#connect();
      if (failure) return this.#written({ ok: false, failure });
    }
    const outcome = await this.#ask(this.#connection ?? connection, header, parameter);
    this.#questions.hasten(this.#context.clock.monotonic(), place.item.body);
    return this.#written(outcome);
  }

  #written(outcome: Outcome): WriteResult {
    return writeResultOf(outcome, isUnderWay(this.#known.power));
  }

  /** Asks, and accounts for what came of it. */
  async #ask(connection: PjlinkConnection, header: string, parameter: string): Promise<Outcome> {
    const outcome = await connection.ask(header, parameter);
    if (this.#isClosed) return outcome;
    if (!outcome.ok) {
      this.#failuresInRow++;
      this.#lastFailure = outcome.failure;
      return outcome;
    }
    this.#answered();
    const { answer } = outcome;
    const isTold = parameter === '?' && answer.kind === 'value';
    if (isTold && this.#known.note(header, answer.parameter)) {
      this.#questions.hasten(this.#context.clock.monotonic());
    }
    return outcome;
  }

  #deliver(question: Question, answer: Answer): void {
    const timeMs = this.#context.clock.now();
    for (const place of question.places) {
      const told = answer.kind === 'value' ? place.item.decode(answer.parameter, place.address.lamp) : null;
      if (typeof told === 'string') {
        this.#sink.sample(place.driverPoint.index, timeMs, Number.NaN, status.good, told);
      } else deliver(this.#sink, place.driverPoint, timeMs, readingOf(place, answer));
    }
  }

  #answered(): void {
    this.#failuresInRow = 0;
    this.#takesUrgent = true;
    this.#backoff.reset();
    this.#trouble.back(this.#plan.endpoint.id);
    this.#tell(true, 'good');
  }

  /** One failure is tried again at once on a new connection; after that the projector is gone. */
  async #lost(failure: Failure, failures: number): Promise<void> {
    const isLocked = failure.kind === 'wrong-password';
    if (failures < goneAfter && !isLocked) return;
    this.#setOffline(failure);
    this.#takesUrgent = false;
    this.#refuseUrgent(failure);
    await this.#rest.for(isLocked ? wrongPasswordRestMs : this.#backoff.next());
    this.#takesUrgent = !this.#isClosed;
    this.#questions.hasten(this.#context.clock.monotonic());
  }

  #setOffline(failure: Failure): void {
    this.#trouble.lost(this.#plan.endpoint.id, failure.detail);
    if (this.#isOnline === false || this.#isClosed) return;
    this.#known.forget();
    const reason = statusNameOf(failure);
    this.#miss(this.#questions.places, reason);
    this.#tell(false, reason);
  }

  #tell(isOnline: boolean, reason: StatusName): void {
    if (this.#isOnline === isOnline) return;
    this.#isOnline = isOnline;
    for (const { device } of this.#plan.devices) this.#sink.deviceState(device.id, isOnline, reason);
  }

  /** A notice is a hint, never a value: anybody may send one, and the projector itself is asked. */
  #listen(): void {
    const { noticePort } = this.#settings;
    if (noticePort === undefined) return;
    const onTrouble = (why: string): void => this.#trouble.lost(`${this.#plan.endpoint.id} notices`, why);
    this.#stopListening = listenForNotices(
      noticePort,
      (host, notice) => this.#noticed(host, notice),
      onTrouble,
    );
  }

  #noticed(host: string, { body }: Notice): void {
    if (this.#isClosed || this.#address === undefined || host !== this.#address) return;
    this.#questions.hasten(this.#context.clock.monotonic(), body === 'LKUP' ? undefined : body);
    this.#rest.wake();
  }

  #urge(urgent: Urgent): void {
    const isTaken = this.#takesUrgent && !this.#isClosed;
    if (isTaken && this.#urgent.length < mostUrgent) {
      this.#urgent.push(urgent);
      this.#rest.wake();
    } else urgent.refuse(isTaken ? tooMany : this.#isClosed ? closed : this.#lastFailure);
  }

  #refuseUrgent(failure: Failure): void {
    for (const urgent of this.#urgent.splice(0)) urgent.refuse(failure);
  }

  #pause(): Promise<void> {
    const { pauseMs } = this.#settings;
    if (pauseMs === 0) return Promise.resolve();
    return new Promise((resolve) => void this.#context.clock.after(pauseMs, resolve));
  }

  #placeOf({ pointId }: Point): Place {
    const place = this.#questions.places.find(({ driverPoint }) => driverPoint.point.pointId === pointId);
    if (!place) throw new Error(`${pointId} is not on endpoint ${this.#plan.endpoint.id}`);
    return place;
  }
}
