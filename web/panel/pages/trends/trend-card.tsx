// One chart of points that share a unit, with its legend, coverage, and the same figures as a table.
import type { HistoryView, PointView } from '@campus/campus-model';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlaceWords } from '../../components/place-link.tsx';
import { TableFrame } from '../../components/table-frame.tsx';
import { useCampus } from '../../data/campus.ts';
import { formatShare } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { hasValues, type TrendColumns, thin, trendColumns } from '../../format/trend.ts';
import { dash, formatValue } from '../../format/value.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { Chart } from './chart.tsx';
import { seriesColour } from './series-colour.ts';

interface TrendHistory {
  readonly fromMs: number;
  readonly toMs: number;
  readonly views: readonly HistoryView[];
}

export interface Trend {
  readonly point: PointView;
  readonly columns: TrendColumns;
  readonly coverage: number;
  /** Number of its colour. */
  readonly row: number;
  readonly name: string;
}

interface TrendCardProps {
  readonly points: readonly PointView[];
  /** All chosen points: a colour goes by the place among them. */
  readonly all: readonly PointView[];
  readonly history: TrendHistory;
}

export function TrendCard({ points, all, history }: TrendCardProps) {
  const { t } = useTranslation();
  const trends = useTrends(points, all, history);
  const [cursor, setCursor] = useState<number | null>(null);
  const names = trends.map(({ name }) => name).join(', ');
  const hasAny = trends.some(({ columns }) => hasValues(columns));
  return (
    <section className="card trend-card" aria-label={names}>
      <TrendLegend trends={trends} cursor={cursor} />
      {hasAny ? (
        <>
          <Chart
            trends={trends}
            fromMs={history.fromMs}
            toMs={history.toMs}
            label={t('trends.chart', { names })}
            onCursor={setCursor}
          />
          <p className="card-note">{t('trends.band')}</p>
          <TrendTable trends={trends} />
        </>
      ) : (
        <p className="note">{t('trends.noHistory')}</p>
      )}
    </section>
  );
}

function useTrends(points: readonly PointView[], all: readonly PointView[], history: TrendHistory): Trend[] {
  const words = useWords();
  const placeWords = usePlaceWords();
  const drawn = useMemo(
    () =>
      points.flatMap((point) => {
        const view = history.views.find(({ pointId }) => pointId === point.pointId);
        return view ? [{ point, coverage: view.coverage, columns: trendColumns(view, history, point) }] : [];
      }),
    [points, history],
  );
  return drawn.map((trend) => ({
    ...trend,
    row: all.findIndex(({ pointId }) => pointId === trend.point.pointId),
    name: `${words(trend.point.name)} · ${placeWords(trend.point.spaceId)}`,
  }));
}

/** Names with the value under the cursor, or the last one; and how much of the span is known. */
function TrendLegend({ trends, cursor }: { trends: readonly Trend[]; cursor: number | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const at = cursor === null ? undefined : trends[0]?.columns.times[cursor];
  return (
    <div className="trend-head">
      <ul className="trend-legend">
        {trends.map(({ point, columns, coverage, row, name }) => (
          <li key={point.pointId} data-point={point.pointId}>
            <span className="series-key" style={{ background: seriesColour(row) }} aria-hidden="true" />
            <span className="match-name">
              <span className="name">{name}</span>
              <span className="card-note" data-coverage={coverage}>
                {t('trends.coverage', { share: formatShare(coverage, language) })}
              </span>
            </span>
            <TrendValue point={point} columns={columns} cursor={cursor} />
          </li>
        ))}
      </ul>
      <span className="card-note trend-time">
        {at === undefined ? '' : formatMoment(at * 1000, language, timeZone)}
      </span>
    </div>
  );
}

function TrendValue({
  point,
  columns,
  cursor,
}: {
  point: PointView;
  columns: TrendColumns;
  cursor: number | null;
}) {
  const { language } = useLanguage();
  const value = cursor === null ? columns.mean.findLast((each) => each !== null) : columns.mean[cursor];
  const { words, unit } = value == null ? { words: dash, unit: '' } : formatValue(point, value, language);
  return (
    <span className="value">
      <span className="value-words">{words}</span>
      <span className="value-unit">{unit}</span>
    </span>
  );
}

/** A table longer than this is not read but searched. */
const mostRows = 120;

function TrendTable({ trends }: { trends: readonly Trend[] }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="trend-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('trends.table')}</summary>
      {isOpen && trends.map((trend) => <TrendRows key={trend.point.pointId} trend={trend} />)}
    </details>
  );
}

function TrendRows({ trend: { point, columns, name } }: { trend: Trend }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const rows = useMemo(() => thin([...columns.times.keys()], mostRows), [columns]);
  const figure = (value: number | null | undefined) =>
    value == null ? dash : formatValue(point, value, language).words;
  return (
    <TableFrame className="trend-rows" label={name}>
      <table className="table">
        <caption>
          {name} {point.unit && `(${point.unit})`}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('trends.time')}</th>
            <th scope="col" className="number">
              {t('trends.mean')}
            </th>
            <th scope="col" className="number">
              {t('trends.min')}
            </th>
            <th scope="col" className="number">
              {t('trends.max')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={columns.times[row]}>
              <td className="nowrap">{formatMoment((columns.times[row] ?? 0) * 1000, language, timeZone)}</td>
              <td className="number">{figure(columns.mean[row])}</td>
              <td className="number">{figure(columns.min[row])}</td>
              <td className="number">{figure(columns.max[row])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
