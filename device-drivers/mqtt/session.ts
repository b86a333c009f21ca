// A session with one field broker: messages to samples, availability to device states, commands to messages.
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
import { RepeatingSink } from '../repeating-sink.ts';
import { missing } from '../sampling.ts';
import { type Decoded, decode, decodeAvailability, encodeCommand, Message } from './codec.ts';
import { MqttConnection } from './connection.ts';
import type { MqttEndpoint } from './settings.ts';
import { type MqttDeviceState, type MqttPoint, type TopicEntry, TopicIndex } from './topic-index.ts';

/** A broker that is back within this has not been away for the devices' states. */
const lostGraceMs = 2_000;
const silenceCheckMs = 1_000;

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
        onMessage: (topic, bytes) => this.#message(topic, bytes),
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
    const { command } = place.address;
    if (!command) return { ok: false, reason: 'not-writable', detail: `${point.pointId} is read only` };
    const message = encodeCommand(command, value);
    if (message === null) {
      return { ok: false, reason: 'value-out-of-range', detail: `the device has no word for ${value}` };
    }
    state.commandedAt = this.#context.clock.monotonic();
    const failed = await this.#connection.publish(state.base + command.topic, message);
    return failed ? { ok: false, reason: 'device-silent', detail: failed } : { ok: true };
  }

  /** The latest value, if it came after the latest command: a message cannot be asked for. */
  async read(point: Point): Promise<Reading> {
    const { state, point: place } = this.#placeOf(point);
    if (!this.#connection.isConnected) return missing(status.notConnected);
    if (place.cameAt === null || place.cameAt < state.commandedAt)
      return missing(status.waitingForInitialData);
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
      state.isAvailabilityKnown = false;
    }
  }

  #lost(why: string): void {
    if (this.#isClosed || this.#cancelGrace) return;
    this.#trouble.lost(this.#endpointId, why);
    this.#cancelGrace = this.#context.clock.after(lostGraceMs, () => {
      for (const state of this.#index.devices) this.#setOffline(state, 'notConnected');
    });
  }

  #message(topic: string, bytes: Buffer): void {
    if (this.#isClosed) return;
    const message = new Message(bytes);
    for (const entry of this.#index.entriesOf(topic)) {
      if (!message.isEmpty) entry.state.heardAt = this.#context.clock.monotonic();
      if (entry.isAvailability) this.#availability(entry, message);
      else if (!message.isEmpty && mayShowLife(entry.state)) this.#setOnline(entry.state);
      this.#sampleAll(entry, message);
    }
  }

  #sampleAll({ points }: TopicEntry, message: Message): void {
    const timeMs = this.#context.clock.now();
    for (const point of points) {
      const decoded = decode(message, point.driverPoint.point, point.address);
      if (decoded) this.#sample(point, timeMs, decoded);
    }
  }

  #sample(point: MqttPoint, timeMs: number, decoded: Decoded): void {
    point.value = decoded.value;
    point.status = decoded.status;
    point.cameAt = this.#context.clock.monotonic();
    this.#sink.sample(point.driverPoint.index, timeMs, decoded.value, decoded.status, decoded.text);
  }

  #availability({ state, points }: TopicEntry, message: Message): void {
    const { availability } = state.model;
    const isThere = availability ? decodeAvailability(message, availability) : null;
    if (isThere === null || !availability) return;
    state.isAvailabilityKnown = true;
    if (isThere || !availability.isDeath) this.#setOnline(state);
    if (isThere) return;
    if (availability.isDeath) this.#setOffline(state, 'noCommunication');
    else
      this.#miss(
        state.points.filter((point) => !points.includes(point)),
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
    for (const point of points) this.#sample(point, timeMs, missing(status[reason]));
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

/** Whether a message of its own shows that a device is there; one that says so on a topic is believed there. */
function mayShowLife({ model, isAvailabilityKnown }: MqttDeviceState): boolean {
  return model.availability?.isDeath !== true || !isAvailabilityKnown;
}
