// The campus as it is drawn: outlines, added spaces, doors and places of devices, with people's drawings laid over the
// description. What stands in no drawing is the description's.
import type { Device, Floor, FloorPlace, PlanDrawing, PlanPoint, Space } from '@campus/campus-model';

/** The drawings as they stand now; null where a floor has none. */
export type DrawingOf = (place: FloorPlace) => PlanDrawing | null;

/** Of spaces that were only drawn; they have neither devices nor points. */
const addedHeightM = 3.3;

function own<T>(record: Readonly<Record<string, T>> | undefined, id: string): T | undefined {
  return record && Object.hasOwn(record, id) ? record[id] : undefined;
}

export function outlineOf(drawingOf: DrawingOf, space: Space): readonly PlanPoint[] {
  return own(drawingOf(space)?.spaces, space.id) ?? space.outline;
}

/** Null where it stands nowhere on the plan. */
export function placeOf(
  drawingOf: DrawingOf,
  space: Space | undefined,
  device: Device,
): [number, number] | null {
  const drawn = space && own(drawingOf(space)?.devices, device.id);
  const at = drawn === undefined ? (device.at ?? null) : drawn;
  return at && [at[0], at[1]];
}

/** A floor with what was drawn of it: its own spaces, those that were added, doors and north. */
export function drawnSpaces(drawingOf: DrawingOf, buildingId: string, floor: Floor): Space[] {
  const place = { buildingId, floorId: floor.id };
  const added = (drawingOf(place)?.added ?? []).map(
    (space): Space => ({ ...space, ...place, heightM: addedHeightM, seats: 0 }),
  );
  return [...floor.spaces, ...added];
}

/** Absent where there is nothing to say. */
export function drawnMarks(
  drawingOf: DrawingOf,
  buildingId: string,
  floor: Floor,
): { doors?: NonNullable<PlanDrawing['doors']>; northDeg?: number } {
  const drawing = drawingOf({ buildingId, floorId: floor.id });
  const doors = drawing?.doors ?? floor.doors ?? [];
  const northDeg = drawing ? drawing.northDeg : (floor.northDeg ?? null);
  return {
    ...(doors.length > 0 ? { doors: doors.map((door) => ({ ...door, at: [door.at[0], door.at[1]] })) } : {}),
    ...(northDeg === null ? {} : { northDeg }),
  };
}
