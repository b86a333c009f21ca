// The key of a line: its colour, its breadth, and whether it is what the first is compared with.
import { seriesColour, seriesWidthPx } from './series-colour.ts';
import type { Trend } from './trend.ts';

export function SeriesKey({ trend: { row, isFaint } }: { trend: Pick<Trend, 'row' | 'isFaint'> }) {
  const style = { background: seriesColour(row), height: 2 + seriesWidthPx(row) };
  return <span className={`series-key${isFaint ? ' is-faint' : ''}`} style={style} aria-hidden="true" />;
}
