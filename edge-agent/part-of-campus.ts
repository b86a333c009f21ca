// Takes a gateway's part out of the campus. Apart from the agent, which shall not carry the schemas and the catalogue that
// this needs.
import { type Campus, type DeviceModelCatalogue, zoneSpans } from '@campus/campus-model';
import { driverSchemas, settledDevice, settledEndpoint, settledModel } from '@campus/device-drivers';
import type { GatewayPart } from './gateway-part.ts';

/**
 * Throws where the campus has no such gateway, a device's model is not in the catalogue, or settings do not pass the
 * drivers' schemas (`checkDevices` tells these with their places).
 */
export function partOfCampus(campus: Campus, gatewayId: string, models: DeviceModelCatalogue): GatewayPart {
  if (!campus.gateways.has(gatewayId)) throw new Error(`the campus has no gateway "${gatewayId}"`);
  const endpoints = [...campus.endpoints.values()].filter((endpoint) => endpoint.gatewayId === gatewayId);
  const schemasOf = new Map(endpoints.map(({ id, protocol }) => [id, driverSchemas[protocol]]));
  const devices = [...campus.devices.values()].filter(({ endpointId }) => schemasOf.has(endpointId));
  return {
    siteId: campus.site.id,
    zone: zoneSpans(campus.site.timeZone),
    gatewayId,
    endpoints: endpoints.map((endpoint) => settledEndpoint(endpoint, driverSchemas[endpoint.protocol])),
    devices: devices.map((device) => settledDevice(device, schemasOf.get(device.endpointId)!)),
    models: [...new Set(devices.map(({ modelId }) => modelId))].map((modelId) => {
      const model = models.get(modelId);
      if (!model) throw new Error(`a device has an unknown model "${modelId}"`);
      return settledModel(model, driverSchemas[model.protocol]);
    }),
  };
}
