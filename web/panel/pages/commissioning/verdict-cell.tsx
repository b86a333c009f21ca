// The verdict on a point, or the ways to give one. What is plausible is accepted with one press; all else is asked about.
import type { ActView, CommissioningPoint, Plausibility } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useCampus } from '../../data/campus.ts';
import { useDecide } from '../../data/commissioning.ts';
import { formatMoment } from '../../format/time.ts';
import { formatValue } from '../../format/value.ts';
import { useLangOf, useLanguage, useWords } from '../../i18n/index.ts';
import { VerdictSheet } from './verdict-sheet.tsx';

interface VerdictCellProps {
  readonly row: CommissioningPoint;
  /** As it is now. */
  readonly plausibility: Plausibility;
  readonly onActed: (act: ActView) => void;
}

export function VerdictCell({ row, plausibility, onActed }: VerdictCellProps) {
  const words = useWords();
  const decide = useDecide();
  const [isAsking, setAsking] = useState(false);
  const { pointId, name: text } = row.point;
  const name = words(text);
  const give = (verdict: 'accepted' | 'reopened') =>
    decide.mutate({ pointIds: [pointId], verdict }, { onSuccess: onActed });
  return (
    <div className="commissioning-verdict">
      {row.standing ? (
        <>
          <Standing row={row} />
          <Reopen name={name} isBusy={decide.isPending} onPress={() => give('reopened')} />
        </>
      ) : (
        <Decide
          name={name}
          isBusy={decide.isPending}
          onAccept={() => (plausibility === 'plausible' ? give('accepted') : setAsking(true))}
          onMore={() => setAsking(true)}
        />
      )}
      {decide.error && <ErrorNote error={decide.error} />}
      {isAsking && (
        <VerdictSheet
          row={row}
          plausibility={plausibility}
          onActed={onActed}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Reopen({ name, isBusy, onPress }: { name: string; isBusy: boolean; onPress: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="link-button"
      data-act="reopen"
      aria-label={t('commissioning.reopenOf', { name })}
      disabled={isBusy}
      onClick={onPress}
    >
      <Icon name="undo" />
      {t('commissioning.reopen')}
    </button>
  );
}

interface DecideProps {
  readonly name: string;
  readonly isBusy: boolean;
  readonly onAccept: () => void;
  readonly onMore: () => void;
}

function Decide({ name, isBusy, onAccept, onMore }: DecideProps) {
  const { t } = useTranslation();
  return (
    <>
      <button
        type="button"
        className="button"
        data-act="accept"
        aria-label={t('commissioning.acceptOf', { name })}
        disabled={isBusy}
        onClick={onAccept}
      >
        <Icon name="check" />
        {t('commissioning.accept')}
      </button>
      <button
        type="button"
        className="link-button"
        data-act="more"
        aria-label={t('commissioning.moreOf', { name })}
        onClick={onMore}
      >
        {t('commissioning.more')}
      </button>
    </>
  );
}

function Standing({ row: { point, standing } }: { row: CommissioningPoint }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const langOf = useLangOf();
  const { timeZone } = useCampus().site;
  if (!standing) return null;
  const { verdict, note, by, byName, at, evidence } = standing;
  const name = byName ?? by;
  return (
    <>
      <strong className="with-mark">
        <Icon name={verdict === 'rejected' ? 'close' : 'check'} />
        {t(`commissioning.verdict.${verdict}`)}
      </strong>
      <span className="card-note" lang={langOf(name)}>
        {t('commissioning.decidedBy', { name, time: formatMoment(at, language, timeZone) })}
      </span>
      {note && <span lang={langOf(note)}>{note}</span>}
      {evidence.reference && (
        <span className="card-note" lang={langOf(evidence.reference.instrument)}>
          {t('commissioning.reference', {
            value: valueWords(evidence.reference.value),
            instrument: evidence.reference.instrument,
            difference:
              evidence.reference.difference === null ? '—' : valueWords(evidence.reference.difference),
          })}
        </span>
      )}
    </>
  );

  function valueWords(value: number): string {
    const { words, unit } = formatValue({ ...point, states: null, quantity: 'count' }, value, language);
    return `${words} ${unit}`.trim();
  }
}
