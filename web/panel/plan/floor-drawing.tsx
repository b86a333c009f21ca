// The drawing of a floor at one camera: far away its rooms in the layer's colours with what is worst, nearer names and
// values, near at hand doors, seats and equipment. Metres, y down. It leaves frame and camera to PlanCanvas.
import type { PlanEquipment } from '@campus/campus-model';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FloorView } from '../data/campus.ts';
import { type Box, boundsOf, svgPoints } from '../format/plan.ts';
import type { FloorLayer } from '../format/search.ts';
import { useWords } from '../i18n/index.ts';
import type { View } from './camera-rig.ts';
import { Doors } from './door-shapes.tsx';
import { type DrawnRoom, drawnRoom } from './drawn-room.ts';
import { EquipmentLayer } from './equipment-layer.tsx';
import { clearMarks } from './marks.ts';
import type { PlanRoom } from './room.ts';
import { useRoomLinks } from './room-links.ts';
import { RoomMark, RoomSeats, RoomShape } from './room-shape.tsx';
import './floor-drawing.css';

interface FloorDrawingProps {
  readonly floor: FloorView;
  readonly rooms: readonly PlanRoom[];
  readonly layer: FloorLayer;
  readonly equipment: readonly PlanEquipment[];
  readonly view: View;
  /** Space that is marked. */
  readonly marked?: string | null;
  /** Equipment whose card is open. */
  readonly chosen?: string | null;
  readonly onChoose?: (equipment: PlanEquipment) => void;
}

/** Air around the outermost walls. */
const marginM = 1;
/** Doors are drawn from so many pixels a metre on. */
const doorPxAMetre = 9;

/** A floor drawn comes no nearer than this many pixels a metre: a switch is as large as a hand then. */
export const mostPxAMetre = 90;

/** The box of a floor's drawing (y down); null where no space has an outline. */
export function floorWorld(floor: FloorView): Box | null {
  const box = boundsOf(floor.spaces.flatMap(({ outline }) => outline));
  return box && worldBox(box, marginM);
}

/** A box of metres (y north) on the drawing (y down), with air around. */
export function worldBox({ minX, minY, maxX, maxY }: Box, airM = 0): Box {
  return { minX: minX - airM, minY: -maxY - airM, maxX: maxX + airM, maxY: -minY + airM };
}

export function FloorDrawing(props: FloorDrawingProps) {
  const { floor, rooms, layer, equipment, view, marked = null, chosen = null, onChoose } = props;
  const links = useRoomLinks();
  const drawn = useDrawnRooms(rooms, view.unit);
  const markedRoom = drawn.find(({ room }) => room.space.id === marked);
  return (
    <>
      <Slab floor={floor} />
      <g {...links}>
        {drawn.map((each) => (
          <RoomShape key={each.room.space.id} drawn={each} layer={layer} />
        ))}
      </g>
      {drawn.map((each) => (
        <RoomSeats key={each.room.space.id} drawn={each} />
      ))}
      {view.unit * doorPxAMetre <= 1 && <Doors floor={floor} equipment={equipment} />}
      {markedRoom && <polygon className="plan-marked" points={svgPoints(markedRoom.room.space.outline)} />}
      <EquipmentLayer rooms={drawn} equipment={equipment} view={view} chosen={chosen} onChoose={onChoose} />
      <g className="plan-marks">
        {clearMarks(drawn, view.unit).map((each) => (
          <RoomMark key={each.room.space.id} drawn={each} />
        ))}
      </g>
    </>
  );
}

function useDrawnRooms(rooms: readonly PlanRoom[], unit: number): DrawnRoom[] {
  const { t } = useTranslation();
  const words = useWords();
  return useMemo(
    () =>
      rooms.flatMap((room) => {
        const { name, seats } = room.space;
        return drawnRoom(room, words(name), seats > 0 ? t('plan.seats', { count: seats }) : '', unit) ?? [];
      }),
    [rooms, words, t, unit],
  );
}

/** The floor under its rooms: their outlines, drawn wide. */
function Slab({ floor }: { floor: FloorView }) {
  const shapes = floor.spaces.map(({ id, outline }) => <polygon key={id} points={svgPoints(outline)} />);
  return (
    <>
      <g className="plan-slab-edge">{shapes}</g>
      <g className="plan-slab">{shapes}</g>
    </>
  );
}
