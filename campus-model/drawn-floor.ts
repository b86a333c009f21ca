// A floor as it is drawn: its description with a drawing laid over it, and what is wrong with that. Pure.
import type { Campus, Floor, PlanPoint, SpaceKind } from './campus.ts';
import type { EquipmentKind } from './device-model.ts';
import {
  isWithin,
  type Outline,
  type OutlineFault,
  outlineFault,
  standsIn,
  wallDistanceM,
  wallSlackM,
} from './outline.ts';
import type { DescribedFloor, PlanDoor, PlanDrawing } from './plan-drawing.ts';
import type { Text } from './text.ts';

/** Which floor: ids of floors need only be told apart within a building. */
export interface FloorPlace {
  readonly buildingId: string;
  readonly floorId: string;
}

export interface DrawnSpace {
  readonly id: string;
  readonly name: Text;
  readonly kind: SpaceKind;
  readonly outline: Outline;
  /** It stands in the drawing alone. */
  readonly isAdded: boolean;
  /** Its outline is the drawing's. */
  readonly isDrawn: boolean;
}

export interface DrawnDevice {
  readonly id: string;
  readonly name: Text;
  readonly kind: EquipmentKind;
  readonly spaceId: string;
  readonly at: PlanPoint | null;
  /** Its place is the drawing's. */
  readonly isDrawn: boolean;
}

export interface DrawnFloor {
  readonly spaces: readonly DrawnSpace[];
  readonly devices: readonly DrawnDevice[];
  readonly doors: readonly PlanDoor[];
  readonly northDeg: number | null;
}

export const emptyDrawing: PlanDrawing = {
  spaces: {},
  added: [],
  devices: {},
  doors: [],
  northDeg: null,
  backdrop: null,
};

/** What the campus file says of a floor. */
export function describedFloor(campus: Campus, floor: Floor): DescribedFloor {
  const here = new Set(floor.spaces.map(({ id }) => id));
  const point = ([x, y]: PlanPoint): [number, number] => [x, y];
  return {
    spaces: floor.spaces.map(({ id, name, kind, outline }) => ({
      id,
      name,
      kind,
      outline: outline.map(point),
    })),
    devices: [...campus.devices.values()]
      .filter(({ spaceId }) => here.has(spaceId))
      .map(({ id, name, kind, spaceId, at }) => ({ id, name, kind, spaceId, at: at ? point(at) : null })),
    doors: (floor.doors ?? []).map((door) => ({ ...door, at: point(door.at) })),
    northDeg: floor.northDeg ?? null,
  };
}

/** Where drawing begins: what the description says that a drawing says as a whole. */
export function firstDrawing({ doors, northDeg }: Pick<DescribedFloor, 'doors' | 'northDeg'>): PlanDrawing {
  return { ...emptyDrawing, doors: doors.map((door) => ({ ...door })), northDeg };
}

export function drawnFloor(described: DescribedFloor, drawing: PlanDrawing): DrawnFloor {
  const [outlines, places] = [entries(drawing.spaces), entries(drawing.devices)];
  const spaces = described.spaces.map((space): DrawnSpace => {
    const drawn = outlines.get(space.id);
    return { ...space, outline: drawn ?? space.outline, isAdded: false, isDrawn: drawn !== undefined };
  });
  const added = drawing.added.map((space): DrawnSpace => ({ ...space, isAdded: true, isDrawn: true }));
  const devices = described.devices.map((device): DrawnDevice => {
    const drawn = places.get(device.id);
    return { ...device, at: drawn === undefined ? device.at : drawn, isDrawn: drawn !== undefined };
  });
  return { spaces: [...spaces, ...added], devices, doors: drawing.doors, northDeg: drawing.northDeg };
}

/**
 * Of a floor whose description changed, what the drawing still can be laid over. A space that was added here and then taken
 * over into the campus file is no second one.
 */
export function fitting(described: DescribedFloor, drawing: PlanDrawing): PlanDrawing {
  const devices = new Set(described.devices.map(({ id }) => id));
  const known = new Set(described.spaces.map(({ id }) => id));
  const spaces = new Set([...known, ...drawing.added.map(({ id }) => id)]);
  const takenOver = Object.fromEntries(
    drawing.added.flatMap(({ id, outline }) => (known.has(id) ? [[id, outline]] : [])),
  );
  const keep = <T>(record: Record<string, T>, ids: ReadonlySet<string>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id)));
  return {
    ...drawing,
    spaces: { ...keep(drawing.spaces, known), ...takenOver },
    added: drawing.added.filter(({ id }) => !known.has(id)),
    devices: keep(drawing.devices, devices),
    doors: drawing.doors.flatMap((door) => {
      const spaceIds = door.spaceIds.filter((id) => spaces.has(id));
      return spaceIds.length > 0 ? [{ ...door, spaceIds }] : [];
    }),
  };
}

