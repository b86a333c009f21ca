// Sums over many points with their coverage: what is missing is counted, never taken for 0. Pure.
import type { CampusView, SpaceSummary } from '@campus/campus-model';

export interface Total {
  /** Null where no point had a usable value. */
  readonly sum: number | null;
  readonly usable: number;
  readonly asked: number;
}

/** Sum of the usable values. */
export function totalOf(pointIds: readonly string[], read: (pointId: string) => number | null): Total {
  let sum = 0;
  let usable = 0;
  for (const pointId of pointIds) {
    const value = read(pointId);
    if (value === null) continue;
    sum += value;
    usable += 1;
  }
  return { sum: usable === 0 ? null : sum, usable, asked: pointIds.length };
}

type BuildingView = CampusView['buildings'][number];

export function spacesOf(building: BuildingView): SpaceSummary[] {
  return building.floors.flatMap((floor) => floor.spaces);
}

/** Power points of a building: the main meter in its plant room where there is one, else the meters of its rooms. */
export function powerPoints(building: BuildingView): string[] {
  const spaces = spacesOf(building).filter((space) => space.layers.power);
  const main = spaces.filter((space) => space.kind === 'plant-room');
  return (main.length > 0 ? main : spaces).flatMap((space) => space.layers.power ?? []);
}
