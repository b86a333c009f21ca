// While a former version is looked at: which one it is, bringing it back, and the way back to the present.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/confirm.tsx';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useRestoreDrawing } from '../../data/drawings.ts';
import { useDesk } from './desk.ts';

export function VersionBanner({ version, onClose }: { version: number; onClose: () => void }) {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const [isAsking, setAsking] = useState(false);
  const restore = useRestoreDrawing();
  const isPresent = version === edit.view.version;
  const bringBack = () =>
    restore.mutate(
      { place: edit.place, version: edit.view.version, restored: version },
      {
        onSuccess: (view) => {
          edit.takeOver(view);
          edit.say(t('planEdit.said.restored', { version }));
          onClose();
        },
      },
    );
  return (
    <>
      <div className="note plan-version-banner" data-looked={version}>
        <Icon name="eye" />
        <p>{t(isPresent ? 'planEdit.lookedPresent' : 'planEdit.looked', { version })}</p>
        <span className="note-acts">
          {!isPresent && (
            <button
              type="button"
              className="button button-main"
              disabled={restore.isPending}
              onClick={() => (edit.isChanged ? setAsking(true) : bringBack())}
              data-act="restore"
            >
              {t('planEdit.restore')}
            </button>
          )}
          <button type="button" className="button" onClick={onClose}>
            {t('planEdit.lookedClose')}
          </button>
        </span>
      </div>
      {restore.error && <ErrorNote error={restore.error} />}
      {isAsking && (
        <Confirm question={t('planEdit.restoreAsk')} onConfirm={bringBack} onClose={() => setAsking(false)} />
      )}
    </>
  );
}
