// Taking a tile off a board, and saying so.
import type { Tile } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import type { BoardEdit } from './use-board-edit.ts';

/** `then` is called once it is gone. */
export function useRemoveTile(edit: BoardEdit, then: () => void): (tile: Tile, name: string) => void {
  const { t } = useTranslation();
  return ({ id }, name) => {
    edit.do({ act: 'remove', id });
    edit.say(t('boardEdit.removed', { name }));
    then();
  };
}
