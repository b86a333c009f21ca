// The walls of an outline, what lies inside it, and how far from its walls. Pure.
import type { Metres } from '../format/plan.ts';

export type Edge = readonly [Metres, Metres];

export function edgesOf(outline: readonly Metres[]): Edge[] {
  return outline.map((from, row) => [from, outline[(row + 1) % outline.length] ?? from]);
}

/** Whether a point lies inside, by counting the walls to one side of it. */
export function isInside(outline: readonly Metres[], [x, y]: Metres): boolean {
  let inside = false;
  for (const [[x1, y1], [x2, y2]] of edgesOf(outline))
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  return inside;
}

/** How far a point is from the nearest wall. */
export function wallDistance(outline: readonly Metres[], point: Metres): number {
  return Math.min(...edgesOf(outline).map((edge) => edgeDistance(edge, point)));
}

export function edgeDistance([[x1, y1], [x2, y2]]: Edge, [x, y]: Metres): number {
  const lengthSquared = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
  const along = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / lengthSquared));
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
}
