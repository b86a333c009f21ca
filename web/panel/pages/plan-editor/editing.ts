// A drawing that is being changed, with undo and redo. Pure: each act makes a new state.
import { drawingChanges, hasChanges, type PlanDrawing } from '@campus/campus-model';

/** Steps that can be taken back: an afternoon of drawing. Drawings share what did not change. */
const mostSteps = 300;

export interface Editing {
  readonly now: PlanDrawing;
  readonly past: readonly PlanDrawing[];
  readonly future: readonly PlanDrawing[];
}

export type EditAct =
  | { readonly act: 'draw' | 'begin'; readonly drawing: PlanDrawing }
  | { readonly act: 'undo' }
  | { readonly act: 'redo' };

export function beginEditing(drawing: PlanDrawing): Editing {
  return { now: drawing, past: [], future: [] };
}

export function edit(state: Editing, act: EditAct): Editing {
  const { now, past, future } = state;
  switch (act.act) {
    case 'begin':
      return beginEditing(act.drawing);
    case 'undo': {
      const before = past.at(-1);
      return before ? { now: before, past: past.slice(0, -1), future: [now, ...future] } : state;
    }
    case 'redo': {
      const [next, ...rest] = future;
      return next ? { now: next, past: [...past, now], future: rest } : state;
    }
    case 'draw':
      if (act.drawing === now || isSame(now, act.drawing)) return state;
      return { now: act.drawing, past: [...past, now].slice(-mostSteps), future: [] };
  }
}

export function isSame(a: PlanDrawing, b: PlanDrawing): boolean {
  return a === b || !hasChanges(drawingChanges(a, b));
}
