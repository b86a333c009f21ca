// What the span is compared with: the same hours a day or a week earlier, or of days that are picked.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useCampus } from '../../data/campus.ts';
import { mostTrendDays, type TrendSearch, trendComparisons } from '../../format/search.ts';
import { formatDay } from '../../format/time.ts';
import { dayAfter, dayBegin, localDay } from '../../format/trend-span.ts';
import { useLanguage } from '../../i18n/index.ts';
import { hubNow } from '../../live/clock.ts';
import type { TrendView } from './trend-view.ts';

export function CompareChoice({ view }: { view: TrendView }) {
  const { t } = useTranslation();
  const { timeZone } = useCampus().site;
  const { search, set } = view;
  const choose = (name: string) => {
    const compare = trendComparisons.find((each) => each === name);
    set(compare === 'days' ? wholeDay(view, timeZone) : { compare, days: undefined });
  };
  return (
    <>
      <label className="tool-choice">
        <span className="field-label">{t('trends.compare')}</span>
        <select
          className="input"
          value={search.compare ?? 'none'}
          onChange={(event) => choose(event.target.value)}
        >
          {(['none', ...trendComparisons] as const).map((name) => (
            <option key={name} value={name}>
              {t(`trends.compareWith.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {search.compare === 'days' && <PickedDays view={view} />}
    </>
  );
}

/** Days are laid over each other from midnight to midnight: the last one of the span, and the one before it. */
function wholeDay({ span }: TrendView, timeZone: string): TrendSearch {
  const day = localDay(span.toMs - 1, timeZone);
  return {
    compare: 'days',
    days: [day, dayAfter(day, -1)],
    from: dayBegin(day, timeZone),
    to: dayBegin(dayAfter(day, 1), timeZone),
  };
}

function PickedDays({ view: { search, span, set } }: { view: TrendView }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const own = localDay(span.fromMs, timeZone);
  const days = [own, ...(search.days ?? []).filter((day) => day !== own)];
  const isFull = days.length >= mostTrendDays;
  return (
    <fieldset className="picked-days">
      <legend className="visually-hidden">{t('trends.days')}</legend>
      <ul>
        {days.map((day) => (
          <li key={day}>
            <span>{formatDay(day, language)}</span>
            {day !== own && (
              <button
                type="button"
                className="tool"
                aria-label={t('trends.removeDay', { day: formatDay(day, language) })}
                onClick={() => set({ days: days.filter((each) => each !== day) })}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {isFull ? (
        <span className="card-note">{t('trends.fullDays', { count: mostTrendDays })}</span>
      ) : (
        <AddDay
          known={days}
          latest={localDay(hubNow(), timeZone)}
          onAdd={(day) => set({ days: [...days, day] })}
        />
      )}
    </fieldset>
  );
}

interface AddDayProps {
  readonly known: readonly string[];
  readonly latest: string;
  readonly onAdd: (day: string) => void;
}

function AddDay({ known, latest, onAdd }: AddDayProps) {
  const { t } = useTranslation();
  const [day, setDay] = useState('');
  const isNew = day !== '' && !known.includes(day);
  return (
    <span className="add-day">
      <input
        type="date"
        className="input"
        aria-label={t('trends.addDay')}
        max={latest}
        value={day}
        onChange={(event) => setDay(event.target.value)}
      />
      <button
        type="button"
        className="button button-icon"
        aria-label={t('trends.addDay')}
        disabled={!isNew}
        onClick={() => {
          onAdd(day);
          setDay('');
        }}
      >
        <Icon name="plus" />
      </button>
    </span>
  );
}
