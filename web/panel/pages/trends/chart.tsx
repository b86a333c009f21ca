// The canvas of a chart: lines in their bands, or bars of what was counted. uPlot draws; the legend is ours.
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useIsDark } from '../../app/theme.ts';
import { useWidth } from '../../components/use-size.ts';
import { useCampus } from '../../data/campus.ts';
import type { HistorySpan } from '../../data/history.ts';
import { linesOf } from '../../format/trend.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { Marks } from './chart-marks.ts';
import { chartOptions, type Look } from './chart-options.ts';
import type { Trend } from './trend-card.tsx';

interface ChartProps extends HistorySpan {
  readonly marks: Marks;
  readonly label: string;
  /** The bucket under the pointer, or null. */
  readonly onCursor: (bucket: number | null) => void;
}

const heightPx = 260;

export function Chart({ marks, fromMs, toMs, label, onCursor }: ChartProps) {
  const { trends } = marks;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const drawn = useRef(marks);
  drawn.current = marks;
  const width = useWidth(frame);
  const isDark = useIsDark();
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const key = trends.map(({ point, row }) => `${point.pointId}:${row}`).join();
  const look: Look = { language, timeZone, isDark };
  // The plot is made anew when its points or its look change; new values go into the one that is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the points are their key, the look its parts
  useEffect(() => {
    if (!frame.current) return;
    const size = { width: frame.current.clientWidth, height: heightPx };
    const made = new uPlot(
      chartOptions(() => drawn.current, look, size, onCursor),
      columnsOf(trends),
      frame.current,
    );
    made.setScale('x', { min: fromMs / 1000, max: toMs / 1000 });
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [key, language, timeZone, isDark]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marks hold the trends
  useEffect(() => {
    plot.current?.setData(columnsOf(trends), false);
    plot.current?.setScale('x', { min: fromMs / 1000, max: toMs / 1000 });
  }, [marks, fromMs, toMs]);
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height: heightPx });
  }, [width]);
  return <div className="chart" ref={frame} role="img" aria-label={label} />;
}

/** Times, then for each trend its certain and doubtful line, maximum and minimum; all trends stand on one grid. */
function columnsOf(trends: readonly Trend[]): uPlot.AlignedData {
  const times = trends[0]?.columns.times ?? [];
  return [
    times,
    ...trends.flatMap(({ point, columns }) => {
      const { certain, doubtful } = linesOf(columns);
      const { value, max, min } = columns;
      return point.counter ? [value, min, max, min] : [certain, doubtful, max, min];
    }),
  ];
}
