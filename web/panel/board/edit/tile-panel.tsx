// The settings of the tile that is chosen; each change shows at once on the board.
import type { Tile } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { completeTile, type RawTile } from '../tile-kinds.ts';
import { useTileTitle } from '../tile-title.tsx';
import { TileForm } from './tile-form.tsx';
import type { BoardEdit } from './use-board-edit.ts';
import { useRemoveTile } from './use-remove-tile.ts';

interface TilePanelProps {
  readonly tile: Tile;
  readonly edit: BoardEdit;
  readonly onClose: () => void;
}

export function TilePanel({ tile, edit, onClose }: TilePanelProps) {
  const { t } = useTranslation();
  const { title: name } = useTileTitle(tile);
  const remove = useRemoveTile(edit, onClose);
  // What is incomplete for a moment stands in the form alone; undo changes the tile from outside.
  const [raw, setRaw] = useState<RawTile | null>(null);
  const change = (next: RawTile) => {
    const complete = completeTile(next);
    setRaw(complete ? null : next);
    if (complete) edit.setTile({ ...complete, ...placeOf(tile) });
  };
  return (
    <section className="card tile-panel" aria-labelledby="tile-panel-title">
      <div className="sheet-head">
        <h2 id="tile-panel-title">
          {t('boardEdit.form')} · {t(`tile.kind.${tile.kind}`)}
        </h2>
        <button type="button" className="tool" aria-label={t('close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <TileForm tile={raw ?? tile} onChange={change} />
      {raw && <p className="note">{t('boardEdit.incomplete')}</p>}
      <button type="button" className="button" onClick={() => remove(tile, name)}>
        <Icon name="trash" />
        {t('boardEdit.removeTile')}
        <span className="visually-hidden">{name}</span>
      </button>
    </section>
  );
}

function placeOf({ x, y, w, h }: Tile): Pick<Tile, 'x' | 'y' | 'w' | 'h'> {
  return { x, y, w, h };
}
