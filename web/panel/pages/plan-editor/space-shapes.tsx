// The rooms of a plan that is being drawn: a press chooses one, the chosen one is dragged or moved by arrow keys as a whole.
import type { DrawnSpace, PlanPoint } from '@campus/campus-model';
import { type KeyboardEvent, memo, type PointerEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { breakText, svgPoints } from '../../format/plan.ts';
import { useWords } from '../../i18n/index.ts';
import { innerBox, type View } from '../../plan/index.ts';
import { withSpaceMoved } from './changes.ts';
import { arrowStep, useDesk } from './desk.ts';
import { beginDrag } from './drag.ts';
import { gridM, snappedMove } from './snap.ts';

const namePx = 12.5;
const linePx = 16;
const paddingPx = 10;

interface SpaceShapesProps {
  readonly view: View;
  readonly wrong: ReadonlySet<string>;
  /** Rooms that differ in a version that is looked at. */
  readonly marked: ReadonlySet<string>;
  readonly isStill: boolean;
}

export function SpaceShapes({ view, wrong, marked, isStill }: SpaceShapesProps) {
  const { floor, chosen, choose } = useDesk();
  const isChosen = ({ id }: DrawnSpace) => !isStill && chosen?.kind === 'space' && chosen.id === id;
  return (
    <g className="edit-spaces">
      {floor.spaces
        .filter((space) => !isChosen(space))
        .map((space) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard rooms are chosen in the list beside the plan
          <g
            key={space.id}
            className={`edit-space${wrong.has(space.id) ? ' is-wrong' : ''}${marked.has(space.id) ? ' is-marked' : ''}`}
            data-space={space.id}
            onClick={isStill ? undefined : () => choose({ kind: 'space', id: space.id })}
          >
            <SpaceFace space={space} unit={view.unit} />
          </g>
        ))}
      {floor.spaces.filter(isChosen).map((space) => (
        <ChosenSpace key={space.id} space={space} view={view} isWrong={wrong.has(space.id)} />
      ))}
    </g>
  );
}

const SpaceFace = memo(function SpaceFace({ space, unit }: { space: DrawnSpace; unit: number }) {
  const words = useWords();
  const name = words(space.name);
  const points = useMemo(() => svgPoints(space.outline), [space.outline]);
  const box = useMemo(() => innerBox(space.outline), [space.outline]);
  const lines = box ? linesOf(name, (box.maxX - box.minX) / unit, (box.maxY - box.minY) / unit) : [];
  return (
    <>
      <polygon points={points} />
      {box && (
        <g transform={`translate(${(box.minX + box.maxX) / 2} ${-(box.minY + box.maxY) / 2})`}>
          <g className="plan-fixed">
            {lines.map((line, row) => (
              <text key={line} className="plan-name" y={(row - (lines.length - 1) / 2) * linePx + namePx / 3}>
                {line}
              </text>
            ))}
          </g>
        </g>
      )}
    </>
  );
});

function linesOf(name: string, widthPx: number, heightPx: number): string[] {
  const most = Math.min(2, Math.floor((heightPx - paddingPx) / linePx));
  return most < 1 ? [] : breakText(name, (widthPx - paddingPx) / namePx, most);
}

function ChosenSpace({ space, view, isWrong }: { space: DrawnSpace; view: View; isWrong: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  const { edit, floor, show, sight, reachM, isKeeping } = useDesk();
  const name = words(space.name);
  const others = () => floor.spaces.filter(({ id }) => id !== space.id).map(({ outline }) => outline);
  const grab = (event: PointerEvent) => {
    const from = sight.current?.(event);
    if (!from) return;
    const neighbours = others();
    const movedTo = (at: PlanPoint, isFree: boolean) => {
      const by: PlanPoint = [at[0] - from[0], at[1] - from[1]];
      const kept = isFree || !isKeeping ? by : snappedMove(space.outline, by, neighbours, reachM.current);
      return withSpaceMoved(edit.drawing, edit.floor, space, kept);
    };
    beginDrag(event, {
      toMetres: (moved) => sight.current?.(moved) ?? null,
      onMove: ({ at, isFree }) => show(at && movedTo(at, isFree)),
      onEnd: ({ at, isFree }) => at && edit.draw(movedTo(at, isFree), t('planEdit.said.moved', { name })),
      onOver: () => show(null),
    });
  };
  const onKey = (event: KeyboardEvent) => {
    const by = arrowStep(event, gridM);
    if (!by) return;
    event.preventDefault();
    edit.draw(withSpaceMoved(edit.drawing, floor, space, by), t('planEdit.said.moved', { name }));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a shape of a drawing
    <g
      role="button"
      tabIndex={0}
      aria-label={t('planEdit.moveSpace', { name })}
      className={`edit-space is-chosen${isWrong ? ' is-wrong' : ''}`}
      data-space={space.id}
      data-not-plan
      onPointerDown={grab}
      onKeyDown={onKey}
    >
      <SpaceFace space={space} unit={view.unit} />
    </g>
  );
}
