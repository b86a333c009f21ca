// Doors in walls: where the nearest wall is, which rooms it parts, and the way along it. Pure.
import {
  type DrawnDoor,
  type DrawnSpace,
  lengthM,
  nearestOnWall,
  type PlanPoint,
  roundedPoint,
  type Wall,
  wallDistanceM,
  wallsOf,
} from '@campus/campus-model';

export const usualDoorM = 0.9;
/** A door is put into a wall that is no farther away. */
const mostReachM = 1.5;
/** Rooms whose walls are nearer than this share them. */
const sharedM = 0.4;

type Placed = Pick<DrawnSpace, 'id' | 'outline'>;
type Door = Pick<DrawnDoor, 'at' | 'angleDeg' | 'spaceIds' | 'widthM'>;

/** A door of a width in the wall nearest to a place; null where there is none near, or none long enough. */
export function doorNear(spaces: readonly Placed[], at: PlanPoint, widthM = usualDoorM): Door | null {
  const found = nearestWall(spaces, at, widthM);
  if (!found || found.distanceM > mostReachM) return null;
  const middle = within(found.wall, at, widthM);
  return {
    at: middle,
    widthM,
    angleDeg: angleOf(found.wall),
    spaceIds: spacesAt(spaces, found.space, middle),
  };
}

/** The door kept as it is, but in the nearest wall of its first room; null where it has none. */
export function onWallOf<T extends Door>(spaces: readonly Placed[], door: T): T | null {
  const own = spaces.filter(({ id }) => door.spaceIds.includes(id));
  const found = nearestWall(own, door.at, door.widthM);
  if (!found) return null;
  const angleDeg = angleOf(found.wall);
  const isTurned = Math.cos(((angleDeg - door.angleDeg) / 180) * Math.PI) < 0;
  return {
    ...door,
    at: within(found.wall, door.at, door.widthM),
    angleDeg: isTurned ? (angleDeg + 180) % 360 : angleDeg,
  };
}

/** Along its wall by metres, towards the latch; it stays between the corners. */
export function alongWall(spaces: readonly Placed[], door: DrawnDoor, byM: number): DrawnDoor {
  const angle = (door.angleDeg / 180) * Math.PI;
  const at: PlanPoint = [door.at[0] + Math.cos(angle) * byM, door.at[1] + Math.sin(angle) * byM];
  const found = nearestWall(
    spaces.filter(({ id }) => id === door.spaceIds[0]),
    door.at,
    door.widthM,
  );
  return { ...door, at: found ? within(found.wall, at, door.widthM) : roundedPoint(at) };
}

/** Hinge and latch exchanged. */
export function turned(door: DrawnDoor): DrawnDoor {
  return { ...door, angleDeg: (door.angleDeg + 180) % 360 };
}

/** The leaf opens into the other room; a door to the outside has no other. */
export function openedOther(door: DrawnDoor): DrawnDoor {
  return { ...door, spaceIds: [...door.spaceIds].reverse() };
}

interface FoundWall {
  readonly wall: Wall;
  readonly space: Placed;
  readonly distanceM: number;
}

function nearestWall(spaces: readonly Placed[], at: PlanPoint, widthM: number): FoundWall | null {
  let best: FoundWall | null = null;
  for (const space of spaces) {
    for (const wall of wallsOf(space.outline)) {
      const { distanceM } = nearestOnWall(wall, at);
      if (lengthM(wall) >= widthM && distanceM < (best?.distanceM ?? Number.POSITIVE_INFINITY)) {
        best = { wall, space, distanceM };
      }
    }
  }
  return best;
}

/** In the wall with room for the whole door, on steps of 5 cm from the wall's beginning. */
function within(wall: Wall, at: PlanPoint, widthM: number): [number, number] {
  const length = lengthM(wall);
  const [[x1, y1], [x2, y2]] = wall;
  const wish = Math.round((nearestOnWall(wall, at).share * length) / 0.05) * 0.05;
  const along = Math.min(length - widthM / 2, Math.max(widthM / 2, wish)) / length;
  return roundedPoint([x1 + (x2 - x1) * along, y1 + (y2 - y1) * along]);
}

function angleOf([[x1, y1], [x2, y2]]: Wall): number {
  const deg = (Math.atan2(y2 - y1, x2 - x1) / Math.PI) * 180;
  return (Math.round((((deg % 360) + 360) % 360) * 10) / 10) % 360;
}

/** The room of the wall, then the one on the other side of it. */
function spacesAt(spaces: readonly Placed[], first: Placed, at: PlanPoint): string[] {
  const other = spaces.find(({ id, outline }) => id !== first.id && wallDistanceM(outline, at) <= sharedM);
  return other ? [first.id, other.id] : [first.id];
}
