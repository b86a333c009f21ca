// The points of a scope of commissioning, and of the devices of a campus, found without walking the whole site each time.
import {
  type Building,
  type Campus,
  CampusError,
  type CommissioningScope,
  type Device,
  type Floor,
  type Point,
  pointId,
  type Space,
} from '@campus/campus-model';

export interface Place {
  readonly space: Space;
  readonly floor: Floor;
  readonly building: Building;
}

export class CampusPlaces {
  readonly campus: Campus;
  #pointsOfDevice: ReadonlyMap<string, readonly Point[]> = new Map();
  /** The output that a point is the readback of. */
  #outputOf: ReadonlyMap<string, string> = new Map();
  #placeOf: ReadonlyMap<string, Place> = new Map();

  constructor(campus: Campus) {
    this.campus = campus;
    this.follow();
  }

  /** The campus has changed in its place: what was gathered of it is gathered anew. */
  follow(): void {
    const { points, buildings } = this.campus;
    this.#pointsOfDevice = Map.groupBy(points.values(), ({ deviceId }) => deviceId);
    this.#outputOf = new Map(
      [...points.values()].flatMap((point) => {
        const readback = readbackOf(point);
        return readback === null ? [] : [[readback, point.pointId] as const];
      }),
    );
    this.#placeOf = new Map(buildings.flatMap(placesOf));
  }

  pointsOf(deviceId: string): readonly Point[] {
    return this.#pointsOfDevice.get(deviceId) ?? [];
  }

  /** The output or setpoint that a point proves; null where it proves none. */
  outputOf(readback: string): string | null {
    return this.#outputOf.get(readback) ?? null;
  }

  placeOf(spaceId: string): Place | null {
    return this.#placeOf.get(spaceId) ?? null;
  }

  /** Throws CampusError `not-found` where there is no such thing. */
  devicesOf({ device, space, endpoint, gateway }: CommissioningScope): Device[] {
    const { devices, spaces, endpoints, gateways } = this.campus;
    const known = (device && devices) ?? (space && spaces) ?? (endpoint && endpoints) ?? gateways;
    const id = device ?? space ?? endpoint ?? gateway ?? '';
    if (!(known as ReadonlyMap<string, unknown>).has(id)) throw new CampusError('not-found', `"${id}"`);
    return [...devices.values()].filter(
      (each) =>
        each.id === device ||
        each.spaceId === space ||
        each.endpointId === endpoint ||
        each.gatewayId === gateway,
    );
  }
}

function placesOf(building: Building): [string, Place][] {
  return building.floors.flatMap((floor) =>
    floor.spaces.map((space): [string, Place] => [space.id, { space, floor, building }]),
  );
}

/** The point that proves an output or setpoint; null for all others. */
export function readbackOf({ deviceId, write }: Point): string | null {
  return write ? pointId(deviceId, write.readback) : null;
}
