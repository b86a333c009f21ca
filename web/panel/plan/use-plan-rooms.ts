// The rooms of a floor as its plan shows them: with the point of the layer, their alarms, and whether their devices are heard.
import type { PlanEquipment, PointView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useOpenAlarms } from '../data/alarms.ts';
import type { FloorView } from '../data/campus.ts';
import { equipmentQuery } from '../data/equipment.ts';
import { pointsQuery } from '../data/points.ts';
import { groupBy } from '../format/group.ts';
import type { FloorLayer } from '../format/search.ts';
import type { PlanRoom } from './room.ts';
import { useHeard } from './use-equipment.ts';

const none: readonly PlanEquipment[] = [];

/** The equipment of a floor; empty until it is there, or while it is not wanted. */
export function useFloorEquipment(
  buildingId: string,
  floorId: string,
  isWanted = true,
): readonly PlanEquipment[] {
  return useQuery({ ...equipmentQuery(buildingId, floorId), enabled: isWanted }).data ?? none;
}

export function usePlanRooms(
  floor: FloorView,
  layer: FloorLayer,
  equipment: readonly PlanEquipment[],
): PlanRoom[] {
  const pointOf = useLayerPoints(floor, layer);
  const heard = useHeard(floor.spaces, equipment, layer === 'network');
  const alarms = useOpenAlarms();
  return useMemo(() => {
    const alarmsOf = groupBy(alarms, (alarm) => alarm.spaceId);
    return floor.spaces.map((space) => ({
      space,
      point: pointOf(space.id),
      heard: heard.get(space.id) ?? null,
      alarms: alarmsOf.get(space.id) ?? [],
    }));
  }, [floor, pointOf, heard, alarms]);
}

/** The point that the layer shows of a space; null where it has none, or its description is not there yet. */
function useLayerPoints(floor: FloorView, layer: FloorLayer): (spaceId: string) => PointView | null {
  const measured = layer === 'alarms' || layer === 'network' ? null : layer;
  const ids = useMemo(
    () => new Map(floor.spaces.map(({ id, layers }) => [id, measured && layers[measured]])),
    [floor, measured],
  );
  const wanted = useMemo(() => [...ids.values()].filter((id) => typeof id === 'string'), [ids]);
  const points: ReadonlyMap<string, PointView> | undefined = useQuery({
    ...pointsQuery(wanted),
    enabled: wanted.length > 0,
  }).data;
  return useMemo(() => (spaceId: string) => points?.get(ids.get(spaceId) ?? '') ?? null, [ids, points]);
}
