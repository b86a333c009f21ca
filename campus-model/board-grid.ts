// The grid that a board's tiles lie on. Apart from the schemas, as the page needs it at work.

/** Cells across; a tile lies on whole cells. */
export const boardColumns = 12;
/** Cells down: some screens long, so that a slip of the finger makes no endless page. */
export const mostBoardRows = 200;
/** What a page can show alive without a slow frame, with room to spare. */
export const mostBoardTiles = 120;

/** Where a tile lies, in cells from the top left. */
export interface TilePlace {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export function tilesOverlap(a: TilePlace, b: TilePlace): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
