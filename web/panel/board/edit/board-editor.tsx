// Changing a board: its tiles on the grid, the form of the tile that is chosen, and saving. What is not saved yet is kept
// as a draft in the browser; what someone else saved meanwhile is told, never overwritten unasked.
import type { BoardView } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBoardWords } from '../../data/boards.ts';
import { useLangOf } from '../../i18n/index.ts';
import { TilePointsOf } from '../tile-points.tsx';
import { BoardForm } from './board-form.tsx';
import { EditGrid } from './edit-grid.tsx';
import { EditNotes } from './edit-notes.tsx';
import { EditToolbar } from './edit-toolbar.tsx';
import { Gallery } from './gallery.tsx';
import { TilePanel } from './tile-panel.tsx';
import { useBoardEdit } from './use-board-edit.ts';
import './edit.css';
import './gallery.css';

export default function BoardEditor({ board }: { board: BoardView }) {
  const { t } = useTranslation();
  const words = useBoardWords();
  const langOf = useLangOf();
  const edit = useBoardEdit(board);
  const [chosen, setChosen] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const { tiles } = edit.content;
  const tile = tiles.find(({ id }) => id === chosen) ?? null;
  const name = words(edit.content.name);
  return (
    <TilePointsOf tiles={tiles}>
      <div className="page board-page board-editor">
        <div className="page-head">
          <h1>
            <span className="visually-hidden">{t('boardEdit.title')} </span>
            <span lang={langOf(name)}>{name}</span>
          </h1>
        </div>
        <EditToolbar edit={edit} onAdd={() => setAdding(true)} />
        <EditNotes edit={edit} />
        <div className="board-editor-body">
          <EditGrid edit={edit} chosen={chosen} onChoose={setChosen} />
          <aside className={`board-panel${tile ? ' has-tile' : ''}`}>
            {tile ? (
              <TilePanel key={tile.id} tile={tile} edit={edit} onClose={() => setChosen(null)} />
            ) : (
              <BoardForm board={board} edit={edit} />
            )}
          </aside>
        </div>
        {isAdding && (
          <Gallery
            edit={edit}
            onAdded={(id) => {
              setAdding(false);
              setChosen(id);
            }}
            onClose={() => setAdding(false)}
          />
        )}
        <p className="visually-hidden" role="status" aria-live="polite">
          {edit.said}
        </p>
      </div>
    </TilePointsOf>
  );
}
