// Where the doors of a floor are: where they were drawn, at its door equipment, else where a room meets a corridor. Pure.
import type { PlanDoor, SpaceKind } from '@campus/campus-model';
import type { Metres } from '../format/plan.ts';
import { drawnDoors } from './drawn-doors.ts';
import { type Edge, edgeDistance, edgesOf, isInside } from './outline.ts';

export interface DoorRoom {
  readonly id: string;
  readonly kind: SpaceKind;
  readonly outline: readonly Metres[];
}

/** Equipment that is a door, where it is mounted. */
export interface DoorEquipment {
  readonly id: string;
  readonly spaceId: string;
  readonly at: Metres;
}

export interface Door {
  readonly spaceId: string;
  /** The door equipment, where there is one. */
  readonly equipmentId: string | null;
  /** The post with the hinge, and the other one; metres. */
  readonly hinge: Metres;
  readonly latch: Metres;
  /** Where the leaf's edge is when it stands open, inside the room. */
  readonly open: Metres;
}

const leafM = 0.95;
/** From the corner of the wall to the door. */
const cornerM = 0.5;
/** Walls of two rooms that are nearer than this are one wall. */
const wallM = 0.35;
/** A shorter wall in common has no door. */
const leastM = 0.8;

/** The doors of a floor; a room without a corridor beside it, without door equipment and where none was drawn has none. */
export function doorsOf(
  rooms: readonly DoorRoom[],
  equipment: readonly DoorEquipment[],
  drawn: readonly PlanDoor[] = [],
): Door[] {
  const corridors = rooms.filter(({ kind }) => kind === 'corridor');
  const known = drawnDoors(drawn, rooms, equipment);
  const fitted = new Set(known.map(({ equipmentId }) => equipmentId));
  const isDrawn = (roomId: string) => drawn.some(({ spaceIds }) => spaceIds.includes(roomId));
  const others = rooms.flatMap((room) => {
    const own = equipment.filter(({ id, spaceId }) => spaceId === room.id && !fitted.has(id));
    if (own.length > 0) return own.flatMap(({ id, at }) => doorAt(room, id, at) ?? []);
    return room.kind === 'corridor' || isDrawn(room.id) ? [] : (doorTo(room, corridors) ?? []);
  });
  return [...known, ...others];
}

/** In the wall that is nearest to the equipment. */
function doorAt(room: DoorRoom, equipmentId: string, at: Metres): Door | null {
  let [best, bestM]: [Edge | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const wall of edgesOf(room.outline)) {
    const distance = edgeDistance(wall, at);
    if (distance < bestM && lengthOf(wall) >= leastM) [best, bestM] = [wall, distance];
  }
  return best && doorIn(room, best, alongM(best, at), equipmentId);
}

/** In the longest wall that the room shares with a corridor, near its beginning. */
function doorTo(room: DoorRoom, corridors: readonly DoorRoom[]): Door | null {
  let [best, bestM]: [Edge | null, number] = [null, 0];
  const walls = corridors.flatMap(({ outline }) => edgesOf(outline));
  for (const wall of edgesOf(room.outline)) {
    for (const other of walls) {
      const common = commonPart(wall, other);
      if (common && lengthOf(common) > bestM) [best, bestM] = [common, lengthOf(common)];
    }
  }
  return best && bestM >= leastM ? doorIn(room, best, cornerM + leafM / 2, null) : null;
}

/** A door around `middleM` metres along a wall; the leaf opens into the room. */
function doorIn(room: DoorRoom, wall: Edge, middleM: number, equipmentId: string | null): Door {
  const [[x1, y1]] = wall;
  const length = lengthOf(wall);
  const width = Math.min(leafM, length * 0.8);
  const from = Math.min(Math.max(middleM - width / 2, 0), length - width);
  const [dx, dy] = directionOf(wall);
  const hinge: Metres = [x1 + dx * from, y1 + dy * from];
  const latch: Metres = [hinge[0] + dx * width, hinge[1] + dy * width];
  const middle: Metres = [(hinge[0] + latch[0]) / 2, (hinge[1] + latch[1]) / 2];
  const side = isInside(room.outline, [middle[0] - dy * 0.1, middle[1] + dx * 0.1]) ? 1 : -1;
  const open: Metres = [hinge[0] - dy * width * side, hinge[1] + dx * width * side];
  return { spaceId: room.id, equipmentId, hinge, latch, open };
}

/** The part of a wall that runs beside another one; null where they are apart or askew. */
function commonPart(wall: Edge, other: Edge): Edge | null {
  const [dx, dy] = directionOf(wall);
  const [ox, oy] = directionOf(other);
  if (Math.abs(dx * oy - dy * ox) > 0.02) return null;
  const [[x1, y1]] = wall;
  const apart = Math.abs((other[0][0] - x1) * dy - (other[0][1] - y1) * dx);
  if (apart > wallM) return null;
  const [a, b] = [alongM(wall, other[0]), alongM(wall, other[1])];
  const from = Math.max(0, Math.min(a, b));
  const to = Math.min(lengthOf(wall), Math.max(a, b));
  if (to <= from) return null;
  return [
    [x1 + dx * from, y1 + dy * from],
    [x1 + dx * to, y1 + dy * to],
  ];
}

function lengthOf([[x1, y1], [x2, y2]]: Edge): number {
  return Math.hypot(x2 - x1, y2 - y1);
}

function directionOf(wall: Edge): Metres {
  const [[x1, y1], [x2, y2]] = wall;
  const length = lengthOf(wall) || 1;
  return [(x2 - x1) / length, (y2 - y1) / length];
}

/** How far along the wall the point next to `at` is; may lie outside of it. */
function alongM(wall: Edge, [x, y]: Metres): number {
  const [dx, dy] = directionOf(wall);
  return (x - wall[0][0]) * dx + (y - wall[0][1]) * dy;
}
