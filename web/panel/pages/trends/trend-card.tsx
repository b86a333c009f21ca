// One chart of points that share a unit, with its legend, coverage, and the same figures as a table.
import type { PointView, TrendView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlaceWords } from '../../components/place-link.tsx';
import type { HistoryAnswer, HistorySpan } from '../../data/history.ts';
import { storageQuery } from '../../data/storage.ts';
import { gapsOf, hasValues, type Stretch, type TrendColumns, trendColumns } from '../../format/trend.ts';
import { useWords } from '../../i18n/index.ts';
import { hubNow } from '../../live/clock.ts';
import { Chart } from './chart.tsx';
import type { Marks } from './chart-marks.ts';
import { TrendLegend } from './trend-legend.tsx';
import { TrendNotes } from './trend-notes.tsx';
import { TrendTable } from './trend-table.tsx';

export interface Trend {
  readonly point: PointView;
  readonly view: TrendView;
  readonly columns: TrendColumns;
  readonly gaps: readonly Stretch[];
  /** Number of its colour. */
  readonly row: number;
  readonly name: string;
}

interface TrendCardProps {
  readonly points: readonly PointView[];
  /** All chosen points: a colour goes by the place among them. */
  readonly all: readonly PointView[];
  readonly history: HistoryAnswer;
}

export function TrendCard({ points, all, history }: TrendCardProps) {
  const { t } = useTranslation();
  const trends = useTrends(points, all, history);
  const marks = useMarks(trends, history);
  const [cursor, setCursor] = useState<number | null>(null);
  const names = trends.map(({ name }) => name).join(', ');
  const hasAny = trends.some(({ columns }) => hasValues(columns));
  return (
    <section className="card trend-card" aria-label={names}>
      <TrendLegend trends={trends} cursor={cursor} />
      {hasAny ? (
        <>
          <Chart
            marks={marks}
            {...spanOf(trends, history)}
            label={t('trends.chart', { names })}
            onCursor={setCursor}
          />
          <TrendNotes trends={trends} hasDemo={marks.demo !== null} />
          <TrendTable trends={trends} />
        </>
      ) : (
        <p className="note">{t('trends.noHistory')}</p>
      )}
    </section>
  );
}

function useTrends(points: readonly PointView[], all: readonly PointView[], history: HistoryAnswer): Trend[] {
  const words = useWords();
  const placeWords = usePlaceWords();
  return useMemo(
    () =>
      points.flatMap((point) => {
        const view = history.views.find(({ pointId }) => pointId === point.pointId);
        if (!view) return [];
        const row = all.findIndex(({ pointId }) => pointId === point.pointId);
        const name = `${words(point.name)} · ${placeWords(point.spaceId)}`;
        return [{ point, view, columns: trendColumns(view, point), gaps: gapsOf(view, hubNow()), row, name }];
      }),
    [points, all, history, words, placeWords],
  );
}

/** Bars stand whole in the chart; a line runs from end to end of what was asked for. */
function spanOf(trends: readonly Trend[], { fromMs, toMs }: HistorySpan): HistorySpan {
  const view = trends[0]?.view;
  const [first, last] = [view?.buckets[0], view?.buckets.at(-1)];
  if (!trends[0]?.point.counter || !view || !first || !last) return { fromMs, toMs };
  return { fromMs: first.fromMs, toMs: last.fromMs + view.bucketMs };
}

function useMarks(trends: readonly Trend[], { fromMs, toMs }: HistorySpan): Marks {
  const { t } = useTranslation();
  const demo = useQuery(storageQuery).data?.demo;
  const isShown = demo && demo.fromMs < toMs && demo.toMs > fromMs;
  const [fromS, toS] = isShown ? [demo.fromMs / 1000, demo.toMs / 1000] : [0, 0];
  const words = t('trends.demo');
  return useMemo(
    () => ({ trends, demo: toS > 0 ? { fromS, toS, words } : null }),
    [trends, fromS, toS, words],
  );
}
