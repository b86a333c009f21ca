// What stands where content is not: loading, nothing, or an error with what to do.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError } from '../data/http.ts';
import { useWords } from '../i18n/index.ts';
import { Icon, type IconName } from './icon.tsx';

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status">
      <span aria-hidden="true" />
      <span aria-hidden="true" />
      <span aria-hidden="true" />
      <p className="visually-hidden">{t('loading')}</p>
    </div>
  );
}

export function Empty(props: { icon?: IconName; title: string; lead?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={props.icon ?? 'calm'} />
      <strong>{props.title}</strong>
      {props.lead && <p>{props.lead}</p>}
      {props.children}
    </div>
  );
}

/** Any error in the reader's language, with its detail and a way on. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { text, detail, code } = asApiError(error);
  return (
    <div className="note note-error" role="alert" data-error={code}>
      <Icon name="warning" />
      <div>
        {words(text)}
        {detail && <small>{detail}</small>}
        {onRetry && (
          <div>
            <button type="button" className="button" onClick={onRetry}>
              {t('retry')}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}
