// Says that a new version is ready. It lies over the foot of the page, and nothing is loaded until the person says so.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadNewVersion, useNewVersion } from './service-worker.ts';

export function UpdateNote() {
  const { t } = useTranslation();
  const isReady = useNewVersion();
  const [isLater, setLater] = useState(false);
  return (
    <div role="status" className="update-note" data-update={isReady && !isLater ? 'ready' : 'none'}>
      {isReady && !isLater && (
        <>
          <p>
            <strong>{t('update.ready')}</strong> {t('update.readyLead')}
          </p>
          <button type="button" className="button" onClick={() => setLater(true)}>
            {t('update.later')}
          </button>
          <button type="button" className="button button-main" onClick={loadNewVersion}>
            {t('update.reload')}
          </button>
        </>
      )}
    </div>
  );
}
