// Where the symbols of a room's equipment are drawn: where it stands, moved aside for the words and for each other. Pure.
import type { Box, Metres } from '../format/plan.ts';

/** Symbols are looked a place for on rings around where the equipment stands: so far apart, at most so many. */
const ringPx = 7;
const mostRings = 14;
const directions = 12;

/**
 * Places in pixels, in the order of `wishes`; null where there is no room for a symbol. No symbol covers another or
 * `words`, and each stands where `isInRoom` says that it may.
 */
export function placeSymbols(
  wishes: readonly Metres[],
  isInRoom: (place: Metres) => boolean,
  words: Box,
  radiusPx: number,
): (Metres | null)[] {
  const placed: Metres[] = [];
  const isFree = (place: Metres) =>
    isClear(place, words, radiusPx) &&
    placed.every(([x, y]) => Math.hypot(place[0] - x, place[1] - y) >= 2 * radiusPx + 1) &&
    isInRoom(place);
  return wishes.map((wish) => {
    const place = around(wish).find(isFree);
    if (place) placed.push(place);
    return place ?? null;
  });
}

function isClear([x, y]: Metres, { minX, minY, maxX, maxY }: Box, radiusPx: number): boolean {
  const dx = Math.max(minX - x, 0, x - maxX);
  const dy = Math.max(minY - y, 0, y - maxY);
  return Math.hypot(dx, dy) >= radiusPx;
}

/** The place itself, then rings around it. */
function around([x, y]: Metres): Metres[] {
  const places: Metres[] = [[x, y]];
  for (let ring = 1; ring <= mostRings; ring += 1) {
    for (let turn = 0; turn < directions; turn += 1) {
      const angle = (turn / directions) * 2 * Math.PI;
      places.push([x + Math.cos(angle) * ring * ringPx, y + Math.sin(angle) * ring * ringPx]);
    }
  }
  return places;
}
