// The grid of a board: how tiles make way for one that is put down, and how gaps close. Pure; a tile keeps its size.
import { boardColumns, mostBoardRows, type TilePlace, tilesOverlap } from '@campus/campus-model';

export interface Placed extends TilePlace {
  readonly id: string;
}

/** Reading order: from the top, in a row from the left. */
export function byPlace(a: TilePlace, b: TilePlace): number {
  return a.y - b.y || a.x - b.x;
}

/** The nearest place on the grid, with at least the given size. */
export function intoGrid(place: TilePlace, least: { readonly w: number; readonly h: number }): TilePlace {
  const w = Math.min(boardColumns, Math.max(least.w, Math.round(place.w)));
  const h = Math.min(maxTileRows, Math.max(least.h, Math.round(place.h)));
  return {
    w,
    h,
    x: Math.min(boardColumns - w, Math.max(0, Math.round(place.x))),
    y: Math.min(mostBoardRows - h, Math.max(0, Math.round(place.y))),
  };
}

/** The tallest tile: about three screens. */
const maxTileRows = 24;

/**
 * The tiles with one of them at its new place: it stays there, those that it covers move down, and those that they cover
 * in turn. Null where there is no room left below.
 */
export function settle<T extends Placed>(tiles: readonly T[], moved: T): T[] | null {
  const fixed: T[] = [moved];
  const others = tiles.filter(({ id }) => id !== moved.id).sort(byPlace);
  for (const tile of others) fixed.push(lowered(tile, fixed));
  if (fixed.some(({ y, h }) => y + h > mostBoardRows)) return null;
  const places = new Map(fixed.map((tile) => [tile.id, tile]));
  return tiles.map(({ id }) => places.get(id)!);
}

/** The tile as far down as it must go to lie on none of the others. */
function lowered<T extends Placed>(tile: T, others: readonly T[]): T {
  let { y } = tile;
  for (;;) {
    const under = others.filter((other) => tilesOverlap({ ...tile, y }, other));
    if (under.length === 0) return y === tile.y ? tile : { ...tile, y };
    y = Math.max(...under.map((other) => other.y + other.h));
  }
}

/** Every tile as far up as it goes without passing another. */
export function closeGaps<T extends Placed>(tiles: readonly T[]): T[] {
  const up = new Map<string, T>();
  for (const tile of [...tiles].sort(byPlace)) {
    const above = [...up.values()].filter(({ x, w }) => x < tile.x + tile.w && tile.x < x + w);
    const y = Math.max(0, ...above.map((other) => other.y + other.h));
    up.set(tile.id, y === tile.y ? tile : { ...tile, y });
  }
  return tiles.map(({ id }) => up.get(id)!);
}

/** The first free place from the top that is large enough; null where there is none. */
export function freePlace(
  tiles: readonly TilePlace[],
  { w, h }: { readonly w: number; readonly h: number },
): TilePlace | null {
  for (let y = 0; y + h <= mostBoardRows; y += 1) {
    for (let x = 0; x + w <= boardColumns; x += 1) {
      const place = { x, y, w, h };
      if (!tiles.some((tile) => tilesOverlap(tile, place))) return place;
    }
  }
  return null;
}

/** Rows that the tiles take. */
export function rowsOf(tiles: readonly TilePlace[]): number {
  return Math.max(0, ...tiles.map(({ y, h }) => y + h));
}
