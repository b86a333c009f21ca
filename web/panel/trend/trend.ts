// One line of a chart: a point in one era, with all that is known of it; and charts as groups of them.
import type { PointColumns, PointView } from '@campus/campus-model';
import { gapsOf, type Stretch, type TrendColumns, trendColumns } from '../format/trend.ts';
import type { Era } from '../format/trend-span.ts';
import { isCoded } from '../format/value.ts';

export interface Trend {
  readonly key: string;
  readonly point: PointView;
  readonly history: PointColumns;
  readonly columns: TrendColumns;
  readonly gaps: readonly Stretch[];
  /** Number of its colour. */
  readonly row: number;
  /** Drawn lighter: what the first era is compared with. */
  readonly isFaint: boolean;
  readonly era: Era;
  /** Point and place, and the day where several are laid over each other. */
  readonly name: string;
}

/** An answer for each era, in their order; null while it is on its way. */
export type EraHistory = readonly (readonly PointColumns[] | null)[];

interface TrendSource {
  readonly points: readonly PointView[];
  readonly eras: readonly Era[];
  readonly history: EraHistory;
  readonly nowMs: number;
  readonly nameOf: (point: PointView, era: Era) => string;
}

/**
 * The lines of one chart. A line's colour is its point's; where one point is shown on several days, each day has one.
 */
export function trendsOf({ points, eras, history, nowMs, nameOf }: TrendSource): Trend[] {
  const isByDay = points.length === 1 && eras.length > 1;
  return eras.flatMap((era, eraRow) =>
    points.flatMap((point, row) => {
      const found = history[eraRow]?.find(({ pointId }) => pointId === point.pointId);
      if (!found) return [];
      const columns = trendColumns(found, point);
      return {
        key: `${point.pointId} ${era.day ?? ''}`,
        point,
        history: found,
        columns,
        gaps: gapsOf(columns, found.gaps, nowMs),
        row: isByDay ? eraRow : row,
        isFaint: eraRow > 0 && !isByDay,
        era,
        name: nameOf(point, era),
      };
    }),
  );
}

/** How rows of a point are taken together. */
export function mergeKind({ point }: Trend): 'mean' | 'sum' | 'last' {
  if (point.counter) return 'sum';
  return isCoded(point) ? 'last' : 'mean';
}
