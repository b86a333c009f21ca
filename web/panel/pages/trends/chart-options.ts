// How a chart looks: axes in the reader's language and the site's time, series in their colours.
import type { Language } from '@campus/campus-model';
import uPlot from 'uplot';
import { formatNumber } from '../../format/number.ts';
import { formatAxisTime } from '../../format/time.ts';
import { stateName } from '../../format/value.ts';
import { canvasColour, tokenColour } from './series-colour.ts';
import type { Trend } from './trend-card.tsx';

export interface Look {
  readonly language: Language;
  readonly timeZone: string;
  readonly isDark: boolean;
}

const bandOpacity = 0.16;
const axisFont = '12px system-ui, sans-serif';

/** Charts of a page share one cursor. */
const cursorGroup = 'campus-trends';

export function chartOptions(
  trends: readonly Trend[],
  look: Look,
  width: number,
  height: number,
  onCursor: (bucket: number | null) => void,
): uPlot.Options {
  return {
    width,
    height,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), look.timeZone),
    cursor: { sync: { key: cursorGroup }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true, auto: false }, y: { range: codesOf(trends)?.range ?? roomAround } },
    series: [{}, ...trends.flatMap(seriesOf)],
    bands: trends.map((trend, row) => ({
      series: [row * 3 + 2, row * 3 + 3],
      fill: faint(canvasColour(trend.row)),
    })),
    axes: axes(trends, look),
    hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)] },
  };
}

/** Mean as a line, maximum and minimum only as the edges of the band. */
function seriesOf({ point, row }: Trend): uPlot.Series[] {
  const stroke = canvasColour(row);
  const paths = point.states || point.quantity === 'switch' ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  const edge: uPlot.Series = { stroke: 'transparent', points: { show: false }, paths };
  return [{ stroke, width: 2, paths, points: { size: 4 } }, edge, edge];
}

function faint(colour: string): string {
  const alpha = Math.round(bandOpacity * 255)
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
  const wordsOf = (value: number) =>
    (point && stateName(point, value)?.[language]) || axisNumber(value, language);
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
      values: (_, splits) => splits.map(wordsOf),
    },
  ];
}

/** The codes of a point with named states: each has its line, whether it came up or not. */
function codesOf(trends: readonly Trend[]): { all: number[]; range: [number, number] } | null {
  const all = Object.keys(trends[0]?.point.states ?? {}).map(Number);
  if (all.length === 0) return null;
  return { all, range: [Math.min(...all) - 0.4, Math.max(...all) + 0.4] };
}

function axisNumber(value: number, language: Language): string {
  return formatNumber(value, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 2 : 1, language);
}

/** A flat line lies in the middle, not on the edge. */
function roomAround(_: uPlot, min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  const room = Math.max((max - min) * 0.12, Math.abs(max) * 0.005, 0.5);
  return [min >= 0 ? Math.max(0, min - room) : min - room, max + room];
}
