// What the marks of a chart mean: only those that may be in it are told of.
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../format/time.ts';
import { isDoubtful } from '../../format/trend.ts';
import { isCoded } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import { mostBands } from '../../trend/chart-options.ts';
import type { Trend } from '../../trend/trend.ts';

export function TrendNotes({ trends, hasDemo }: { trends: readonly Trend[]; hasDemo: boolean }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [first] = trends;
  if (!first) return null;
  const span = formatSpan(first.columns.bucketMs, language);
  const hasDoubt = trends.some(({ columns: { quality } }) => hasDoubts(quality));
  const hasGaps = trends.some(({ gaps }) => gaps.some(({ reason }) => reason !== 'none'));
  const isLine = !first.point.counter && !isCoded(first.point);
  return (
    <p className="card-note trend-notes">
      {first.point.counter && <span>{t('trends.bars', { unit: first.point.unit, span })}</span>}
      {isLine && <span>{trends.length > mostBands ? t('trends.noBand') : t('trends.band')}</span>}
      {hasDoubt && !first.point.counter && <span>{t('trends.doubt')}</span>}
      {hasGaps && <span>{t('trends.hatch')}</span>}
      {hasDemo && <span data-demo>{t('trends.demoNote')}</span>}
    </p>
  );
}

function hasDoubts(quality: ArrayLike<number>): boolean {
  for (let row = 0; row < quality.length; row++) if (isDoubtful(quality[row]!)) return true;
  return false;
}
