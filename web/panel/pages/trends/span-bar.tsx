// The span of the trends: a named one that follows the clock, or a stretch of one's own from the calendar.
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { spans } from '../../format/search.ts';
import { usualSpan } from '../../format/trend-span.ts';
import { RangePicker } from './range-picker.tsx';
import type { TrendView } from './trend-view.ts';

type FollowingSpan = keyof typeof spans;
const names = Object.keys(spans) as FollowingSpan[];

export function SpanBar({ view }: { view: TrendView }) {
  const { t } = useTranslation();
  const { search, set } = view;
  const options = names.map((value) => ({ value, words: t(`trends.${value}`) }));
  const isOwn = search.from !== undefined;
  const chosen = names.find((name) => name === (search.span ?? usualSpan)) ?? null;
  return (
    <div className="span-bar">
      <Choice
        legend={t('trends.span')}
        isLegendHidden
        options={options}
        value={isOwn ? null : chosen}
        onChoose={(span) => set({ span, from: undefined, to: undefined })}
      />
      <RangePicker view={view} />
    </div>
  );
}
