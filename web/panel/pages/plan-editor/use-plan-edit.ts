// The state of a plan that is being drawn: acts with undo, the draft in the browser, saving and its conflicts, what is
// wrong with the drawing, and what is said of each act to those who do not see it.
import {
  type DrawingProblem,
  type DrawnFloor,
  drawingProblems,
  drawnFloor,
  type FloorPlace,
  isBlocking,
  laidOver,
  type PlanDrawing,
  type PlanDrawingView,
} from '@campus/campus-model';
import { useEffect, useMemo, useReducer, useState } from 'react';
import { drawingQuery, useSaveDrawing } from '../../data/drawings.ts';
import { ApiError } from '../../data/http.ts';
import { queryClient } from '../../data/query-client.ts';
import { type Draft, keepDraft, recallDraft } from './draft.ts';
import { beginEditing, edit, isSame } from './editing.ts';

export interface PlanEdit {
  readonly place: FloorPlace;
  readonly view: PlanDrawingView;
  readonly drawing: PlanDrawing;
  /** The drawing over its description. */
  readonly floor: DrawnFloor;
  readonly problems: readonly DrawingProblem[];
  readonly isBlocked: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** Why the last save failed; null where it did not, or where someone else's change is the reason. */
  readonly error: Error | null;
  /** What someone else saved meanwhile, and the drawing that both began with. */
  readonly conflict: { readonly theirs: PlanDrawingView; readonly base: PlanDrawing } | null;
  /** What stands there is a draft of an earlier visit. */
  readonly isRecalled: boolean;
  /** The last words for those who do not see the plan. */
  readonly said: string;
  /** Why the last act was not done; empty once something was. */
  readonly refused: string;
  say(words: string): void;
  refuse(words: string): void;
  draw(drawing: PlanDrawing, said?: string): void;
  undo(): void;
  redo(): void;
  save(): void;
  /** One's own changes laid over theirs. */
  layOverTheirs(): void;
  /** Begins anew with what stands on the server: someone else's drawing, or one's own before the changes. */
  takeOver(view: PlanDrawingView): void;
}

interface Opened {
  readonly version: number;
  readonly drawing: PlanDrawing;
}

export function usePlanEdit(view: PlanDrawingView): PlanEdit {
  const place = usePlace(view);
  const [draft] = useState(() => recallDraft(place));
  const [opened, setOpened] = useState<Opened>(() => firstOpened(draft, view));
  const [isRecalled, setRecalled] = useState(draft !== null);
  const [state, act] = useReducer(edit, draft?.drawing ?? view.drawing, beginEditing);
  const voice = useVoice();
  const saving = useSaveDrawing();
  const drawing = state.now;
  const floor = useMemo(() => drawnFloor(view.described, drawing), [view.described, drawing]);
  const problems = useMemo(() => drawingProblems(floor), [floor]);
  const isChanged = !isSame(drawing, opened.drawing);
  const begin = (now: PlanDrawingView) => {
    setOpened(now);
    setRecalled(false);
    saving.reset();
  };
  const save = () => {
    const change = { place, version: opened.version, drawing };
    saving.mutate(change, { onSuccess: begin, onError: (error) => fetchTheirs(error, place) });
  };
  const takeOver = (now: PlanDrawingView) => {
    begin(now);
    act({ act: 'begin', drawing: now.drawing });
  };
  const isNewer = view.version > opened.version;
  useDraft(place, isChanged ? { version: opened.version, base: opened.drawing, drawing } : null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is taken over once, when it comes
  useEffect(() => {
    if (isNewer && !isChanged) takeOver(view);
  }, [isNewer, isChanged, view]);
  return {
    place,
    view,
    drawing,
    floor,
    problems,
    isBlocked: problems.some(isBlocking),
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    isChanged,
    isSaving: saving.isPending,
    error: isConflict(saving.error) ? null : saving.error,
    conflict: isNewer && isChanged && !saving.isPending ? { theirs: view, base: opened.drawing } : null,
    isRecalled: isRecalled && isChanged,
    ...voice,
    draw: (next, words) => {
      act({ act: 'draw', drawing: next });
      voice.say(words);
    },
    undo: () => act({ act: 'undo' }),
    redo: () => act({ act: 'redo' }),
    save,
    layOverTheirs: () => {
      act({ act: 'draw', drawing: laidOver(opened.drawing, drawing, view.drawing) });
      begin(view);
    },
    takeOver,
  };
}

function usePlace({ buildingId, floorId }: PlanDrawingView) {
  return useMemo(() => ({ buildingId, floorId }), [buildingId, floorId]);
}

function firstOpened(draft: ReturnType<typeof recallDraft>, view: PlanDrawingView): Opened {
  return draft ? { version: draft.version, drawing: draft.base } : view;
}

/** What was done or refused last, in words; a refusal goes with the next thing that is said. */
function useVoice() {
  const [said, setSaid] = useState('');
  const [refused, refuse] = useState('');
  const say = (words?: string) => {
    refuse('');
    if (words !== undefined) setSaid(words);
  };
  return { said, refused, say, refuse };
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'plan-changed';
}

/** What someone else saved comes with the next view. */
function fetchTheirs(error: unknown, place: FloorPlace): void {
  if (isConflict(error)) void queryClient.invalidateQueries({ queryKey: drawingQuery(place).queryKey });
}

function useDraft(place: FloorPlace, draft: Draft | null): void {
  const [version, base, drawing] = [draft?.version, draft?.base, draft?.drawing];
  useEffect(() => {
    keepDraft(place, version !== undefined && base && drawing ? { version, base, drawing } : null);
  }, [place, version, base, drawing]);
}
