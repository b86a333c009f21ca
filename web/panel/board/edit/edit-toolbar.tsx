// The tools of the editor: adding, undoing, saving.
import { mostBoardTiles } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/confirm.tsx';
import { Icon } from '../../components/icon.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import type { BoardEdit } from './use-board-edit.ts';

export function EditToolbar({ edit, onAdd }: { edit: BoardEdit; onAdd: () => void }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const { name } = edit.content;
  const isNameless = !name.zh && !name.en;
  const isFull = edit.content.tiles.length >= mostBoardTiles;
  const step = (act: 'undo' | 'redo' | 'tidy', said: string) => {
    edit.do({ act });
    edit.say(said);
  };
  return (
    <div className="edit-toolbar" role="toolbar" aria-label={t('boardEdit.toolbar')}>
      <button type="button" className="button button-main" disabled={isFull} onClick={onAdd} data-act="add">
        <Icon name="plus" />
        {t('boardEdit.add')}
      </button>
      <IconButton
        icon="undo"
        words={t('boardEdit.undo')}
        isOff={!edit.canUndo}
        onPress={() => step('undo', t('boardEdit.undone'))}
      />
      <IconButton
        icon="redo"
        words={t('boardEdit.redo')}
        isOff={!edit.canRedo}
        onPress={() => step('redo', t('boardEdit.redone'))}
      />
      <IconButton
        icon="tidy"
        words={t('boardEdit.tidy')}
        isOff={false}
        onPress={() => step('tidy', t('boardEdit.tidied'))}
      />
      <span className="edit-state card-note" data-changed={edit.isChanged}>
        {t(edit.isChanged ? 'boardEdit.unsaved' : 'boardEdit.clean')}
      </span>
      <span className="edit-ends">
        {edit.isChanged ? (
          <>
            <button type="button" className="button" disabled={edit.isSaving} onClick={() => setAsking(true)}>
              {t('boardEdit.discard')}
            </button>
            <button
              type="button"
              className="button button-main"
              disabled={edit.isSaving || isNameless}
              onClick={edit.save}
              data-act="save"
            >
              <Icon name="check" />
              {t(edit.isSaving ? 'boardEdit.saving' : 'boardEdit.save')}
            </button>
          </>
        ) : (
          <button type="button" className="button" onClick={edit.leave} data-act="done">
            {t('boardEdit.close')}
          </button>
        )}
      </span>
      {isFull && <p className="note">{t('boardEdit.full', { count: mostBoardTiles })}</p>}
      {isAsking && (
        <Confirm
          question={t('boardEdit.discardAsk')}
          onConfirm={edit.discard}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
