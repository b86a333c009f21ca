// The figures of a chart as a table, with coverage and quality of each row.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TableFrame } from '../../components/table-frame.tsx';
import { useCampus } from '../../data/campus.ts';
import { formatShare } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { thin } from '../../format/trend.ts';
import { dash, formatValue, isCoded } from '../../format/value.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { Trend } from './trend-card.tsx';

/** A table longer than this is not read but searched. */
const mostRows = 120;

export function TrendTable({ trends }: { trends: readonly Trend[] }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="trend-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('trends.table')}</summary>
      {isOpen && trends.map((trend) => <TrendRows key={trend.point.pointId} trend={trend} />)}
    </details>
  );
}

function TrendRows({ trend }: { trend: Trend }) {
  const { t } = useTranslation();
  const { point, columns, name } = trend;
  const rows = useMemo(() => thin([...columns.times.keys()], mostRows), [columns]);
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
            <TrendRow key={columns.times[row]} trend={trend} row={row} />
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
  const { times, coverage, quality } = columns;
  const figure = (value: number | null | undefined) =>
    value == null ? dash : formatValue(point, value, language).words;
  return (
    <tr>
      <td className="nowrap">{formatMoment((times[row] ?? 0) * 1000, language, timeZone)}</td>
      {figuresOf(trend).map(({ words, column }) => (
        <td key={words} className="number">
          {figure(column[row])}
        </td>
      ))}
      <td className="number">{formatShare(coverage[row] ?? 0, language)}</td>
      <td>{t(`trends.qualities.${quality[row] ?? 'none'}`)}</td>
    </tr>
  );
}
