// Drawings of floors: the one that stands, its former versions, and what people do with them.
import type {
  DrawnVersion,
  FloorPlace,
  PlanDrawing,
  PlanDrawingView,
  PlanVersion,
} from '@campus/campus-model';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { api } from './http.ts';
import { queryClient } from './query-client.ts';

function pathOf({ buildingId, floorId }: FloorPlace): string {
  return `/buildings/${encodeURIComponent(buildingId)}/floors/${encodeURIComponent(floorId)}/drawing`;
}

export function drawingQuery(place: FloorPlace) {
  return queryOptions({
    queryKey: ['drawing', place.buildingId, place.floorId],
    staleTime: 0,
    queryFn: () => api<PlanDrawingView>(pathOf(place)),
  });
}

export function versionsQuery(place: FloorPlace) {
  return queryOptions({
    queryKey: ['drawing-versions', place.buildingId, place.floorId],
    staleTime: 0,
    queryFn: () => api<PlanVersion[]>(`${pathOf(place)}/versions`),
  });
}

/** A version never changes. */
export function versionQuery(place: FloorPlace, version: number) {
  return queryOptions({
    queryKey: ['drawing-version', place.buildingId, place.floorId, version],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => api<DrawnVersion>(`${pathOf(place)}/versions/${version}`),
  });
}

/** Where the drawing comes as a part of the campus file. */
export function drawingFile(place: FloorPlace): string {
  return `/api/v1${pathOf(place)}.yaml`;
}

/** The plan of a floor was drawn anew: every view of it is asked for again. */
export function refreshPlans(): void {
  for (const key of ['campus', 'equipment', 'space', 'drawing', 'drawing-versions']) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
}

function keep(view: PlanDrawingView): void {
  queryClient.setQueryData(drawingQuery(view).queryKey, view);
  refreshPlans();
}

interface Change {
  readonly place: FloorPlace;
  /** The version that was changed. */
  readonly version: number;
  readonly drawing: PlanDrawing;
}

export function useSaveDrawing() {
  return useMutation({
    mutationFn: ({ place, version, drawing }: Change) =>
      api<PlanDrawingView>(pathOf(place), { method: 'PUT', body: { version, drawing } }),
    onSuccess: keep,
  });
}

interface Restore {
  readonly place: FloorPlace;
  /** The version that stands now, and the one to bring back. */
  readonly version: number;
  readonly restored: number;
}

export function useRestoreDrawing() {
  return useMutation({
    mutationFn: ({ place, version, restored }: Restore) =>
      api<PlanDrawingView>(`${pathOf(place)}/versions/${restored}/restore`, {
        method: 'POST',
        body: { version },
      }),
    onSuccess: keep,
  });
}
