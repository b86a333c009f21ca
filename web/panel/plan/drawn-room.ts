// A room of the plan with its measures at one size of the drawing. Pure.
import { type Box, boundsOf } from '../format/plan.ts';
import { innerBox } from './inner-box.ts';
import { hasFigure, type PlanRoom } from './room.ts';
import { type RoomLayout, roomLayout } from './room-layout.ts';

export interface DrawnRoom {
  readonly room: PlanRoom;
  readonly name: string;
  /** "45 seats"; empty where there are none to tell of. */
  readonly seats: string;
  /** Its bounds, metres, y north. */
  readonly box: Box;
  /** The largest upright rectangle inside. */
  readonly extent: Box;
  readonly layout: RoomLayout;
}

/** Outlines of the description do not change: their inner boxes are found once. */
const extents = new WeakMap<object, Box | null>();

function extentOf({ space }: PlanRoom): Box | null {
  const known = extents.get(space);
  if (known !== undefined) return known;
  const found = innerBox(space.outline);
  extents.set(space, found);
  return found;
}

/** Null where the room has no outline. `unit` is metres a pixel of type. */
export function drawnRoom(room: PlanRoom, name: string, seats: string, unit: number): DrawnRoom | null {
  const box = boundsOf(room.space.outline);
  const extent = extentOf(room);
  if (!box || !extent) return null;
  const content = { name, seats, hasValue: hasFigure(room), hasMark: room.alarms.length > 0 };
  return { room, name, seats, box, extent, layout: roomLayout(extent, content, unit) };
}
