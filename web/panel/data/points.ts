// Descriptions of points: searched by words, or fetched by their ids.
import type { PointView, Quantity } from '@campus/campus-model';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, queryString } from './http.ts';

/** Ids travel in the address: this many keep it under 8 KB, which every proxy lets through. */
const idsARequest = 100;

async function fetchPoints(ids: readonly string[]): Promise<ReadonlyMap<string, PointView>> {
  const parts: (readonly string[])[] = [];
  for (let at = 0; at < ids.length; at += idsARequest) parts.push(ids.slice(at, at + idsARequest));
  const answers = await Promise.all(
    parts.map((part) => api<PointView[]>(`/points${queryString({ ids: part })}`)),
  );
  return new Map(answers.flat().map((point) => [point.pointId, point]));
}

/** Points by id; ids that do not exist are simply absent. */
export function pointsQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ['points', ids],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => fetchPoints(ids),
  });
}

/** Points whose names or ids hold the words. */
export function pointSearchQuery(text: string) {
  return queryOptions({
    queryKey: ['points', 'search', text],
    enabled: text.trim() !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api<PointView[]>(`/points${queryString({ text: text.trim() })}`, { signal }),
  });
}

/** Points of a quantity in a building or on a floor; everywhere where no place is named. */
export function placePointsQuery(place: string, quantity: Quantity) {
  return queryOptions({
    queryKey: ['points', 'place', place, quantity],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api<PointView[]>(`/points${queryString({ place: place || undefined, quantity })}`, { signal }),
  });
}
