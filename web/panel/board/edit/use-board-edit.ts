// The state of a board that is being changed: acts with undo, the draft in the browser, saving and its conflicts, and
// what is said of each act to those who do not see it.
import type { BoardContent, BoardView, Tile, TilePlace } from '@campus/campus-model';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useReducer, useState } from 'react';
import { boardQuery, contentOf, useSaveBoard } from '../../data/boards.ts';
import { ApiError, api } from '../../data/http.ts';
import { queryClient } from '../../data/query-client.ts';
import { keepDraft, recallDraft } from './draft.ts';
import { beginEditing, type EditAct, edit, isChanged } from './history.ts';

export interface BoardEdit {
  readonly content: BoardContent;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** Why the last save failed; null where it did not, or where someone else's change is the reason. */
  readonly error: Error | null;
  /** What someone else saved meanwhile. */
  readonly conflict: BoardView | null;
  /** What stands there is a draft of an earlier visit. */
  readonly isRecalled: boolean;
  /** The last words for those who do not see the board. */
  readonly said: string;
  say(words: string): void;
  do(act: EditAct): void;
  place(id: string, place: TilePlace): void;
  setTile(tile: Tile): void;
  save(): void;
  /** Puts one's own content in place of theirs. */
  keepMine(): void;
  takeTheirs(): void;
  discard(): void;
  leave(): void;
}

export function useBoardEdit(board: BoardView): BoardEdit {
  const [opened, setOpened] = useState(() => contentOf(board));
  const [draft] = useState(() => recallDraft(board.id));
  const [isRecalled, setRecalled] = useState(draft !== null);
  const [base, setBase] = useState(draft?.version ?? board.version);
  const [state, act] = useReducer(edit, draft?.content ?? opened, beginEditing);
  const [said, say] = useState('');
  const { conflict, setConflict, ...saving } = useSaving(board.id);
  const changed = isChanged(state, opened);
  const leave = useLeave(board.id);
  useDraft(board.id, changed ? { version: base, content: state.now } : null);
  const begin = (now: BoardView) => {
    setOpened(contentOf(now));
    setBase(now.version);
    setConflict(null);
    setRecalled(false);
  };
  const save = (version: number | null) => saving.save(state.now, version, begin);
  const takeOver = (now: BoardView) => {
    begin(now);
    act({ act: 'begin', content: contentOf(now) });
  };
  // One's own save is in the board a moment before it is told of as done.
  const newer = !saving.isSaving && board.version > base ? board : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is taken over once, when it comes
  useEffect(() => {
    if (newer && !changed) takeOver(newer);
  }, [newer, changed]);
  return {
    content: state.now,
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    isChanged: changed,
    isSaving: saving.isSaving,
    error: saving.error,
    conflict: conflict ?? (changed ? newer : null),
    isRecalled: isRecalled && changed,
    said,
    say,
    do: act,
    place: (id, place) => act({ act: 'place', id, place }),
    setTile: (tile) => act({ act: 'tile', tile }),
    save: () => save(base),
    keepMine: () => save(null),
    takeTheirs: () => {
      const theirs = conflict ?? newer;
      if (theirs) takeOver(theirs);
    },
    discard: () => takeOver(queryClient.getQueryData(boardQuery(board.id).queryKey) ?? board),
    leave,
  };
}

/** Saves, and where someone else was quicker fetches what they saved. */
function useSaving(id: string) {
  const [conflict, setConflict] = useState<BoardView | null>(null);
  const mutation = useSaveBoard();
  const save = (content: BoardContent, version: number | null, onSaved: (now: BoardView) => void) =>
    mutation.mutate(
      { id, content, version },
      {
        onSuccess: onSaved,
        onError: (error) => {
          if (isConflict(error))
            void api<BoardView>(`/boards/${encodeURIComponent(id)}`).then(setConflict, () => {});
        },
      },
    );
  const error = isConflict(mutation.error) && conflict ? null : mutation.error;
  return { conflict, setConflict, save, isSaving: mutation.isPending, error };
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'board-changed';
}

function useDraft(id: string, draft: { version: number; content: BoardContent } | null): void {
  const text = JSON.stringify(draft);
  useEffect(() => keepDraft(id, JSON.parse(text)), [id, text]);
}

function useLeave(boardId: string): () => void {
  const navigate = useNavigate();
  return () => void navigate({ to: '/boards/$boardId', params: { boardId }, search: {} });
}
