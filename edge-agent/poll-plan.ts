// What this gateway reads: its points under small numbers (plan indices), grouped by endpoint and device. It follows the
// campus: what stayed keeps its numbers, what is new gets numbers behind all others, and no number is given twice.
import type { DeviceModel, Point, PointId } from '@campus/campus-model';
import type { DriverDevice, EndpointPlan } from '@campus/device-drivers/sessions';
import type { GatewayPart } from './gateway-part.ts';
import { PlannedPoint } from './planned-point.ts';

export interface PlannedDevice {
  readonly id: string;
  readonly endpointId: string;
  /** Plan index of its first point, and one past its last: a device's indices are contiguous. */
  readonly start: number;
  readonly end: number;
}

export interface PlanChange {
  /** Endpoints whose session ends: removed or changed. */
  readonly closed: readonly string[];
  /** Endpoints whose session begins: new or changed. */
  readonly opened: readonly EndpointPlan[];
  /** Devices that this gateway no longer has. */
  readonly removedDevices: readonly PlannedDevice[];
  /** Devices that had other points before. */
  readonly renumberedDevices: readonly PlannedDevice[];
  /** Points that have another number now: from, to. */
  readonly moved: readonly (readonly [from: number, to: number])[];
}

export class PollPlan {
  readonly siteId: string;
  readonly gatewayId: string;
  /** Plan index → point; numbers of points that left keep theirs. */
  readonly points: Point[] = [];
  readonly indexOf = new Map<PointId, number>();
  readonly devices = new Map<string, PlannedDevice>();
  #endpoints: readonly EndpointPlan[] = [];
  /** The last number of each point that left. */
  readonly #gone = new Map<PointId, number>();
  /** What each device was numbered by. */
  readonly #modelOf = new Map<string, DeviceModel>();

  /** Throws where the part lacks a device's model. */
  constructor(part: GatewayPart) {
    this.siteId = part.siteId;
    this.gatewayId = part.gatewayId;
    this.follow(part);
  }

  get endpoints(): readonly EndpointPlan[] {
    return this.#endpoints;
  }

  /** Takes another part of the same gateway over. Throws, with nothing changed, where it lacks a device's model. */
  follow(part: GatewayPart): PlanChange {
    const before = new Map(this.#endpoints.map((plan) => [plan.endpoint.id, plan]));
    const devicesBefore = new Map(this.devices);
    const moved: [number, number][] = [];
    const wanted = wantedOf(part);
    this.#endpoints = wanted.map(({ endpoint, devices }) => {
      const known = before.get(endpoint.id);
      if (known && isSame(known, endpoint, devices)) return known;
      return { endpoint, devices: devices.map((wish) => this.#number(wish, endpoint.id, moved)) };
    });
    const present = new Set(part.devices.map(({ id }) => id));
    const removedDevices = [...devicesBefore.values()].filter(({ id }) => !present.has(id));
    for (const device of removedDevices) this.#forget(device);
    const now = new Set(this.#endpoints);
    return {
      closed: [...before.values()].filter((plan) => !now.has(plan)).map(({ endpoint }) => endpoint.id),
      opened: this.#endpoints.filter((plan) => before.get(plan.endpoint.id) !== plan),
      removedDevices,
      renumberedDevices: [...devicesBefore.values()].filter(({ id, start }) => {
        const device = this.devices.get(id);
        return device !== undefined && device.start !== start;
      }),
      moved,
    };
  }

  #number({ device, model }: Wish, endpointId: string, moved: [number, number][]): DriverDevice {
    const known = this.devices.get(device.id);
    const isKnown = known !== undefined && hasSamePoints(this.#modelOf.get(device.id)!, model);
    const start = isKnown ? known.start : this.points.length;
    const points = model.points.map((pointModel, i) => {
      const point = new PlannedPoint(device, pointModel);
      const index = start + i;
      const former = this.indexOf.get(point.pointId) ?? this.#gone.get(point.pointId);
      if (former !== undefined && former !== index) moved.push([former, index]);
      this.points[index] = point;
      return { index, point };
    });
    if (known && !isKnown) this.#forget(known);
    for (const { index, point } of points) {
      this.indexOf.set(point.pointId, index);
      this.#gone.delete(point.pointId);
    }
    this.#modelOf.set(device.id, model);
    this.devices.set(device.id, { id: device.id, endpointId, start, end: start + points.length });
    return { device, model, points };
  }

  #forget({ id, start, end }: PlannedDevice): void {
    for (let index = start; index < end; index++) {
      const { pointId } = this.points[index]!;
      this.indexOf.delete(pointId);
      this.#gone.set(pointId, index);
    }
    this.devices.delete(id);
    this.#modelOf.delete(id);
  }
}

function hasSamePoints(a: DeviceModel, b: DeviceModel): boolean {
  return a === b || JSON.stringify(a.points) === JSON.stringify(b.points);
}

type Wish = Pick<DriverDevice, 'device' | 'model'>;

function wantedOf(part: GatewayPart): { endpoint: EndpointPlan['endpoint']; devices: Wish[] }[] {
  const models = new Map(part.models.map((model) => [model.id, model]));
  const devicesOf = Map.groupBy(part.devices, (device) => device.endpointId);
  return part.endpoints.map((endpoint) => ({
    endpoint,
    devices: (devicesOf.get(endpoint.id) ?? []).map((device) => {
      const model = models.get(device.modelId);
      if (!model) throw new Error(`device "${device.id}" has an unknown model "${device.modelId}"`);
      return { device, model };
    }),
  }));
}

/** Nothing that a session or a sample depends on differs. */
function isSame(known: EndpointPlan, endpoint: EndpointPlan['endpoint'], devices: readonly Wish[]): boolean {
  const before = known.devices.map(({ device, model }) => ({ device, model }));
  return JSON.stringify([known.endpoint, before]) === JSON.stringify([endpoint, devices]);
}
