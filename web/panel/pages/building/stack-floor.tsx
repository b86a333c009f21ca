// One floor of the stack: a slab of its rooms in the colours of the layer, its name beside it; a link to its plan.
import type { SpaceSummary } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuildingView, FloorView } from '../../data/campus.ts';
import { storey } from '../../format/plan.ts';
import type { FloorLayer } from '../../format/search.ts';
import { useWords } from '../../i18n/index.ts';
import { drawnRoom } from '../../plan/drawn-room.ts';
import { clearMarks } from '../../plan/marks.ts';
import { RoomFace, RoomFigure, RoomMark } from '../../plan/room-shape.tsx';
import { projected, type Stack } from '../../plan/stack.ts';
import { useFloorEquipment, usePlanRooms } from '../../plan/use-plan-rooms.ts';

interface StackFloorProps {
  readonly building: BuildingView;
  readonly floor: FloorView;
  readonly layer: FloorLayer;
  readonly stack: Stack;
  readonly unit: number;
  readonly isActive: boolean;
  /** The one floor that the Tab key stops at; arrow keys go on from it. */
  readonly isStop: boolean;
  /** Nothing lies over it: its values can be read. */
  readonly isBare: boolean;
}

const slabM = 0.5;
const labelGapPx = 10;

export function StackFloor({
  building,
  floor,
  layer,
  stack,
  unit,
  isActive,
  isStop,
  isBare,
}: StackFloorProps) {
  const { t } = useTranslation();
  const words = useWords();
  const drawn = useDrawnFloor(building, floor, layer, unit);
  const name = words(floor.name);
  const alarms = drawn.reduce((sum, { room }) => sum + room.alarms.length, 0);
  const alarmWords = alarms > 0 ? `, ${t('overview.stateAlarms', { count: alarms })}` : '';
  return (
    <>
      <Link
        to="/buildings/$buildingId/floors/$floorId"
        params={{ buildingId: building.id, floorId: floor.id }}
        search={{ layer }}
        className={`stack-link${isActive ? ' is-active' : ''}`}
        aria-label={`${t('building.open', { name })}${alarmWords}`}
        tabIndex={isStop ? 0 : -1}
      >
        <Slab floor={floor} />
        {drawn.map((each) => (
          <g key={each.room.space.id} className="stack-room" data-space={each.room.space.id}>
            <RoomFace drawn={each} layer={layer} />
          </g>
        ))}
        <g transform={`translate(${stack.floor.minX} ${(stack.floor.minY + stack.floor.maxY) / 2})`}>
          <text className="plan-fixed stack-name" x={-labelGapPx} dy="0.35em">
            {name}
          </text>
        </g>
      </Link>
      <g className="stack-words">
        {isBare && drawn.map((each) => <RoomFigure key={each.room.space.id} drawn={each} layer={layer} />)}
      </g>
      <g className="plan-marks">
        {clearMarks(drawn, unit).map((each) => (
          <RoomMark key={each.room.space.id} drawn={each} />
        ))}
      </g>
    </>
  );
}

/** Spaces as they lie in the drawing; kept, as what is measured of an outline is kept by its space. */
function useDrawnFloor(building: BuildingView, floor: FloorView, layer: FloorLayer, unit: number) {
  const words = useWords();
  const equipment = useFloorEquipment(building.id, floor.id, layer === 'network');
  const rooms = usePlanRooms(floor, layer, equipment);
  const lying = useMemo(
    () => new Map<string, SpaceSummary>(floor.spaces.map((space) => [space.id, layDown(space)])),
    [floor],
  );
  return useMemo(
    () =>
      rooms.flatMap((room) => {
        const space = lying.get(room.space.id) ?? room.space;
        return drawnRoom({ ...room, space }, words(space.name), '', unit) ?? [];
      }),
    [rooms, lying, words, unit],
  );
}

function layDown(space: SpaceSummary): SpaceSummary {
  return { ...space, outline: projected(space.outline).map(([x, y]) => [x, y]) };
}

/** The edge of the slab: the sides of its rooms that face the viewer, under their surfaces. */
function Slab({ floor }: { floor: FloorView }) {
  const walls = useMemo(
    () => floor.spaces.flatMap(({ outline }) => storey(outline, -slabM, 0).walls),
    [floor],
  );
  return (
    <g className="stack-slab">
      {walls.map(({ points, isLit }) => (
        <polygon key={points} className={isLit ? 'is-lit' : 'is-shaded'} points={points} />
      ))}
    </g>
  );
}
