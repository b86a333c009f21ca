// How a chart looks: axes in the reader's language and the site's time, series in their colours.
import type { Language } from '@campus/campus-model';
import uPlot from 'uplot';
import { formatNumber } from '../../format/number.ts';
import { formatAxisTime } from '../../format/time.ts';
import { isCoded, stateName } from '../../format/value.ts';
import { drawDemo, drawGaps, type Marks } from './chart-marks.ts';
import { canvasColour, tokenColour } from './series-colour.ts';
import type { Trend } from './trend-card.tsx';

export interface Look {
  readonly language: Language;
  readonly timeZone: string;
  readonly isDark: boolean;
}

const bandOpacity = 0.16;
const barOpacity = 0.6;
const widestBarPx = 44;
const axisFont = '12px system-ui, sans-serif';

/** Charts of a page share one cursor. */
const cursorGroup = 'campus-trends';

/** `marks` is asked at each drawing, so that it may change without the plot being made anew. */
export function chartOptions(
  marks: () => Marks,
  look: Look,
  size: { readonly width: number; readonly height: number },
  onCursor: (bucket: number | null) => void,
): uPlot.Options {
  const { trends } = marks();
  const isCounted = trends[0]?.point.counter ?? false;
  return {
    ...size,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), look.timeZone),
    cursor: { sync: { key: cursorGroup }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true, auto: false },
      y: { range: codesOf(trends)?.range ?? (isCounted ? fromZero : roomAround) },
    },
    series: [{}, ...trends.flatMap(seriesOf)],
    bands: trends.map((trend, row) => ({
      series: [row * seriesOfTrend + 3, row * seriesOfTrend + 4],
      fill: faint(canvasColour(trend.row), bandOpacity),
    })),
    axes: axes(trends, look),
    hooks: {
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      drawAxes: [(plot) => drawGaps(plot, marks())],
      draw: [(plot) => drawDemo(plot, marks())],
    },
  };
}

/** The certain line, the doubtful one in dashes, and maximum and minimum as the edges of the band. */
const seriesOfTrend = 4;

function seriesOf({ point, row }: Trend): uPlot.Series[] {
  const stroke = canvasColour(row);
  const edge: uPlot.Series = { stroke: 'transparent', points: { show: false } };
  if (point.counter) {
    const paths = uPlot.paths.bars?.({ size: [0.8, widestBarPx], align: 1 });
    const bars = { stroke, width: 1, paths, fill: faint(stroke, barOpacity), points: { show: false } };
    return [bars, edge, edge, edge];
  }
  const paths = isCoded(point) ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  const line: uPlot.Series = { stroke, width: 2, paths, points: { size: 4 } };
  const doubtful: uPlot.Series = {
    ...line,
    dash: [5, 4],
    points: { size: 5, fill: tokenColour('--surface') },
  };
  return [line, doubtful, { ...edge, paths }, { ...edge, paths }];
}

function faint(colour: string, opacity: number): string {
  const alpha = Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0');
  return `${colour}${alpha}`;
}

function axes(trends: readonly Trend[], { language, timeZone }: Look): uPlot.Axis[] {
  const common: uPlot.Axis = {
    font: axisFont,
    stroke: tokenColour('--ink-3'),
    grid: { stroke: tokenColour('--line'), width: 1 },
    ticks: { show: false },
  };
  const point = trends[0]?.point;
  const codes = codesOf(trends);
  const wordsOf = (value: number, step: number) =>
    (point && stateName(point, value)?.[language]) || formatNumber(value, digitsOf(step), language);
  return [
    {
      ...common,
      space: 74,
      size: 34,
      values: (_, splits, __, ___, stepS) =>
        splits.map((at) => formatAxisTime(at * 1000, stepS, language, timeZone)),
    },
    {
      ...common,
      size: codes ? 84 : 58,
      ...(codes ? { splits: () => codes.all } : {}),
      values: (_, splits, __, ___, step) => splits.map((value) => wordsOf(value, step)),
    },
  ];
}

/** The codes of a point with named states: each has its line, whether it came up or not. */
function codesOf(trends: readonly Trend[]): { all: number[]; range: [number, number] } | null {
  const all = Object.keys(trends[0]?.point.states ?? {}).map(Number);
  if (all.length === 0) return null;
  return { all, range: [Math.min(...all) - 0.4, Math.max(...all) + 0.4] };
}

const mostDigits = 6;

/** Digits behind the point that tell neighbouring labels of an axis apart. */
function digitsOf(step: number): number {
  for (let digits = 0; digits < mostDigits; digits++) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6) return digits;
  }
  return mostDigits;
}

/** What is counted is compared by height, so bars stand on 0. */
function fromZero(_: uPlot, __: number | null, max: number | null): [number, number] {
  return [0, max === null || max <= 0 ? 1 : max * 1.1];
}

/** A flat line lies in the middle, not on the edge. */
function roomAround(_: uPlot, min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  const room = Math.max((max - min) * 0.12, Math.abs(max) * 0.005, 0.5);
  return [min >= 0 ? Math.max(0, min - room) : min - room, max + room];
}
