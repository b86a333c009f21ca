// The equipment of a floor: where it stands, and which points tell its state.
import type { PlanEquipment } from '@campus/campus-model';
import { queryOptions } from '@tanstack/react-query';
import { describedMs } from './campus.ts';
import { api } from './http.ts';

export function equipmentQuery(buildingId: string, floorId: string) {
  const [building, floor] = [encodeURIComponent(buildingId), encodeURIComponent(floorId)];
  return queryOptions({
    queryKey: ['equipment', buildingId, floorId],
    staleTime: describedMs,
    queryFn: () => api<PlanEquipment[]>(`/buildings/${building}/floors/${floor}/equipment`),
  });
}
