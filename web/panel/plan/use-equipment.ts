// The live state of equipment, and how many devices of each room are heard.
import type { PlanEquipment, PlanSign, SpaceSummary } from '@campus/campus-model';
import { useMemo } from 'react';
import { isStale, type LivePoint, usableNumber } from '../format/value.ts';
import { useClock } from '../live/clock.ts';
import { useConnection, useLiveGroup } from '../live/use-live.ts';
import { type EquipmentState, equipmentState } from './equipment-state.ts';

/** The state of one piece of equipment, watched while its symbol is there. */
export function useEquipmentState(equipment: PlanEquipment): EquipmentState {
  const ids = useMemo(() => equipment.signs.map(({ pointId }) => pointId), [equipment]);
  const live = useLiveGroup(ids);
  const isLost = useConnection().state === 'lost';
  return useClock(() => equipmentState(equipment, (sign) => (isLost ? null : fresh(sign, live))));
}

function fresh(sign: PlanSign, live: ReadonlyMap<string, LivePoint>): number | null {
  const found = live.get(sign.pointId);
  const value = usableNumber(found);
  if (!found || value === null) return null;
  return isStale(found, sign.staleAfterMs, performance.now()) ? null : value;
}

/** Of the devices of a room that have points, how many are heard. */
export interface Heard {
  readonly heard: number;
  readonly asked: number;
}

/** By space; spaces without such devices are absent. Nothing is watched while `isWanted` is false. */
export function useHeard(
  spaces: readonly SpaceSummary[],
  equipment: readonly PlanEquipment[],
  isWanted: boolean,
): ReadonlyMap<string, Heard> {
  const asked = useMemo(() => (isWanted ? askedOf(spaces, equipment) : []), [spaces, equipment, isWanted]);
  const live = useLiveGroup(useMemo(() => asked.flatMap(({ signs }) => signs.map(pointOf)), [asked]));
  const isLost = useConnection().state === 'lost';
  const counts = useClock(() =>
    asked.map(({ signs }) => signs.filter((sign) => !isLost && fresh(sign, live) !== null).length).join(),
  );
  return useMemo(() => {
    const heard = counts.split(',').map(Number);
    return new Map(
      asked.map(({ spaceId, signs }, row) => [spaceId, { heard: heard[row] ?? 0, asked: signs.length }]),
    );
  }, [asked, counts]);
}

function pointOf({ pointId }: PlanSign): string {
  return pointId;
}

/** One sign a device: the first is as good as all to tell whether it is heard. */
function askedOf(spaces: readonly SpaceSummary[], equipment: readonly PlanEquipment[]) {
  return spaces.flatMap(({ id }) => {
    const signs = equipment.flatMap(({ spaceId, signs: [first] }) =>
      spaceId === id && first ? [first] : [],
    );
    return signs.length > 0 ? [{ spaceId: id, signs }] : [];
  });
}
