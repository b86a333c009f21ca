// The verdict on top of the overview, with the first thing to do.
import type { Alarm } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { usePlaceWords } from '../../components/place-link.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { openAlarmsQuery } from '../../data/alarms.ts';
import { usePlaces } from '../../data/campus.ts';
import { gatewaysQuery } from '../../data/gateways.ts';
import { judge, type Verdict } from '../../format/verdict.ts';
import { useWords } from '../../i18n/index.ts';
import { useConnection } from '../../live/use-live.ts';
import { useDiscomfort } from './use-discomfort.ts';

export function VerdictBand() {
  const alarmsAnswer = useQuery(openAlarmsQuery);
  const gatewaysAnswer = useQuery(gatewaysQuery);
  const [alarms, gateways] = [alarmsAnswer.data, gatewaysAnswer.data];
  const isLost = useConnection().state === 'lost' || alarmsAnswer.isError || gatewaysAnswer.isError;
  const verdict = judge({ alarms, gateways, isLost });
  return (
    <section className={`verdict verdict-${verdict.kind}`} data-verdict={verdict.kind} aria-live="polite">
      <VerdictSign verdict={verdict} />
      <div>
        <p className="verdict-words">
          <VerdictWords verdict={verdict} />
        </p>
        <VerdictLead verdict={verdict} gateways={gateways?.length ?? 0} />
      </div>
    </section>
  );
}

function VerdictSign({ verdict: { kind, first } }: { verdict: Verdict }): ReactNode {
  if (first && kind !== 'handled')
    return <PriorityMark priority={first.priority} isQuiet={!first.isActive} />;
  if (kind === 'lost' || kind === 'gateways') return <Icon name="lost" />;
  return <Icon name={kind === 'waiting' ? 'clock' : 'calm'} />;
}

function VerdictWords({ verdict: { kind, count, first } }: { verdict: Verdict }): string {
  const { t } = useTranslation();
  const words = useWords();
  const place = usePlaceWords()(first?.spaceId ?? null);
  switch (kind) {
    case 'waiting':
      return t('overview.verdictWaiting');
    case 'lost':
      return t('overview.verdictLost');
    case 'critical':
      return first ? t('overview.verdictCriticalAt', { name: words(first.name), place }) : '';
    case 'open':
      return t('overview.verdictOpen', { count });
    case 'gateways':
      return t('overview.verdictGateways', { count });
    case 'handled':
      return t('overview.verdictHandled', { count });
    case 'good':
      return t('overview.verdictGood');
  }
}

/** The sentence under the verdict: which alarm to begin with, which gateways are missing, or why all is well. */
function VerdictLead({ verdict, gateways }: { verdict: Verdict; gateways: number }) {
  const { t } = useTranslation();
  const words = useWords();
  const placeWords = usePlaceWords();
  const { kind, first, offline } = verdict;
  if (kind === 'good') return <GoodLead gateways={gateways} />;
  if (kind === 'critical' && first) return <NextStep alarm={first} more={verdict.count - 1} />;
  return (
    <>
      {first && (
        <FirstAlarm
          alarm={first}
          lead={t('overview.verdictLead', { name: words(first.name), place: placeWords(first.spaceId) })}
        />
      )}
      {offline.length > 0 && (
        <p className="verdict-lead">
          <Link to="/gateways">
            {t('overview.verdictGatewayLead', { names: offline.map(({ name }) => words(name)).join(', ') })}
          </Link>
        </p>
      )}
    </>
  );
}

/** Why all is well, and, calmly, what might be better. */
function GoodLead({ gateways }: { gateways: number }) {
  const { t } = useTranslation();
  const { outside } = useDiscomfort();
  return (
    <p className="verdict-lead">
      {t('overview.verdictGoodLead', { gateways })}
      {outside.length > 0 && (
        <span className="verdict-aside">{t('overview.verdictComfort', { count: outside.length })}</span>
      )}
    </p>
  );
}

/** What to do about the most urgent alarm: its advice, and the ways to the room and its plan. */
function NextStep({ alarm, more }: { alarm: Alarm; more: number }) {
  const { t } = useTranslation();
  const words = useWords();
  const place = usePlaces().get(alarm.spaceId ?? '');
  return (
    <>
      {alarm.advice && <p className="verdict-advice">{words(alarm.advice)}</p>}
      {more > 0 && (
        <p className="verdict-lead">
          <Link to="/alarms" search={{ priority: 'critical' }}>
            {t('alarms.more', { count: more })}
          </Link>
        </p>
      )}
      {place && (
        <p className="verdict-ways">
          <Link className="button" to="/spaces/$spaceId" params={{ spaceId: place.space.id }}>
            <Icon name="place" />
            {t('overview.seeSpace')}
          </Link>
          <Link
            className="button"
            to="/buildings/$buildingId/floors/$floorId"
            params={{ buildingId: place.building.id, floorId: place.floor.id }}
            search={{ layer: 'alarms' }}
          >
            <Icon name="plans" />
            {t('overview.seePlan')}
          </Link>
        </p>
      )}
    </>
  );
}

function FirstAlarm({ alarm, lead }: { alarm: Alarm; lead: string }) {
  const words = useWords();
  return (
    <>
      <p className="verdict-lead">
        {alarm.spaceId ? (
          <Link to="/spaces/$spaceId" params={{ spaceId: alarm.spaceId }}>
            {lead}
          </Link>
        ) : (
          lead
        )}
      </p>
      {alarm.advice && alarm.isActive && <p className="verdict-advice">{words(alarm.advice)}</p>}
    </>
  );
}
