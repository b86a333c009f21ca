// A small curve of the last hours: no axes, only whether it rose or fell. Where nothing is known the line is broken.
import type { TrendView } from '@campus/campus-model';
import { memo, useMemo } from 'react';
import { sparkPath } from './spark-path.ts';

const widthUnits = 240;
const heightUnits = 60;

/** `from` and `to` of the drawing are those of the view's buckets. */
export const Sparkline = memo(function Sparkline({
  view,
  isStepped,
}: {
  view: TrendView;
  isStepped: boolean;
}) {
  const { line, area } = useMemo(
    () => sparkPath(view.buckets, { width: widthUnits, height: heightUnits, isStepped }),
    [view, isStepped],
  );
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${widthUnits} ${heightUnits}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path className="spark-area" d={area} />
      <path className="spark-line" d={line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
});
