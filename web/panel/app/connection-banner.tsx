// Says that the live connection is lost, and how old what is shown is.
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { formatAgo } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { useClock } from '../live/clock.ts';
import { useConnection } from '../live/use-live.ts';

/** A blink of the network is not worth a banner, nor is a usual start. */
const patienceMs = 1000;

export function ConnectionBanner() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { state, since } = useConnection();
  const isShown = useClock(() => state !== 'live' && Date.now() - since >= patienceMs);
  const age = useClock(() => formatAgo(Date.now() - since, language));
  return (
    <div role="status" data-connection={state}>
      {isShown && (
        <p className="banner">
          <Icon name="lost" />
          <span>{state === 'lost' ? t('connection.lost', { age }) : t('connection.connecting')}</span>
        </p>
      )}
    </div>
  );
}
