// Dragging a tile, or its corner, with mouse, pen or finger: it follows the pointer, and lies on the nearest cells when let
// go. Escape and a second finger put it back.
import type { Tile, TilePlace } from '@campus/campus-model';
import { type PointerEvent, type RefObject, useRef, useState } from 'react';

export type DragKind = 'move' | 'resize';

export interface Drag {
  readonly id: string;
  readonly kind: DragKind;
  /** Where it is held, in cells and parts of cells. */
  readonly place: TilePlace;
  /** How far from where it was grabbed (px). */
  readonly dx: number;
  readonly dy: number;
}

interface Cell {
  readonly width: number;
  readonly height: number;
}

/** A press that moves less is a click. */
const slackPx = 4;

export function useTileDrag(
  grid: RefObject<HTMLElement | null>,
  onPlace: (id: string, place: TilePlace) => void,
): { drag: Drag | null; begin: (event: PointerEvent, tile: Tile, kind: DragKind) => void } {
  const [drag, setDrag] = useState<Drag | null>(null);
  const ending = useRef<(() => void) | null>(null);
  const begin = (event: PointerEvent, tile: Tile, kind: DragKind) => {
    if (event.button !== 0 || !event.isPrimary || !grid.current) return;
    ending.current?.();
    ending.current = followPointer(event, cellOf(grid.current), { tile, kind, onDrag: setDrag, onPlace });
  };
  return { drag, begin };
}

interface Follower {
  readonly tile: Tile;
  readonly kind: DragKind;
  readonly onDrag: (drag: Drag | null) => void;
  readonly onPlace: (id: string, place: TilePlace) => void;
}

/** Listens until the pointer is let go; the returned function ends it before. */
function followPointer(
  { currentTarget, pointerId, pageX, pageY }: PointerEvent,
  cell: Cell,
  { tile, kind, onDrag, onPlace }: Follower,
): () => void {
  const handle = currentTarget as HTMLElement;
  const ends = new AbortController();
  let last: Drag | null = null;
  const end = () => {
    ends.abort();
    onDrag(null);
  };
  const listen = <K extends keyof HTMLElementEventMap>(
    name: K,
    run: (event: HTMLElementEventMap[K]) => void,
  ) => handle.addEventListener(name, run, { signal: ends.signal });
  handle.setPointerCapture(pointerId);
  listen('pointermove', (event) => {
    const [dx, dy] = [event.pageX - pageX, event.pageY - pageY];
    if (!last && Math.hypot(dx, dy) < slackPx) return;
    last = { id: tile.id, kind, dx, dy, place: placeAt(tile, kind, dx / cell.width, dy / cell.height) };
    onDrag(last);
  });
  listen('pointerup', () => {
    if (last) {
      onPlace(tile.id, last.place);
      // A drag ends with a click, which would open the settings.
      handle.addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true });
    }
    end();
  });
  listen('pointercancel', end);
  handle.ownerDocument.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape') end();
    },
    { signal: ends.signal },
  );
  return end;
}

function placeAt({ x, y, w, h }: TilePlace, kind: DragKind, dx: number, dy: number): TilePlace {
  return kind === 'move' ? { x: x + dx, y: y + dy, w, h } : { x, y, w: w + dx, h: h + dy };
}

/** A cell with the gap behind it (px), as the style sheet has them. */
function cellOf(grid: HTMLElement): Cell {
  const style = getComputedStyle(grid);
  const gap = Number.parseFloat(style.rowGap);
  return {
    width: (grid.clientWidth + gap) / 12,
    height: Number.parseFloat(style.gridAutoRows) + gap,
  };
}
