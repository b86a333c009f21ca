// What a person has changed and not saved yet, kept in the browser so that a closed tab or a power cut costs nothing.
import type { BoardContent } from '@campus/campus-model';
import { keptList, recall, remember } from '../../app/remembered.ts';

export interface Draft {
  /** The version of the board that was changed. */
  readonly version: number;
  readonly content: BoardContent;
}

const key = 'campus.board-drafts';
/** Boards with a draft at once; the oldest goes. A draft is at most 64 KB, so that all fit into a browser's room. */
const mostDrafts = 8;

type Drafts = readonly (Draft & { readonly boardId: string })[];

export function readDrafts(text: string | null): Drafts {
  return keptList(text, isDraft);
}

function isDraft(raw: unknown): raw is Drafts[number] {
  const draft = raw as Partial<Drafts[number]> | null;
  return (
    typeof draft?.boardId === 'string' &&
    Number.isInteger(draft.version) &&
    Array.isArray(draft.content?.tiles) &&
    Array.isArray(draft.content.sharedWith) &&
    typeof draft.content.name === 'object'
  );
}

/** The drafts with one more, or without it where `draft` is null. */
export function withDraft(drafts: Drafts, boardId: string, draft: Draft | null): Drafts {
  const others = drafts.filter((each) => each.boardId !== boardId);
  return draft ? [...others, { boardId, ...draft }].slice(-mostDrafts) : others;
}

export function recallDraft(boardId: string): Draft | null {
  return readDrafts(recall(key)).find((draft) => draft.boardId === boardId) ?? null;
}

export function keepDraft(boardId: string, draft: Draft | null): void {
  remember(key, JSON.stringify(withDraft(readDrafts(recall(key)), boardId, draft)));
}
