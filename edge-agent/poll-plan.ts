// What this gateway reads: its points under small numbers (plan indices), grouped by endpoint and device.
import type { Campus, DeviceModelCatalogue, Point, PointId } from '@campus/campus-model';
import type { DriverDevice, EndpointPlan } from '@campus/device-drivers';

export interface PlannedDevice {
  readonly id: string;
  readonly endpointId: string;
  /** Plan index of its first point, and one past its last: a device's indices are contiguous. */
  readonly start: number;
  readonly end: number;
}

export interface PollPlan {
  readonly siteId: string;
  readonly gatewayId: string;
  /** Plan index → point. */
  readonly points: readonly Point[];
  readonly indexOf: ReadonlyMap<PointId, number>;
  readonly devices: ReadonlyMap<string, PlannedDevice>;
  readonly endpoints: readonly EndpointPlan[];
}

/** Throws where the campus has no such gateway or a device's model is not in the catalogue. */
export function buildPollPlan(campus: Campus, gatewayId: string, models: DeviceModelCatalogue): PollPlan {
  if (!campus.gateways.has(gatewayId)) throw new Error(`the campus has no gateway "${gatewayId}"`);
  const pointsOf = groupBy(campus.points.values(), (point) => point.deviceId);
  const devicesOf = groupBy(campus.devices.values(), (device) => device.endpointId);
  const points: Point[] = [];
  const devices = new Map<string, PlannedDevice>();
  const endpoints: EndpointPlan[] = [];
  for (const endpoint of campus.endpoints.values()) {
    if (endpoint.gatewayId !== gatewayId) continue;
    const planned: DriverDevice[] = [];
    for (const device of devicesOf.get(endpoint.id) ?? []) {
      const model = models.get(device.modelId);
      if (!model) throw new Error(`device "${device.id}" has an unknown model "${device.modelId}"`);
      const start = points.length;
      const own = pointsOf.get(device.id) ?? [];
      points.push(...own);
      planned.push({ device, model, points: own.map((point, i) => ({ index: start + i, point })) });
      devices.set(device.id, { id: device.id, endpointId: endpoint.id, start, end: points.length });
    }
    endpoints.push({ endpoint, devices: planned });
  }
  const indexOf = new Map(points.map((point, index) => [point.pointId, index]));
  return { siteId: campus.site.id, gatewayId, points, indexOf, devices, endpoints };
}

function groupBy<T>(all: Iterable<T>, keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
