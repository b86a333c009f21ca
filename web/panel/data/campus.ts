// The description of the site: buildings, floors, spaces, and the equipment of a space.
import type { CampusView, SpaceSummary, SpaceView } from '@campus/campus-model';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from './http.ts';
import { queryClient } from './query-client.ts';

export type BuildingView = CampusView['buildings'][number];
export type FloorView = BuildingView['floors'][number];

/** The description seldom changes, and the live stream says when it has. */
export const describedMs = 10 * 60_000;

export const campusQuery = queryOptions({
  queryKey: ['campus'],
  staleTime: describedMs,
  queryFn: () => api<CampusView>('/campus'),
});

export function spaceQuery(spaceId: string) {
  return queryOptions({
    queryKey: ['space', spaceId],
    staleTime: describedMs,
    queryFn: () => api<SpaceView>(`/spaces/${encodeURIComponent(spaceId)}`),
  });
}

const describedKeys = [
  'campus',
  'equipment',
  'space',
  'drawing',
  'points',
  'cameras',
  'rules',
  'commissioning',
];

/** The hub says that the description has changed: what is on the screen is asked for anew. */
export function refreshCampus(): void {
  for (const key of describedKeys) void queryClient.invalidateQueries({ queryKey: [key] });
}

/** Where a space is. */
export interface Place {
  readonly building: BuildingView;
  readonly floor: FloorView;
  readonly space: SpaceSummary;
}

export function useCampus(): CampusView {
  return useSuspenseQuery(campusQuery).data;
}

/** All spaces of the site with their building and floor, by id. */
export function usePlaces(): ReadonlyMap<string, Place> {
  const campus = useCampus();
  return useMemo(() => placesOf(campus), [campus]);
}

function placesOf(campus: CampusView): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const building of campus.buildings) {
    for (const floor of building.floors) {
      for (const space of floor.spaces) places.set(space.id, { building, floor, space });
    }
  }
  return places;
}
