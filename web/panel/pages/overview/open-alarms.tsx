// The most urgent open alarms with their advice, and how many there are of each priority.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AlarmCard } from '../../components/alarm-card.tsx';
import { Card } from '../../components/card.tsx';
import { Empty, ErrorNote, Loading } from '../../components/notes.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { openAlarmsQuery } from '../../data/alarms.ts';
import { countByPriority, priorityOrder } from '../../format/alarms.ts';

/** More than this is a list for the alarm page. */
const shownAlarms = 4;

export function OpenAlarms() {
  const { t } = useTranslation();
  const { data: alarms, error, refetch } = useQuery(openAlarmsQuery);
  return (
    <Card className="part-alarms" title={t('overview.alarms')}>
      {error && !alarms && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!alarms && !error && <Loading />}
      {alarms && <PriorityCounts counts={countByPriority(alarms)} />}
      {alarms?.length === 0 && <Empty title={t('overview.alarmsNone')} />}
      {alarms && alarms.length > 0 && (
        <ul className="alarm-list">
          {alarms.slice(0, shownAlarms).map((alarm) => (
            <li key={alarm.id}>
              <AlarmCard alarm={alarm} />
            </li>
          ))}
        </ul>
      )}
      {alarms && alarms.length > shownAlarms && (
        <Link to="/alarms" className="text-link">
          {t('overview.alarmsMore', { count: alarms.length })}
        </Link>
      )}
    </Card>
  );
}

function PriorityCounts({ counts }: { counts: ReturnType<typeof countByPriority> }) {
  const { t } = useTranslation();
  return (
    <ul className="priority-counts" aria-label={t('overview.alarmCounts')}>
      {priorityOrder.map((priority) => (
        <li key={priority} data-none={counts[priority] === 0}>
          <Link to="/alarms" search={{ priority }}>
            <PriorityMark priority={priority} />
            <strong>{counts[priority]}</strong>
            <span>{t(`priority.${priority}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
