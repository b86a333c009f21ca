// How much a plan drawing may hold, and how fine it is. Apart from its schema, so that a page that draws has no need of that.
import type { PlanPoint } from './campus.ts';

/** A campus is smaller; what lies farther out was read in the wrong unit. */
export const mostMetres = 5_000;
/** A round hall in an import has a few dozen corners. */
export const mostCorners = 200;
/** Floors of hospitals have a few hundred rooms. */
export const mostDrawnSpaces = 500;
export const mostDrawnDevices = 3_000;
export const mostDrawnDoors = 800;
/** Lines of an import that are kept to draw by: enough for walls and stairs of a large floor. */
export const mostBackdropLines = 2_000;
export const mostBackdropPoints = 6_000;
/** Half of it is a full backdrop; it stays below what the API takes as one body. */
export const mostDrawingBytes = 200_000;
/** Versions of a floor that can be looked at and brought back; the oldest goes when there are more. */
export const mostPlanVersions = 200;
/** Narrower is no door, wider a gate. */
export const leastDoorM = 0.4;
export const mostDoorM = 8;

/** Centimetres are as near as a plan is true. */
export function roundedPoint([x, y]: PlanPoint): [number, number] {
  // Minus nought is nought.
  return [Math.round(x * 100) / 100 + 0, Math.round(y * 100) / 100 + 0];
}
