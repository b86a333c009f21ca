// What goes over a connection: commands first, then reads by schedule, as many in flight as it bears. What an answer
// means for units is the health's; connecting again the session's.
import type { Clock } from '@campus/runtime/plain';
import type { DriverSink } from '../driver.ts';
import { type Answer, type Failure, isRefusal, isSilence, statusNameOf } from './answer.ts';
import { countsAgainst, type Health } from './health.ts';
import type { ModbusLink } from './link.ts';
import { type Request, readValues } from './messages.ts';
import { deliverBlock } from './samples.ts';
import type { Schedule } from './schedule.ts';
import type { ModbusEndpoint } from './settings.ts';
import type { ModbusUnit, ScheduledBlock } from './unit.ts';

/** Commands and readbacks that may wait: more than a person can ask for while one answer is awaited. */
const mostUrgent = 64;
/** It looks again at least this often. */
const longestRestMs = 60_000;
/** From so many requests in flight on, one place is kept for commands: they leave at once. */
const keepsPlaceFrom = 4;
/** After a connection was spoilt by who knows whom, this long one request is in flight: the next time it is known. */
const carefulMs = 30_000;

/** A command or readback. */
export interface Urgent {
  readonly unit: ModbusUnit;
  readonly request: Request;
  /** The answer as it is read; what it says of the unit is accounted for. */
  settle(answer: Answer<Buffer>): Answer<unknown>;
  refuse(detail: string): void;
  /** Monotonic: what has not left by then is told so and does not leave. */
  readonly notAfterMs?: number;
  expire?(): void;
}

/** A read's bytes; they stand until the link reads on. */
interface Arrived {
  readonly read: ScheduledBlock;
  readonly bytes: Buffer;
}

interface TrafficParts {
  readonly settings: ModbusEndpoint;
  readonly schedule: Schedule;
  readonly health: Health;
  readonly sink: DriverSink;
  readonly clock: Clock;
  /** Requests in flight on a connection. */
  readonly mostInFlight: number;
  /** A unit refused a read that was then divided. */
  onLearned(): void;
}

export class Traffic {
  readonly #parts: TrafficParts;
  readonly #clock: Clock;
  readonly #urgent: Urgent[] = [];
  /** What has come is handed over when the next requests are on their way: the bus does not wait for it. */
  readonly #arrived: Arrived[] = [];
  #link: ModbusLink | null = null;
  /** Commands may wait: there is a connection, or there will be at once. */
  #takesUrgent = false;
  /** Between two commands one read is done, so that commands cannot stop the plan. */
  #owesRead = false;
  /** Monotonic. */
  #pausedUntil = 0;
  #carefulUntil = Number.NEGATIVE_INFINITY;
  #wake: { readonly at: number; cancel(): void } | null = null;

  constructor(parts: TrafficParts) {
    this.#parts = parts;
    this.#clock = parts.clock;
  }

  begin(link: ModbusLink): void {
    this.#link = link;
    this.#takesUrgent = true;
    this.#pausedUntil = 0;
    this.pump();
  }

  /** The connection ended; commands go on waiting until they are refused. */
  end(): void {
    this.#link = null;
    this.#deliver();
    this.#wake?.cancel();
    this.#wake = null;
  }

  /** For a while one request is in flight. */
  beCareful(): void {
    this.#carefulUntil = this.#clock.monotonic() + carefulMs;
  }

