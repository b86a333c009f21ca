// Who did what, and when: for administrators.
import './lists.css';
import type { AuditEntry } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { TableFrame } from '../components/table-frame.tsx';
import { auditQuery } from '../data/audit.ts';
import { useCampus } from '../data/campus.ts';
import { formatClock, formatMoment } from '../format/time.ts';
import { useLangOf, useLanguage } from '../i18n/index.ts';

export function AuditPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(auditQuery);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('audit.title')}</h1>
        <p className="page-lead">{t('audit.lead')}</p>
      </div>
      {error && !data && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <Empty icon="audit" title={t('audit.empty')} lead={t('audit.emptyLead')} />}
      {data && data.length > 0 && <AuditTable entries={data} />}
    </div>
  );
}

function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t } = useTranslation();
  return (
    <div className="card">
      <TableFrame label={t('audit.title')}>
        <table className="table list-table audit-table">
          <thead>
            <tr>
              <th scope="col">{t('audit.at')}</th>
              <th scope="col">{t('audit.account')}</th>
              <th scope="col">{t('audit.action')}</th>
              <th scope="col">{t('audit.subject')}</th>
              <th scope="col">{t('audit.detail')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}

/** Actions with a name in the catalogue; another one shows as it was written. */
const knownActions = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'account-create',
  'command',
  'acknowledge',
  'hold',
  'release-hold',
  'board-create',
  'board-change',
  'board-delete',
  'board-restore',
  'commission',
  'commission-revoke',
  'commission-report',
  'device-replace',
] as const;

function AuditRow({ entry }: { entry: AuditEntry }) {
  const { language } = useLanguage();
  const { t } = useTranslation();
  const langOf = useLangOf();
  const { timeZone } = useCampus().site;
  const knownAction = knownActions.find((action) => action === entry.action);
  return (
    <tr data-action={entry.action}>
      <td className="nowrap">
        <time dateTime={new Date(entry.at).toISOString()} title={formatClock(entry.at, language, timeZone)}>
          {formatMoment(entry.at, language, timeZone)}
        </time>
      </td>
      <td className="nowrap">{entry.account}</td>
      <td className="nowrap">
        {knownAction ? t(`audit.actions.${knownAction}`) : <code>{entry.action}</code>}
      </td>
      <td>{entry.subject}</td>
      <td lang={langOf(entry.detail)}>{entry.detail}</td>
    </tr>
  );
}
