// How far the last order of a control has come, in words; what is done and confirmed leaves after a moment.
import type { PointView } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useCommandWords } from '../../format/command-words.ts';
import { capitalised } from '../../format/value.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { hubNow, useClock } from '../../live/clock.ts';
import { type Control, reasonText } from './use-control.ts';

/** Long enough to be read and to take it back, short enough to keep the page calm. */
const confirmedShownMs = 10_000;

export function CommandNote({ point, control }: { point: PointView; control: Control }) {
  const { t } = useTranslation();
  const said = useSaid(point, control);
  return (
    <p className={`command-note is-${said?.kind ?? 'none'}`} role="status" data-command={said?.kind}>
      {said && (
        <>
          {said.kind === 'pending' ? (
            <span className="spinner" aria-hidden="true" />
          ) : (
            <Icon name={said.kind === 'done' ? 'check' : 'warning'} />
          )}
          {capitalised(said.words)}
          {said.back !== undefined && (
            <button type="button" className="link-button set-back" onClick={control.setBack}>
              <Icon name="undo" />
              {t('undo.setBack', { value: said.back })}
            </button>
          )}
        </>
      )}
    </p>
  );
}

interface Said {
  readonly kind: 'pending' | 'done' | 'failed';
  readonly words: string;
  /** The former value in words, while it may be set back. */
  readonly back?: string;
}

function useSaid(point: PointView, { wanted, command, refusal, former }: Control): Said | null {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const words = useWords();
  const isFresh = useClock(() => command !== null && hubNow() - command.changedAt < confirmedShownMs);
  const said = useCommandWords();
  const valueWords = (value: number) => said.value(point, value);
  if (wanted !== null) {
    const state = t(`commandState.${command?.state ?? 'requested'}`);
    return { kind: 'pending', words: t('control.pending', { value: valueWords(wanted), state }) };
  }
  if (refusal) return { kind: 'failed', words: words(refusal.text) };
  if (!command || command.state === 'superseded') return null;
  const value = said.what(command, point);
  if (command.state === 'held') return { kind: 'done', words: t('command.held', { value }) };
  if (command.state === 'confirmed') {
    const back = former === null ? undefined : valueWords(former);
    return isFresh ? { kind: 'done', words: t('control.confirmed', { value }), back } : null;
  }
  const reason = reasonText(command.reason)?.[language] ?? t(`commandState.${command.state}`);
  const detail = said.detail(command);
  const why = detail === null ? reason : `${reason} ${detail}`;
  return { kind: 'failed', words: t('control.failed', { value, reason: why }) };
}
