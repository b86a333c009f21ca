// Says on every page that telemetry is not being stored, or soon will not be. It lies over the foot of the page, so that
// nothing moves when it comes or goes.
import { authorise } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { useIdentity } from '../data/session.ts';
import { storageQuery } from '../data/storage.ts';
import { formatBytes } from '../format/number.ts';
import type { StorageTrouble } from '../format/storage.ts';
import { useLanguage } from '../i18n/index.ts';

export function StorageBanner({ trouble }: { trouble: StorageTrouble | null }) {
  return (
    <div role="status" className="storage-banner" data-storage={trouble ?? 'ok'}>
      {trouble && <Sentence trouble={trouble} />}
    </div>
  );
}

function Sentence({ trouble }: { trouble: StorageTrouble }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const free = useQuery(storageQuery).data?.disk.freeBytes ?? 0;
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const mayGo = authorise(useIdentity(), 'books.read') && path !== '/books';
  return (
    <>
      <Icon name="storage" />
      <p>
        <strong>{t(`storage.trouble.${trouble}`)}</strong>{' '}
        {t(`storage.troubleLead.${trouble}`, { free: formatBytes(free, language) })}
      </p>
      {mayGo && (
        <Link to="/books" className="button">
          {t('storage.see')}
        </Link>
      )}
    </>
  );
}
