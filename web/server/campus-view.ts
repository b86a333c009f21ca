// Views of the campus for the page: pure functions of the description and of who asks.
import {
  authorise,
  type Campus,
  type CampusView,
  type Device,
  type DeviceModelCatalogue,
  type DeviceView,
  type Identity,
  type PlanPoint,
  type Point,
  type PointView,
  pointId,
  type Space,
  type SpaceSummary,
  type SpaceView,
  staleFactor,
} from '@campus/campus-model';
import { layersOfSpaces, type SpaceLayers } from './plan-layers.ts';

const outlineView = (outline: readonly PlanPoint[]): [number, number][] => outline.map(([x, y]) => [x, y]);

/** Points grouped once, so that a space or device is answered without walking the whole site. */
export interface CampusIndex {
  readonly campus: Campus;
  readonly models: DeviceModelCatalogue;
  readonly pointsOfSpace: ReadonlyMap<string, readonly Point[]>;
  readonly devicesOfSpace: ReadonlyMap<string, readonly Device[]>;
  readonly layersOfSpace: ReadonlyMap<string, SpaceLayers>;
}

export function indexCampus(campus: Campus, models: DeviceModelCatalogue): CampusIndex {
  const pointsOfSpace = Map.groupBy(campus.points.values(), (point) => point.spaceId);
  const devicesOfSpace = Map.groupBy(campus.devices.values(), (device) => device.spaceId);
  return {
    campus,
    models,
    pointsOfSpace,
    devicesOfSpace,
    layersOfSpace: layersOfSpaces(campus, pointsOfSpace),
  };
}

export function campusView(index: CampusIndex): CampusView {
  const { site, isDemo, people, buildings } = index.campus;
  return {
    site: { id: site.id, name: site.name, timeZone: site.timeZone },
    isDemo,
    people: people.map(({ id, name, phone }) => ({ id, name, ...(phone === undefined ? {} : { phone }) })),
    buildings: buildings.map(({ id, name, outline, floors }) => ({
      id,
      name,
      outline: outlineView(outline),
      floors: floors.map((floor) => ({
        id: floor.id,
        name: floor.name,
        level: floor.level,
        spaces: floor.spaces.map((space) => spaceSummary(index, space)),
      })),
    })),
  };
}

function spaceSummary(index: CampusIndex, space: Space): SpaceSummary {
  return {
    id: space.id,
    name: space.name,
    kind: space.kind,
    outline: outlineView(space.outline),
    seats: space.seats,
    responsible: space.responsible ?? null,
    layers: index.layersOfSpace.get(space.id) ?? {},
  };
}

/** Null where there is no such space. */
export function spaceView(index: CampusIndex, spaceId: string, identity: Identity | null): SpaceView | null {
  const space = index.campus.spaces.get(spaceId);
  if (!space) return null;
  const { buildingId, floorId } = space;
  return {
    space: { ...spaceSummary(index, space), buildingId, floorId },
    devices: (index.devicesOfSpace.get(spaceId) ?? []).map((device) => deviceView(index, device)),
    points: (index.pointsOfSpace.get(spaceId) ?? []).map((point) => pointView(point, identity)),
  };
}

function deviceView({ campus, models }: CampusIndex, device: Device): DeviceView {
  return {
    id: device.id,
    name: device.name,
    modelId: device.modelId,
    modelName: models.get(device.modelId)?.name ?? device.name,
    kind: device.kind,
    system: device.system,
    gatewayId: device.gatewayId,
    spaceId: device.spaceId,
    at: device.at ? [device.at[0], device.at[1]] : null,
    responsible: device.responsible ?? campus.responsible[device.system] ?? null,
  };
}

export function pointView(point: Point, identity: Identity | null): PointView {
  const { system, spaceId } = point;
  return {
    pointId: point.pointId,
    deviceId: point.deviceId,
    spaceId,
    name: point.name,
    kind: point.kind,
    system,
    quantity: point.quantity,
    unit: point.unit,
    decimals: point.decimals,
    range: point.range ?? null,
    states: point.states ?? null,
    counter: point.counter ?? false,
    staleAfterMs: point.heartbeatMs * staleFactor,
    write: writeView(point),
    mayCommand: point.write !== undefined && authorise(identity, 'point.command', { system, spaceId }),
  };
}

function writeView({ write, deviceId }: Point): PointView['write'] {
  if (!write) return null;
  const { min, max, step, settleMs } = write;
  return { min, max, step: step ?? null, readback: pointId(deviceId, write.readback), settleMs };
}
