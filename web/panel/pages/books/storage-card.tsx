// How storage is: the store, its disk, what waits, demo history, and the spans that are held.
import type { StorageView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { ErrorNote, Loading } from '../../components/notes.tsx';
import { useCampus } from '../../data/campus.ts';
import { storageQuery } from '../../data/storage.ts';
import { formatBytes, formatNumber, formatShare } from '../../format/number.ts';
import { formatDate } from '../../format/time.ts';
import { useLanguage } from '../../i18n/index.ts';
import { LegalHolds } from './legal-holds.tsx';

const kindNames = { duckdb: 'DuckDB', influxdb: 'InfluxDB' } as const;

export function StorageCard() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(storageQuery);
  return (
    <Card title={t('storage.title')} className="storage-card">
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <Facts storage={data} />
          <LegalHolds holds={data.holds} />
        </>
      )}
    </Card>
  );
}

function Facts({ storage }: { storage: StorageView }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const { store, disk, demo } = storage;
  return (
    <dl className="storage-facts">
      <Fact name={t('storage.store')} note={store.trouble}>
        <span data-taking={store.isTaking}>
          {kindNames[store.kind]} · {t(store.isTaking ? 'storage.taking' : 'storage.notTaking')}
        </span>
      </Fact>
      <Fact name={t('storage.size')}>{formatBytes(store.bytes, language)}</Fact>
      <Fact name={t('storage.since')}>
        {store.fromMs === null ? t('storage.nothingYet') : formatDate(store.fromMs, language, timeZone)}
      </Fact>
      <Fact name={t('storage.waiting')}>
        {store.waiting === 0
          ? t('storage.nothingWaits')
          : t(store.kind === 'duckdb' ? 'storage.waitingDays' : 'storage.waitingGroups', {
              count: store.waiting,
              number: formatNumber(store.waiting, 0, language),
            })}
      </Fact>
      {store.spool && (
        <Fact name={t('storage.spool')}>
          <Share value={store.spool.bytes / store.spool.mostBytes} name={t('storage.spool')}>
            {formatBytes(store.spool.bytes, language)} / {formatBytes(store.spool.mostBytes, language)}
          </Share>
        </Fact>
      )}
      <Fact name={t('storage.disk')} note={disk.detail}>
        <span data-disk={disk.state}>
          {t('storage.free', { size: formatBytes(disk.freeBytes, language) })} ·{' '}
          {t(`storage.diskState.${disk.state}`)}
        </span>
      </Fact>
      {demo && <DemoFact demo={demo} />}
    </dl>
  );
}

function DemoFact({ demo: { fromMs, toMs, share } }: { demo: NonNullable<StorageView['demo']> }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const span = [fromMs, toMs].map((ms) => formatDate(ms, language, timeZone)).join(' – ');
  return (
    <Fact name={t('storage.demo')} note={t('storage.demoNote')}>
      {share >= 1 ? (
        span
      ) : (
        <Share value={share} name={t('storage.demo')}>
          {t('storage.demoWritten', { share: formatShare(share, language) })}
        </Share>
      )}
    </Fact>
  );
}

function Fact({ name, note, children }: { name: string; note?: string | null; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {note && <dd className="card-note">{note}</dd>}
    </div>
  );
}

/** A share 0…1 as a bar with its words. */
function Share({ value, name, children }: { value: number; name: string; children: ReactNode }) {
  const id = useId();
  return (
    <span className="share">
      <progress max={1} value={value} aria-label={name} aria-describedby={id} />
      <span id={id}>{children}</span>
    </span>
  );
}
