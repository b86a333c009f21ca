// What a person does to a drawing. Each act makes a new drawing and leaves the former as it was. Pure.
import {
  type AddedSpace,
  type Backdrop,
  type DrawnDoor,
  type DrawnFloor,
  type DrawnSpace,
  type Outline,
  type PlanDrawing,
  type PlanPoint,
  roundedPoint,
  standsIn,
} from '@campus/campus-model';
import { carriedOver, movedBy, type Ring } from './corners.ts';
import { onWallOf } from './door-places.ts';

export function withOutline(drawing: PlanDrawing, space: DrawnSpace, outline: Outline): PlanDrawing {
  const ring: Ring = outline.map(roundedPoint);
  if (!space.isAdded) return { ...drawing, spaces: { ...drawing.spaces, [space.id]: ring } };
  const added = drawing.added.map((each) => (each.id === space.id ? { ...each, outline: ring } : each));
  return { ...drawing, added };
}

/** The room with its equipment and the doors that are its alone. */
export function withSpaceMoved(
  drawing: PlanDrawing,
  floor: DrawnFloor,
  space: DrawnSpace,
  by: PlanPoint,
): PlanDrawing {
  const moved = withOutline(drawing, space, movedBy(space.outline, by));
  const devices = Object.fromEntries(
    floor.devices.flatMap(({ id, spaceId, at }) =>
      spaceId === space.id && at ? [[id, roundedPoint([at[0] + by[0], at[1] + by[1]])]] : [],
    ),
  );
  const doors = drawing.doors.map((door) =>
    door.spaceIds.every((id) => id === space.id)
      ? { ...door, at: roundedPoint([door.at[0] + by[0], door.at[1] + by[1]]) }
      : door,
  );
  return { ...moved, devices: { ...moved.devices, ...devices }, doors };
}

/**
 * The room gets another outline as a whole. Its equipment is carried over where it would stand outside, at the same share of
 * the room; what finds no place is taken off the plan. Its doors go to the nearest wall.
 */
export function withNewOutline(
  drawing: PlanDrawing,
  floor: DrawnFloor,
  space: DrawnSpace,
  outline: Outline,
): PlanDrawing {
  const drawn = withOutline(drawing, space, outline);
  const devices: PlanDrawing['devices'] = { ...drawn.devices };
  for (const { id, spaceId, at } of floor.devices) {
    if (spaceId !== space.id || !at || standsIn(outline, at)) continue;
    devices[id] = carriedOver(at, space.outline, outline);
  }
  const doors = drawn.doors.map((door) =>
    door.spaceIds.every((id) => id === space.id) ? (onWallOf([{ ...space, outline }], door) ?? door) : door,
  );
  return { ...drawn, devices, doors };
}

/** Back to the outline of the description. */
export function withoutOutline(drawing: PlanDrawing, spaceId: string): PlanDrawing {
  const { [spaceId]: _gone, ...spaces } = drawing.spaces;
  return { ...drawing, spaces };
}

export function withAdded(drawing: PlanDrawing, space: AddedSpace): PlanDrawing {
  return { ...drawing, added: [...drawing.added, space] };
}

export function withAddedChanged(
  drawing: PlanDrawing,
  id: string,
  change: Partial<Pick<AddedSpace, 'name' | 'kind'>>,
): PlanDrawing {
  const added = drawing.added.map((each) => (each.id === id ? { ...each, ...change } : each));
  return { ...drawing, added };
}

/** With its doors; a door to another room stays that room's. */
export function withoutAdded(drawing: PlanDrawing, id: string): PlanDrawing {
  const doors = drawing.doors.flatMap((door) => {
    const spaceIds = door.spaceIds.filter((spaceId) => spaceId !== id);
    return spaceIds.length > 0 ? [{ ...door, spaceIds }] : [];
  });
  return { ...drawing, added: drawing.added.filter((each) => each.id !== id), doors };
}

/** Null takes it off the plan. */
export function withDevice(drawing: PlanDrawing, id: string, at: PlanPoint | null): PlanDrawing {
  return { ...drawing, devices: { ...drawing.devices, [id]: at && roundedPoint(at) } };
}

export function withDoor(drawing: PlanDrawing, door: DrawnDoor): PlanDrawing {
  const isKnown = drawing.doors.some(({ id }) => id === door.id);
  const doors = isKnown
    ? drawing.doors.map((each) => (each.id === door.id ? door : each))
    : [...drawing.doors, door];
  return { ...drawing, doors };
}

export function withoutDoor(drawing: PlanDrawing, id: string): PlanDrawing {
  return { ...drawing, doors: drawing.doors.filter((door) => door.id !== id) };
}

export function withNorth(drawing: PlanDrawing, northDeg: number | null): PlanDrawing {
  return { ...drawing, northDeg: northDeg === null ? null : ((Math.round(northDeg) % 360) + 360) % 360 };
}

export function withBackdrop(drawing: PlanDrawing, backdrop: Backdrop | null): PlanDrawing {
  return { ...drawing, backdrop };
}

/** The first of `stem`-1, `stem`-2, … that is free. */
export function freeId(stem: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  let number = 1;
  while (known.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
