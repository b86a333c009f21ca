// What the marks of a chart mean: only those that may be in it are told of.
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../format/time.ts';
import { isCoded } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { Trend } from './trend-card.tsx';

export function TrendNotes({ trends, hasDemo }: { trends: readonly Trend[]; hasDemo: boolean }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [first] = trends;
  if (!first) return null;
  const span = formatSpan(first.view.bucketMs, language);
  const hasDoubt = trends.some(({ columns }) =>
    columns.quality.some((each) => each === 'uncertain' || each === 'partly-bad'),
  );
  const hasGaps = trends.some(({ gaps }) => gaps.some(({ reason }) => reason !== 'none'));
  return (
    <p className="card-note trend-notes">
      {first.point.counter && <span>{t('trends.bars', { unit: first.point.unit, span })}</span>}
      {!first.point.counter && !isCoded(first.point) && <span>{t('trends.band')}</span>}
      {hasDoubt && !first.point.counter && <span>{t('trends.doubt')}</span>}
      {hasGaps && <span>{t('trends.hatch')}</span>}
      {hasDemo && <span data-demo>{t('trends.demoNote')}</span>}
    </p>
  );
}
