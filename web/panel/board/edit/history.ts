// What a person does to a board that is being changed, with undo and redo. Pure: each act makes a new state.
import type { BoardContent, Tile, TilePlace } from '@campus/campus-model';
import { closeGaps, freePlace, intoGrid, settle } from '../layout.ts';
import { leastSize } from '../tile-kinds.ts';

/** Steps that can be taken back: an afternoon of composing; a step is a few kilobytes. */
const mostSteps = 100;

export interface Editing {
  readonly now: BoardContent;
  readonly past: readonly BoardContent[];
  readonly future: readonly BoardContent[];
}

export type EditAct =
  | { readonly act: 'place'; readonly id: string; readonly place: TilePlace }
  | { readonly act: 'add'; readonly tile: Tile }
  | { readonly act: 'remove'; readonly id: string }
  | { readonly act: 'tile'; readonly tile: Tile }
  | { readonly act: 'board'; readonly content: Partial<Pick<BoardContent, 'name' | 'sharedWith'>> }
  | { readonly act: 'tidy' }
  | { readonly act: 'begin'; readonly content: BoardContent }
  | { readonly act: 'undo' }
  | { readonly act: 'redo' };

export function beginEditing(content: BoardContent): Editing {
  return { now: content, past: [], future: [] };
}

export function edit(state: Editing, act: EditAct): Editing {
  const { now, past, future } = state;
  if (act.act === 'begin') return beginEditing(act.content);
  if (act.act === 'undo') {
    const before = past.at(-1);
    return before ? { now: before, past: past.slice(0, -1), future: [now, ...future] } : state;
  }
  if (act.act === 'redo') {
    const [after, ...rest] = future;
    return after ? { now: after, past: [...past, now], future: rest } : state;
  }
  const next = changed(now, act);
  return next === now ? state : { now: next, past: [...past, now].slice(-mostSteps), future: [] };
}

type Change = Exclude<EditAct, { act: 'begin' | 'undo' | 'redo' }>;

/** The same content where the act changes nothing. */
function changed(content: BoardContent, act: Change): BoardContent {
  const { tiles } = content;
  switch (act.act) {
    case 'place':
      return withTiles(content, placed(tiles, act.id, act.place));
    case 'add': {
      const free = freePlace(tiles, act.tile);
      return free ? withTiles(content, [...tiles, { ...act.tile, ...free }]) : content;
    }
    case 'remove':
      return withTiles(
        content,
        tiles.filter(({ id }) => id !== act.id),
      );
    case 'tile':
      return withTiles(
        content,
        tiles.map((tile) => (tile.id === act.tile.id ? act.tile : tile)),
      );
    case 'tidy':
      return withTiles(content, closeGaps(tiles));
    case 'board':
      return { ...content, ...act.content };
  }
}

/** The tiles with one moved or resized; the same tiles where it stays or there is no room. */
export function placed(tiles: readonly Tile[], id: string, place: TilePlace): readonly Tile[] {
  const tile = tiles.find((each) => each.id === id);
  if (!tile) return tiles;
  const wanted = intoGrid(place, leastSize(tile.kind));
  const isThere = wanted.x === tile.x && wanted.y === tile.y && wanted.w === tile.w && wanted.h === tile.h;
  return isThere ? tiles : (settle(tiles, { ...tile, ...wanted }) ?? tiles);
}

function withTiles(content: BoardContent, tiles: readonly Tile[]): BoardContent {
  const isSame =
    tiles.length === content.tiles.length && tiles.every((tile, row) => tile === content.tiles[row]);
  return isSame ? content : { ...content, tiles: [...tiles] };
}

/** Alike in content: the order of keys, and a key without a value, mean nothing. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSame(a[key], b[key]));
}

/** Whether there is anything to save: what stands differs from what was opened. */
export function isChanged(state: Editing, opened: BoardContent): boolean {
  return !isSame(state.now, opened);
}
