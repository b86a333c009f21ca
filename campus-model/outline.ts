// The geometry of outlines in metres: area, crossings, what lies inside. Pure, for the server that judges a drawing and
// for the page that draws it.
import type { PlanPoint } from './campus.ts';

export type Outline = readonly PlanPoint[];
export type Wall = readonly [PlanPoint, PlanPoint];

/** A room that is smaller is a slip of the pointer. */
export const leastAreaM2 = 1;
/** Two corners that are nearer to each other are one. */
export const leastWallM = 0.05;
/** Something that is no farther outside of a wall still stands in it. */
export const wallSlackM = 0.05;

/** Why an outline can be no room; null where it can. */
export type OutlineFault = 'few-corners' | 'short-wall' | 'crossing' | 'small';

export function wallsOf(outline: Outline): Wall[] {
  return outline.map((from, row) => [from, outline[(row + 1) % outline.length] ?? from]);
}

/** Twice the signed area: positive where the corners run counter-clockwise. */
function twiceSignedArea(outline: Outline): number {
  let sum = 0;
  for (const [[x1, y1], [x2, y2]] of wallsOf(outline)) sum += x1 * y2 - x2 * y1;
  return sum;
}

/** Square metres, whichever way round the corners run. */
export function areaM2(outline: Outline): number {
  return Math.abs(twiceSignedArea(outline)) / 2;
}

export function lengthM([[x1, y1], [x2, y2]]: Wall): number {
  return Math.hypot(x2 - x1, y2 - y1);
}

/** How far a point is from a wall, and the point of the wall that is nearest to it. */
export function nearestOnWall(
  [[x1, y1], [x2, y2]]: Wall,
  [x, y]: PlanPoint,
): { readonly at: PlanPoint; readonly distanceM: number; readonly share: number } {
  const squared = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
  const share = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / squared));
  const at: PlanPoint = [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
  return { at, distanceM: Math.hypot(x - at[0], y - at[1]), share };
}

export function wallDistanceM(outline: Outline, point: PlanPoint): number {
  let least = Number.POSITIVE_INFINITY;
  for (const wall of wallsOf(outline)) least = Math.min(least, nearestOnWall(wall, point).distanceM);
  return least;
}

/** Whether a point lies inside, by counting the walls to one side of it. */
export function isWithin(outline: Outline, [x, y]: PlanPoint): boolean {
  let inside = false;
  for (const [[x1, y1], [x2, y2]] of wallsOf(outline)) {
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** Inside, or in a wall. */
export function standsIn(outline: Outline, point: PlanPoint, slackM = wallSlackM): boolean {
  return isWithin(outline, point) || wallDistanceM(outline, point) <= slackM;
}

/** The first thing that is wrong. */
export function outlineFault(outline: Outline): OutlineFault | null {
  if (outline.length < 3) return 'few-corners';
  if (wallsOf(outline).some((wall) => lengthM(wall) < leastWallM)) return 'short-wall';
  if (crossesItself(outline)) return 'crossing';
  return areaM2(outline) < leastAreaM2 ? 'small' : null;
}

/** Whether two walls that are no neighbours touch, or two neighbours run back over each other. */
export function crossesItself(outline: Outline): boolean {
  const walls = wallsOf(outline);
  for (const [row, wall] of walls.entries()) {
    for (let other = row + 1; other < walls.length; other += 1) {
      const next = walls[other]!;
      const isNeighbour = other === row + 1 || (row === 0 && other === walls.length - 1);
      if (isNeighbour ? runsBack(wall, next) : touches(wall, next)) return true;
    }
  }
  return false;
}

function turn([ax, ay]: PlanPoint, [bx, by]: PlanPoint, [cx, cy]: PlanPoint): number {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

/** Neighbours share a corner; they are wrong where the second lies on the first. */
function runsBack([a, b]: Wall, [c, d]: Wall): boolean {
  const [tip, from, to] = b[0] === c[0] && b[1] === c[1] ? [b, a, d] : [a, b, c];
  const [fx, fy, tx, ty] = [from[0] - tip[0], from[1] - tip[1], to[0] - tip[0], to[1] - tip[1]];
  const cross = Math.abs(fx * ty - fy * tx);
  const reach = Math.hypot(fx, fy) * Math.hypot(tx, ty);
  return fx * tx + fy * ty > 0 && cross <= reach * 1e-6;
}

function touches([a, b]: Wall, [c, d]: Wall): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc > 0 !== abd > 0 && cda > 0 !== cdb > 0 && abc !== 0 && abd !== 0 && cda !== 0 && cdb !== 0)
    return true;
  return (
    (abc === 0 && isBetween(a, b, c)) ||
    (abd === 0 && isBetween(a, b, d)) ||
    (cda === 0 && isBetween(c, d, a)) ||
    (cdb === 0 && isBetween(c, d, b))
  );
}

function isBetween([ax, ay]: PlanPoint, [bx, by]: PlanPoint, [x, y]: PlanPoint): boolean {
  return x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
}
