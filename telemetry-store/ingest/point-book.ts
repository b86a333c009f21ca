// What ingest must know of each point, by gateway, device and metric name, without a look into the campus a sample.
import type { Campus } from '@campus/campus-model';

/** Points of one device: index by metric name, which is the local point id. */
export type DevicePoints = ReadonlyMap<string, number>;

export class PointBook {
  /** Plausible span by point index; endless where the model names none. */
  min = new Float64Array();
  max = new Float64Array();
  /** 1 for text points. */
  isText = new Uint8Array();
  readonly #devices = new Map<string, { gatewayId: string; points: Map<string, number> }>();
  readonly #devicesOf = new Map<string, string[]>();

  /** `order`: point ids by the index that batches use. */
  constructor(campus: Campus, order: readonly string[]) {
    this.follow(campus, order);
  }

  /** The campus has changed; indexes of points that stayed are as they were. */
  follow(campus: Campus, order: readonly string[]): void {
    const points = order.map((id) => campus.points.get(id));
    this.min = Float64Array.from(points, (point) => point?.range?.min ?? Number.NEGATIVE_INFINITY);
    this.max = Float64Array.from(points, (point) => point?.range?.max ?? Number.POSITIVE_INFINITY);
    this.isText = Uint8Array.from(points, (point) => (point?.quantity === 'text' ? 1 : 0));
    this.#devices.clear();
    this.#devicesOf.clear();
    for (const id of campus.gateways.keys()) this.#devicesOf.set(id, []);
    for (const { id, gatewayId } of campus.devices.values()) {
      this.#devices.set(id, { gatewayId, points: new Map() });
      this.#devicesOf.get(gatewayId)?.push(id);
    }
    for (const [index, point] of points.entries())
      if (point) this.#devices.get(point.deviceId)?.points.set(point.id, index);
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
