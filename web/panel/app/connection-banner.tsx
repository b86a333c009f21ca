// Says that the live connection is lost, and how old what is shown is.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { openAlarmsQuery } from '../data/alarms.ts';
import { formatAgo } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { useClock } from '../live/clock.ts';
import { useConnection } from '../live/use-live.ts';

/** A blink of the network is not worth a banner, nor is a usual start. */
const patienceMs = 1000;

/** Alarms that could not be had are asked for again as often. */
const askAgainMs = 5000;

/** A page without alarms must never look like one where nothing is wrong. */
function useAlarmsUnknown(): boolean {
  const { data, isError } = useQuery({
    ...openAlarmsQuery,
    refetchInterval: ({ state }) => (state.status === 'error' ? askAgainMs : false),
  });
  return isError && !data;
}

export function ConnectionBanner() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { state, since } = useConnection();
  const isShown = useClock(() => state !== 'live' && Date.now() - since >= patienceMs);
  const age = useClock(() => formatAgo(Date.now() - since, language));
  const areAlarmsUnknown = useAlarmsUnknown();
  return (
    <div role="status" data-connection={state}>
      {areAlarmsUnknown && !isShown && (
        <p className="banner">
          <Icon name="warning" />
          <span>{t('away.alarmsUnknown')}</span>
        </p>
      )}
      {isShown && (
        <p className="banner">
          <Icon name="lost" />
          <span>{state === 'lost' ? t('connection.lost', { age }) : t('connection.connecting')}</span>
        </p>
      )}
    </div>
  );
}
