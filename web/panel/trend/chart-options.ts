// How a chart looks: axes in the reader's language and the site's time, series in their colours.
import type { Language } from '@campus/campus-model';
import uPlot from 'uplot';
import { formatNumber } from '../format/number.ts';
import { formatAxisTime } from '../format/time.ts';
import { isCoded, stateName } from '../format/value.ts';
import { seriesOfTrend } from './chart-data.ts';
import { drawDemo, drawGaps, type Marks } from './chart-marks.ts';
import { canvasColour, seriesWidthPx, tokenColour } from './series-colour.ts';
import type { Trend } from './trend.ts';

export interface Look {
  readonly language: Language;
  readonly timeZone: string;
  readonly isDark: boolean;
  /** Left of the drawing; one for all charts of a page, so that their times stand below each other. */
  readonly gutterPx: number;
  /** Days laid over each other: the axis tells the time of day alone. */
  readonly isTimeOfDay: boolean;
}

/** Right of the drawing, on every chart and lane. */
export const rightPx = 14;
const bandOpacity = 0.16;
const faintOpacity = 0.5;
const barOpacity = 0.6;
const widestBarPx = 44;
/** Bands of more lines than this would only lie over each other. */
export const mostBands = 4;
const axisFont = '12px system-ui, sans-serif';
/** How near the pointer must be to a line for the others to step back. */
const focusPx = 16;

/** Charts of a page share one cursor. */
const cursorGroup = 'campus-trends';

interface ChartParts {
  /** Asked at each drawing, so that it may change without the plot being made anew. */
  readonly marks: () => Marks;
  readonly look: Look;
  readonly size: { readonly width: number; readonly height: number };
  /** The range that a person keeps; null where the values say it. */
  readonly lockedRange: () => [number, number] | null;
  /** Seconds under the pointer. */
  readonly onCursor: (atS: number | null) => void;
  /** A stretch was picked, in seconds. */
  readonly onPick: (fromS: number, toS: number) => void;
  readonly onDrawn: () => void;
  readonly onRange: (min: number, max: number) => void;
  readonly isPickable: boolean;
}

export function chartOptions(parts: ChartParts): uPlot.Options {
  const { marks, look, size } = parts;
  const { trends } = marks();
  const isCounted = trends[0]?.point.counter ?? false;
  const natural = codesOf(trends)?.range ?? (isCounted ? fromZero : roomAround);
  return {
    ...size,
    padding: [12, rightPx, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), look.timeZone),
    cursor: cursorOf(parts),
    focus: { alpha: 0.35 },
    scales: {
      x: { time: true, auto: false },
      y: { range: (plot, min, max) => parts.lockedRange() ?? rangeOf(natural, plot, min, max) },
    },
    series: [{}, ...trends.flatMap(seriesOf)],
    bands: trends.length > mostBands ? [] : trends.map(bandOf),
    axes: axes(trends, look),
    hooks: {
      setCursor: [(plot) => parts.onCursor(cursorTime(plot))],
      setScale: [(plot, scale) => scale === 'y' && tellRange(plot, parts.onRange)],
      setSelect: [(plot) => pick(plot, parts.onPick)],
      drawAxes: [(plot) => drawGaps(plot, marks())],
      draw: [(plot) => drawDemo(plot, marks()), parts.onDrawn],
    },
  };
}

function cursorOf({ isPickable, marks }: ChartParts): uPlot.Cursor {
  return {
    // the pointer is shared; what is picked is one chart's
    sync: {
      key: cursorGroup,
      filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
    },
    drag: { x: isPickable, y: false, setScale: false },
    points: { size: 7 },
    focus: { prox: marks().trends.length > 2 ? focusPx : -1 },
    bind: {
      // Shift and dragging moves the axis: that is not the plot's
      mousedown: (_plot, _target, handle) => (event) => {
        if (!event.shiftKey) handle(event);
        return null;
      },
      dblclick: () => () => null,
    },
  };
}

