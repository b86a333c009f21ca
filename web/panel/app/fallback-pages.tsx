// What a route shows while it loads, when it fails, and when there is no such thing.
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, Link, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { asApiError } from '../data/http.ts';
import { missingThing } from '../format/missing-thing.ts';
import { readConnection } from '../live/connection.ts';
import { openSearch } from './open-search.ts';
import { loadNewVersion } from './service-worker.ts';

/** An unreachable hub is asked again as often. */
const retryMs = 5_000;

export function LoadingPage() {
  return (
    <div className="page">
      <Loading />
    </div>
  );
}

/** Says what was not found, and offers to search for it. */
export function MissingPage() {
  const { t } = useTranslation();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const thing = missingThing(path);
  const title = thing ? t(`missing.${thing.kind}`, { id: thing.id }) : t('error.notFoundTitle');
  return (
    <div className="page missing-page" data-missing={thing?.kind ?? 'page'}>
      <h1 className="visually-hidden">{title}</h1>
      <Empty icon="place" title={title} lead={thing ? t('missing.lead') : t('error.notFoundLead')}>
        <div className="empty-acts">
          <button type="button" className="button button-main" onClick={() => openSearch(thing?.id ?? '')}>
            <Icon name="search" />
            {t('missing.search')}
          </button>
          <Link to="/" className="button">
            {t('error.home')}
          </Link>
        </div>
      </Empty>
    </div>
  );
}

export function FailedPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const boundary = useQueryErrorResetBoundary();
  const { code } = asApiError(error);
  const retry = () => {
    boundary.reset();
    reset();
    void router.invalidate();
  };
  if (code === 'not-found') return <MissingPage />;
  if (code === 'forbidden') return <ForbiddenPage />;
  if (isOldPart(error) && readConnection().state === 'live') return <OldVersionPage />;
  if (code === 'unreachable' || isOldPart(error)) return <AwayPage retry={retry} />;
  return (
    <div className="page failed-page">
      <h1>{t('error.title')}</h1>
      <ErrorNote error={error} onRetry={retry} />
    </div>
  );
}

/** A part of the page could not be loaded: after an update it is gone, or the hub is away. */
function isOldPart(error: unknown): boolean {
  return (
    error instanceof TypeError && /dynamically imported module|importing a module script/i.test(error.message)
  );
}

function ForbiddenPage() {
  const { t } = useTranslation();
  return (
    <div className="page" data-missing="forbidden">
      <h1 className="visually-hidden">{t('away.forbiddenTitle')}</h1>
      <Empty icon="lock" title={t('away.forbiddenTitle')} lead={t('away.forbiddenLead')}>
        <Link to="/" className="button">
          {t('error.home')}
        </Link>
      </Empty>
    </div>
  );
}

function OldVersionPage() {
  const { t } = useTranslation();
  return (
    <div className="page" data-missing="version">
      <h1 className="visually-hidden">{t('update.staleTitle')}</h1>
      <Empty icon="download" title={t('update.staleTitle')} lead={t('update.staleLead')}>
        <button type="button" className="button button-main" onClick={loadNewVersion}>
          {t('update.reload')}
        </button>
      </Empty>
    </div>
  );
}

/** The hub does not answer: the page says so and comes by itself once it does. */
function AwayPage({ retry }: { retry: () => void }) {
  const { t } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: one try after each failure that is shown
  useEffect(() => {
    const timer = setInterval(retry, retryMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <main className="page away-page" data-missing="hub">
      <h1 className="visually-hidden">{t('away.title')}</h1>
      <Empty icon="lost" title={t('away.title')} lead={t('away.lead')}>
        <button type="button" className="button" onClick={retry}>
          {t('retry')}
        </button>
      </Empty>
    </main>
  );
}
