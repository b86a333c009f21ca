// The canvas of a chart: a line of means in a band from minimum to maximum. uPlot draws; the legend is ours.
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useIsDark } from '../../app/theme.ts';
import { useWidth } from '../../components/use-size.ts';
import { useCampus } from '../../data/campus.ts';
import { useLanguage } from '../../i18n/index.ts';
import { chartOptions, type Look } from './chart-options.ts';
import type { Trend } from './trend-card.tsx';

interface ChartProps {
  readonly trends: readonly Trend[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly label: string;
  /** The bucket under the pointer, or null. */
  readonly onCursor: (bucket: number | null) => void;
}

const heightPx = 260;

export function Chart({ trends, fromMs, toMs, label, onCursor }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
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
    const made = new uPlot(
      chartOptions(trends, look, frame.current.clientWidth, heightPx, onCursor),
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
  useEffect(() => {
    plot.current?.setData(columnsOf(trends), false);
    plot.current?.setScale('x', { min: fromMs / 1000, max: toMs / 1000 });
  }, [trends, fromMs, toMs]);
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height: heightPx });
  }, [width]);
  return <div className="chart" ref={frame} role="img" aria-label={label} />;
}

/** Times, then for each trend its mean, maximum and minimum; all trends of a chart stand on one grid. */
function columnsOf(trends: readonly Trend[]): uPlot.AlignedData {
  const times = trends[0]?.columns.times ?? [];
  return [times, ...trends.flatMap(({ columns: { mean, max, min } }) => [mean, max, min])];
}
