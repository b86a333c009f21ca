// Which alarm marks are drawn where rooms are so small that marks would cover each other. Pure.
import { rankOf } from '../format/alarms.ts';
import type { DrawnRoom } from './drawn-room.ts';

/** Rooms with alarms, the most urgent last, so that it is drawn on top; a mark that a more urgent one covers is left out. */
export function clearMarks(drawn: readonly DrawnRoom[], unit: number): DrawnRoom[] {
  const placed: { x: number; y: number; half: number }[] = [];
  return drawn
    .filter(({ room }) => room.alarms.length > 0)
    .sort((a, b) => urgency(a) - urgency(b))
    .filter(({ layout: { middle, mark } }) => {
      if (!mark) return false;
      const at = { x: middle[0] / unit, y: -middle[1] / unit + mark.y, half: mark.sizePx / 2 };
      const isFree = placed.every(
        ({ x, y, half }) => Math.max(Math.abs(x - at.x), Math.abs(y - at.y)) >= half + at.half,
      );
      if (isFree) placed.push(at);
      return isFree;
    })
    .reverse();
}

function urgency({ room }: DrawnRoom): number {
  const [first] = room.alarms;
  return first ? rankOf(first.priority) + (first.isActive ? 0 : 0.5) : Number.POSITIVE_INFINITY;
}
