// The data books of the gateways over some days.
import type { BooksView } from '@campus/campus-model';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, queryString } from './http.ts';
import { queryClient } from './query-client.ts';

/** Agents say their books about as often. */
const askAgainMs = 10_000;
const dayMs = 86_400_000;

/** `days` days up to `today` (both `YYYY-MM-DD` of the site). */
export function booksQuery(today: string, days: number) {
  return queryOptions({
    queryKey: ['books', today, days],
    staleTime: 0,
    refetchInterval: askAgainMs,
    placeholderData: keepPreviousData,
    queryFn: () => api<BooksView>(`/books${bookSearch(today, days)}`),
  });
}

export function refreshBooks(): void {
  void queryClient.invalidateQueries({ queryKey: ['books'] });
}

/** Where the same rows come as a file for spreadsheets. */
export function booksFile(today: string, days: number, lang: string): string {
  return `/api/v1/books.csv${bookSearch(today, days)}&lang=${lang}`;
}

function bookSearch(today: string, days: number): string {
  const from = new Date(Date.parse(today) - (days - 1) * dayMs).toISOString().slice(0, 10);
  return queryString({ from, to: today });
}
