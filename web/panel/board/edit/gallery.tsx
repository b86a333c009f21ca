// What can be added to a board, each kind with a picture; then its form, and it lies on the first free place.
import type { TileKind } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { freePlace } from '../layout.ts';
import { completeTile, newTile, type RawTile, tileKinds } from '../tile-kinds.ts';
import { TileForm } from './tile-form.tsx';
import { TilePicture } from './tile-picture.tsx';
import type { BoardEdit } from './use-board-edit.ts';

interface GalleryProps {
  readonly edit: BoardEdit;
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
}

export function Gallery({ edit, onAdded, onClose }: GalleryProps) {
  const { t } = useTranslation();
  const [raw, setRaw] = useState<RawTile | null>(null);
  const title = raw
    ? t('boardEdit.galleryNext', { kind: t(`tile.kind.${raw.kind}`) })
    : t('boardEdit.gallery');
  const add = (tile: RawTile) => {
    const complete = completeTile(tile);
    if (!complete) return;
    const free = freePlace(edit.content.tiles, complete);
    edit.do({ act: 'add', tile: complete });
    if (free) {
      const name = t(`tile.kind.${tile.kind}`);
      edit.say(t('boardEdit.added', { name, column: free.x + 1, row: free.y + 1 }));
    }
    onAdded(tile.id);
  };
  return (
    <Sheet title={title} onClose={onClose}>
      {raw ? (
        <form
          className="gallery-form"
          onSubmit={(event) => {
            event.preventDefault();
            add(raw);
          }}
        >
          <TileForm tile={raw} onChange={setRaw} />
          <div className="dialog-acts">
            <button type="button" className="button" onClick={() => setRaw(null)}>
              {t('boardEdit.galleryBack')}
            </button>
            <button type="submit" className="button button-main" disabled={!completeTile(raw)}>
              <Icon name="plus" />
              {t('boardEdit.galleryAdd')}
            </button>
          </div>
        </form>
      ) : (
        <Kinds onChoose={(kind) => setRaw(newTile(kind, freeId(kind, edit)))} />
      )}
    </Sheet>
  );
}

function Kinds({ onChoose }: { onChoose: (kind: TileKind) => void }) {
  const { t } = useTranslation();
  return (
    <ul className="gallery">
      {tileKinds.map((kind) => (
        <li key={kind}>
          <button type="button" className="gallery-kind" data-kind={kind} onClick={() => onChoose(kind)}>
            <TilePicture kind={kind} />
            <strong>{t(`tile.kind.${kind}`)}</strong>
            <span className="card-note">{t(`tile.about.${kind}`)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** `value-2` where `value-1` is taken. */
function freeId(kind: TileKind, { content }: BoardEdit): string {
  const taken = new Set(content.tiles.map(({ id }) => id));
  let number = 1;
  while (taken.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}
