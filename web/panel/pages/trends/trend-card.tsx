// One chart of points that share a unit, with its legend and figures, and the same as a table.
import type { PointView } from '@campus/campus-model';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { hasValues } from '../../format/trend.ts';
import { Chart } from '../../trend/chart.tsx';
import type { EraHistory } from '../../trend/trend.ts';
import { useMarks, useTrends } from '../../trend/use-trends.ts';
import { TrendLegend } from './trend-legend.tsx';
import { TrendNotes } from './trend-notes.tsx';
import { TrendTable } from './trend-table.tsx';
import type { TrendView } from './trend-view.ts';

interface TrendCardProps {
  readonly view: TrendView;
  readonly points: readonly PointView[];
  readonly history: EraHistory;
  readonly gutterPx: number;
}

const heightPx = 260;

export function TrendCard({ view, points, history, gutterPx }: TrendCardProps) {
  const { t } = useTranslation();
  const { axis, span, eras, search, goToNow } = view;
  const trends = useTrends(points, eras, history);
  const marks = useMarks(trends, span);
  const lock = useRangeLock();
  const names = points.map((point) => trends.find((trend) => trend.point === point)?.name).join(', ');
  const hasAny = trends.some(({ columns }) => hasValues(columns));
  return (
    <section className="card trend-card" aria-label={names}>
      <TrendLegend view={view} trends={trends} />
      <div className="chart-frame">
        <button
          type="button"
          className="tool range-lock"
          aria-pressed={lock.range !== null}
          title={lock.range ? t('trends.locked') : t('trends.lock')}
          aria-label={t('trends.lock')}
          onClick={lock.toggle}
        >
          <Icon name="lock" />
        </button>
        <Chart
          marks={marks}
          axis={axis}
          heightPx={heightPx}
          gutterPx={gutterPx}
          label={t('trends.chart', { names })}
          isTimeOfDay={search.compare === 'days'}
          lockedRange={lock.range}
          onNow={goToNow}
          onRange={lock.tell}
        />
        {!hasAny && <p className="note chart-empty">{t('trends.noHistory')}</p>}
      </div>
      <TrendNotes trends={trends} hasDemo={marks.demo !== null} />
      {hasAny && <TrendTable trends={trends} span={span} />}
    </section>
  );
}

/** A range of values that a person keeps while the axis moves on. */
function useRangeLock() {
  const shown = useRef<[number, number] | null>(null);
  const [range, setRange] = useState<[number, number] | null>(null);
  const tell = useCallback((told: [number, number]) => {
    shown.current = told;
  }, []);
  const toggle = () => setRange((kept) => (kept ? null : shown.current));
  return { range, toggle, tell };
}
