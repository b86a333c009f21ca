// A verdict with its words: not accepted and why, not applicable, or accepted against the judgement; beside it, where the fitter
// measured, what the own instrument showed.
import type { ActView, CommissioningPoint, Plausibility } from '@campus/campus-model';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { useDecide } from '../../data/commissioning.ts';
import { useWords } from '../../i18n/index.ts';
import { Findings } from './judgement.tsx';

interface VerdictSheetProps {
  readonly row: CommissioningPoint;
  readonly plausibility: Plausibility;
  readonly onActed: (act: ActView) => void;
  readonly onClose: () => void;
}

const verdicts = ['accepted', 'rejected', 'not-applicable'] as const;
type Verdict = (typeof verdicts)[number];

type Wrong = 'noteNeeded' | 'referenceWrong' | 'instrumentNeeded';

export function VerdictSheet({ row, plausibility, onActed, onClose }: VerdictSheetProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [verdict, setVerdict] = useState<Verdict>('accepted');
  const isDoubtful = plausibility !== 'plausible';
  const { wrong, decide, submit } = useSubmit(row, verdict, isDoubtful, (act) => {
    onActed(act);
    onClose();
  });
  const { name, write, quantity, unit } = row.point;
  return (
    <Sheet
      title={t('commissioning.form.title', { name: words(name) })}
      onClose={onClose}
      className="commissioning-sheet"
    >
      <form onSubmit={submit} noValidate>
        <Choice
          legend={t('commissioning.form.verdict')}
          options={verdicts.map((value) => ({ value, words: t(`commissioning.verdict.${value}`) }))}
          value={verdict}
          onChoose={setVerdict}
        />
        <Findings findings={row.findings} />
        {isDoubtful && verdict === 'accepted' && <p className="note">{t('commissioning.form.doubtful')}</p>}
        <NoteField />
        {write === null && quantity !== 'text' && <ReferenceFields unit={unit} />}
        {wrong && (
          <p role="alert" className="note note-error">
            {t(`commissioning.form.${wrong}`)}
          </p>
        )}
        {decide.error && <ErrorNote error={decide.error} />}
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" className="button button-main" disabled={decide.isPending}>
            {t('commissioning.form.save')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

/** Sends what was said once nothing is missing. */
function useSubmit(
  { point: { pointId } }: CommissioningPoint,
  verdict: Verdict,
  isDoubtful: boolean,
  onDone: (act: ActView) => void,
) {
  const decide = useDecide();
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = saidOf(new FormData(event.currentTarget));
    const found = wrongOf(said, verdict, isDoubtful);
    setWrong(found);
    if (found) return;
    const { note, reference, instrument } = said;
    const request = {
      pointIds: [pointId],
      verdict,
      ...(note === '' ? {} : { note }),
      ...(reference === null ? {} : { reference: { value: reference, instrument } }),
    };
    decide.mutate(request, { onSuccess: onDone });
  };
  return { wrong, decide, submit };
}

function NoteField() {
  const { t } = useTranslation();
  return (
    <label className="field">
      <span className="field-label">{t('commissioning.form.note')}</span>
      <input className="input" name="note" maxLength={500} placeholder={t('commissioning.form.noteHint')} />
    </label>
  );
}

function ReferenceFields({ unit }: { unit: string }) {
  const { t } = useTranslation();
  return (
    <div className="commissioning-reference">
      <label className="field">
        <span className="field-label">
          {t('commissioning.form.reference')}
          {unit && ` (${unit})`}
        </span>
        <input className="input" name="reference" inputMode="decimal" maxLength={20} />
      </label>
      <label className="field">
        <span className="field-label">{t('commissioning.form.instrument')}</span>
        <input className="input" name="instrument" maxLength={200} />
      </label>
    </div>
  );
}

interface Said {
  readonly note: string;
  /** NaN where something was written that is no number. */
  readonly reference: number | null;
  readonly instrument: string;
}

function saidOf(fields: FormData): Said {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  const written = text('reference').replace(',', '.');
  return {
    note: text('note'),
    reference: written === '' ? null : Number(written),
    instrument: text('instrument'),
  };
}

/** Whatever is not plainly accepted needs its reason. */
function wrongOf({ note, reference, instrument }: Said, verdict: Verdict, isDoubtful: boolean): Wrong | null {
  if (note === '' && (verdict !== 'accepted' || isDoubtful)) return 'noteNeeded';
  if (reference === null) return null;
  if (!Number.isFinite(reference)) return 'referenceWrong';
  return instrument === '' ? 'instrumentNeeded' : null;
}
