// Which points of the campus a rule covers, and the mistakes in its selection.
import type { Campus, FilePath, Mistake, Point } from '@campus/campus-model';
import { showFound } from '@campus/campus-model';
import type { PointSelection } from './rule.ts';

/** A point with the index that sample batches carry. */
export interface IndexedPoint {
  readonly index: number;
  readonly point: Point;
}

/** `order`: point ids by that index, also of points that left the campus. */
export function indexPoints({ points }: Campus, order: readonly string[]): IndexedPoint[] {
  return order.flatMap((id, index) => {
    const point = points.get(id);
    return point ? [{ index, point }] : [];
  });
}

/** The points that pass every filter, in their order. */
export function selectPoints(
  selection: PointSelection,
  points: readonly IndexedPoint[],
  campus: Campus,
): IndexedPoint[] {
  const filters = filtersOf(selection, campus);
  const matching = points.filter(({ point }) => filters.every((passes) => passes(point)));
  return selection.onePerDevice ? firstOfEachDevice(matching) : matching;
}

type Filter = (point: Point) => boolean;

function filtersOf(selection: PointSelection, campus: Campus): Filter[] {
  const filters: Filter[] = [];
  const among = (wanted: readonly string[] | undefined, of: (point: Point) => string | undefined): void => {
    if (!wanted) return;
    const set = new Set(wanted);
    filters.push((point) => {
      const value = of(point);
      return value !== undefined && set.has(value);
    });
  };
  among(selection.quantities, (point) => point.quantity);
  among(selection.kinds, (point) => point.kind);
  among(selection.systems, (point) => point.system);
  among(selection.spaceKinds, (point) => campus.spaces.get(point.spaceId)?.kind);
  among(selection.buildings, (point) => campus.spaces.get(point.spaceId)?.buildingId);
  among(selection.spaces, (point) => point.spaceId);
  among(selection.deviceKinds, (point) => campus.devices.get(point.deviceId)?.kind);
  among(selection.devices, (point) => point.deviceId);
  among(selection.localIds, (point) => point.id);
  among(selection.pointIds, (point) => point.pointId);
  if (selection.except) filters.push(notIn(new Set(selection.except)));
  return filters;
}

function notIn(except: ReadonlySet<string>): Filter {
  return ({ pointId, deviceId, spaceId }) =>
    !except.has(pointId) && !except.has(deviceId) && !except.has(spaceId);
}

function firstOfEachDevice(points: readonly IndexedPoint[]): IndexedPoint[] {
  const seen = new Set<string>();
  return points.filter(({ point }) => !seen.has(point.deviceId) && seen.add(point.deviceId));
}

/** Ids in a selection that the campus does not know. */
export function selectionMistakes(selection: PointSelection, campus: Campus, path: FilePath): Mistake[] {
  const buildings = new Set(campus.buildings.map((building) => building.id));
  const isAnything = (id: string): boolean =>
    campus.points.has(id) || campus.devices.has(id) || campus.spaces.has(id);
  const unknown = (
    key: 'buildings' | 'spaces' | 'devices' | 'pointIds' | 'except',
    isKnown: (id: string) => boolean,
    expected: string,
  ): Mistake[] =>
    (selection[key] ?? []).flatMap((id, i) =>
      isKnown(id) ? [] : [{ path: [...path, key, i], found: showFound(id), expected }],
    );
  return [
    ...unknown('buildings', (id) => buildings.has(id), 'the id of a building'),
    ...unknown('spaces', (id) => campus.spaces.has(id), 'the id of a space'),
    ...unknown('devices', (id) => campus.devices.has(id), 'the id of a device'),
    ...unknown('pointIds', (id) => campus.points.has(id), 'the id of a point, "device/point"'),
    ...unknown('except', isAnything, 'the id of a point, device or space'),
  ];
}
