// Where a corner comes to lie: on a corner or wall nearby, at a right angle to its neighbours, else on the grid. Pure.
import {
  nearestOnWall,
  type Outline,
  type PlanPoint,
  roundedPoint,
  type Wall,
  wallsOf,
} from '@campus/campus-model';

export const gridM = 0.1;

/** What there is to keep to. */
export interface Surroundings {
  /** Of the other rooms. */
  readonly corners: readonly PlanPoint[];
  readonly walls: readonly Wall[];
  /** Lines through the neighbouring corners: level, upright, along their walls and square to them. */
  readonly guides: readonly Guide[];
  /** How near is near; at the camera's scale so many pixels. */
  readonly reachM: number;
}

export interface Guide {
  readonly through: PlanPoint;
  /** Of length 1. */
  readonly direction: PlanPoint;
}

export interface Snapped {
  readonly at: [number, number];
  readonly to: 'corner' | 'wall' | 'angle' | 'grid';
}

export function onGrid(metres: number): number {
  return Math.round(metres / gridM) * gridM;
}

export function gridPoint([x, y]: PlanPoint): [number, number] {
  return roundedPoint([onGrid(x), onGrid(y)]);
}

/** Guides of a corner that lies between two others; `beyond` are the corners after those. */
export function guidesOf(
  neighbours: readonly { readonly at: PlanPoint; readonly beyond?: PlanPoint | undefined }[],
): Guide[] {
  return neighbours.flatMap(({ at, beyond }) => {
    const guides: Guide[] = [
      { through: at, direction: [1, 0] },
      { through: at, direction: [0, 1] },
    ];
    const along = beyond && directionOf(beyond, at);
    if (!along) return guides;
    const [dx, dy] = along;
    const isUpright = Math.abs(dx) < 1e-3 || Math.abs(dy) < 1e-3;
    if (!isUpright) guides.push({ through: at, direction: along }, { through: at, direction: [-dy, dx] });
    return guides;
  });
}

function directionOf([x1, y1]: PlanPoint, [x2, y2]: PlanPoint): PlanPoint | null {
  const length = Math.hypot(x2 - x1, y2 - y1);
  return length < 1e-6 ? null : [(x2 - x1) / length, (y2 - y1) / length];
}

export function surroundingsOf(
  outlines: readonly Outline[],
  guides: readonly Guide[],
  reachM: number,
): Surroundings {
  return { corners: outlines.flat(), walls: outlines.flatMap(wallsOf), guides, reachM };
}

export function snapped(at: PlanPoint, around: Surroundings): Snapped {
  const corner = nearestOf(around.corners, (point) => distance(point, at), around.reachM);
  if (corner) return { at: roundedPoint(corner), to: 'corner' };
  const angle = onGuides(at, around);
  if (angle) return { at: roundedPoint(angle), to: 'angle' };
  const wall = nearestOf(
    around.walls.map((each) => nearestOnWall(each, at)),
    ({ distanceM }) => distanceM,
    around.reachM,
  );
  if (wall) return { at: roundedPoint(wall.at), to: 'wall' };
  return { at: gridPoint(at), to: 'grid' };
}

/** Where two guides cross, else the guide's nearest point, on the grid where the guide runs along it. */
function onGuides(at: PlanPoint, { guides, walls, reachM }: Surroundings): PlanPoint | null {
  const near = guides
    .map((guide) => ({ guide, distanceM: offGuide(guide, at) }))
    .filter(({ distanceM }) => distanceM <= reachM)
    .sort((a, b) => a.distanceM - b.distanceM)
    .map(({ guide }) => guide);
  const [first] = near;
  if (!first) return null;
  const crossings = [...near.slice(1), ...walls.flatMap(guideOfWall)].flatMap((other): PlanPoint[] => {
    const point = crossing(first, other);
    return point ? [point] : [];
  });
  const crossed = nearestOf(crossings, (point) => distance(point, at), reachM);
  if (crossed) return crossed;
  const along = project(first, at);
  const [dx, dy] = first.direction;
  if (dx === 0) return [first.through[0], onGrid(along[1])];
  return dy === 0 ? [onGrid(along[0]), first.through[1]] : along;
}

function guideOfWall([from, to]: Wall): Guide[] {
  const direction = directionOf(from, to);
  return direction ? [{ through: from, direction }] : [];
}

function offGuide({ through: [x, y], direction: [dx, dy] }: Guide, [px, py]: PlanPoint): number {
  return Math.abs((px - x) * dy - (py - y) * dx);
}

function project({ through: [x, y], direction: [dx, dy] }: Guide, [px, py]: PlanPoint): PlanPoint {
  const along = (px - x) * dx + (py - y) * dy;
  return [x + dx * along, y + dy * along];
}

/** Null where they run alike. */
function crossing(a: Guide, b: Guide): PlanPoint | null {
  const [[ax, ay], [bx, by]] = [a.direction, b.direction];
  const turn = ax * by - ay * bx;
  if (Math.abs(turn) < 0.05) return null;
  const [dx, dy] = [b.through[0] - a.through[0], b.through[1] - a.through[1]];
  const along = (dx * by - dy * bx) / turn;
  return [a.through[0] + ax * along, a.through[1] + ay * along];
}

function distance([x1, y1]: PlanPoint, [x2, y2]: PlanPoint): number {
  return Math.hypot(x2 - x1, y2 - y1);
}

function nearestOf<T>(items: readonly T[], far: (item: T) => number, reach: number): T | null {
  let [best, least]: [T | null, number] = [null, reach];
  for (const item of items) {
    const distanceM = far(item);
    if (distanceM <= least) [best, least] = [item, distanceM];
  }
  return best;
}

/** By how much a whole outline moves: so that a corner meets another room's, else by whole steps of the grid. */
export function snappedMove(
  outline: Outline,
  [dx, dy]: PlanPoint,
  others: readonly Outline[],
  reachM: number,
): PlanPoint {
  const corners: readonly PlanPoint[] = others.flat();
  const meets = outline.flatMap(([x, y]): PlanPoint[] => {
    const near = nearestOf(corners, (corner) => distance(corner, [x + dx, y + dy]), reachM);
    return near ? [[near[0] - x, near[1] - y]] : [];
  });
  const best = nearestOf(meets, (move) => distance(move, [dx, dy]), reachM);
  return best ?? [onGrid(dx), onGrid(dy)];
}
