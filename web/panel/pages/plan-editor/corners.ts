// Corners of an outline: moved, put in, taken out; the whole moved or made to fill another box. Pure.
import {
  areaM2,
  isWithin,
  type Outline,
  type PlanPoint,
  roundedPoint,
  wallDistanceM,
} from '@campus/campus-model';
import { boundsOf, centreOf } from '../../format/plan.ts';
import { innerBox } from '../../plan/index.ts';

export type Ring = [number, number][];

export function withCorner(outline: Outline, row: number, at: PlanPoint): Ring {
  return outline.map((corner, each) => roundedPoint(each === row ? at : corner));
}

/** Behind the corner of `row`. */
export function withNewCorner(outline: Outline, row: number, at: PlanPoint): Ring {
  return [...outline.slice(0, row + 1), at, ...outline.slice(row + 1)].map(roundedPoint);
}

/** The same where only three are left. */
export function withoutCorner(outline: Outline, row: number): Ring {
  const rest = outline.length > 3 ? outline.filter((_, each) => each !== row) : outline;
  return rest.map(roundedPoint);
}

export function movedBy(outline: Outline, [dx, dy]: PlanPoint): Ring {
  return outline.map(([x, y]) => roundedPoint([x + dx, y + dy]));
}

export function middleOfWall(outline: Outline, row: number): [number, number] {
  const [x1, y1] = outline[row] ?? [0, 0];
  const [x2, y2] = outline[(row + 1) % outline.length] ?? [x1, y1];
  return roundedPoint([(x1 + x2) / 2, (y1 + y2) / 2]);
}

/** Where something that stood in one outline stands in another, at the same share of its width and depth; null where that is outside. */
export function carriedOver(at: PlanPoint, from: Outline, to: Outline): [number, number] | null {
  const [was, is] = [boundsOf(from), boundsOf(to)];
  if (!was || !is) return null;
  const share = (value: number, low: number, high: number) =>
    high > low ? (value - low) / (high - low) : 0.5;
  const placed = roundedPoint([
    is.minX + share(at[0], was.minX, was.maxX) * (is.maxX - is.minX),
    is.minY + share(at[1], was.minY, was.maxY) * (is.maxY - is.minY),
  ]);
  return isWithin(to, placed) || wallDistanceM(to, placed) < 0.01 ? placed : null;
}

/** A place inside, as far from the walls as a name needs it. */
export function middleOf(outline: Outline): [number, number] {
  const box = innerBox(outline);
  return roundedPoint(box ? [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2] : centreOf(outline));
}

/** Square metres with one decimal. */
export function shownArea(outline: Outline): number {
  return Math.round(areaM2(outline) * 10) / 10;
}
