// The rows of a chart as a table, with coverage and quality of each.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TableFrame } from '../../components/table-frame.tsx';
import { useCampus } from '../../data/campus.ts';
import { formatShare } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { numberAt, qualityWords, rowAt, thin } from '../../format/trend.ts';
import type { TimeSpan } from '../../format/trend-lines.ts';
import { dash, formatValue, isCoded } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { Trend } from '../../trend/trend.ts';

/** A table longer than this is not read but searched. */
const mostRows = 120;

interface TrendTableProps {
  readonly trends: readonly Trend[];
  readonly span: TimeSpan;
}

export function TrendTable({ trends, span }: TrendTableProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="trend-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('trends.table')}</summary>
      {isOpen && trends.map((trend) => <TrendRows key={trend.key} trend={trend} span={span} />)}
    </details>
  );
}

/** The rows that begin in the span. */
function rowsIn({ columns, era }: Trend, { fromMs, toMs }: TimeSpan): number[] {
  const first = rowAt(columns, Math.max(columns.fromMs, fromMs - era.offsetMs)) ?? columns.length;
  const end = Math.min(columns.length, Math.ceil((toMs - era.offsetMs - columns.fromMs) / columns.bucketMs));
  return Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
}

function TrendRows({ trend, span }: { trend: Trend; span: TimeSpan }) {
  const { t } = useTranslation();
  const { point, name } = trend;
  const rows = useMemo(() => thin(rowsIn(trend, span), mostRows), [trend, span]);
  return (
    <TableFrame className="trend-rows" label={name}>
      <table className="table">
        <caption>
          {name} {point.unit && `(${point.unit})`}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('trends.time')}</th>
            {figuresOf(trend).map(({ words }) => (
              <th key={words} scope="col" className="number">
                {t(`trends.${words}`)}
              </th>
            ))}
            <th scope="col" className="number">
              {t('trends.covered')}
            </th>
            <th scope="col">{t('trends.quality')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TrendRow key={row} trend={trend} row={row} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** Columns of figures that a point has. */
function figuresOf({ point, columns: { value, min, max } }: Trend) {
  if (point.counter) return [{ words: 'counted', column: value } as const];
  if (isCoded(point)) return [{ words: 'last', column: value } as const];
  return [
    { words: 'mean', column: value },
    { words: 'min', column: min },
    { words: 'max', column: max },
  ] as const;
}

function TrendRow({ trend, row }: { trend: Trend; row: number }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const { point, columns } = trend;
  const { fromMs, bucketMs, coverage, quality } = columns;
  const figure = (column: ArrayLike<number> | null) => {
    const value = numberAt(column, row) ?? numberAt(columns.value, row);
    return value === null ? dash : formatValue(point, value, language).words;
  };
  return (
    <tr>
      <td className="nowrap">{formatMoment(fromMs + row * bucketMs, language, timeZone)}</td>
      {figuresOf(trend).map(({ words, column }) => (
        <td key={words} className="number">
          {figure(column)}
        </td>
      ))}
      <td className="number">{formatShare(coverage[row] ?? 0, language)}</td>
      <td>{t(`trends.qualities.${qualityWords[quality[row] ?? 0] ?? 'none'}`)}</td>
    </tr>
  );
}
