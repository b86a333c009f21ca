// How storage is, asked again while the page is open: the banner of every page and the card of the data books.
import type { HoldRequest, LegalHold, StorageView } from '@campus/campus-model';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { type StorageTrouble, storageTrouble } from '../format/storage.ts';
import { ApiError, api } from './http.ts';
import { queryClient } from './query-client.ts';

const askAgainMs = 10_000;

export const storageQuery = queryOptions({
  queryKey: ['storage'],
  staleTime: askAgainMs,
  refetchInterval: askAgainMs,
  queryFn: () => api<StorageView>('/storage'),
});

export function refreshStorage(): void {
  void queryClient.invalidateQueries({ queryKey: storageQuery.queryKey });
}

/** What a person must hear of; null while all is well, or while nothing is known. */
export function useStorageTrouble(): StorageTrouble | null {
  const { data, error } = useQuery(storageQuery);
  const isStoreAway = error instanceof ApiError && error.code === 'store-unavailable';
  return storageTrouble(data, isStoreAway);
}

export function useHold() {
  return useMutation({
    mutationFn: (hold: HoldRequest) => api<LegalHold>('/storage/holds', { method: 'POST', body: hold }),
    onSuccess: refreshStorage,
  });
}

export function useRelease() {
  return useMutation({
    mutationFn: (holdId: string) =>
      api<null>(`/storage/holds/${encodeURIComponent(holdId)}`, { method: 'DELETE' }),
    onSuccess: refreshStorage,
  });
}
