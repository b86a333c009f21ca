// From topic to what it feeds: points and availabilities of devices, found in one look-up a message.
import type { DriverDevice, DriverPoint, EndpointPlan } from '../driver.ts';
import { fillJson, fillNames, unfilledName } from '../payload/names.ts';
import type { MqttAvailability, MqttCommand, MqttDevice, MqttModel, MqttPointPlace } from './settings.ts';
import { type DeviceTopics, deviceTopics, matches, topicOf } from './topics.ts';

export interface MqttPoint {
  readonly driverPoint: DriverPoint;
  readonly address: MqttPointPlace;
  readonly command: MqttCommand | null;
  /** A word between braces in the command that neither device nor model gives; null where all are given. */
  readonly lacks: string | null;
  /** The latest value, NaN where it is missing, its StatusCode, and when it came (monotonic; null: none yet). */
  value: number;
  status: number;
  cameAt: number | null;
}

/** Where one topic tells a point's value. */
interface PlacedPoint {
  readonly point: MqttPoint;
  readonly driverPoint: DriverPoint;
  readonly address: MqttPointPlace;
}

/** What a device's or its bridge's availability topic said last on this connection; null: nothing yet. */
interface HeardAvailability {
  readonly settings: MqttAvailability;
  readonly topic: string;
  /** A bridge that is there says nothing of the devices behind it; one that is gone takes them along. */
  readonly isBridge: boolean;
  isThere: boolean | null;
}

export interface MqttDeviceState {
  readonly device: DriverDevice;
  readonly topics: DeviceTopics;
  readonly model: MqttModel;
  readonly points: readonly MqttPoint[];
  readonly availabilities: readonly HeardAvailability[];
  readonly questions: readonly { readonly topic: string; readonly message: string }[];
  /** Null until it is known. */
  isOnline: boolean | null;
  /** Monotonic times of the last message, the last command and the last question. */
  heardAt: number;
  commandedAt: number;
  askedAt: number;
}

export interface TopicEntry {
  readonly state: MqttDeviceState;
  readonly points: PlacedPoint[];
  readonly availabilities: readonly HeardAvailability[];
}

interface Pattern {
  readonly levels: readonly string[];
  readonly entry: TopicEntry;
}

const onvifFolder = '/onvif-ej/';
/** ONVIF topics come with or without the namespace of their parts. */
const onvifNamespace = /tns1:/g;
/** Topics that a + stood for and that are remembered: more than a building's cameras have; then it begins anew. */
const mostMatched = 10_000;

export class TopicIndex {
  readonly devices: readonly MqttDeviceState[];
  /** What to subscribe to; availability first, so that it is known before retained values come. */
  readonly filters: readonly string[];
  readonly #entries = new Map<string, TopicEntry[]>();
  readonly #patterns: Pattern[] = [];
  readonly #matched = new Map<string, readonly TopicEntry[]>();

  constructor(plan: EndpointPlan) {
    this.devices = plan.devices.map(deviceState);
    const first = new Set<string>();
    const second = new Set<string>();
    for (const state of this.devices) this.#add(state, first, second);
    this.filters = [...new Set([...first, ...second])];
  }

  entriesOf(topic: string): readonly TopicEntry[] {
    const known = this.#entries.get(topic);
    if (known) return this.#patterns.length === 0 ? known : [...known, ...this.#matching(topic)];
    if (topic.includes(onvifFolder)) return this.#entries.get(topic.replace(onvifNamespace, '')) ?? [];
    return this.#patterns.length === 0 ? [] : this.#matching(topic);
  }

  #matching(topic: string): readonly TopicEntry[] {
    const known = this.#matched.get(topic);
    if (known) return known;
    const levels = topic.split('/');
    const found = this.#patterns.filter((pattern) => matches(levels, pattern.levels));
    const entries = found.map(({ entry }) => entry);
    if (this.#matched.size >= mostMatched) this.#matched.clear();
    this.#matched.set(topic, entries);
    return entries;
  }

  #add(state: MqttDeviceState, first: Set<string>, second: Set<string>): void {
    const { topics, availabilities } = state;
    const byTopic = Map.groupBy(state.points.flatMap(placesOf), ({ address }) =>
      topicOf(address.topic, topics),
    );
    const all = new Set([...byTopic.keys(), ...availabilities.map(({ topic }) => topic)]);
    for (const topic of all) {
      const told = availabilities.filter((availability) => availability.topic === topic);
      const entry = { state, points: byTopic.get(topic) ?? [], availabilities: told };
      if (topic.includes('+')) this.#patterns.push({ levels: topic.split('/'), entry });
      else this.#entries.set(topic, [...(this.#entries.get(topic) ?? []), entry]);
      const folder = topics.base + onvifFolder;
      (told.length > 0 ? first : second).add(topic.startsWith(folder) ? `${folder}#` : topic);
    }
  }
}

function placesOf(point: MqttPoint): PlacedPoint[] {
  const { driverPoint, address } = point;
  const { also = [], ...main } = address;
  const others = also.map((other) => ({ ...main, path: undefined, where: undefined, ...other }));
  return [main, ...others].map((place) => ({ point, driverPoint, address: place as MqttPointPlace }));
}

function deviceState(device: DriverDevice): MqttDeviceState {
  const model = device.model.settings as MqttModel;
  const topics = deviceTopics(device.device.address as MqttDevice, model);
  return {
    device,
    topics,
    model,
    points: device.points.map((driverPoint) => pointState(driverPoint, topics)),
    availabilities: (model.availability ? [model.availability].flat() : []).map((settings) => ({
      settings,
      topic: topicOf(settings.topic, topics),
      isBridge: settings.topic.startsWith('../'),
      isThere: null,
    })),
    questions: (model.ask ?? []).map(({ topic, message }) => ({
      topic: topicOf(topic, topics),
      message: fillNames(message, topics.names),
    })),
    isOnline: null,
    heardAt: 0,
    commandedAt: Number.NEGATIVE_INFINITY,
    askedAt: Number.NEGATIVE_INFINITY,
  };
}

function pointState(driverPoint: DriverPoint, topics: DeviceTopics): MqttPoint {
  const { command: written, ...place } = driverPoint.point.address as MqttPointPlace;
  const command = written
    ? { ...fillJson(written, topics.names), topic: topicOf(written.topic, topics) }
    : null;
  return {
    driverPoint,
    address: withPathsFilled(place, topics),
    command,
    lacks: unfilledName(command),
    value: Number.NaN,
    status: 0,
    cameAt: null,
  };
}

/** Topics are filled when they are resolved; words of a map are the model's own. */
function withPathsFilled(place: MqttPointPlace, { names }: DeviceTopics): MqttPointPlace {
  const filled = (path: string | undefined): { path?: string } =>
    path === undefined ? {} : { path: fillNames(path, names) };
  const where = place.where ? { where: fillJson(place.where, names) } : {};
  const also = place.also?.map((other) => ({
    ...other,
    ...filled(other.path),
    ...(other.where ? { where: fillJson(other.where, names) } : {}),
  }));
  return { ...place, ...filled(place.path), ...where, ...(also ? { also } : {}) };
}
