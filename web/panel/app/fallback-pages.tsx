// What a route shows while it loads, when it fails, and when there is no such thing.
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { asApiError } from '../data/http.ts';

export function LoadingPage() {
  return (
    <div className="page">
      <Loading />
    </div>
  );
}

export function MissingPage() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <h1 className="visually-hidden">{t('error.notFoundTitle')}</h1>
      <Empty icon="place" title={t('error.notFoundTitle')} lead={t('error.notFoundLead')}>
        <Link to="/" className="button">
          {t('error.home')}
        </Link>
      </Empty>
    </div>
  );
}

export function FailedPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const boundary = useQueryErrorResetBoundary();
  if (asApiError(error).code === 'not-found') return <MissingPage />;
  const retry = () => {
    boundary.reset();
    reset();
    void router.invalidate();
  };
  return (
    <div className="page failed-page">
      <h1>{t('error.title')}</h1>
      <ErrorNote error={error} onRetry={retry} />
    </div>
  );
}
