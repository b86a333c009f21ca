// What a person must know while changing a board: a draft that was brought back, someone else's change, a failed save.
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useCampus } from '../../data/campus.ts';
import { formatMoment } from '../../format/time.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { BoardEdit } from './use-board-edit.ts';

export function EditNotes({ edit }: { edit: BoardEdit }) {
  const { t } = useTranslation();
  return (
    <>
      {edit.conflict && <Conflict edit={edit} conflict={edit.conflict} />}
      {edit.isRecalled && (
        <div className="note" role="status">
          <Icon name="clock" />
          <p>{t('boardEdit.draft')}</p>
        </div>
      )}
      {edit.error && <ErrorNote error={edit.error} onRetry={edit.save} />}
    </>
  );
}

function Conflict({ edit, conflict }: { edit: BoardEdit; conflict: NonNullable<BoardEdit['conflict']> }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const { changedBy, changedByName, changedAt, version } = conflict;
  return (
    <div className="note note-error" role="alert" data-conflict={version}>
      <Icon name="warning" />
      <div>
        <p>
          {t('boardEdit.conflict', {
            name: changedByName ?? changedBy,
            time: formatMoment(changedAt, language, timeZone),
            version,
          })}
        </p>
        <p className="note-acts">
          <button type="button" className="button" onClick={edit.takeTheirs}>
            {t('boardEdit.takeTheirs')}
          </button>
          <button type="button" className="button" disabled={edit.isSaving} onClick={edit.keepMine}>
            {t('boardEdit.keepMine')}
          </button>
        </p>
      </div>
    </div>
  );
}
