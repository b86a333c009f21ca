// What differs between two drawings of a floor, and how one person's changes are laid over another's. Pure.
import type { DrawingChanges, PlanDrawing } from './plan-drawing.ts';

export const noChanges: DrawingChanges = {
  spaces: [],
  added: [],
  removed: [],
  devices: [],
  doors: [],
  isNorthMoved: false,
  isBackdropChanged: false,
};

export function drawingChanges(before: PlanDrawing, after: PlanDrawing): DrawingChanges {
  const [addedBefore, addedAfter] = [byId(before.added), byId(after.added)];
  const addedChanges = differing(addedBefore, addedAfter);
  return {
    spaces: [
      ...differing(entriesOf(before.spaces), entriesOf(after.spaces)),
      ...addedChanges.filter((id) => addedBefore.has(id) && addedAfter.has(id)),
    ],
    added: addedChanges.filter((id) => !addedBefore.has(id)),
    removed: addedChanges.filter((id) => !addedAfter.has(id)),
    devices: differing(entriesOf(before.devices), entriesOf(after.devices)),
    doors: differing(byId(before.doors), byId(after.doors)),
    isNorthMoved: before.northDeg !== after.northDeg,
    isBackdropChanged: !isSame(before.backdrop, after.backdrop),
  };
}

export function hasChanges(changes: DrawingChanges): boolean {
  const { isNorthMoved, isBackdropChanged, ...lists } = changes;
  return isNorthMoved || isBackdropChanged || Object.values(lists).some((ids) => ids.length > 0);
}

/** `theirs` with all that `mine` has changed since `base`; where both changed the same thing, mine stands. */
export function laidOver(base: PlanDrawing, mine: PlanDrawing, theirs: PlanDrawing): PlanDrawing {
  return {
    spaces: mergedRecord(base.spaces, mine.spaces, theirs.spaces),
    added: mergedList(base.added, mine.added, theirs.added),
    devices: mergedRecord(base.devices, mine.devices, theirs.devices),
    doors: mergedList(base.doors, mine.doors, theirs.doors),
    northDeg: mine.northDeg === base.northDeg ? theirs.northDeg : mine.northDeg,
    backdrop: isSame(mine.backdrop, base.backdrop) ? theirs.backdrop : mine.backdrop,
  };
}

/** Ids may be any word, `constructor` too: a map has no entries but its own. */
type Entries<T> = ReadonlyMap<string, T>;

function entriesOf<T>(record: Readonly<Record<string, T>>): Entries<T> {
  return new Map(Object.entries(record));
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Entries<T> {
  return new Map(items.map((item) => [item.id, item]));
}

function differing<T>(before: Entries<T>, after: Entries<T>): string[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].filter((id) => before.has(id) !== after.has(id) || !isSame(before.get(id), after.get(id)));
}

function merged<T>(base: Entries<T>, mine: Entries<T>, theirs: Entries<T>): Map<string, T> {
  const all = new Map(theirs);
  for (const id of differing(base, mine)) {
    if (mine.has(id)) all.set(id, mine.get(id) as T);
    else all.delete(id);
  }
  return all;
}

function mergedRecord<T>(
  base: Record<string, T>,
  mine: Record<string, T>,
  theirs: Record<string, T>,
): Record<string, T> {
  return Object.fromEntries(merged(entriesOf(base), entriesOf(mine), entriesOf(theirs)));
}

function mergedList<T extends { readonly id: string }>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
): T[] {
  return [...merged(byId(base), byId(mine), byId(theirs)).values()];
}

/** Drawings are plain values whose keys come in the order of their schema. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
