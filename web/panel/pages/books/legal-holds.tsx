// Legal holds: spans of history that outlast their retention. Security and administrators set them, administrators release.
import { authorise, type LegalHold } from '@campus/campus-model';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/confirm.tsx';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useCampus } from '../../data/campus.ts';
import { useIdentity } from '../../data/session.ts';
import { useHold, useRelease } from '../../data/storage.ts';
import { formatMoment, formatStretch, fromLocalInput, toLocalInput } from '../../format/time.ts';
import { useLangOf, useLanguage } from '../../i18n/index.ts';
import { hubNow } from '../../live/clock.ts';

const hourMs = 3_600_000;
/** How long a release can be taken back here. */
const undoMs = 10_000;

export function LegalHolds({ holds }: { holds: readonly LegalHold[] }) {
  const { t } = useTranslation();
  const mayHold = authorise(useIdentity(), 'storage.hold');
  const [released, setReleased] = useState<LegalHold | null>(null);
  return (
    <section className="holds" aria-label={t('storage.holds')}>
      <h3>{t('storage.holds')}</h3>
      <p className="card-note">{t('storage.holdsLead')}</p>
      {holds.length === 0 && <p>{t('storage.holdsNone')}</p>}
      <ul>
        {holds.map((hold) => (
          <Hold key={hold.id} hold={hold} onReleased={() => setReleased(hold)} />
        ))}
      </ul>
      {released && <Released key={released.id} hold={released} onDone={() => setReleased(null)} />}
      {mayHold && <NewHold />}
    </section>
  );
}

/** A release can be taken back for a moment: the same span is held again, for the same reason. */
function Released({ hold: { fromMs, toMs, reason }, onDone }: { hold: LegalHold; onDone: () => void }) {
  const { t } = useTranslation();
  const hold = useHold();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the wait begins with the release
  useEffect(() => {
    const timer = setTimeout(onDone, undoMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" className="note" data-released>
      <p>{t('undo.released', { reason })}</p>
      <button
        type="button"
        className="link-button"
        disabled={hold.isPending}
        onClick={() => hold.mutate({ fromMs, toMs, reason }, { onSuccess: onDone })}
      >
        <Icon name="undo" />
        {t('undo.holdAgain')}
      </button>
      {hold.error && <ErrorNote error={hold.error} />}
    </div>
  );
}

function Hold({ hold, onReleased }: { hold: LegalHold; onReleased: () => void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const langOf = useLangOf();
  const { timeZone } = useCampus().site;
  const [isAsking, setAsking] = useState(false);
  const release = useRelease();
  const mayRelease = authorise(useIdentity(), 'storage.release');
  const time = formatMoment(hold.sinceMs, language, timeZone);
  return (
    <li data-hold={hold.id}>
      <Icon name="lock" />
      <div className="hold-words">
        <strong lang={langOf(hold.reason)}>{hold.reason}</strong>
        <span>{formatStretch(hold.fromMs, hold.toMs, language, timeZone)}</span>
        <span className="card-note">{t('storage.heldBy', { name: hold.by, time })}</span>
      </div>
      {mayRelease && (
        <button type="button" className="button" disabled={release.isPending} onClick={() => setAsking(true)}>
          {t('storage.release')}
          <span className="visually-hidden" lang={langOf(hold.reason)}>
            {' '}
            {hold.reason}
          </span>
        </button>
      )}
      {release.error && <ErrorNote error={release.error} />}
      {isAsking && (
        <Confirm
          question={t('storage.releaseQuestion', { reason: hold.reason })}
          onConfirm={() => release.mutate(hold.id, { onSuccess: onReleased })}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

function NewHold() {
  const { t } = useTranslation();
  const { timeZone } = useCampus().site;
  const hold = useHold();
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const fromMs = fromLocalInput(String(fields.get('from')), timeZone);
    const toMs = fromLocalInput(String(fields.get('to')), timeZone);
    const reason = String(fields.get('reason')).trim();
    const isRight = fromMs !== null && toMs !== null && fromMs < toMs && reason !== '';
    setWrong(!isRight);
    if (isRight) hold.mutate({ fromMs, toMs, reason }, { onSuccess: () => form.reset() });
  };
  return (
    <details className="new-hold">
      <summary>{t('storage.newHold')}</summary>
      <form onSubmit={submit}>
        <HoldTime name="from" ms={hubNow() - hourMs} />
        <HoldTime name="to" ms={hubNow()} />
        <label className="hold-reason">
          <span className="field-label">{t('storage.reason')}</span>
          <input
            className="input"
            name="reason"
            maxLength={500}
            required
            placeholder={t('storage.reasonHint')}
          />
        </label>
        <button type="submit" className="button button-main" disabled={hold.isPending}>
          {t('storage.hold')}
        </button>
      </form>
      {isWrong && (
        <p role="alert" className="note note-error">
          {t('trends.spanWrong')}
        </p>
      )}
      {hold.error && <ErrorNote error={hold.error} />}
    </details>
  );
}

function HoldTime({ name, ms }: { name: 'from' | 'to'; ms: number }) {
  const { t } = useTranslation();
  const { timeZone } = useCampus().site;
  const [first] = useState(() => toLocalInput(ms, timeZone));
  return (
    <label>
      <span className="field-label">{t(`trends.${name}`)}</span>
      <input className="input" type="datetime-local" name={name} defaultValue={first} required />
    </label>
  );
}
