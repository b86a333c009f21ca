// What an agent needs to know of its campus: its own endpoints and devices, and the models of these. It goes from process
// to process as JSON.
import type { Device, DeviceModel, Endpoint, ZoneSpan } from '@campus/campus-model';

/** Settings and addresses are as the drivers' schemas give them. A device has the points of its model, in their order. */
export interface GatewayPart {
  readonly siteId: string;
  /** The clocks of the site. */
  readonly zone: readonly ZoneSpan[];
  readonly gatewayId: string;
  readonly endpoints: readonly Endpoint[];
  readonly devices: readonly Device[];
  /** Each model that a device names, once. */
  readonly models: readonly DeviceModel[];
}
