// A session with one host that is asked, one listener that is posted to, or both. Several requests may be under way
// where the host takes them; commands go at once, beside the reading.
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
import { type Decoded, decodePayload } from '../payload/decode.ts';
import { Message } from '../payload/message.ts';
import { ownTimeOf } from '../payload/own-time.ts';
import { lackOf, siblingValue } from '../payload/siblings.ts';
import { RepeatingSink } from '../repeating-sink.ts';
import { Rest } from '../rest.ts';
import { missing } from '../sampling.ts';
import { type HttpAnswer, HttpClient, type HttpFailure, refusalOf } from './client.ts';
import { commandRequest, decodeAnswer } from './codec.ts';
import { Receiver } from './receiver.ts';
import { deviceStates, type HttpDeviceState, type HttpPoint, type HttpResource } from './resources.ts';
import type { HttpEndpoint } from './settings.ts';

/** Failures in a row after which what was answering is gone. */
const missesUntilGone = 2;
const silenceCheckMs = 1_000;
/** The lanes look again at least this often. */
const longestRestMs = 60_000;

export class HttpSession implements DriverSession {
  readonly #settings: HttpEndpoint;
  readonly #sink: RepeatingSink;
  readonly #context: DriverContext;
  readonly #endpointId: string;
  readonly #devices: readonly HttpDeviceState[];
  readonly #resources: readonly HttpResource[];
  readonly #places = new Map<string, HttpPoint>();
  readonly #client: HttpClient;
  readonly #receiver: Receiver | null;
  readonly #trouble: TroubleLog;
  readonly #backoff: Backoff;
  readonly #rests: Rest[] = [];
  #lanes: Promise<void>[] = [];
  #cancelSilenceCheck: (() => void) | null = null;
  #isClosed = false;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    this.#settings = plan.endpoint.settings as HttpEndpoint;
    this.#sink = new RepeatingSink(plan, sink, context.clock);
    this.#context = context;
    this.#endpointId = plan.endpoint.id;
    this.#trouble = new TroubleLog(context.log);
    this.#backoff = new Backoff(context.random ?? Math.random);
    this.#devices = deviceStates(plan);
    this.#resources = this.#devices.flatMap(({ resources }) => resources);
    for (const point of this.#devices.flatMap(({ points }) => points)) {
      this.#places.set(point.driverPoint.point.pointId, point);
    }
    this.#client = new HttpClient(this.#settings, context.clock);
    this.#receiver = this.#settings.listen ? this.#newReceiver(this.#settings.listen) : null;
  }

  start(): void {
    if (this.#lanes.length > 0 || this.#isClosed) return;
    this.#sink.start();
    const nowMs = this.#context.clock.monotonic();
    for (const state of this.#devices) state.heardAt = nowMs;
    this.#lanes = Array.from({ length: this.#settings.atOnce }, () => this.#lane());
    this.#receiver?.open();
    this.#cancelSilenceCheck = this.#context.clock.every(silenceCheckMs, () => this.#checkSilence());
  }

  async write(point: Point, value: number): Promise<WriteResult> {
    const place = this.#placeOf(point);
    const { command, lacks, state } = place;
    if (!command || !point.write)
      return { ok: false, reason: 'not-writable', detail: `${point.pointId} is read only` };
    if (lacks !== null)
      return { ok: false, reason: 'not-writable', detail: lackOf(state.device.device.id, lacks) };
    const request = commandRequest(command, value, (sibling) => siblingValue(state.points, sibling));
    if (request === null) {
      return { ok: false, reason: 'value-out-of-range', detail: `the device has no word for ${value}` };
    }
    state.commandedAt = this.#context.clock.monotonic();
    const outcome = await this.#client.ask(request);
    if ('failure' in outcome)
      return { ok: false, reason: 'device-silent', detail: outcome.failure.why, mayHaveActed: true };
    const refusal = refusalOf(outcome.answer);
    return refusal ? { ok: false, reason: 'command-refused-by-device', detail: refusal.why } : { ok: true };
  }

  /** Asks anew; of a point that is posted, the latest value if it came after the latest command. */
  async read(point: Point): Promise<Reading> {
    const place = this.#placeOf(point);
    const { resource, state } = place;
    if (!resource) {
      if (place.cameAt < state.commandedAt || place.cameAt === Number.NEGATIVE_INFINITY)
        return missing(status.waitingForInitialData);
      return { value: place.value, status: place.status };
    }
    const outcome = await this.#client.ask(resource.request);
    if ('failure' in outcome) return missing(status[outcome.failure.reason]);
    const refusal = refusalOf(outcome.answer);
    if (refusal) return missing(status[refusal.reason]);
    const { value, status: code } = decodeAnswer(new Message(outcome.answer.body), point, place.place);
    return { value, status: code };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sink.close();
    this.#cancelSilenceCheck?.();
    for (const rest of this.#rests) rest.wake();
    this.#client.close();
    await Promise.all([...this.#lanes, this.#receiver?.close()]);
  }

  async #lane(): Promise<void> {
    const rest = new Rest(this.#context.clock);
    this.#rests.push(rest);
    while (!this.#isClosed) {
      const next = this.#nextResource();
      const waitMs = next ? next.dueAt - this.#context.clock.monotonic() : longestRestMs;
      if (next && waitMs <= 0) await this.#poll(next);
      else await rest.for(Math.min(waitMs, longestRestMs));
    }
  }

  #nextResource(): HttpResource | null {
    let next: HttpResource | null = null;
    for (const resource of this.#resources) {
      if (!resource.isAsked && (!next || resource.dueAt < next.dueAt)) next = resource;
    }
    return next;
  }

  async #poll(resource: HttpResource): Promise<void> {
    const { clock } = this.#context;
    const lack = resource.points.find(({ lacks }) => lacks !== null)?.lacks;
    resource.isAsked = true;
    const began = clock.monotonic();
    const outcome = lack
      ? {
          failure: {
            reason: 'configurationError' as const,
            why: lackOf(resource.state.device.device.id, lack),
          },
        }
      : await this.#client.ask({ ...resource.request, etag: resource.etag });
    resource.isAsked = false;
    if (this.#isClosed) return;
    const failure = 'failure' in outcome ? outcome.failure : refusalOf(outcome.answer);
    if (failure) this.#missed(resource, failure, 'answer' in outcome ? outcome.answer.waitMs : 0);
    else if ('answer' in outcome) this.#answered(resource, outcome.answer, began);
    for (const rest of this.#rests) rest.wake();
  }

  #answered(resource: HttpResource, { code, etag, body }: HttpAnswer, began: number): void {
    const { state, points } = resource;
    const { dueAt, periodMs } = resource;
    resource.dueAt = (dueAt + periodMs >= began ? dueAt : began) + periodMs;
    resource.misses = 0;
    resource.isAnswering = true;
    this.#backoff.reset();
    this.#trouble.back(`${this.#endpointId} ${resource.request.path}`);
    this.#setOnline(state);
    if (code === 304) {
      this.#sayAgain(points);
      return;
    }
    resource.etag = etag;
    this.#sampleAll(state, points, new Message(body), (message, { driverPoint, place }) =>
      decodeAnswer(message, driverPoint.point, place),
    );
  }

  #missed(resource: HttpResource, { reason, why }: HttpFailure, askedToWaitMs: number): void {
    const { clock } = this.#context;
    const waitMs = Math.max(resource.periodMs, this.#backoff.next(), askedToWaitMs);
    resource.dueAt = clock.monotonic() + waitMs;
    resource.etag = null;
    resource.misses++;
    this.#trouble.lost(`${this.#endpointId} ${resource.request.path}`, why);
    if (resource.isAnswering === true && resource.misses < missesUntilGone) return;
    const isNews = resource.isAnswering !== false;
    resource.isAnswering = false;
    if (isNews) this.#miss(resource.points, reason);
    if (resource.state.resources.every(({ isAnswering }) => isAnswering === false)) {
      this.#setOffline(resource.state, reason);
    }
  }

  #newReceiver(listen: NonNullable<HttpEndpoint['listen']>): Receiver {
    const byHook = Map.groupBy(
      this.#devices.filter(({ hook }) => hook !== null),
      ({ hook }) => hook!,
    );
    return new Receiver(
      listen,
      {
        isHook: (path) => byHook.has(path),
        onPost: (path, messages) => this.#posted(byHook.get(path) ?? [], messages),
        onListening: () => this.#trouble.back(`${this.#endpointId} listener`),
        onLost: (why) => this.#listenerLost(why),
      },
      this.#context.clock,
      this.#context.random ?? Math.random,
    );
  }

  #posted(states: readonly HttpDeviceState[], bodies: readonly Buffer[]): boolean {
    if (this.#isClosed) return false;
    const messages = bodies.map((body) => new Message(body)).filter(({ isTooLarge }) => !isTooLarge);
    for (const state of states) {
      state.heardAt = this.#context.clock.monotonic();
      if (state.resources.length === 0) this.#setOnline(state);
      const posted = state.points.filter(({ resource, lacks }) => !resource && lacks === null);
      for (const message of messages) {
        this.#sampleAll(state, posted, message, (it, { driverPoint, place }) =>
          decodePayload(it, driverPoint.point, place),
        );
      }
    }
    return messages.length > 0 && messages.every(({ isEmpty, json }) => isEmpty || json !== null);
  }

  #listenerLost(why: string): void {
    if (this.#isClosed) return;
    this.#trouble.lost(`${this.#endpointId} listener`, why);
    for (const state of this.#devices) {
      if (state.resources.length === 0) this.#setOffline(state, 'notConnected');
    }
  }

  #sampleAll(
    { model }: HttpDeviceState,
    points: readonly HttpPoint[],
    message: Message,
    decode: (message: Message, point: HttpPoint) => Decoded | null,
  ): void {
    const timeMs = (model.time && ownTimeOf(message, model.time)) ?? this.#context.clock.now();
    for (const point of points) {
      const decoded = decode(message, point);
      if (decoded) this.#sample(point, timeMs, decoded);
    }
  }

  #sample(point: HttpPoint, timeMs: number, { value, status: code, text }: Decoded): void {
    point.value = value;
    point.status = code;
    point.text = text;
    point.cameAt = this.#context.clock.monotonic();
    this.#sink.sample(point.driverPoint.index, timeMs, value, code, text);
  }

  /** The host says that nothing changed. */
  #sayAgain(points: readonly HttpPoint[]): void {
    const timeMs = this.#context.clock.now();
    for (const point of points) this.#sample(point, timeMs, { ...point });
  }

  #miss(points: readonly HttpPoint[], reason: StatusName): void {
    const timeMs = this.#context.clock.now();
    for (const point of points) this.#sample(point, timeMs, missing(status[reason]));
  }

  #setOnline(state: HttpDeviceState): void {
    if (state.isOnline === true) return;
    state.isOnline = true;
    this.#sink.deviceState(state.device.device.id, true, 'good');
  }

  #setOffline(state: HttpDeviceState, reason: StatusName): void {
    if (state.isOnline === false) return;
    state.isOnline = false;
    this.#miss(
      state.points.filter(({ resource }) => !resource),
      reason,
    );
    this.#sink.deviceState(state.device.device.id, false, reason);
  }

  /** A device that only posts is offline when it has long posted nothing. */
  #checkSilence(): void {
    const nowMs = this.#context.clock.monotonic();
    for (const state of this.#devices) {
      const { silentAfterMs } = state.model;
      if (state.resources.length > 0 || silentAfterMs === undefined) continue;
      if (nowMs - state.heardAt > silentAfterMs) this.#setOffline(state, 'noCommunication');
    }
  }

  #placeOf(point: Point): HttpPoint {
    const place = this.#places.get(point.pointId);
    if (!place) throw new Error(`${point.pointId} is not on endpoint ${this.#endpointId}`);
    return place;
  }
}
