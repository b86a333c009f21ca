// The corners of the chosen room: dragged, or moved by arrow keys; a handle in the middle of each wall makes a new one.
import { type DrawnSpace, lengthM, type Outline, type PlanPoint, wallsOf } from '@campus/campus-model';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/index.ts';
import { withOutline } from './changes.ts';
import { middleOfWall, type Ring, withCorner, withNewCorner, withoutCorner } from './corners.ts';
import { arrowStep, type Desk, useDesk } from './desk.ts';
import { beginDrag } from './drag.ts';
import { gridM, guidesOf, snapped, surroundingsOf } from './snap.ts';

/** Walls that are shorter on the screen have no room for a length or a handle. */
const leastWallPx = 56;

export function CornerHandles({ space, scale }: { space: DrawnSpace; scale: number }) {
  const walls = wallsOf(space.outline);
  return (
    <g className="edit-corners">
      {walls.map((wall, row) =>
        lengthM(wall) * scale < leastWallPx ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: walls and corners have no names but their order
          <WallMark key={`wall-${row}`} space={space} row={row} lengthM={lengthM(wall)} />
        ),
      )}
      {space.outline.map((at, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Corner key={`corner-${row}`} space={space} row={row} at={at} />
      ))}
    </g>
  );
}

/** The drag of one corner: what the outline is with it at a place. */
function useCornerDrag(space: DrawnSpace) {
  const desk = useDesk();
  const { t } = useTranslation();
  const words = useWords();
  const { edit, show, sight, isKeeping } = desk;
  return (event: PointerEvent, row: number, outlineWith: (at: PlanPoint) => Ring) => {
    const drawn = (at: PlanPoint, isFree: boolean) => {
      const kept =
        isFree || !isKeeping ? at : snapped(at, surroundings(desk, space, outlineWith(at), row)).at;
      return withOutline(edit.drawing, space, outlineWith(kept));
    };
    beginDrag(event, {
      toMetres: (moved) => sight.current?.(moved) ?? null,
      onMove: ({ at, isFree }) => show(at && drawn(at, isFree)),
      onEnd: ({ at, isFree }) =>
        at && edit.draw(drawn(at, isFree), t('planEdit.said.reshaped', { name: words(space.name) })),
      onOver: () => show(null),
    });
  };
}

/** What a corner keeps to: the other rooms, and right angles to its neighbours. */
function surroundings({ floor, reachM }: Desk, space: DrawnSpace, outline: Outline, row: number) {
  const others = floor.spaces.filter(({ id }) => id !== space.id).map((each) => each.outline);
  const at = (step: number) => outline[(row + step + 2 * outline.length) % outline.length] ?? [0, 0];
  const guides = guidesOf([
    { at: at(-1), beyond: at(-2) },
    { at: at(1), beyond: at(2) },
  ]);
  return surroundingsOf(others, guides, reachM.current);
}

function Corner({ space, row, at: [x, y] }: { space: DrawnSpace; row: number; at: PlanPoint }) {
  const { t } = useTranslation();
  const words = useWords();
  const { edit } = useDesk();
  const drag = useCornerDrag(space);
  const { outline } = space;
  const name = words(space.name);
  const place = { number: row + 1, name, x: x.toFixed(2), y: y.toFixed(2) };
  const draw = (next: Ring, said: string) => edit.draw(withOutline(edit.drawing, space, next), said);
  const onKey = (event: KeyboardEvent) => {
    const by = arrowStep(event, gridM);
    if (by) {
      const to: PlanPoint = [x + by[0], y + by[1]];
      draw(withCorner(outline, row, to), t('planEdit.said.at', { x: to[0].toFixed(2), y: to[1].toFixed(2) }));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (outline.length > 3) draw(withoutCorner(outline, row), t('planEdit.said.cornerGone'));
      else edit.say(t('planEdit.said.threeLeft'));
    } else if (event.key === 'Insert') {
      draw(withNewCorner(outline, row, middleOfWall(outline, row)), t('planEdit.said.cornerMade'));
    } else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a handle of a drawing
    <g
      role="button"
      tabIndex={0}
      aria-label={t('planEdit.corner', place)}
      className="edit-corner"
      data-corner={row}
      data-not-plan
      transform={`translate(${x} ${-y})`}
      onPointerDown={(event) => drag(event, row, (to) => withCorner(outline, row, to))}
      onKeyDown={onKey}
    >
      <g className="plan-fixed">
        <circle className="edit-reach" r="22" />
        <rect x="-6" y="-6" width="12" height="12" rx="2" />
      </g>
    </g>
  );
}

/** The length of a wall, and the handle that makes a corner in it. */
function WallMark({ space, row, lengthM: metres }: { space: DrawnSpace; row: number; lengthM: number }) {
  const { i18n } = useTranslation();
  const drag = useCornerDrag(space);
  const { outline } = space;
  const [x, y] = middleOfWall(outline, row);
  const shown = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    <g transform={`translate(${x} ${-y})`}>
      <g className="plan-fixed">
        <text className="edit-length" y="-9">
          {shown.format(metres)}
        </text>
        <g
          className="edit-middle"
          data-middle={row}
          data-not-plan
          onPointerDown={(event) => drag(event, row + 1, (to) => withNewCorner(outline, row, to))}
        >
          <circle className="edit-reach" r="14" />
          <circle r="4.5" />
        </g>
      </g>
    </g>
  );
}
