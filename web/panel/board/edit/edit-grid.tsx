// The tiles of a board that is being changed: each with a handle to move it, one to resize it, its settings, its end.
import type { Tile, TilePlace } from '@campus/campus-model';
import { type CSSProperties, type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Empty } from '../../components/notes.tsx';
import { placeStyle } from '../board-grid.tsx';
import { rowsOf } from '../layout.ts';
import { TileCard } from '../tile.tsx';
import { useTileTitle } from '../tile-title.tsx';
import { placed } from './history.ts';
import type { BoardEdit } from './use-board-edit.ts';
import { useRemoveTile } from './use-remove-tile.ts';
import { type Drag, type DragKind, useTileDrag } from './use-tile-drag.ts';
import '../board.css';
import '../tiles.css';
import '../drawn-tiles.css';

/** Room below the last tile to put another. */
const spareRows = 2;
const leastRows = 8;

interface EditGridProps {
  readonly edit: BoardEdit;
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
}

export function EditGrid({ edit, chosen, onChoose }: EditGridProps) {
  const { t } = useTranslation();
  const grid = useRef<HTMLUListElement>(null);
  const { tiles } = edit.content;
  const { drag, begin } = useTileDrag(grid, edit.place);
  const shown = drag ? placed(tiles, drag.id, drag.place) : tiles;
  const rows = Math.max(leastRows, rowsOf(shown) + spareRows);
  const places = new Map(shown.map((tile) => [tile.id, tile]));
  return (
    <section className="edit-frame" aria-label={t('boards.title')}>
      {tiles.length === 0 && <Empty icon="boards" title={t('board.empty')} lead={t('board.emptyLead')} />}
      <p className="card-note edit-keys" id="board-keys">
        {t('boardEdit.keys')}
      </p>
      <ul ref={grid} className="edit-grid" style={{ '--rows': rows } as CSSProperties}>
        {drag && (
          <li
            className="edit-ghost"
            aria-hidden="true"
            style={placeStyle(places.get(drag.id) ?? drag.place)}
          />
        )}
        {tiles.map((tile) => (
          <EditTile
            key={tile.id}
            tile={tile}
            place={places.get(tile.id) ?? tile}
            drag={drag?.id === tile.id ? drag : null}
            isChosen={tile.id === chosen}
            edit={edit}
            onGrab={begin}
            onChoose={onChoose}
          />
        ))}
      </ul>
    </section>
  );
}

interface EditTileProps {
  readonly tile: Tile;
  /** Where it lies while another is dragged. */
  readonly place: TilePlace;
  readonly drag: Drag | null;
  readonly isChosen: boolean;
  readonly edit: BoardEdit;
  readonly onGrab: (event: React.PointerEvent, tile: Tile, kind: DragKind) => void;
  readonly onChoose: (id: string | null) => void;
}

function EditTile({ tile, place, drag, isChosen, edit, onGrab, onChoose }: EditTileProps) {
  const { t } = useTranslation();
  const { title: name } = useTileTitle(tile);
  const remove = useRemoveTile(edit, () => onChoose(null));
  const frame = useRef<HTMLLIElement>(null);
  // A tile that was added may lie below the screen.
  useEffect(() => {
    if (isChosen) frame.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const onKey = useTileKeys(tile, edit, () => remove(tile, name));
  const offset = drag ? ({ '--dx': `${drag.dx}px`, '--dy': `${drag.dy}px` } as CSSProperties) : {};
  return (
    <li
      ref={frame}
      className={`edit-tile${isChosen ? ' is-chosen' : ''}${drag ? ` is-dragged is-${drag.kind}` : ''}`}
      data-tile={tile.id}
      style={{ ...placeStyle(drag ? tile : place), ...offset }}
    >
      <div className="edit-bar">
        <button
          type="button"
          className="edit-move"
          aria-label={t('boardEdit.move', { name })}
          aria-describedby="board-keys"
          onPointerDown={(event) => onGrab(event, tile, 'move')}
          onKeyDown={(event) => onKey(event, event.shiftKey ? 'resize' : 'move')}
          onClick={() => onChoose(tile.id)}
        >
          <Icon name="move" />
          <span>{name}</span>
        </button>
        <button
          type="button"
          className="tool"
          aria-label={t('boardEdit.settings', { name })}
          aria-pressed={isChosen}
          onClick={() => onChoose(isChosen ? null : tile.id)}
        >
          <Icon name="edit" />
        </button>
      </div>
      <div className="edit-content" inert>
        <TileCard tile={tile} />
      </div>
      <button
        type="button"
        className="edit-resize"
        aria-label={t('boardEdit.resize', { name })}
        onPointerDown={(event) => onGrab(event, tile, 'resize')}
        onKeyDown={(event) => onKey(event, 'resize')}
      >
        <Icon name="resize" />
      </button>
    </li>
  );
}

const steps: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Arrow keys move or resize by a cell and say where the tile is then; Delete removes it. */
function useTileKeys(tile: Tile, edit: BoardEdit, remove: () => void) {
  const { t } = useTranslation();
  return (event: KeyboardEvent, kind: DragKind) => {
    if (event.key === 'Delete') remove();
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const [dx, dy] = step;
    const { x, y, w, h } = tile;
    const wanted = kind === 'move' ? { x: x + dx, y: y + dy, w, h } : { x, y, w: w + dx, h: h + dy };
    const after = placed(edit.content.tiles, tile.id, wanted).find(({ id }) => id === tile.id) ?? tile;
    edit.place(tile.id, wanted);
    edit.say(
      kind === 'move'
        ? t('boardEdit.at', { column: after.x + 1, row: after.y + 1 })
        : t('boardEdit.size', { w: after.w, h: after.h }),
    );
  };
}