  urge(urgent: Urgent): void {
    if (!this.#takesUrgent) urgent.refuse('not connected');
    else if (this.#urgent.length >= mostUrgent) urgent.refuse(`more than ${mostUrgent} commands wait`);
    else {
      this.#urgent.push(urgent);
      this.pump();
    }
  }

  refuseUrgent(detail: string): void {
    this.#takesUrgent = false;
    for (const urgent of this.#urgent.splice(0)) urgent.refuse(detail);
  }

  /** Asks for as much as may be in flight. */
  pump(): void {
    const link = this.#link;
    if (!link) return;
    const nowMs = this.#clock.monotonic();
    const most = nowMs < this.#carefulUntil ? 1 : this.#parts.mostInFlight;
    const mostReads = most >= keepsPlaceFrom ? most - 1 : most;
    while (link.isOpen && link.inFlight < most && this.#askNext(link, nowMs, mostReads));
    link.flush();
    this.#deliver();
  }

  #deliver(): void {
    const { sink } = this.#parts;
    for (const { read, bytes } of this.#arrived.splice(0)) {
      deliverBlock(sink, this.#clock.now(), read.block, bytes);
    }
  }

  #askNext(link: ModbusLink, nowMs: number, mostReads: number): boolean {
    if (nowMs < this.#pausedUntil) {
      this.#wakeAt(this.#pausedUntil);
      return false;
    }
    if (this.#urgent.length > 0 && !this.#owesRead) {
      const urgent = this.#urgent.shift()!;
      if (nowMs > (urgent.notAfterMs ?? nowMs)) urgent.expire?.();
      else this.#askUrgent(link, urgent, nowMs);
      return true;
    }
    if (link.inFlight >= mostReads) return false;
    const next = this.#parts.schedule.next(nowMs);
    const owedRead = this.#owesRead;
    this.#owesRead = false;
    if ('block' in next) this.#askRead(link, next, nowMs);
    else if (owedRead && this.#urgent.length > 0) return true;
    else this.#wakeAt(nowMs + Math.min(next.waitMs, longestRestMs));
    return 'block' in next;
  }

  #askUrgent(link: ModbusLink, urgent: Urgent, askedAt: number): void {
    const { unit, request, settle } = urgent;
    this.#owesRead = true;
    unit.inFlight++;
    link.ask(request, this.#parts.settings.timeoutMs, (answer) => {
      unit.inFlight--;
      const read = settle(answer);
      if (link.isOpen) this.#account(link, unit, read, askedAt);
    });
  }

  #askRead(link: ModbusLink, read: ScheduledBlock, askedAt: number): void {
    const { unit, block, request } = read;
    read.isInFlight = true;
    unit.inFlight++;
    link.ask(request, this.#parts.schedule.timeoutFor(unit), (body) => {
      read.isInFlight = false;
      unit.inFlight--;
      if (isDisturbed(link, unit)) return;
      const answer = body.ok ? readValues(request, block.table, block.count, body.value) : body;
      this.#polled(link, read, answer, askedAt);
    });
  }

  #polled(link: ModbusLink, read: ScheduledBlock, answer: Answer<Buffer>, askedAt: number): void {
    this.#parts.schedule.done(read, this.#clock.monotonic());
    if (link.isOpen) this.#account(link, read.unit, answer, askedAt);
    if (answer.ok) {
      read.failures = 0;
      this.#arrived.push({ read, bytes: answer.value });
    } else if (isRefusal(answer.failure)) this.#refused(read, answer.failure);
    else this.#unread(read, answer.failure);
  }

  #account(link: ModbusLink, unit: ModbusUnit, answer: Answer<unknown>, askedAt: number): void {
    const { health, settings } = this.#parts;
    health.account(unit, answer, askedAt);
    if (settings.pauseMs > 0) this.#pausedUntil = this.#clock.monotonic() + settings.pauseMs;
    if (health.isDoubtful) link.drop(health.doubt, 'doubted');
  }

  #refused(read: ScheduledBlock, failure: Failure): void {
    if (read.unit.refused(read, this.#clock.monotonic())) this.#parts.onLearned();
    else this.#parts.health.refused(read.unit, read.block.spans, failure);
  }

  /** A single silence gives no sample yet; anything else is told at once. */
  #unread(read: ScheduledBlock, failure: Failure): void {
    const isGivenUp = countsAgainst(failure) && read.unit.readFailed(read, this.#clock.monotonic());
    if (isGivenUp || !isSilence(failure)) this.#parts.health.miss(read.block.spans, statusNameOf(failure));
  }

  /** A timer that rings too early does no harm: it is left where it is. */
  #wakeAt(at: number): void {
    if (this.#wake) {
      if (this.#wake.at <= at) return;
      this.#wake.cancel();
    }
    const waitMs = Math.max(0, Math.ceil(at - this.#clock.monotonic()));
    const cancel = this.#clock.after(waitMs, () => {
      this.#wake = null;
      this.pump();
    });
    this.#wake = { at, cancel };
  }
}

/** The request was cut short by what another unit, or nobody known, did to the connection. */
function isDisturbed(link: ModbusLink, unit: ModbusUnit): boolean {
  return !link.isOpen && link.ending.culprit !== unit.id;
}
