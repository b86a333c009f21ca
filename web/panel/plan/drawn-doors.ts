// Doors that were drawn: where hinge, latch and the open leaf are, and which door equipment belongs to each. Pure.
import type { PlanDoor } from '@campus/campus-model';
import type { Metres } from '../format/plan.ts';
import type { Door, DoorEquipment, DoorRoom } from './doors.ts';
import { isInside } from './outline.ts';

/** Which side a room is on is looked at so far from the wall. */
const besideM = 0.5;
/** Door equipment is mounted this near to its door. */
const mountedM = 1.2;

interface Leaf {
  /** The post with the hinge, and the other one; metres. */
  readonly hinge: Metres;
  readonly latch: Metres;
  /** Where the leaf's edge is when it stands open. */
  readonly open: Metres;
}

/** The leaf opens into the outline of the first room. */
export function leafOf(
  { at: [x, y], widthM, angleDeg }: Pick<PlanDoor, 'at' | 'widthM' | 'angleDeg'>,
  first: readonly Metres[] | undefined,
): Leaf {
  const angle = (angleDeg / 180) * Math.PI;
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const half = widthM / 2;
  const hinge: Metres = [x - dx * half, y - dy * half];
  const isLeft = !first || isInside(first, [x - dy * besideM, y + dx * besideM]);
  const side = isLeft ? widthM : -widthM;
  return {
    hinge,
    latch: [x + dx * half, y + dy * half],
    open: [hinge[0] - dy * side, hinge[1] + dx * side],
  };
}

export function drawnDoors(
  drawn: readonly PlanDoor[],
  rooms: readonly DoorRoom[],
  equipment: readonly DoorEquipment[],
): Door[] {
  const taken = new Set<string>();
  return drawn.map((door) => {
    const { at, spaceIds } = door;
    const first = rooms.find(({ id }) => id === spaceIds[0]);
    const far = (item: DoorEquipment) => Math.hypot(item.at[0] - at[0], item.at[1] - at[1]);
    const [fitted] = equipment
      .filter((item) => spaceIds.includes(item.spaceId) && !taken.has(item.id) && far(item) <= mountedM)
      .sort((a, b) => far(a) - far(b));
    if (fitted) taken.add(fitted.id);
    return { spaceId: spaceIds[0] ?? '', equipmentId: fitted?.id ?? null, ...leafOf(door, first?.outline) };
  });
}