function entries<T>(record: Readonly<Record<string, T>>): Map<string, T> {
  return new Map(Object.entries(record));
}

export type DrawingProblem =
  | { readonly kind: 'outline'; readonly spaceId: string; readonly fault: OutlineFault }
  | {
      readonly kind: 'device-outside';
      readonly deviceId: string;
      readonly spaceId: string;
      readonly isDrawn: boolean;
    }
  | { readonly kind: 'door-astray'; readonly doorId: string; readonly spaceId: string }
  | { readonly kind: 'overlap'; readonly spaceIds: readonly [string, string] };

/** With these a drawing is not taken; the others are only told. */
export function isBlocking(problem: DrawingProblem): boolean {
  return problem.kind === 'outline' || (problem.kind === 'device-outside' && problem.isDrawn);
}

/** Doors are drawn in the wall, which outlines leave room for. */
const doorSlackM = 0.4;

/** All that is wrong with a drawn floor, what blocks first. */
export function drawingProblems({ spaces, devices, doors }: DrawnFloor): DrawingProblem[] {
  const outlines = new Map(spaces.map(({ id, outline }) => [id, outline]));
  const problems: DrawingProblem[] = [];
  for (const { id, outline, isDrawn } of spaces) {
    const fault = isDrawn ? outlineFault(outline) : null;
    if (fault) problems.push({ kind: 'outline', spaceId: id, fault });
  }
  for (const { id, spaceId, at, isDrawn } of devices) {
    const outline = outlines.get(spaceId);
    if (!at || !outline || standsIn(outline, at)) continue;
    problems.push({ kind: 'device-outside', deviceId: id, spaceId, isDrawn });
  }
  for (const { id, at, spaceIds } of doors) {
    const astray = spaceIds.find((spaceId) => {
      const outline = outlines.get(spaceId);
      return !outline || wallDistanceM(outline, at) > doorSlackM;
    });
    if (astray !== undefined) problems.push({ kind: 'door-astray', doorId: id, spaceId: astray });
  }
  problems.push(...overlaps(spaces));
  return problems.sort((a, b) => Number(isBlocking(b)) - Number(isBlocking(a)));
}

function overlaps(spaces: readonly DrawnSpace[]): DrawingProblem[] {
  const boxes = spaces.map(({ outline }) => boxOf(outline));
  return spaces.flatMap((space, row) =>
    spaces.slice(row + 1).flatMap((other, offset): DrawingProblem[] => {
      // Rooms of the description are its author's affair until one of them is drawn anew.
      if (!space.isDrawn && !other.isDrawn) return [];
      const common = commonBox(boxes[row]!, boxes[row + 1 + offset]!);
      if (!common || !overlapIn(common, space.outline, other.outline)) return [];
      return [{ kind: 'overlap', spaceIds: [space.id, other.id] }];
    }),
  );
}

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

function boxOf(outline: Outline): Box {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Null where it is no wider than a wall. */
function commonBox(a: Box, b: Box): Box | null {
  const box: Box = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return box[2] - box[0] > 2 * wallSlackM && box[3] - box[1] > 2 * wallSlackM ? box : null;
}

/** Places looked at each way: the strip that two slanted rooms share is found, a sliver is not. */
const lookSteps = 20;

function overlapIn([minX, minY, maxX, maxY]: Box, a: Outline, b: Outline): boolean {
  const isDeepIn = (outline: Outline, at: PlanPoint) =>
    isWithin(outline, at) && wallDistanceM(outline, at) > wallSlackM;
  for (let row = 0; row < lookSteps; row += 1) {
    for (let column = 0; column < lookSteps; column += 1) {
      const at: PlanPoint = [
        minX + ((maxX - minX) * (column + 0.5)) / lookSteps,
        minY + ((maxY - minY) * (row + 0.5)) / lookSteps,
      ];
      if (isDeepIn(a, at) && isDeepIn(b, at)) return true;
    }
  }
  return false;
}

/** Null where there is no such floor. */
export function findFloor({ buildings }: Campus, { buildingId, floorId }: FloorPlace): Floor | null {
  const building = buildings.find(({ id }) => id === buildingId);
  return building?.floors.find(({ id }) => id === floorId) ?? null;
}
