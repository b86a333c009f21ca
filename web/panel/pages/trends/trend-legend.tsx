// The legend of a chart: names, the value under the cursor or of the whole, and how far the curve can be trusted.
import { useTranslation } from 'react-i18next';
import { useCampus } from '../../data/campus.ts';
import { formatShare } from '../../format/number.ts';
import { formatMoment, formatSpan } from '../../format/time.ts';
import { gapSums, sumOf } from '../../format/trend.ts';
import { dash, formatValue } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import { seriesColour } from './series-colour.ts';
import type { Trend } from './trend-card.tsx';

export function TrendLegend({ trends, cursor }: { trends: readonly Trend[]; cursor: number | null }) {
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const at = cursor === null ? undefined : trends[0]?.columns.times[cursor];
  return (
    <div className="trend-head">
      <ul className="trend-legend">
        {trends.map((trend) => (
          <li key={trend.point.pointId} data-point={trend.point.pointId}>
            <span className="series-key" style={{ background: seriesColour(trend.row) }} aria-hidden="true" />
            <span className="match-name">
              <span className="name">{trend.name}</span>
              <Trust trend={trend} />
            </span>
            <TrendValue trend={trend} cursor={cursor} />
            <Gaps trend={trend} />
          </li>
        ))}
      </ul>
      <span className="card-note trend-time">
        {at === undefined ? '' : formatMoment(at * 1000, language, timeZone)}
      </span>
    </div>
  );
}

/** Coverage, and the tier that the curve was read from. */
function Trust({ trend: { view } }: { trend: Trend }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <span className="card-note" data-coverage={view.coverage} data-tier={view.tier}>
      {t('trends.coverage', { share: formatShare(view.coverage, language) })}
      <span className="trend-tier"> · {t(`trends.tier.${view.tier}`)}</span>
    </span>
  );
}

/** The reasons of the gaps that stand in the curve, each with how long they are together. */
function Gaps({ trend: { gaps } }: { trend: Trend }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const sums = gapSums(gaps);
  if (sums.length === 0) return null;
  return (
    <span className="card-note trend-gaps">
      {gaps.some(({ reason }) => reason !== 'none') && <span className="gap-key" aria-hidden="true" />}
      {sums
        .map(({ reason, spanMs, samples: count }) => {
          const span = formatSpan(spanMs, language);
          if (reason === 'bad' || reason === 'none') return t(`trends.gap.${reason}`, { span });
          return t('trends.gapLost', { reason: t(`books.why.${reason}`), span, count });
        })
        .join(t('listComma'))}
    </span>
  );
}

function TrendValue({ trend: { point, columns }, cursor }: { trend: Trend; cursor: number | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { value: column } = columns;
  const whole = point.counter ? sumOf(column) : column.findLast((each) => each !== null);
  const value = cursor === null ? whole : column[cursor];
  const { words, unit } = value == null ? { words: dash, unit: '' } : formatValue(point, value, language);
  return (
    <span className="value">
      {point.counter && cursor === null && <span className="value-unit">{t('trends.sum')}</span>}
      <span className="value-words">{words}</span>
      <span className="value-unit">{unit}</span>
    </span>
  );
}
