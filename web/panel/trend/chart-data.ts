// The columns that a chart draws of its trends in a span: thinned to its width, moved to the axis of the first era, on one grid.
import uPlot from 'uplot';
import { certainAndDoubtful, type TimeSpan, trendLines } from '../format/trend-lines.ts';
import { mergeKind, type Trend } from './trend.ts';

/** The certain line, the doubtful one in dashes, and maximum and minimum as the edges of the band. */
export const seriesOfTrend = 4;
/** Rows to the pixel: finer ones would only be drawn over each other. */
const rowsAPx = 1;

type Table = [number[], ...(number | null)[][]];

export function chartData(trends: readonly Trend[], span: TimeSpan, widthPx: number): uPlot.AlignedData {
  const tables = trends.map((trend) => tableOf(trend, span, Math.max(2, Math.round(widthPx * rowsAPx))));
  const [first, ...others] = tables;
  if (!first) return [[]];
  const isOneGrid = others.every((table) => isSame(table[0], first[0]));
  if (isOneGrid) return [first[0], ...tables.flatMap(([, ...columns]) => columns)];
  return uPlot.join(tables as uPlot.AlignedData[]);
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((time, row) => time === other[row]);
}

function tableOf(trend: Trend, { fromMs, toMs }: TimeSpan, most: number): Table {
  const { offsetMs } = trend.era;
  const own = { fromMs: fromMs - offsetMs, toMs: toMs - offsetMs };
  const lines = trendLines(trend.columns, own, most, mergeKind(trend));
  const times = offsetMs === 0 ? lines.times : lines.times.map((time) => time + offsetMs / 1000);
  const { value, min, max } = lines;
  if (trend.point.counter) return [times, value, min, max, min];
  const { certain, doubtful } = certainAndDoubtful(lines);
  return [times, certain, doubtful, max, min];
}

/** Whether the rows of a span are fewer than the width could show: then moving the axis needs no new columns. */
export function isDrawnWhole(trends: readonly Trend[], widthPx: number): boolean {
  return trends.every(({ columns }) => columns.length <= widthPx * rowsAPx);
}
