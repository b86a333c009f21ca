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
import { type DrawingOf, drawnMarks, drawnSpaces, outlineOf, placeOf } from './drawn-campus.ts';
import { layersOfSpaces, type SpaceLayers } from './plan-layers.ts';

const outlineView = (outline: readonly PlanPoint[]): [number, number][] => outline.map(([x, y]) => [x, y]);

/** Points grouped once, so that a space or device is answered without walking the whole site. */
export interface CampusIndex {
  readonly campus: Campus;
  readonly models: DeviceModelCatalogue;
  readonly pointsOfSpace: ReadonlyMap<string, readonly Point[]>;
  readonly devicesOfSpace: ReadonlyMap<string, readonly Device[]>;
  readonly layersOfSpace: ReadonlyMap<string, SpaceLayers>;
  /** What people drew over the description. */
  readonly drawingOf: DrawingOf;
}

export function indexCampus(
  campus: Campus,
  models: DeviceModelCatalogue,
  drawingOf: DrawingOf = () => null,
): CampusIndex {
  const pointsOfSpace = Map.groupBy(campus.points.values(), (point) => point.spaceId);
  const devicesOfSpace = Map.groupBy(campus.devices.values(), (device) => device.spaceId);
  return {
    campus,
    models,
    pointsOfSpace,
    devicesOfSpace,
    layersOfSpace: layersOfSpaces(campus, pointsOfSpace),
    drawingOf,
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
        spaces: drawnSpaces(index.drawingOf, id, floor).map((space) => spaceSummary(index, space)),
        ...drawnMarks(index.drawingOf, id, floor),
      })),
    })),
  };
}

function spaceSummary(index: CampusIndex, space: Space): SpaceSummary {
  return {
    id: space.id,
    name: space.name,
    kind: space.kind,
    outline: outlineView(outlineOf(index.drawingOf, space)),
    seats: space.seats,
    responsible: space.responsible ?? null,
    layers: index.layersOfSpace.get(space.id) ?? {},
  };
}

/** Null where there is no such space. */
export function spaceView(index: CampusIndex, spaceId: string, identity: Identity | null): SpaceView | null {
  const space = index.campus.spaces.get(spaceId) ?? addedSpace(index, spaceId);
  if (!space) return null;
  const { buildingId, floorId } = space;
  return {
    space: { ...spaceSummary(index, space), buildingId, floorId },
    devices: (index.devicesOfSpace.get(spaceId) ?? []).map((device) => deviceView(index, device)),
    points: (index.pointsOfSpace.get(spaceId) ?? []).map((point) => pointView(point, identity)),
  };
}

/** A space that stands in a drawing alone. */
function addedSpace({ campus, drawingOf }: CampusIndex, spaceId: string): Space | undefined {
  return campus.buildings
    .flatMap(({ id, floors }) => floors.flatMap((floor) => drawnSpaces(drawingOf, id, floor)))
    .find(({ id }) => id === spaceId);
}

export function deviceView({ campus, models, drawingOf }: CampusIndex, device: Device): DeviceView {
  return {
    id: device.id,
    name: device.name,
    modelId: device.modelId,
    modelName: models.get(device.modelId)?.name ?? device.name,
    kind: device.kind,
    system: device.system,
    gatewayId: device.gatewayId,
    spaceId: device.spaceId,
    at: placeOf(drawingOf, campus.spaces.get(device.spaceId), device),
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
