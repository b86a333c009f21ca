// The canvas of a chart: lines in their bands, or bars of what was counted. uPlot draws; legend and time axis are ours.
import 'uplot/dist/uPlot.min.css';
import './trend.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useIsDark } from '../app/theme.ts';
import { useWidth } from '../components/use-size.ts';
import { useCampus } from '../data/campus.ts';
import { drawnMark, markMoment } from '../data/history.ts';
import { pickedSpan, zoomed } from '../format/trend-span.ts';
import { useLanguage } from '../i18n/index.ts';
import { chartData, isDrawnWhole } from './chart-data.ts';
import { attachGestures } from './chart-gestures.ts';
import type { Marks } from './chart-marks.ts';
import { chartOptions, type Look, rightPx } from './chart-options.ts';
import { useIsPrinting } from './printing.ts';
import type { TimeAxis } from './time-axis.ts';

interface ChartProps {
  readonly marks: Marks;
  readonly axis: TimeAxis;
  readonly label: string;
  readonly heightPx: number;
  readonly gutterPx: number;
  readonly isTimeOfDay?: boolean;
  readonly lockedRange?: [number, number] | null;
  /** Where a hand may move the axis: what leads back to now. */
  readonly onNow?: () => void;
  /** The range of values that is shown. */
  readonly onRange?: (range: [number, number]) => void;
}

/** Paper is this wide (A4 across, in CSS pixels, within its margins). */
const paperPx = 980;
const zoomOut = 2;

export function Chart(props: ChartProps) {
  const { marks, axis, label, heightPx } = props;
  const frame = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnChart | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const isPrinting = useIsPrinting();
  const ownWidth = useWidth(frame);
  const width = isPrinting ? Math.min(paperPx, ownWidth) : ownWidth;
  const look = useLook(props, isPrinting);
  const key = marks.trends.map((trend) => `${trend.key}:${trend.row}:${trend.isFaint}`).join();
  // The plot is made anew when its lines or its look change; new values go into the one that is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trends are their key, the look its parts
  useEffect(() => {
    if (!frame.current || width === 0) return;
    drawn.current = new DrawnChart(frame.current, () => latest.current, look, width);
    return () => {
      drawn.current?.end();
      drawn.current = null;
    };
  }, [key, width, heightPx, axis, ...Object.values(look)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marks hold the trends
  useEffect(() => drawn.current?.redrawNew(), [marks]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plot asks for the locked range itself
  useEffect(() => drawn.current?.rescale(), [props.lockedRange]);
  const isMovable = props.onNow !== undefined;
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: an application or a picture, both have names
    <div
      className="chart"
      ref={frame}
      role={isMovable ? 'application' : 'img'}
      aria-label={label}
      tabIndex={isMovable ? 0 : undefined}
      style={{ minHeight: heightPx }}
    />
  );
}

function useLook({ gutterPx, isTimeOfDay = false }: ChartProps, isPrinting: boolean): Look {
  const isDark = useIsDark() && !isPrinting;
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  return { language, timeZone, isDark, gutterPx, isTimeOfDay };
}

/** A plot in its frame, from its making to its end. */
class DrawnChart {
  readonly #props: () => ChartProps;
  readonly #plot: uPlot;
  readonly #widthPx: number;
  readonly #ends: (() => void)[] = [];
  #drawn: Marks;

  constructor(frame: HTMLElement, props: () => ChartProps, look: Look, width: number) {
    this.#props = props;
    const { axis, heightPx, onNow } = props();
    this.#drawn = props().marks;
    this.#widthPx = Math.max(1, width - look.gutterPx - rightPx);
    const options = chartOptions({
      marks: () => props().marks,
      look,
      size: { width, height: heightPx },
      lockedRange: () => props().lockedRange ?? null,
      onCursor: (atS) => axis.point(atS === null ? null : atS * 1000),
      onPick: (fromS, toS) => {
        axis.move((_, bounds) => pickedSpan(fromS * 1000, toS * 1000, bounds));
        axis.settle();
      },
      onDrawn: () => markMoment(drawnMark),
      onRange: (min, max) => props().onRange?.([min, max]),
      isPickable: onNow !== undefined,
    });
    this.#plot = new uPlot(options, chartData(props().marks.trends, axis.span, this.#widthPx), frame);
    this.#rescaleTime();
    this.#ends.push(axis.subscribe(() => this.#follow()));
    if (onNow) this.#ends.push(this.#takeHands(frame, axis));
  }

  #takeHands(frame: HTMLElement, axis: TimeAxis): () => void {
    const field = this.#plot.over;
    field.classList.add('is-movable');
    const onDouble = () => {
      const { left = 0 } = this.#plot.cursor;
      const atMs = this.#plot.posToVal(left, 'x') * 1000;
      axis.move((span, bounds) => zoomed(span, atMs, zoomOut, bounds));
    };
    field.addEventListener('dblclick', onDouble);
    const end = attachGestures({ frame, field, axis, onNow: () => this.#props().onNow?.() });
    return () => {
      field.removeEventListener('dblclick', onDouble);
      end();
    };
  }

  /** The axis has moved: rows are thinned anew only where there are more than the width can show. */
  #follow(): void {
    if (isDrawnWhole(this.#props().marks.trends, this.#widthPx)) this.#rescaleTime();
    else this.redraw();
  }

  /** New values have come: those it was made with are drawn already. */
  redrawNew(): void {
    if (this.#props().marks !== this.#drawn) this.redraw();
  }

  redraw(): void {
    const { marks, axis } = this.#props();
    this.#drawn = marks;
    this.#plot.batch(() => {
      this.#plot.setData(chartData(marks.trends, axis.span, this.#widthPx), false);
      this.#rescaleTime();
    });
  }

  rescale(): void {
    this.#rescaleTime();
  }

  #rescaleTime(): void {
    const { fromMs, toMs } = this.#props().axis.span;
    this.#plot.setScale('x', { min: fromMs / 1000, max: toMs / 1000 });
  }

  end(): void {
    for (const end of this.#ends) end();
    this.#props().axis.point(null);
    this.#plot.destroy();
  }
}
