// The plan that is drawn on: its ground, rooms, doors and equipment under the camera, and what the tool in hand adds.
import type { DrawnSpace } from '@campus/campus-model';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Box, boundsOf } from '../../format/plan.ts';
import {
  type CameraRig,
  mostPxAMetre,
  PlanCanvas,
  placeIn,
  useCamera,
  useView,
  type View,
  worldBox,
} from '../../plan/index.ts';
import { ScaleBar } from '../../plan/scale-bar.tsx';
import { CornerHandles } from './corner-handles.tsx';
import type { Ring } from './corners.ts';
import { spaceOf, useDesk } from './desk.ts';
import { DeviceShapes } from './device-shapes.tsx';
import { DoorShapes } from './door-shapes.tsx';
import { BackdropLines, GridLines } from './grid-lines.tsx';
import { NorthMark } from './north-mark.tsx';
import { DoorPencil, Pencil } from './pencil.tsx';
import { SpaceShapes } from './space-shapes.tsx';

/** Air around what is drawn, and steps in which the world grows, so that it stands still while a corner is moved. */
const airM = 2;
const worldStepM = 5;
/** Near is so many pixels. */
const reachPx = 10;
const mostReachM = 1;
const shownShare = 0.6;

interface EditCanvasProps {
  readonly name: string;
  /** A former version is looked at: nothing is moved. */
  readonly isStill: boolean;
  readonly marked: ReadonlySet<string>;
  readonly onDrawn: (outline: Ring) => void;
}

export function EditCanvas({ name, isStill, marked, onDrawn }: EditCanvasProps) {
  const { t } = useTranslation();
  const { floor, shown, edit, tool } = useDesk();
  const frame = useRef<HTMLDivElement>(null);
  const world = useWorld();
  const camera = useCamera({ world, mostScale: mostPxAMetre, keptAs: `edit ${edit.place.floorId}` });
  const view = useView(camera);
  useSight(camera, view, frame);
  const wrong = useWrongSpaces();
  return (
    <div className="card edit-canvas" ref={frame} data-tool={tool}>
      <PlanCanvas
        camera={camera}
        name={name}
        hasArrows={false}
        over={<NorthMark deg={floor.northDeg ?? 0} />}
        foot={
          <div className="plan-foot">
            {view && <ScaleBar view={view} />}
            <p className="plan-hint">{t(`planEdit.hint.${isStill ? 'still' : tool}`)}</p>
          </div>
        }
      >
        {(seen) => (
          <>
            <GridLines view={seen} />
            {shown.backdrop && <BackdropLines backdrop={shown.backdrop} />}
            <SpaceShapes view={seen} wrong={wrong} marked={marked} isStill={isStill} />
            <DoorShapes isStill={isStill} />
            <DeviceShapes view={seen} isStill={isStill} />
            {!isStill && <InHand view={seen} onDrawn={onDrawn} />}
          </>
        )}
      </PlanCanvas>
    </div>
  );
}

function InHand({ view, onDrawn }: { view: View; onDrawn: (outline: Ring) => void }) {
  const { floor, chosen, tool } = useDesk();
  const space = chosen?.kind === 'space' ? spaceOf(floor, chosen.id) : undefined;
  if (tool === 'draw') return <Pencil view={view} onDrawn={onDrawn} />;
  if (tool === 'door') return <DoorPencil view={view} />;
  return space ? <CornerHandles space={space} scale={view.scale} /> : null;
}

function useWorld(): Box {
  const { edit } = useDesk();
  const { floor, drawing } = edit;
  return useMemo(() => {
    const corners = floor.spaces.flatMap(({ outline }) => outline);
    const box = boundsOf([...corners, ...(drawing.backdrop?.lines.flat() ?? [])]);
    const { minX, minY, maxX, maxY } = box ?? { minX: 0, minY: 0, maxX: 20, maxY: 10 };
    const down = (low: number) => Math.floor((low - airM) / worldStepM) * worldStepM;
    const up = (high: number) => Math.ceil((high + airM) / worldStepM) * worldStepM;
    return worldBox({ minX: down(minX), minY: down(minY), maxX: up(maxX), maxY: up(maxY) });
  }, [floor, drawing.backdrop]);
}

/** Lends the way from the screen to the plan to whoever drags, also from beside it. */
function useSight(camera: CameraRig, view: View | null, frame: React.RefObject<HTMLElement | null>): void {
  const { sight, reachM, showSpace } = useDesk();
  useLayoutEffect(() => {
    sight.current = (event) => {
      const inside = frame.current?.querySelector<HTMLElement>('.plan-frame');
      if (!inside) return null;
      const at = placeIn(inside, event);
      const isOn = at[0] >= 0 && at[1] >= 0 && at[0] <= inside.clientWidth && at[1] <= inside.clientHeight;
      const world = isOn ? camera.worldAt(at) : null;
      return world && [world[0], -world[1]];
    };
    showSpace.current = ({ outline }: DrawnSpace) => {
      const box = boundsOf(outline);
      if (box) camera.show(worldBox(box), shownShare);
    };
    return () => {
      sight.current = null;
      showSpace.current = null;
    };
  }, [camera, frame, sight, showSpace]);
  useLayoutEffect(() => {
    if (view) reachM.current = Math.min(mostReachM, reachPx / view.scale);
  }, [view, reachM]);
}

function useWrongSpaces(): ReadonlySet<string> {
  const { edit } = useDesk();
  return useMemo(
    () => new Set(edit.problems.flatMap((problem) => (problem.kind === 'outline' ? [problem.spaceId] : []))),
    [edit.problems],
  );
}
