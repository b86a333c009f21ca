// What ingest must know of each point, by gateway, device and metric name, without a look into the campus a sample.
import type { Campus } from '@campus/campus-model';

/** Points of one device: index by metric name, which is the local point id. */
export type DevicePoints = ReadonlyMap<string, number>;

export class PointBook {
  /** Plausible span by point index; endless where the model names none. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** 1 for text points. */
  readonly isText: Uint8Array;
  readonly #devices = new Map<string, { gatewayId: string; points: Map<string, number> }>();
  readonly #devicesOf = new Map<string, string[]>();

  constructor(campus: Campus) {
    const points = [...campus.points.values()];
    this.min = Float64Array.from(points, ({ range }) => range?.min ?? Number.NEGATIVE_INFINITY);
    this.max = Float64Array.from(points, ({ range }) => range?.max ?? Number.POSITIVE_INFINITY);
    this.isText = Uint8Array.from(points, ({ quantity }) => (quantity === 'text' ? 1 : 0));
    for (const id of campus.gateways.keys()) this.#devicesOf.set(id, []);
    for (const { id, gatewayId } of campus.devices.values()) {
      this.#devices.set(id, { gatewayId, points: new Map() });
      this.#devicesOf.get(gatewayId)?.push(id);
    }
    for (const [index, { deviceId, id }] of points.entries())
      this.#devices.get(deviceId)?.points.set(id, index);
  }

  isGateway(gatewayId: string): boolean {
    return this.#devicesOf.has(gatewayId);
  }

  devicesOf(gatewayId: string): readonly string[] {
    return this.#devicesOf.get(gatewayId) ?? [];
  }

  /** Null where the device is unknown or another gateway's: a gateway speaks for its own devices only. */
  pointsOf(gatewayId: string, deviceId: string): DevicePoints | null {
    const device = this.#devices.get(deviceId);
    return device?.gatewayId === gatewayId ? device.points : null;
  }
}
