// An unacknowledged critical alarm stays in sight on every page until a person takes it. The overview says it itself.
import { type Alarm, authorise } from '@campus/campus-model';
import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAge } from '../components/age.tsx';
import { usePlaceWords } from '../components/place-link.tsx';
import { PriorityMark } from '../components/priority-mark.tsx';
import { useAcknowledge, useOpenAlarms } from '../data/alarms.ts';
import { useIdentity } from '../data/session.ts';
import { useWords } from '../i18n/index.ts';

export function CriticalStrip() {
  const waiting = useOpenAlarms().filter(
    (alarm) => alarm.priority === 'critical' && alarm.state === 'unacknowledged',
  );
  const [first] = waiting;
  const path = useRouterState({ select: ({ location }) => location.pathname });
  if (!first || path === '/') return null;
  const isThere = path === `/spaces/${first.spaceId}`;
  return <Strip key={first.id} alarm={first} more={waiting.length - 1} isThere={isThere} />;
}

interface StripProps {
  readonly alarm: Alarm;
  readonly more: number;
  /** The page is already that of the alarm's space. */
  readonly isThere: boolean;
}

function Strip({ alarm, more, isThere }: StripProps) {
  const { t } = useTranslation();
  const words = useWords();
  const placeWords = usePlaceWords();
  const age = useAge(alarm.raisedAt);
  const acknowledge = useAcknowledge();
  const mayAcknowledge = authorise(useIdentity(), 'alarm.acknowledge', alarm);
  return (
    <section className="strip" aria-label={t('priority.critical')}>
      <PriorityMark priority="critical" />
      <p className="strip-words">
        <strong>
          {words(alarm.name)} · {placeWords(alarm.spaceId)}
        </strong>
        <span>
          {age}
          {more > 0 && ` · ${t('alarms.more', { count: more })}`}
        </span>
      </p>
      {alarm.spaceId && !isThere && (
        <Link className="button" to="/spaces/$spaceId" params={{ spaceId: alarm.spaceId }}>
          {t('alarms.go')}
        </Link>
      )}
      {mayAcknowledge && (
        <button
          type="button"
          className="button"
          disabled={acknowledge.isPending}
          onClick={() => acknowledge.mutate({ alarmId: alarm.id })}
        >
          {t('alarms.acknowledge')}
        </button>
      )}
    </section>
  );
}
