// How many rows the curves are asked for: what the width shows, or every minute where an answer can hold them.
import type { PointView } from '@campus/campus-model';
import type { TrendView } from './trend-view.ts';

/** Points × rows of one answer of the hub. */
const mostRows = 600_000;
const minuteMs = 60_000;

export function detailOf(
  { search, span, eras }: Pick<TrendView, 'search' | 'span' | 'eras'>,
  points: readonly PointView[],
  fitting: number,
): { rows: number | 'minutes'; isTooMany: boolean } {
  if (search.detail !== 'minutes') return { rows: fitting, isTooMany: false };
  const curves = points.filter(({ counter }) => !counter).length * eras.length;
  const isTooMany = curves * ((span.toMs - span.fromMs) / minuteMs + 2) > mostRows;
  return { rows: isTooMany ? fitting : 'minutes', isTooMany };
}
