// A session with one field broker: messages to samples, availability to device states, commands to messages.
// What a device and its bridge say of being there is weighed in presence.ts.
import { type Point, type StatusName, status } from '@campus/campus-model/plain';
import { TroubleLog } from '@campus/runtime/plain';
import type {
  DriverContext,
  DriverSession,
  DriverSink,
  EndpointPlan,
  Reading,
  WriteResult,
} from '../driver.ts';
import { ownTimeOf } from '../payload/own-time.ts';
import { lackOf, siblingValue } from '../payload/siblings.ts';
import { RepeatingSink } from '../repeating-sink.ts';
import { missing } from '../sampling.ts';
import { type Decoded, decode, encodeCommand, Message } from './codec.ts';
import { MqttConnection } from './connection.ts';
import { forgetAvailability, hear, isSaidAway, isSaidThere } from './presence.ts';
import type { MqttEndpoint } from './settings.ts';
import { type MqttDeviceState, type MqttPoint, type TopicEntry, TopicIndex } from './topic-index.ts';

/** A broker that is back within this has not been away for the devices' states. */
const lostGraceMs = 2_000;
const silenceCheckMs = 1_000;
/** A device that is asked for its state is given this long before it is asked again. */
const askAgainMs = 1_000;

export class MqttSession implements DriverSession {
  readonly #sink: RepeatingSink;
  readonly #context: DriverContext;
  readonly #endpointId: string;
  readonly #index: TopicIndex;
  readonly #places = new Map<string, { readonly state: MqttDeviceState; readonly point: MqttPoint }>();
  readonly #connection: MqttConnection;
  readonly #trouble: TroubleLog;
  #isClosed = false;
  #cancelGrace: (() => void) | null = null;
  #cancelSilenceCheck: (() => void) | null = null;

