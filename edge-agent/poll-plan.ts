// What this gateway reads: its points under small numbers (plan indices), grouped by endpoint and device.
import type { Point, PointId } from '@campus/campus-model';
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

export interface PollPlan {
  readonly siteId: string;
  readonly gatewayId: string;
  /** Plan index → point. */
  readonly points: readonly Point[];
  readonly indexOf: ReadonlyMap<PointId, number>;
  readonly devices: ReadonlyMap<string, PlannedDevice>;
  readonly endpoints: readonly EndpointPlan[];
}

/** Throws where the part lacks a device's model. */
export function buildPollPlan({ siteId, gatewayId, ...part }: GatewayPart): PollPlan {
  const models = new Map(part.models.map((model) => [model.id, model]));
  const devicesOf = Map.groupBy(part.devices, (device) => device.endpointId);
  const points: Point[] = [];
  const devices = new Map<string, PlannedDevice>();
  const endpoints = part.endpoints.map((endpoint): EndpointPlan => {
    const planned = (devicesOf.get(endpoint.id) ?? []).map((device): DriverDevice => {
      const model = models.get(device.modelId);
      if (!model) throw new Error(`device "${device.id}" has an unknown model "${device.modelId}"`);
      const start = points.length;
      for (const pointModel of model.points) points.push(new PlannedPoint(device, pointModel));
      devices.set(device.id, { id: device.id, endpointId: endpoint.id, start, end: points.length });
      const own = points.slice(start).map((point, i) => ({ index: start + i, point }));
      return { device, model, points: own };
    });
    return { endpoint, devices: planned };
  });
  const indexOf = new Map(points.map((point, index) => [point.pointId, index]));
  return { siteId, gatewayId, points, indexOf, devices, endpoints };
}
