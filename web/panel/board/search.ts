// The typed search parameters of the boards' pages: whatever an address holds, only known words come out. Pure.

/** How long a wall shows one board before the next, in seconds. */
export const wallPeriods = [15, 30, 60, 120, 300, 600] as const;
export type WallPeriod = (typeof wallPeriods)[number];
export const usualPeriod: WallPeriod = 30;

/** Boards that take turns on one wall: more would each be seen too seldom. */
export const mostWallBoards = 12;

type Raw = Readonly<Record<string, unknown>>;

export interface BoardSearch {
  /** The board is being changed. */
  edit?: true;
  /** Full screen, without navigation. */
  wall?: true;
  /** Boards that take turns with this one on the wall. */
  with?: string[];
  every?: WallPeriod;
}

export function boardSearch(raw: Raw): BoardSearch {
  if (isYes(raw.wall)) {
    const listed = Array.isArray(raw.with) ? raw.with : [];
    const others = [...new Set(listed.filter((id): id is string => typeof id === 'string' && id !== ''))];
    return {
      wall: true,
      with: others.length > 0 ? others.slice(0, mostWallBoards - 1) : undefined,
      every: wallPeriods.find((period) => period === raw.every),
    };
  }
  return isYes(raw.edit) ? { edit: true } : {};
}

/** `?wall`, `?wall=1` and `?wall=true` mean the same. */
function isYes(value: unknown): boolean {
  return value === true || value === '' || value === 1;
}

/** `deleted` is the id of the board that was deleted just now. */
export function boardsSearch(raw: Raw): { deleted?: string } {
  return { deleted: typeof raw.deleted === 'string' && raw.deleted !== '' ? raw.deleted : undefined };
}
