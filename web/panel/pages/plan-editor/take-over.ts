// Takes outlines of an import over into a drawing, and its other lines as lines to draw by. Pure.
import {
  type Backdrop,
  drawnFloor,
  mostBackdropLines,
  mostBackdropPoints,
  type PlanDrawing,
  roundedPoint,
} from '@campus/campus-model';
import type { Metres } from '../../format/plan.ts';
import { type Candidate, type Placement, placed } from '../../plan-import/candidates.ts';
import type { ImportedPlan } from '../../plan-import/imported.ts';
import { withAdded, withBackdrop, withNewOutline } from './changes.ts';
import type { Ring } from './corners.ts';
import { newSpaceId } from './new-space.ts';
import type { PlanEdit } from './use-plan-edit.ts';

/** In the place of a space's id: a new one. */
export const newSpace = 'new-space';

/** By the row of the candidate: the id of its space, or `newSpace`; absent is left out. */
export type Choices = Readonly<Record<number, string>>;

export function takenOver(
  { drawing, view, place }: Pick<PlanEdit, 'drawing' | 'view' | 'place'>,
  candidates: readonly Candidate[],
  choices: Choices,
  backdrop: Backdrop | null,
): PlanDrawing {
  let next = drawing;
  for (const [row, candidate] of candidates.entries()) {
    const choice = choices[row];
    const floor = drawnFloor(view.described, next);
    const space = floor.spaces.find(({ id }) => id === choice);
    const outline: Ring = candidate.outline.map(roundedPoint);
    if (space) next = withNewOutline(next, floor, space, outline);
    else if (choice === newSpace) {
      const id = newSpaceId({ place, floor });
      const name = candidate.words || String(row + 1);
      next = withAdded(next, { id, name: { zh: name, en: name }, kind: 'office', outline });
    }
  }
  return backdrop ? withBackdrop(next, backdrop) : next;
}

/** The longest lines first, as many as a drawing keeps; null where there are none. */
export function backdropOf(
  name: string,
  plan: ImportedPlan,
  placement: Placement,
  others: readonly (readonly Metres[])[],
): Backdrop | null {
  const all = [...plan.lines.map((line) => line.map((point) => placed(point, placement))), ...others]
    .map((line) => ({ line: line.map(roundedPoint), length: lengthOf(line) }))
    .sort((a, b) => b.length - a.length);
  const lines: Backdrop['lines'] = [];
  let points = 0;
  for (const { line } of all) {
    if (lines.length >= mostBackdropLines || points + line.length > mostBackdropPoints) break;
    lines.push(line);
    points += line.length;
  }
  return lines.length > 0
    ? { name: name.slice(0, 200), metresPerUnit: placement.metresPerUnit, lines }
    : null;
}

function lengthOf(line: readonly Metres[]): number {
  return line.reduce((sum, [x, y], row) => {
    const [nextX, nextY] = line[row + 1] ?? [x, y];
    return sum + Math.hypot(nextX - x, nextY - y);
  }, 0);
}