  constructor(plan: EndpointPlan, sink: DriverSink, context: DriverContext) {
    this.#sink = new RepeatingSink(plan, sink, context.clock);
    this.#context = context;
    this.#endpointId = plan.endpoint.id;
    this.#index = new TopicIndex(plan);
    this.#trouble = new TroubleLog(context.log);
    for (const state of this.#index.devices) {
      for (const point of state.points) this.#places.set(point.driverPoint.point.pointId, { state, point });
    }
    this.#connection = new MqttConnection(
      plan.endpoint.settings as MqttEndpoint,
      this.#index.filters,
      {
        onConnected: () => this.#connected(),
        onListening: () => this.#askAll(),
        onMessage: (topic, bytes, isRetained) => this.#message(topic, bytes, isRetained),
        onLost: (why) => this.#lost(why),
        onRefusedTopic: (filter) =>
          this.#trouble.lost(`${this.#endpointId} ${filter}`, 'not allowed to listen'),
      },
      context.clock,
      context.random ?? Math.random,
    );
  }

  start(): void {
    this.#sink.start();
    this.#connection.open();
    this.#cancelSilenceCheck = this.#context.clock.every(silenceCheckMs, () => this.#checkSilence());
  }

  async write(point: Point, value: number): Promise<WriteResult> {
    const { state, point: place } = this.#placeOf(point);
    const { command, lacks } = place;
    if (!command || !point.write)
      return { ok: false, reason: 'not-writable', detail: `${point.pointId} is read only` };
    if (lacks !== null)
      return { ok: false, reason: 'not-writable', detail: lackOf(state.device.device.id, lacks) };
    const message = encodeCommand(command, value, (sibling) => siblingValue(state.points, sibling));
    if (message === null) {
      return { ok: false, reason: 'value-out-of-range', detail: `the device has no word for ${value}` };
    }
    state.commandedAt = this.#context.clock.monotonic();
    const failed = await this.#connection.publish(command.topic, message);
    return failed ? { ok: false, reason: 'device-silent', detail: failed, mayHaveActed: true } : { ok: true };
  }

  /** The latest value, if it came after the latest command; a device that can be asked for it is asked. */
  async read(point: Point): Promise<Reading> {
    const { state, point: place } = this.#placeOf(point);
    if (!this.#connection.isConnected) return missing(status.notConnected);
    if (place.cameAt === null || place.cameAt < state.commandedAt) {
      this.#ask(state);
      return missing(status.waitingForInitialData);
    }
    return { value: place.value, status: place.status };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sink.close();
    this.#cancelGrace?.();
    this.#cancelSilenceCheck?.();
    await this.#connection.close();
  }

  #connected(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = null;
    this.#trouble.back(this.#endpointId);
    const nowMs = this.#context.clock.monotonic();
    for (const state of this.#index.devices) {
      state.heardAt = nowMs;
      forgetAvailability(state);
    }
  }

  #askAll(): void {
    for (const state of this.#index.devices) {
      state.askedAt = Number.NEGATIVE_INFINITY;
      this.#ask(state);
    }
  }

  #ask(state: MqttDeviceState): void {
    const nowMs = this.#context.clock.monotonic();
    if (nowMs - state.askedAt < askAgainMs) return;
    state.askedAt = nowMs;
    for (const { topic, message } of state.questions) this.#connection.say(topic, message);
  }

  #lost(why: string): void {
    if (this.#isClosed || this.#cancelGrace) return;
    this.#trouble.lost(this.#endpointId, why);
    this.#cancelGrace = this.#context.clock.after(lostGraceMs, () => {
      for (const state of this.#index.devices) this.#setOffline(state, 'notConnected');
    });
  }

  #message(topic: string, bytes: Buffer, isRetained: boolean): void {
    if (this.#isClosed) return;
    const message = new Message(bytes);
    for (const entry of this.#index.entriesOf(topic)) {
      const { state } = entry;
      const isOld = isRetained && state.model.retained === 'last-known';
      if (entry.availabilities.length > 0) this.#availability(entry, message);
      else if (!message.isEmpty && !isOld && !isSaidAway(state)) this.#setOnline(state);
      if (!message.isEmpty && !isOld) state.heardAt = this.#context.clock.monotonic();
      this.#sampleAll(entry, message, isRetained);
    }
  }

  #sampleAll({ state, points }: TopicEntry, message: Message, isRetained: boolean): void {
    if (points.length === 0) return;
    const { time, retained } = state.model;
    const timeMs = (time && ownTimeOf(message, time)) ?? this.#context.clock.now();
    for (const { point, driverPoint, address } of points) {
      const decoded = decode(message, driverPoint.point, address);
      if (!decoded) continue;
      const isOld = isRetained && retained === 'last-known' && decoded.status === status.good;
      const told = isOld ? { ...decoded, status: status.lastUsableValue } : decoded;
      this.#sample(point, timeMs, told);
      if (!isRetained || state.commandedAt === Number.NEGATIVE_INFINITY) this.#came(point);
    }
  }

  #sample(point: MqttPoint, timeMs: number, decoded: Decoded): void {
    point.value = decoded.value;
    point.status = decoded.status;
    this.#sink.sample(point.driverPoint.index, timeMs, decoded.value, decoded.status, decoded.text);
  }

  /** What the broker had kept is no readback of a command. */
  #came(point: MqttPoint): void {
    point.cameAt = this.#context.clock.monotonic();
  }

  #availability(entry: TopicEntry, message: Message): void {
    const { state } = entry;
    for (const availability of entry.availabilities) {
      if (!hear(availability, message)) continue;
      if (availability.settings.isDeath === false) this.#absence(entry, availability.isThere === true);
      else if (isSaidAway(state)) this.#setOffline(state, 'noCommunication');
      else if (isSaidThere(state)) this.#setOnline(state);
    }
  }

  /** A point of the model tells of it: the device stays, what it would measure is missing. */
  #absence({ state, points }: TopicEntry, isThere: boolean): void {
    this.#setOnline(state);
    if (isThere) return;
    const telling = new Set(points.map(({ point }) => point));
    this.#miss(
      state.points.filter((point) => !telling.has(point)),
      'noCommunication',
    );
  }

  #setOnline(state: MqttDeviceState): void {
    if (state.isOnline === true) return;
    state.isOnline = true;
    this.#sink.deviceState(state.device.device.id, true, 'good');
  }

  #setOffline(state: MqttDeviceState, reason: StatusName): void {
    if (state.isOnline === false) return;
    state.isOnline = false;
    this.#miss(state.points, reason);
    this.#sink.deviceState(state.device.device.id, false, reason);
  }

  #miss(points: readonly MqttPoint[], reason: StatusName): void {
    const timeMs = this.#context.clock.now();
    for (const point of points) {
      this.#sample(point, timeMs, missing(status[reason]));
      this.#came(point);
    }
  }

  /** A device without an availability topic is offline when it has long said nothing. */
  #checkSilence(): void {
    if (!this.#connection.isConnected) return;
    const nowMs = this.#context.clock.monotonic();
    for (const state of this.#index.devices) {
      const { silentAfterMs } = state.model;
      if (silentAfterMs !== undefined && nowMs - state.heardAt > silentAfterMs) {
        this.#setOffline(state, 'noCommunication');
      }
    }
  }

  #placeOf(point: Point): { readonly state: MqttDeviceState; readonly point: MqttPoint } {
    const place = this.#places.get(point.pointId);
    if (!place) throw new Error(`${point.pointId} is not on endpoint ${this.#endpointId}`);
    return place;
  }
}
