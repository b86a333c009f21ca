// History of points over a span, in buckets that fit the width of a chart.
import type { TrendView } from '@campus/campus-model';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, queryString } from './http.ts';

/** About one bucket for two pixels of a wide chart. */
export const bucketsOfLines = 480;
/** Bars are compared one by one: an hour's, a day's. */
export const bucketsOfBars = 36;

/** A span that ends now is asked again at this pace. */
const followMs = 10_000;

export interface HistorySpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface HistoryAnswer extends HistorySpan {
  readonly views: readonly TrendView[];
}

interface HistoryQuestion {
  readonly pointIds: readonly string[];
  readonly buckets: number;
  readonly key: string;
  readonly isFollowing: boolean;
  /** Asked anew for each fetch, so that "the last hour" moves on. */
  readonly span: () => HistorySpan;
}

export function historyQuery({ pointIds, buckets, key, isFollowing, span }: HistoryQuestion) {
  return queryOptions({
    queryKey: ['history', pointIds, buckets, key],
    enabled: pointIds.length > 0,
    staleTime: isFollowing ? 0 : 60_000,
    refetchInterval: isFollowing ? followMs : false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<HistoryAnswer> => {
      const asked = span();
      const views = await api<TrendView[]>(`/history${historySearch(pointIds, buckets, asked)}`, { signal });
      return { ...asked, views };
    },
  });
}

function historySearch(pointIds: readonly string[], buckets: number, { fromMs, toMs }: HistorySpan): string {
  return queryString({ points: pointIds, from: Math.round(fromMs), to: Math.round(toMs), buckets });
}

/** Where the same buckets come as a file for spreadsheets. */
export function historyFile(
  pointIds: readonly string[],
  buckets: number,
  span: HistorySpan,
  lang: string,
): string {
  return `/api/v1/history.csv${historySearch(pointIds, buckets, span)}&lang=${lang}`;
}
