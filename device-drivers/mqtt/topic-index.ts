// From topic to what it feeds: points and availabilities of devices, found in one look-up a message.
import type { DriverDevice, DriverPoint, EndpointPlan } from '../driver.ts';
import type { MqttDevice, MqttModel, MqttPointPlace } from './settings.ts';

export interface MqttPoint {
  readonly driverPoint: DriverPoint;
  readonly address: MqttPointPlace;
  /** The latest value, NaN where it is missing, its StatusCode, and when it came (monotonic; null: none yet). */
  value: number;
  status: number;
  cameAt: number | null;
}

export interface MqttDeviceState {
  readonly device: DriverDevice;
  readonly base: string;
  readonly model: MqttModel;
  readonly points: readonly MqttPoint[];
  /** Null until it is known. */
  isOnline: boolean | null;
  /** Whether its availability topic has spoken on this connection. */
  isAvailabilityKnown: boolean;
  /** Monotonic times of the last message and the last command. */
  heardAt: number;
  commandedAt: number;
}

export interface TopicEntry {
  readonly state: MqttDeviceState;
  readonly points: MqttPoint[];
  readonly isAvailability: boolean;
}

const onvifFolder = '/onvif-ej/';
/** ONVIF topics come with or without the namespace of their parts. */
const onvifNamespace = /tns1:/g;

export class TopicIndex {
  readonly devices: readonly MqttDeviceState[];
  /** What to subscribe to; availability first, so that it is known before retained values come. */
  readonly filters: readonly string[];
  readonly #entries = new Map<string, TopicEntry[]>();

  constructor(plan: EndpointPlan) {
    this.devices = plan.devices.map(deviceState);
    const first = new Set<string>();
    const second = new Set<string>();
    for (const state of this.devices) this.#add(state, first, second);
    this.filters = [...new Set([...first, ...second])];
  }

  entriesOf(topic: string): readonly TopicEntry[] {
    const known = this.#entries.get(topic);
    if (known) return known;
    return topic.includes(onvifFolder) ? (this.#entries.get(topic.replace(onvifNamespace, '')) ?? []) : [];
  }

  #add(state: MqttDeviceState, availabilities: Set<string>, values: Set<string>): void {
    const { availability } = state.model;
    const byTopic = Map.groupBy(state.points, ({ address }) => state.base + address.topic);
    const availabilityTopic = availability ? state.base + availability.topic : null;
    const topics = new Set(byTopic.keys());
    if (availabilityTopic) topics.add(availabilityTopic);
    for (const topic of topics) {
      const known = this.#entries.get(topic) ?? [];
      this.#entries.set(topic, known);
      const isAvailability = topic === availabilityTopic;
      known.push({ state, points: byTopic.get(topic) ?? [], isAvailability });
      const filter = topic.startsWith(state.base + onvifFolder) ? `${state.base}${onvifFolder}#` : topic;
      (isAvailability ? availabilities : values).add(filter);
    }
  }
}

function deviceState(device: DriverDevice): MqttDeviceState {
  return {
    device,
    base: baseTopic(device.device.address),
    model: device.model.settings as MqttModel,
    points: device.points.map((driverPoint) => ({
      driverPoint,
      address: driverPoint.point.address as MqttPointPlace,
      value: Number.NaN,
      status: 0,
      cameAt: null,
    })),
    isOnline: null,
    isAvailabilityKnown: false,
    heardAt: 0,
    commandedAt: Number.NEGATIVE_INFINITY,
  };
}

/** Topic that the device's own topics begin with. */
function baseTopic(device: MqttDevice): string {
  return device.topic ?? device.prefix ?? '';
}
