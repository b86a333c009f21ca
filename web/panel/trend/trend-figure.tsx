// Curves of points over a named span, with a short legend: for boards and other pages. It follows the clock by itself.
import './trend.css';
import type { PointView } from '@campus/campus-model';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote, Loading } from '../components/notes.tsx';
import { useWidth } from '../components/use-size.ts';
import { useCampus } from '../data/campus.ts';
import { followPeriodMs } from '../data/history.ts';
import { pointsQuery } from '../data/points.ts';
import type { SpanName } from '../format/search.ts';
import { chartGroups, hasValues } from '../format/trend.ts';
import type { TimeSpan } from '../format/trend-lines.ts';
import { resolveSpan } from '../format/trend-span.ts';
import { trendStatistics } from '../format/trend-statistics.ts';
import { dash, formatValue } from '../format/value.ts';
import { useLanguage } from '../i18n/index.ts';
import { hubNow, useClock } from '../live/clock.ts';
import { Chart } from './chart.tsx';
import { SeriesKey } from './series-key.tsx';
import { TimeAxis } from './time-axis.ts';
import type { EraHistory, Trend } from './trend.ts';
import { rowsFor, useEraHistory } from './use-history.ts';
import { useMarks, useTrends } from './use-trends.ts';

interface TrendFigureProps {
  /** Point ids; those that the campus does not have are left out. */
  readonly points: readonly string[];
  readonly span: SpanName;
  /** Of all its charts together, without the legends. */
  readonly height: number;
}

const none: readonly PointView[] = [];
const gutterPx = 56;
const lowestChartPx = 96;

export function TrendFigure({ points: ids, span: name, height }: TrendFigureProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { data } = useQuery({
    ...pointsQuery(ids),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  const points = useMemo(() => ids.flatMap((id) => data?.get(id) ?? []), [ids, data]);
  const { span, now } = useFollowedSpan(name);
  const eras = useMemo(() => [{ ...span, offsetMs: 0, day: null }], [span]);
  const answer = useEraHistory({
    points: width > 0 ? points : none,
    eras,
    rows: rowsFor(width),
    span: now,
    spanKey: name,
    isFollowing: span.isFollowing,
  });
  const groups = chartGroups(points);
  const each = Math.max(lowestChartPx, height / Math.max(1, groups.length));
  return (
    <div className="trend-figure" ref={frame}>
      {answer.error && <ErrorNote error={answer.error} onRetry={answer.refetch} />}
      {answer.isEmpty && !answer.error && ids.length > 0 && <Loading />}
      {!answer.isEmpty &&
        groups.map((group) => (
          <FigureChart
            key={group.map(({ pointId }) => pointId).join()}
            points={group}
            eras={eras}
            history={answer.history}
            span={span}
            heightPx={each}
            empty={t('trends.noHistory')}
          />
        ))}
    </div>
  );
}

/** The span by the clock, drawn anew at the pace at which it is asked for. */
function useFollowedSpan(name: SpanName) {
  const { timeZone } = useCampus().site;
  const tick = useClock(() => Math.floor(hubNow() / followPeriodMs()));
  return useMemo(() => {
    const now = () => resolveSpan({ span: name }, hubNow(), timeZone);
    return { tick, span: now(), now };
  }, [name, timeZone, tick]);
}

interface FigureChartProps {
  readonly points: readonly PointView[];
  readonly eras: Parameters<typeof useTrends>[1];
  readonly history: EraHistory;
  readonly span: TimeSpan;
  readonly heightPx: number;
  readonly empty: string;
}

function FigureChart({ points, eras, history, span, heightPx, empty }: FigureChartProps) {
  const { t } = useTranslation();
  const trends = useTrends(points, eras, history);
  const marks = useMarks(trends, span);
  const [axis] = useState(() => new TimeAxis(span));
  useEffect(() => axis.show(span), [axis, span]);
  const names = trends.map(({ name }) => name).join(', ');
  return (
    <figure className="figure-chart">
      <figcaption>
        <ul className="figure-legend">
          {trends.map((trend) => (
            <FigureLine key={trend.key} trend={trend} span={span} />
          ))}
        </ul>
      </figcaption>
      <Chart
        marks={marks}
        axis={axis}
        heightPx={heightPx}
        gutterPx={gutterPx}
        label={t('trends.chart', { names })}
      />
      {!trends.some(({ columns }) => hasValues(columns)) && <p className="note">{empty}</p>}
    </figure>
  );
}

function FigureLine({ trend, span }: { trend: Trend; span: TimeSpan }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { point, columns } = trend;
  const { last, sum } = trendStatistics(columns, span, hubNow());
  const value = point.counter ? sum : last;
  const { words, unit } = value === null ? { words: dash, unit: '' } : formatValue(point, value, language);
  return (
    <li data-point={point.pointId}>
      <SeriesKey trend={trend} />
      <span className="name">{trend.name}</span>
      <span className="value">
        {point.counter && <span className="value-unit">{t('trends.sum')}</span>}
        <span className="value-words">{words}</span>
        <span className="value-unit">{unit}</span>
      </span>
    </li>
  );
}
