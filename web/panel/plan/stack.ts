// A building as its floors, one above the other and drawn apart: how far apart, how high each floats, and what frame that
// takes. Metres; drawn at the angle of the site map, y down. Pure.
import { type Box, boundsOf, type Metres, project } from '../format/plan.ts';

/** Floors nearer than this share of their depth can no longer be told apart, and fewer floors have more room. */
const leastShare = 0.16;
/** Wholly apart, with a little air. */
export const mostShare = 1.08;
const fewFloorsShare = 2.4;

/** The names of the floors stand to the left of the stack, in this share of its width. */
const labelShare = 0.13;
const airShare = 0.03;

export interface Stack {
  /** Drawing of one floor on the ground. */
  readonly floor: Box;
  /** From one floor to the next. */
  readonly gapM: number;
  /** How much higher the floors above a chosen one float, so that nothing of it is hidden. */
  readonly liftM: number;
  /** The whole drawing, with room for a lift. */
  readonly world: Box;
}

/** An outline of a floor as it is drawn on the ground; y north as outlines are. */
export function projected(outline: readonly Metres[]): Metres[] {
  return outline.map(([x, y]) => {
    const [east, down] = project(x, y, 0);
    return [east, -down];
  });
}

/** Null where no floor has an outline. `share` is the distance of two floors in shares of their drawn depth. */
export function stackOf(
  outlines: readonly (readonly Metres[])[],
  floors: number,
  share: number,
): Stack | null {
  const bounds = boundsOf(outlines.flatMap(projected));
  if (!bounds) return null;
  const floor = { minX: bounds.minX, maxX: bounds.maxX, minY: -bounds.maxY, maxY: -bounds.minY };
  const [width, depth] = [floor.maxX - floor.minX, floor.maxY - floor.minY];
  const gapM = depth * share;
  const liftM = floors > 1 ? Math.max(0, depth - gapM) : 0;
  const air = width * airShare;
  return {
    floor,
    gapM,
    liftM,
    world: {
      minX: floor.minX - width * labelShare - air,
      maxX: floor.maxX + air,
      minY: floor.minY - gapM * (floors - 1) - liftM - air,
      maxY: floor.maxY + air,
    },
  };
}

/** The share at which the stack fills a frame of a ratio (height by width) at its full width; floors stay told apart. */
export function fittingShare(floor: Box, floors: number, frameRatio: number): number {
  const [width, depth] = [floor.maxX - floor.minX, floor.maxY - floor.minY];
  const least = Math.min(0.6, Math.max(leastShare, fewFloorsShare / floors));
  if (floors < 3) return mostShare;
  const heightDepths = (width * (1 + labelShare) * frameRatio) / depth;
  return Math.min(mostShare, Math.max(least, (heightDepths - 2) / (floors - 2)));
}

/** How high a floor floats when another is chosen; `active` null is none. */
export function heightM({ gapM, liftM }: Stack, level: number, active: number | null): number {
  return level * gapM + (active !== null && level > active ? liftM : 0);
}
