// Who holds the points of a page: asked once, and again whenever a command on one of them has ended.
import type { Standing } from '@campus/campus-model';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, queryString } from './http.ts';
import { queryClient } from './query-client.ts';

/** As many as one answer holds. */
const mostPoints = 500;

function standingQuery(pointIds: readonly string[]) {
  const points = pointIds.slice(0, mostPoints);
  return queryOptions({
    queryKey: ['standing', ...points],
    enabled: points.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => api<Standing[]>(`/commands/standing${queryString({ points })}`),
  });
}

/** By point; a point that nothing is known of yet is left out. */
export function useStanding(pointIds: readonly string[]): ReadonlyMap<string, Standing> {
  const { data = [] } = useQuery(standingQuery(pointIds));
  return new Map(data.map((standing) => [standing.pointId, standing]));
}

export function refreshStanding(): void {
  void queryClient.invalidateQueries({ queryKey: ['standing'] });
}
