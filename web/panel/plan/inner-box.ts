// The largest upright rectangle inside an outline: where a room's words and symbols may stand. Pure.
import { type Box, boundsOf, type Metres } from '../format/plan.ts';
import { type Edge, edgesOf, isInside } from './outline.ts';

/** An outline is cut at its corners and into so many further steps each way: exact for upright rooms, near for others. */
const steps = 20;
/** Of two equal areas the wider one holds more words: width beyond this times the height adds nothing. */
const mostAspect = 6;

/** Null where the outline is empty or has no inside. */
export function innerBox(outline: readonly Metres[]): Box | null {
  const bounds = boundsOf(outline);
  if (!bounds) return null;
  if (isUprightBox(outline, bounds)) return bounds;
  const xs = cuts(
    outline.map(([x]) => x),
    bounds.minX,
    bounds.maxX,
  );
  const ys = cuts(
    outline.map(([, y]) => y),
    bounds.minY,
    bounds.maxY,
  );
  return largest(xs, ys, insideCells(outline, xs, ys));
}

function isUprightBox(outline: readonly Metres[], { minX, minY, maxX, maxY }: Box): boolean {
  const isAtEdge = ([x, y]: Metres) => (x === minX || x === maxX) && (y === minY || y === maxY);
  return outline.length === 4 && new Set(outline.map(String)).size === 4 && outline.every(isAtEdge);
}

function cuts(corners: readonly number[], low: number, high: number): number[] {
  const even = Array.from({ length: steps + 1 }, (_, step) => low + ((high - low) * step) / steps);
  return [...new Set([...corners, ...even])].sort((a, b) => a - b);
}

/** Rows of cells: whether a cell lies inside as a whole. */
function insideCells(outline: readonly Metres[], xs: readonly number[], ys: readonly number[]): boolean[][] {
  const edges = edgesOf(outline);
  return ys.slice(1).map((maxY, row) => {
    const minY = ys[row] ?? maxY;
    return xs.slice(1).map((maxX, column) => {
      const cell = { minX: xs[column] ?? maxX, minY, maxX, maxY };
      const middle: Metres = [(cell.minX + maxX) / 2, (minY + maxY) / 2];
      return isInside(outline, middle) && !edges.some((edge) => crosses(edge, cell));
    });
  });
}

/** Whether an edge runs through the inside of a box: clipped to it (Liang–Barsky) something is left. */
function crosses([[x1, y1], [x2, y2]]: Edge, { minX, minY, maxX, maxY }: Box): boolean {
  const slack = 1e-9;
  let [enter, leave] = [0, 1];
  for (const [start, way, low, high] of [
    [x1, x2 - x1, minX + slack, maxX - slack],
    [y1, y2 - y1, minY + slack, maxY - slack],
  ] as const) {
    if (way === 0) {
      if (start <= low || start >= high) return false;
      continue;
    }
    const [near, far] = way > 0 ? [low, high] : [high, low];
    enter = Math.max(enter, (near - start) / way);
    leave = Math.min(leave, (far - start) / way);
  }
  return enter < leave;
}

/** The largest block of inside cells, row by row over the heights of the columns. */
function largest(xs: readonly number[], ys: readonly number[], cells: readonly boolean[][]): Box | null {
  const tops = xs.slice(1).map(() => 0);
  let [best, bestWorth]: [Box | null, number] = [null, 0];
  cells.forEach((row, at) => {
    row.forEach((isIn, column) => {
      tops[column] = isIn ? (tops[column] ?? 0) + 1 : 0;
    });
    for (const { first, last, high } of blocks(tops)) {
      const box: Box = {
        minX: xs[first] ?? 0,
        maxX: xs[last + 1] ?? 0,
        minY: ys[at + 1 - high] ?? 0,
        maxY: ys[at + 1] ?? 0,
      };
      const worth = worthOf(box);
      if (worth > bestWorth) [best, bestWorth] = [box, worth];
    }
  });
  return best;
}

function worthOf({ minX, minY, maxX, maxY }: Box): number {
  const height = maxY - minY;
  return Math.min(maxX - minX, height * mostAspect) * height;
}

/** All blocks under the heights that end at the present row: from each column as far as it is the lowest. */
function blocks(heights: readonly number[]): { first: number; last: number; high: number }[] {
  const found: { first: number; last: number; high: number }[] = [];
  heights.forEach((_, first) => {
    let high = Number.POSITIVE_INFINITY;
    for (let last = first; last < heights.length; last += 1) {
      high = Math.min(high, heights[last] ?? 0);
      if (high === 0) return;
      found.push({ first, last, high });
    }
  });
  return found;
}
