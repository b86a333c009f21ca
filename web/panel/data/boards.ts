// Boards: the list, one by one, and what people do with them.
import type { Board, BoardContent, BoardSummary, BoardText, BoardView } from '@campus/campus-model';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useLanguage } from '../i18n/index.ts';
import { api, queryString } from './http.ts';
import { queryClient } from './query-client.ts';

/** A wall takes up what others changed about as soon. */
const askAgainMs = 20_000;

export const boardsQuery = queryOptions({
  queryKey: ['boards', 'standing'],
  staleTime: 0,
  queryFn: () => api<BoardSummary[]>('/boards'),
});

/** Those that the person may still bring back. */
export const deletedBoardsQuery = queryOptions({
  queryKey: ['boards', 'deleted'],
  staleTime: 0,
  queryFn: () => api<BoardSummary[]>('/boards?state=deleted'),
});

export function boardQuery(id: string) {
  return queryOptions({
    queryKey: ['board', id],
    staleTime: 0,
    refetchInterval: askAgainMs,
    queryFn: () => api<BoardView>(boardPath(id)),
  });
}

function boardPath(id: string): string {
  return `/boards/${encodeURIComponent(id)}`;
}

function keep(board: BoardView): void {
  if (board.deletedAt === null) queryClient.setQueryData(boardQuery(board.id).queryKey, board);
  else queryClient.removeQueries({ queryKey: boardQuery(board.id).queryKey });
  void queryClient.invalidateQueries({ queryKey: ['boards'] });
}

export function useCreateBoard() {
  return useMutation({
    mutationFn: (content: BoardContent) => api<BoardView>('/boards', { method: 'POST', body: content }),
    onSuccess: keep,
  });
}

interface Change {
  readonly id: string;
  readonly content: BoardContent;
  /** The version that was changed; null puts the content in place of whichever stands there. */
  readonly version: number | null;
}

export function useSaveBoard() {
  return useMutation({
    mutationFn: ({ id, content, version }: Change) =>
      api<BoardView>(boardPath(id), {
        method: 'PUT',
        body: { ...content, ...(version === null ? {} : { version }) },
      }),
    onSuccess: keep,
  });
}

export function useDeleteBoard() {
  return useMutation({
    mutationFn: ({ id, version }: Pick<Board, 'id' | 'version'>) =>
      api<BoardView>(`${boardPath(id)}${queryString({ version })}`, { method: 'DELETE' }),
    onSuccess: keep,
  });
}

export function useRestoreBoard() {
  return useMutation({
    mutationFn: (id: string) => api<BoardView>(`${boardPath(id)}/restore`, { method: 'POST' }),
    onSuccess: keep,
  });
}

/** Words that may be there in one language only. */
export function useBoardWords(): (text: BoardText) => string {
  const { language } = useLanguage();
  return useCallback((text: BoardText) => text[language] ?? text.zh ?? text.en ?? '', [language]);
}

export function contentOf({ name, sharedWith, tiles }: BoardContent): BoardContent {
  return { name, sharedWith, tiles };
}
