// History of points over a span, in buckets that fit the width of a chart.
import type { HistoryView } from '@campus/campus-model';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, queryString } from './http.ts';

/** About one bucket for two pixels of a wide chart. */
const bucketsAChart = 480;

/** A span that ends now is asked again at this pace. */
const followMs = 10_000;

interface HistorySpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** History of the points; `span` is asked anew for each fetch, so that "the last hour" moves on. */
export function historyQuery(
  pointIds: readonly string[],
  key: string,
  isFollowing: boolean,
  span: () => HistorySpan,
) {
  return queryOptions({
    queryKey: ['history', pointIds, key],
    enabled: pointIds.length > 0,
    staleTime: isFollowing ? 0 : 60_000,
    refetchInterval: isFollowing ? followMs : false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { fromMs, toMs } = span();
      const query = {
        points: pointIds,
        from: Math.round(fromMs),
        to: Math.round(toMs),
        buckets: bucketsAChart,
      };
      return { fromMs, toMs, views: await api<HistoryView[]>(`/history${queryString(query)}`, { signal }) };
    },
  });
}
