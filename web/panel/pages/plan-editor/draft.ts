// What a person has drawn and not saved yet, kept in the browser so that a closed tab or a power cut costs nothing.
import type { FloorPlace, PlanDrawing } from '@campus/campus-model';
import { keptList, recall, remember } from '../../app/remembered.ts';

export interface Draft {
  /** The version that was changed, and the drawing that it was. */
  readonly version: number;
  readonly base: PlanDrawing;
  readonly drawing: PlanDrawing;
}

const key = 'campus.plan-drafts';
/** Floors with a draft at once; the oldest goes. */
const mostDrafts = 6;
/** Of all drafts, as text: beyond, older ones go first. A browser's room is about five million. */
const mostLetters = 2_000_000;

type Drafts = readonly (Draft & { readonly floor: string })[];

export function readDrafts(text: string | null): Drafts {
  return keptList(text, isDraft);
}

function isDraft(raw: unknown): raw is Drafts[number] {
  const draft = raw as Partial<Drafts[number]> | null;
  return (
    typeof draft?.floor === 'string' &&
    Number.isInteger(draft.version) &&
    isDrawing(draft.base) &&
    isDrawing(draft.drawing)
  );
}

function isDrawing(raw: Partial<PlanDrawing> | undefined): boolean {
  return (
    typeof raw?.spaces === 'object' &&
    typeof raw.devices === 'object' &&
    Array.isArray(raw.added) &&
    Array.isArray(raw.doors)
  );
}

/** The drafts with one more, or without it where `draft` is null. */
export function withDraft(drafts: Drafts, floor: string, draft: Draft | null): Drafts {
  const others = drafts.filter((each) => each.floor !== floor);
  if (!draft) return others;
  const all = [...others, { floor, ...draft }].slice(-mostDrafts);
  while (all.length > 1 && JSON.stringify(all).length > mostLetters) all.shift();
  return all;
}

const nameOf = ({ buildingId, floorId }: FloorPlace): string => `${buildingId}/${floorId}`;

export function recallDraft(place: FloorPlace): Draft | null {
  return readDrafts(recall(key)).find(({ floor }) => floor === nameOf(place)) ?? null;
}

export function keepDraft(place: FloorPlace, draft: Draft | null): void {
  remember(key, JSON.stringify(withDraft(readDrafts(recall(key)), nameOf(place), draft)));
}