function cursorTime(plot: uPlot): number | null {
  const { left } = plot.cursor;
  return left === undefined || left < 0 ? null : plot.posToVal(left, 'x');
}

function tellRange({ scales }: uPlot, onRange: ChartParts['onRange']): void {
  const { min, max } = scales.y ?? {};
  if (min != null && max != null) onRange(min, max);
}

/** A press without a move picks nothing. */
const leastPickPx = 4;

function pick(plot: uPlot, onPick: (fromS: number, toS: number) => void): void {
  const { left, width } = plot.select;
  if (width < leastPickPx) return;
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onPick(from, to);
}

function seriesOf({ point, row, isFaint, era }: Trend): uPlot.Series[] {
  const stroke = isFaint ? faint(canvasColour(row), faintOpacity) : canvasColour(row);
  const edge: uPlot.Series = { stroke: 'transparent', points: { show: false } };
  // Bars would cover each other: what they are compared with stands as an outline.
  if (point.counter && era.offsetMs === 0) {
    const paths = uPlot.paths.bars?.({ size: [0.8, widestBarPx], align: 1 });
    const bars = { stroke, width: 1, paths, fill: faint(stroke, barOpacity), points: { show: false } };
    return [bars, edge, edge, edge];
  }
  const isStepped = isCoded(point) || point.counter;
  const paths = isStepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  const line: uPlot.Series = { stroke, width: seriesWidthPx(row), paths, points: { size: 4 } };
  const doubtful: uPlot.Series = {
    ...line,
    dash: [5, 4],
    points: { size: 5, fill: tokenColour('--surface') },
  };
  return [line, doubtful, { ...edge, paths }, { ...edge, paths }];
}

function bandOf(trend: Trend, at: number): uPlot.Band {
  const opacity = trend.isFaint ? bandOpacity / 2 : bandOpacity;
  return {
    series: [at * seriesOfTrend + 3, at * seriesOfTrend + 4],
    fill: faint(canvasColour(trend.row), opacity),
  };
}

function faint(colour: string, opacity: number): string {
  const alpha = Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0');
  return `${colour.slice(0, 7)}${alpha}`;
}

function axes(trends: readonly Trend[], look: Look): uPlot.Axis[] {
  const { language, timeZone, gutterPx } = look;
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
      values: (plot, splits, __, ___, stepS) =>
        splits.map((at) => {
          if (!hasRoomFor(plot, at, gutterPx)) return null;
          const step = look.isTimeOfDay ? Math.min(stepS, 3600) : stepS;
          return formatAxisTime(at * 1000, step, language, timeZone);
        }),
    },
    {
      ...common,
      size: gutterPx,
      ...(codes ? { splits: () => codes.all } : {}),
      values: (_, splits, __, ___, step) => splits.map((value) => shortened(wordsOf(value, step), gutterPx)),
    },
  ];
}

/** Half of a label that stands at the end of the axis, beyond which it would be cut off. */
const halfLabelPx = 30;

function hasRoomFor({ width, scales }: uPlot, at: number, gutterPx: number): boolean {
  const { min, max } = scales.x ?? {};
  if (min == null || max == null) return true;
  const fieldPx = width - gutterPx - rightPx;
  return ((at - min) / (max - min)) * fieldPx < fieldPx + rightPx - halfLabelPx;
}

/** Rough width of a letter on the axis: names of states that would be cut off end with a mark that says so. */
function shortened(words: string, gutterPx: number): string {
  const widths = [...words].map((letter) => (/[\u2e80-\uffef]/.test(letter) ? 12.5 : 6.8));
  let room = gutterPx - 12;
  const kept = widths.findIndex((width) => {
    room -= width;
    return room < 0;
  });
  return kept < 0 ? words : `${[...words].slice(0, Math.max(1, kept - 1)).join('')}…`;
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

type Range = [number, number] | ((plot: uPlot, min: number | null, max: number | null) => [number, number]);

function rangeOf(range: Range, plot: uPlot, min: number | null, max: number | null): [number, number] {
  return typeof range === 'function' ? range(plot, min, max) : range;
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
