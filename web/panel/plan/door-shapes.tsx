// The doors of a floor: a gap in the wall and the leaf with the way it swings; a door with equipment shows how it stands.
import type { PlanEquipment } from '@campus/campus-model';
import { memo, useMemo } from 'react';
import type { FloorView } from '../data/campus.ts';
import type { Metres } from '../format/plan.ts';
import { type Door, doorsOf } from './doors.ts';
import { useEquipmentState } from './use-equipment.ts';

interface DoorsProps {
  readonly floor: FloorView;
  readonly equipment: readonly PlanEquipment[];
}

export const Doors = memo(function Doors({ floor, equipment }: DoorsProps) {
  const doors = useMemo(() => {
    const fitted = equipment.flatMap(({ kind, id, spaceId, at }) =>
      kind === 'door' && at ? [{ id, spaceId, at }] : [],
    );
    return doorsOf(floor.spaces, fitted, floor.doors);
  }, [floor, equipment]);
  return (
    <g className="plan-doors">
      {doors.map((door) => {
        const fitted = equipment.find(({ id }) => id === door.equipmentId);
        return fitted ? (
          <FittedDoor key={fitted.id} door={door} equipment={fitted} />
        ) : (
          <DoorShape key={`${door.spaceId} ${door.hinge}`} door={door} state="plain" />
        );
      })}
    </g>
  );
});

function FittedDoor({ door, equipment }: { door: Door; equipment: PlanEquipment }) {
  const state = useEquipmentState(equipment);
  return <DoorShape door={door} state={state === 'open' || state === 'alarm' ? 'open' : 'shut'} />;
}

/** `plain` is the drawing's convention: leaf open, with its swing; of the others the swing is left out. */
function DoorShape({
  door: { hinge, latch, open },
  state,
}: {
  door: Door;
  state: 'plain' | 'open' | 'shut';
}) {
  const leaf = state === 'shut' ? latch : open;
  return (
    <g className={`plan-door is-${state}`}>
      <path className="door-gap" d={`M${svg(hinge)}L${svg(latch)}`} />
      <path className="door-leaf" d={`M${svg(hinge)}L${svg(leaf)}`} />
      {state === 'plain' && <path className="door-swing" d={swing(hinge, open, latch)} />}
    </g>
  );
}

function swing(hinge: Metres, open: Metres, latch: Metres): string {
  const radius = Math.hypot(open[0] - hinge[0], open[1] - hinge[1]).toFixed(2);
  const turn = (open[0] - hinge[0]) * (latch[1] - hinge[1]) - (open[1] - hinge[1]) * (latch[0] - hinge[0]);
  return `M${svg(open)}A${radius} ${radius} 0 0 ${turn > 0 ? 0 : 1} ${svg(latch)}`;
}

function svg([x, y]: Metres): string {
  return `${x.toFixed(2)} ${(-y).toFixed(2)}`;
}
