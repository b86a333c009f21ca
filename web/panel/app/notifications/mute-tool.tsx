// Where the person wants sound: muting it for ten minutes, and in everyone's sight how long it still is.
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useClock } from '../../live/clock.ts';
import { choose, muteMs, useChoices } from './choices.ts';

const minuteMs = 60_000;

export function MuteTool() {
  const { t } = useTranslation();
  const { hasSound, mutedUntil } = useChoices();
  const minutes = useClock(() => Math.max(0, Math.ceil((mutedUntil - Date.now()) / minuteMs)));
  if (!hasSound) return null;
  const isMuted = minutes > 0;
  return (
    <button
      type="button"
      className={`tool mute-tool${isMuted ? ' is-muted' : ''}`}
      onClick={() => choose({ mutedUntil: isMuted ? 0 : Date.now() + muteMs })}
    >
      <Icon name={isMuted ? 'mute' : 'sound'} />
      {isMuted && <span className="mute-words">{t('notify.muted', { minutes })}</span>}
      <span className="visually-hidden">{t(isMuted ? 'notify.unmute' : 'notify.mute')}</span>
    </button>
  );
}
