// Notifications and sound: explained, turned on only by the person, kept in this browser.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { Icon } from '../../components/icon.tsx';
import { playChime } from './chime.ts';
import { choose, notifyFrom, useChoices } from './choices.ts';
import { askConsent, type Consent, consentNow } from './consent.ts';

export function NotifyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog notify-dialog" aria-labelledby="notify-title" onClose={onClose}>
      <h2 id="notify-title">{t('notify.title')}</h2>
      <p className="card-note">{t('notify.lead')}</p>
      <Notifications />
      <Sound />
      <div className="dialog-acts">
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {t('notify.close')}
        </button>
      </div>
    </dialog>
  );
}

function Notifications() {
  const { t } = useTranslation();
  const { isOn, from } = useChoices();
  const [consent, setConsent] = useState<Consent>(consentNow);
  const [isAsking, setAsking] = useState(false);
  const isRunning = isOn && consent === 'granted';
  const turnOn = async () => {
    setAsking(true);
    const answered = await askConsent();
    setAsking(false);
    setConsent(answered);
    choose({ isOn: answered === 'granted' });
  };
  const options = notifyFrom.map((value) => ({ value, words: t(`notify.${value}`) }));
  return (
    <section className="notify-part" data-notify={isRunning ? 'on' : consent}>
      <p role="status">{useSaid(consent, isRunning, isAsking)}</p>
      {isMayBe(consent) && (
        <button
          type="button"
          className="button"
          disabled={isAsking}
          onClick={isRunning ? () => choose({ isOn: false }) : turnOn}
        >
          <Icon name="bell" />
          {t(isRunning ? 'notify.turnOff' : 'notify.turnOn')}
        </button>
      )}
      {isRunning && (
        <Choice
          legend={t('notify.from')}
          options={options}
          value={from}
          onChoose={(value) => choose({ from: value })}
        />
      )}
    </section>
  );
}

function isMayBe(consent: Consent): boolean {
  return consent === 'granted' || consent === 'default';
}

function useSaid(consent: Consent, isRunning: boolean, isAsking: boolean): string {
  const { t } = useTranslation();
  if (isAsking) return t('notify.asking');
  if (consent === 'denied' || consent === 'insecure' || consent === 'unsupported')
    return t(`notify.${consent}`);
  return t(isRunning ? 'notify.on' : 'notify.off');
}

function Sound() {
  const { t } = useTranslation();
  const { hasSound } = useChoices();
  const options = [
    { value: 'off', words: t('notify.soundOff') },
    { value: 'on', words: t('notify.soundOn') },
  ] as const;
  return (
    <section className="notify-part">
      <Choice
        legend={t('notify.sound')}
        options={options}
        value={hasSound ? 'on' : 'off'}
        onChoose={(value) => choose({ hasSound: value === 'on' })}
      />
      <p className="card-note">{t('notify.soundLead')}</p>
      <button type="button" className="button" onClick={() => void playChime().catch(() => null)}>
        <Icon name="sound" />
        {t('notify.tryIt')}
      </button>
    </section>
  );
}
