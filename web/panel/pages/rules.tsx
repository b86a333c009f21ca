// The rules that raise alarms, for staff.
import './lists.css';
import type { RuleView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, ErrorNote, Loading } from '../components/notes.tsx';
import { PriorityMark } from '../components/priority-mark.tsx';
import { TableFrame } from '../components/table-frame.tsx';
import { useMarked } from '../components/use-marked.ts';
import { rulesQuery } from '../data/rules.ts';
import { priorityOrder } from '../format/alarms.ts';
import { useWords } from '../i18n/index.ts';

const route = getRouteApi('/inside/rules');

export function RulesPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(rulesQuery);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('rules.title')}</h1>
        <p className="page-lead">{t('rules.lead')}</p>
      </div>
      {error && !data && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <Empty icon="rules" title={t('rules.empty')} lead={t('rules.emptyLead')} />}
      {data && data.length > 0 && <RuleTable rules={data} />}
    </div>
  );
}

function RuleTable({ rules }: { rules: readonly RuleView[] }) {
  const { t } = useTranslation();
  return (
    <div className="card">
      <TableFrame label={t('rules.title')}>
        <table className="table list-table rule-table">
          <thead>
            <tr>
              <th scope="col">{t('rules.priority')}</th>
              <th scope="col">{t('rules.name')}</th>
              <th scope="col">{t('rules.system')}</th>
              <th scope="col" className="number">
                {t('rules.subjects')}
              </th>
            </tr>
          </thead>
          <tbody>
            {[...rules].sort(byPriority).map((rule) => (
              <RuleRow key={rule.id} rule={rule} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}

function byPriority(a: RuleView, b: RuleView): number {
  return rankOfRule(a) - rankOfRule(b);
}

function rankOfRule({ priority }: RuleView): number {
  return (priorityOrder as readonly string[]).indexOf(priority);
}

function RuleRow({ rule }: { rule: RuleView }) {
  const { t } = useTranslation();
  const words = useWords();
  const isMeant = route.useSearch().rule === rule.id;
  const row = useMarked<HTMLTableRowElement>(isMeant);
  const priority = priorityOrder.find((known) => known === rule.priority);
  return (
    <tr ref={row} data-rule={rule.id} className={isMeant ? 'is-meant' : undefined}>
      <td className="nowrap">
        {priority && (
          <span className="with-mark">
            <PriorityMark priority={priority} />
            {t(`priority.${priority}`)}
          </span>
        )}
      </td>
      <td>
        {words(rule.name)}
        <br />
        <code className="card-note">{rule.id}</code>
      </td>
      <td className="nowrap">{t(`system.${rule.system}`)}</td>
      <td className="number" data-name={t('rules.subjects')}>
        {rule.subjects}
      </td>
    </tr>
  );
}
