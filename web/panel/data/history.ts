// History of points over a span as columns, what happened around them, and the same as files.
import {
  type HistoryColumnName,
  type HistoryEvents,
  type PointColumns,
  readColumns,
} from '@campus/campus-model';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, apiBytes, queryString } from './http.ts';

/** Rows of a line: what a wide chart can show, in steps, so that a window that is drawn wider asks seldom. */
export const bucketsOfLines = [480, 960, 1440, 2000] as const;
/** Bars are compared one by one: an hour's, a day's. */
export const bucketsOfBars = 36;

/** A span that ends now is asked again at this pace, and no faster than half a bucket; both are kept within bounds. */
const followMs = 10_000;
const slowestFollowMs = 60_000;
/** Large answers are let go soon after they are no longer shown. */
const keptMs = 30_000;

interface HistorySpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Told by the browser's own timeline: when a curve's minutes came, and when it was drawn. */
const dataMark = 'campus-trend-data';
export const drawnMark = 'campus-trend-drawn';

export function markMoment(name: string): void {
  performance.clearMarks(name);
  performance.mark(name);
}

export interface HistoryAnswer extends HistorySpan {
  readonly points: readonly PointColumns[];
}

interface HistoryQuestion {
  readonly pointIds: readonly string[];
  /** At most so many rows a point, or every minute. */
  readonly rows: number | 'minutes';
  readonly columns: readonly HistoryColumnName[];
  readonly key: string;
  readonly isFollowing: boolean;
  /** Asked anew for each fetch, so that "the last hour" moves on. */
  readonly span: () => HistorySpan;
}

export function historyQuery({ pointIds, rows, columns, key, isFollowing, span }: HistoryQuestion) {
  return queryOptions<HistoryAnswer>({
    queryKey: ['history', pointIds, rows, columns, key],
    enabled: pointIds.length > 0,
    staleTime: isFollowing ? 0 : 60_000,
    gcTime: keptMs,
    refetchInterval: ({ state }) => (isFollowing ? followPeriodMs(state.data?.points[0]?.bucketMs) : false),
    placeholderData: keepPreviousData,
    structuralSharing: false,
    queryFn: async ({ signal }): Promise<HistoryAnswer> => {
      const asked = span();
      const search = historySearch(pointIds, rows, asked);
      const bytes = await apiBytes(`/history/columns${search}&columns=${columns.join()}`, { signal });
      // beside the curves, lanes ask for rows of their own
      if (rows === 'minutes') markMoment(dataMark);
      return { ...asked, points: readColumns(bytes) };
    },
  });
}

/** How soon a span that follows the clock is asked again. */
export function followPeriodMs(bucketMs = 0): number {
  return Math.min(slowestFollowMs, Math.max(followMs, bucketMs / 2));
}

export function eventsQuery({ pointIds, key, isFollowing, span }: Omit<HistoryQuestion, 'rows' | 'columns'>) {
  return queryOptions({
    queryKey: ['history', 'events', pointIds, key],
    enabled: pointIds.length > 0,
    staleTime: isFollowing ? 0 : 60_000,
    refetchInterval: isFollowing ? followMs : false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const { fromMs, toMs } = span();
      const search = queryString({ points: pointIds, from: Math.round(fromMs), to: Math.round(toMs) });
      return api<HistoryEvents>(`/history/events${search}`, { signal });
    },
  });
}

function historySearch(
  pointIds: readonly string[],
  rows: number | 'minutes',
  { fromMs, toMs }: HistorySpan,
): string {
  const most = rows === 'minutes' ? { length: '1min' } : { buckets: rows };
  return queryString({ points: pointIds, from: Math.round(fromMs), to: Math.round(toMs), ...most });
}

export type FileKind = 'csv' | 'parquet';

/** Where the rows that are shown come as a file, or all samples of the span. */
export function historyFile(
  kind: FileKind,
  {
    pointIds,
    rows,
    span,
    language,
  }: {
    readonly pointIds: readonly string[];
    readonly rows: number | 'minutes' | 'samples';
    readonly span: HistorySpan;
    readonly language: string;
  },
): string {
  const words = `&lang=${language}`;
  if (rows !== 'samples') return `/history.${kind}${historySearch(pointIds, rows, span)}${words}`;
  const search = queryString({ points: pointIds, from: Math.round(span.fromMs), to: Math.round(span.toMs) });
  return `/history/samples.${kind}${search}${words}`;
}
