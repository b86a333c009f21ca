// The id of a space that is added to a floor: told apart from all others of the site by the floor's own.
import { freeId } from './changes.ts';
import type { PlanEdit } from './use-plan-edit.ts';

export function newSpaceId(
  { place, floor }: Pick<PlanEdit, 'place' | 'floor'>,
  also: readonly string[] = [],
): string {
  return freeId(`${place.floorId}-new`, [...floor.spaces.map(({ id }) => id), ...also]);
}
