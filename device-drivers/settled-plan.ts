// Settings and addresses as a protocol's schemas give them: judged, defaults filled in. So a session needs no schema.
import type { Device, DeviceModel, Endpoint } from '@campus/campus-model';
import type { z } from 'zod';
import type { DriverDevice, DriverSchemas, EndpointPlan } from './driver.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Throws where settings or an address do not pass; drivers that stand alone settle their plan by it. */
export function settledPlan(plan: EndpointPlan, schemas: DriverSchemas): EndpointPlan {
  return {
    endpoint: settledEndpoint(plan.endpoint, schemas),
    devices: plan.devices.map(({ device, model, points }): DriverDevice => {
      const settled = settledModel(model, schemas);
      const settledPoints = points.map(({ index, point }) => ({
        index,
        point: { ...point, address: settingsOf(schemas.pointAddressSchema, point.address) },
      }));
      return { device: settledDevice(device, schemas), model: settled, points: settledPoints };
    }),
  };
}

export function settledEndpoint(endpoint: Endpoint, { endpointSchema }: DriverSchemas): Endpoint {
  return { ...endpoint, settings: settingsOf(endpointSchema, endpoint.settings) };
}

export function settledDevice(device: Device, { deviceAddressSchema }: DriverSchemas): Device {
  return { ...device, address: settingsOf(deviceAddressSchema, device.address) };
}

export function settledModel(model: DeviceModel, schemas: DriverSchemas): DeviceModel {
  const points = model.points.map((point) => ({
    ...point,
    address: settingsOf(schemas.pointAddressSchema, point.address),
  }));
  return { ...model, settings: settingsOf(schemas.modelSettingsSchema, model.settings), points };
}

function settingsOf(schema: z.ZodType, value: Settings): Record<string, unknown> {
  return schema.parse(value) as Record<string, unknown>;
}
