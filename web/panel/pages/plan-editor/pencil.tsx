// Drawing by hand: each press sets a corner, a press on the first one closes the room; a door goes into the wall next to the
// pointer. The same by keyboard: arrows move a cross, Enter sets, C closes, Backspace takes back, Escape ends.
import { type DrawnDoor, type OutlineFault, outlineFault, type PlanPoint } from '@campus/campus-model';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { svgPoints } from '../../format/plan.ts';
import { leafOf, type View } from '../../plan/index.ts';
import { freeId, withDoor } from './changes.ts';
import type { Ring } from './corners.ts';
import { arrowStep, type Desk, useDesk } from './desk.ts';
import { doorNear } from './door-places.ts';
import { gridM, gridPoint, guidesOf, snapped, surroundingsOf } from './snap.ts';

interface PencilProps {
  readonly view: View;
  readonly onDrawn: (outline: Ring) => void;
}

export function Pencil({ view, onDrawn }: PencilProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const { edit, take, reachM } = desk;
  const [corners, setCorners] = useState<Ring>([]);
  const [hand, setHand] = useState<[number, number] | null>(null);
  const close = () => {
    const fault = outlineFault(corners);
    if (fault) edit.refuse(t(`planEdit.fault.${fault satisfies OutlineFault}`));
    else onDrawn(corners);
  };
  const set = (at: [number, number]) => {
    const [first] = corners;
    const isFirst =
      first && corners.length > 2 && Math.hypot(first[0] - at[0], first[1] - at[1]) <= reachM.current;
    if (isFirst) close();
    else {
      setCorners([...corners, at]);
      edit.say(t('planEdit.said.cornerSet', { count: corners.length + 1 }));
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Backspace') setCorners(corners.slice(0, -1));
    else if (event.key.toLowerCase() === 'c' && !event.ctrlKey && !event.metaKey) close();
    else if (event.key === 'Escape') {
      if (corners.length > 0) setCorners([]);
      else take('choose');
    } else return;
    event.preventDefault();
  };
  const last = corners.at(-1);
  return (
    <g className="edit-pencil">
      <Sheet
        view={view}
        label={t('planEdit.pencil')}
        onHand={setHand}
        onSet={set}
        onKey={onKey}
        keep={(at) => kept(desk, corners, at)}
      />
      {corners.length > 0 && (
        <polyline className="edit-drawn" points={svgPoints(hand ? [...corners, hand] : corners)} />
      )}
      {corners.length > 2 && <polygon className="edit-drawn-face" points={svgPoints(corners)} />}
      {corners.map(([x, y], row) => (
        <g key={`${x} ${y}`} transform={`translate(${x} ${-y})`}>
          <circle className={`plan-fixed edit-set${row === 0 ? ' is-first' : ''}`} r={row === 0 ? 7 : 4} />
        </g>
      ))}
      {hand && <Cross at={hand} words={last && lengthWords(last, hand)} />}
    </g>
  );
}

function lengthWords([x1, y1]: PlanPoint, [x2, y2]: PlanPoint): string {
  return Math.hypot(x2 - x1, y2 - y1).toFixed(2);
}

function kept({ floor, reachM, isKeeping }: Desk, corners: Ring, at: PlanPoint): [number, number] {
  if (!isKeeping) return gridPoint(at);
  const [last, before, first] = [corners.at(-1), corners.at(-2), corners[0]];
  const guides = guidesOf([
    ...(last ? [{ at: last, beyond: before }] : []),
    ...(first && corners.length > 1 ? [{ at: first, beyond: corners[1] }] : []),
  ]);
  const others = [...floor.spaces.map(({ outline }) => outline), ...(first ? [[first]] : [])];
  return snapped(at, surroundingsOf(others, guides, reachM.current)).at;
}

export function DoorPencil({ view }: { view: View }) {
  const { t } = useTranslation();
  const { edit, floor, take, choose } = useDesk();
  const [hand, setHand] = useState<[number, number] | null>(null);
  const there = hand && doorNear(floor.spaces, hand);
  const set = (at: [number, number]) => {
    const found = doorNear(floor.spaces, at);
    if (!found) {
      edit.refuse(t('planEdit.noWall'));
      return;
    }
    const id = freeId(
      'door',
      edit.drawing.doors.map((door) => door.id),
    );
    const door: DrawnDoor = { id, ...found };
    edit.draw(withDoor(edit.drawing, door), t('planEdit.said.doorMade'));
    choose({ kind: 'door', id });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') take('choose');
  };
  const leaf = there && leafOf(there, floor.spaces.find(({ id }) => id === there.spaceIds[0])?.outline);
  return (
    <g className="edit-pencil">
      <Sheet
        view={view}
        label={t('planEdit.doorPencil')}
        onHand={setHand}
        onSet={set}
        onKey={onKey}
        keep={gridPoint}
      />
      {leaf && <polyline className="edit-drawn" points={svgPoints([leaf.latch, leaf.hinge, leaf.open])} />}
      {hand && <Cross at={hand} words={undefined} />}
    </g>
  );
}

interface SheetProps {
  readonly view: View;
  readonly label: string;
  readonly keep: (at: PlanPoint) => [number, number];
  readonly onHand: (at: [number, number] | null) => void;
  readonly onSet: (at: [number, number]) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** Takes the presses and keys of a drawing hand, over all that is seen. */
function Sheet({ view: { seen }, label, keep, onHand, onSet, onKey }: SheetProps) {
  const { edit, sight } = useDesk();
  const sheet = useRef<SVGRectElement>(null);
  const cross = useRef<[number, number]>(
    gridPoint([(seen.minX + seen.maxX) / 2, -(seen.minY + seen.maxY) / 2]),
  );
  useEffect(() => sheet.current?.focus({ preventScroll: true }), []);
  const at = (event: PointerEvent | React.MouseEvent) => {
    const place = sight.current?.(event);
    return place ? keep(place) : null;
  };
  const press = (event: KeyboardEvent) => {
    const by = arrowStep(event, gridM);
    if (by) {
      cross.current = gridPoint([cross.current[0] + by[0], cross.current[1] + by[1]]);
      onHand(cross.current);
      edit.say(cross.current.map((each) => each.toFixed(1)).join(' · '));
    } else if (event.key === 'Enter' || event.key === ' ') onSet(cross.current);
    else {
      onKey(event);
      return;
    }
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the ground that is drawn on
    <rect
      ref={sheet}
      role="button"
      tabIndex={0}
      aria-label={label}
      className="edit-sheet"
      data-not-plan
      x={seen.minX}
      y={seen.minY}
      width={seen.maxX - seen.minX}
      height={seen.maxY - seen.minY}
      onPointerMove={(event) => onHand(at(event))}
      onPointerLeave={() => onHand(null)}
      onClick={(event) => {
        const place = event.detail === 0 ? null : at(event);
        if (place) onSet(place);
      }}
      onKeyDown={press}
    />
  );
}

function Cross({ at: [x, y], words }: { at: PlanPoint; words: string | undefined }) {
  return (
    <g transform={`translate(${x} ${-y})`} className="edit-cross">
      <g className="plan-fixed">
        <path d="M-9 0H9M0-9V9" />
        {words && (
          <text className="edit-length" x="14" y="-8">
            {words}
          </text>
        )}
      </g>
    </g>
  );
}
