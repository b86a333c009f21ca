// The hub's search, asked as a person types; the answer before stays until the next is there.
import type { SearchAnswer } from '@campus/campus-model';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, queryString } from './http.ts';

const keptMs = 30_000;
/** The names' pinyin is being written: asked again then. */
const pinyinSoonMs = 700;

export function searchQuery(query: string) {
  return queryOptions({
    queryKey: ['search', query],
    enabled: query !== '',
    staleTime: keptMs,
    gcTime: keptMs,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }): Promise<SearchAnswer> =>
      api<SearchAnswer>(`/search${queryString({ q: query })}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.hasPinyin === false ? pinyinSoonMs : false),
  });
}
