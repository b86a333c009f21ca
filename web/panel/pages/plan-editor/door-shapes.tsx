// The doors that were drawn: each is dragged along the walls, or moved along its own by arrow keys.
import type { DrawnDoor, PlanPoint } from '@campus/campus-model';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { leafOf } from '../../plan/index.ts';
import { withDoor, withoutDoor } from './changes.ts';
import { arrowStep, spaceOf, useDesk } from './desk.ts';
import { alongWall, doorNear, openedOther, turned } from './door-places.ts';
import { beginDrag } from './drag.ts';
import { gridM } from './snap.ts';
import { useDoorName } from './use-door-name.ts';

export function DoorShapes({ isStill }: { isStill: boolean }) {
  const { shown } = useDesk();
  return (
    <g className="edit-doors">
      {shown.doors.map((door) =>
        isStill ? <Leaf key={door.id} door={door} /> : <Door key={door.id} door={door} />,
      )}
    </g>
  );
}

function Leaf({ door }: { door: DrawnDoor }) {
  const { floor } = useDesk();
  const { hinge, latch, open } = leafOf(door, spaceOf(floor, door.spaceIds[0])?.outline);
  const svg = ([x, y]: PlanPoint) => `${x.toFixed(2)} ${(-y).toFixed(2)}`;
  return (
    <g className="plan-door is-plain">
      <path className="door-gap" d={`M${svg(hinge)}L${svg(latch)}`} />
      <path className="door-leaf" d={`M${svg(hinge)}L${svg(open)}`} />
    </g>
  );
}

function Door({ door }: { door: DrawnDoor }) {
  const { t } = useTranslation();
  const { edit, floor, chosen, choose, show, sight } = useDesk();
  const name = useDoorName()(door);
  const isChosen = chosen?.kind === 'door' && chosen.id === door.id;
  const [x, y] = door.at;
  const grab = (event: PointerEvent) => {
    const moved = (at: PlanPoint) => {
      const there = doorNear(edit.floor.spaces, at, door.widthM);
      return there && withDoor(edit.drawing, { ...door, ...there });
    };
    choose({ kind: 'door', id: door.id });
    beginDrag(event, {
      toMetres: (pointer) => sight.current?.(pointer) ?? null,
      onMove: ({ at }) => show(at && moved(at)),
      onEnd: ({ at }) => {
        const next = at && moved(at);
        if (next) edit.draw(next, t('planEdit.said.doorMoved'));
      },
      onOver: () => show(null),
    });
  };
  const onKey = (event: KeyboardEvent) => {
    const next = doorAfterKey(event, door, floor.spaces);
    if (event.key === 'Delete' || event.key === 'Backspace') {
      edit.draw(withoutDoor(edit.drawing, door.id), t('planEdit.said.doorGone'));
    } else if (next) edit.draw(withDoor(edit.drawing, next), t('planEdit.said.doorMoved'));
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a door of a drawing
    <g
      role="button"
      tabIndex={0}
      aria-label={t('planEdit.door', { name })}
      className={`edit-door${isChosen ? ' is-chosen' : ''}`}
      data-door={door.id}
      data-not-plan
      onPointerDown={grab}
      onKeyDown={onKey}
    >
      <Leaf door={door} />
      <g transform={`translate(${x} ${-y})`}>
        <g className="plan-fixed">
          <circle className="edit-reach" r="16" />
          <circle className="edit-knob" r="5" />
        </g>
      </g>
    </g>
  );
}

/** Arrows that point along the wall move it, R turns it round, O opens it to the other side; null for any other key. */
function doorAfterKey(
  event: KeyboardEvent,
  door: DrawnDoor,
  spaces: Parameters<typeof alongWall>[0],
): DrawnDoor | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key.toLowerCase() === 'r') return turned(door);
  if (event.key.toLowerCase() === 'o') return openedOther(door);
  const by = arrowStep(event, gridM);
  if (!by) return null;
  const angle = (door.angleDeg / 180) * Math.PI;
  const along = by[0] * Math.cos(angle) + by[1] * Math.sin(angle);
  const lengthM = Math.hypot(...by);
  return alongWall(spaces, door, along >= 0 ? lengthM : -lengthM);
}
