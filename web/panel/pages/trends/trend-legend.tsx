// The legend of a chart as a table: each line with its value under the pointer and its figures over the span.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCampus } from '../../data/campus.ts';
import { formatShare } from '../../format/number.ts';
import { formatMoment, formatSpan } from '../../format/time.ts';
import { gapSums, numberAt, rowAt } from '../../format/trend.ts';
import { type TrendStatistics, trendStatistics } from '../../format/trend-statistics.ts';
import { dash, formatValue, isCoded } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import { hubNow } from '../../live/clock.ts';
import { SeriesKey } from '../../trend/series-key.tsx';
import { usePointedTime } from '../../trend/time-axis.ts';
import type { Trend } from '../../trend/trend.ts';
import type { TrendView } from './trend-view.ts';

interface TrendLegendProps {
  readonly view: TrendView;
  readonly trends: readonly Trend[];
}

type Figure = 'mean' | 'min' | 'max' | 'last' | 'sum';

export function TrendLegend({ view, trends }: TrendLegendProps) {
  const { t } = useTranslation();
  const first = trends[0]?.point;
  if (!first) return null;
  const figures: readonly Figure[] = first.counter
    ? ['sum', 'min', 'max']
    : isCoded(first)
      ? ['last']
      : ['mean', 'min', 'max', 'last'];
  return (
    <table className="trend-legend">
      <caption className="visually-hidden">{t('trends.legend')}</caption>
      <thead>
        <tr>
          <th scope="col">
            <PointedTime view={view} />
          </th>
          <th scope="col" className="number">
            {t('trends.value')}
          </th>
          {figures.map((figure) => (
            <th key={figure} scope="col" className="number">
              {t(`trends.${figure}`)}
            </th>
          ))}
          <th scope="col" className="number">
            {t('trends.covered')}
          </th>
        </tr>
      </thead>
      <tbody>
        {trends.map((trend) => (
          <LegendRow key={trend.key} view={view} trend={trend} figures={figures} />
        ))}
      </tbody>
    </table>
  );
}

/** The time under the pointer; else what the column is. */
function PointedTime({ view: { axis, search } }: { view: TrendView }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const atMs = usePointedTime(axis);
  if (atMs === null) return <>{t('trends.point')}</>;
  const moment = formatMoment(atMs, language, timeZone);
  return <span className="pointed">{search.compare === 'days' ? moment.slice(-5) : moment}</span>;
}

interface LegendRowProps {
  readonly view: TrendView;
  readonly trend: Trend;
  readonly figures: readonly Figure[];
}

function LegendRow({ view, trend, figures }: LegendRowProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { point, columns, era } = trend;
  const { span } = view;
  const statistics = useMemo(() => {
    const own = { fromMs: span.fromMs - era.offsetMs, toMs: span.toMs - era.offsetMs };
    return trendStatistics(columns, own, hubNow());
  }, [columns, span, era.offsetMs]);
  return (
    <tr data-point={point.pointId} data-era={era.offsetMs}>
      <th scope="row">
        <span className="legend-name">
          <SeriesKey trend={trend} />
          <span className="match-name">
            <span className="name">{trend.name}</span>
            <Trust trend={trend} />
          </span>
        </span>
      </th>
      <td className="number legend-value" data-label={t('trends.value')}>
        <PointedValue view={view} trend={trend} fallback={statistics} />
      </td>
      {figures.map((figure) => (
        <td key={figure} className="number" data-label={t(`trends.${figure}`)} data-figure={figure}>
          <FigureWords trend={trend} value={statistics[figure]} />
        </td>
      ))}
      <td
        className="number"
        data-label={t('trends.covered')}
        data-coverage={statistics.coverage}
        data-tier={trend.history.tier}
      >
        {formatShare(statistics.coverage, language)}
      </td>
    </tr>
  );
}

function FigureWords({ trend, value }: { trend: Trend; value: number | null }) {
  const { language } = useLanguage();
  if (value === null) return <>{dash}</>;
  const { words, unit } = formatValue(trend.point, value, language);
  return (
    <>
      {words} <span className="value-unit">{unit}</span>
    </>
  );
}

/** Under the pointer; without one the last value, or what was counted. */
function PointedValue(props: { view: TrendView; trend: Trend; fallback: TrendStatistics }) {
  const { view, trend, fallback } = props;
  const atMs = usePointedTime(view.axis);
  const row = atMs === null ? null : rowAt(trend.columns, atMs - trend.era.offsetMs);
  const resting = trend.point.counter ? fallback.sum : fallback.last;
  const value = atMs === null ? resting : numberAt(trend.columns.value, row);
  return <FigureWords trend={trend} value={value} />;
}

/** The tier that the line was read from, and the reasons of its gaps with how long they are together. */
function Trust({ trend }: { trend: Trend }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { gaps, history } = trend;
  const sums = gapSums(gaps).map(({ reason, spanMs, samples: count }) => {
    const span = formatSpan(spanMs, language);
    if (reason === 'bad' || reason === 'none') return t(`trends.gap.${reason}`, { span });
    return t('trends.gapLost', { reason: t(`books.why.${reason}`), span, count });
  });
  return (
    <span className="card-note">
      {t(`trends.tier.${history.tier}`)}
      {sums.length > 0 && (
        <>
          {' · '}
          {gaps.some(({ reason }) => reason !== 'none') && <span className="gap-key" aria-hidden="true" />}
          {sums.join(t('listComma'))}
        </>
      )}
    </span>
  );
}
