// The span of the trends: a named one that follows the present, or two times of one's own.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { useCampus } from '../../data/campus.ts';
import { type SpanName, spans, type TrendSearch } from '../../format/search.ts';
import { fromLocalInput, toLocalInput } from '../../format/time.ts';
import { hubNow } from '../../live/clock.ts';

interface SpanChoiceProps {
  readonly search: TrendSearch;
  readonly onChoose: (change: TrendSearch) => void;
}

const names = Object.keys(spans) as SpanName[];
const hourMs = 3_600_000;

export function SpanChoice({ search, onChoose }: SpanChoiceProps) {
  const { t } = useTranslation();
  const isFixed = search.from !== undefined;
  const [isOpen, setOpen] = useState(isFixed);
  const options = [
    ...names.map((value) => ({ value, words: t(`trends.${value}`) })),
    { value: 'custom' as const, words: t('trends.custom') },
  ];
  const choose = (value: SpanName | 'custom') => {
    setOpen(value === 'custom');
    if (value !== 'custom') onChoose({ span: value, from: undefined, to: undefined });
  };
  return (
    <div className="span-choice">
      <Choice
        legend={t('trends.span')}
        isLegendHidden
        options={options}
        value={isOpen ? 'custom' : (search.span ?? '8h')}
        onChoose={choose}
      />
      {isOpen && <CustomSpan search={search} onChoose={onChoose} />}
    </div>
  );
}

function CustomSpan({ search, onChoose }: SpanChoiceProps) {
  const { t } = useTranslation();
  const { timeZone } = useCampus().site;
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = fromLocalInput(String(form.get('from')), timeZone);
    const to = fromLocalInput(String(form.get('to')), timeZone);
    const isRight = from !== null && to !== null && from < to;
    setWrong(!isRight);
    if (isRight) onChoose({ from, to });
  };
  const until = search.to ?? hubNow();
  const since = search.from ?? until - spans[search.span ?? '8h'] * hourMs;
  return (
    <form className="span-custom" onSubmit={submit}>
      <label>
        <span className="field-label">{t('trends.from')}</span>
        <input
          className="input"
          type="datetime-local"
          name="from"
          defaultValue={toLocalInput(since, timeZone)}
          required
        />
      </label>
      <label>
        <span className="field-label">{t('trends.to')}</span>
        <input
          className="input"
          type="datetime-local"
          name="to"
          defaultValue={toLocalInput(until, timeZone)}
          required
        />
      </label>
      <button type="submit" className="button">
        {t('trends.apply')}
      </button>
      {isWrong && (
        <p role="alert" className="note note-error">
          {t('trends.spanWrong')}
        </p>
      )}
    </form>
  );
}
