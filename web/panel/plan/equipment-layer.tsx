// The equipment of the rooms that are seen: symbols with their state, at a size where they hide nothing. For the pointer;
// by keyboard the same equipment is reached through the list of rooms.
import type { PlanEquipment } from '@campus/campus-model';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box, Metres } from '../format/plan.ts';
import { useWords } from '../i18n/index.ts';
import type { View } from './camera-rig.ts';
import type { DrawnRoom } from './drawn-room.ts';
import { stateWords } from './equipment-state.ts';
import { SymbolShape } from './equipment-symbol.tsx';
import { isInside, wallDistance } from './outline.ts';
import { placeSymbols } from './symbol-places.ts';
import { useEquipmentState } from './use-equipment.ts';

const radiusPx = 13;
/** A symbol's middle is so far from the walls: its ground just touches them. */
const wallPx = 13;
/** Below this many pixels of type a metre symbols would hide the rooms. */
const leastPxAMetre = 13;

interface LayerProps {
  readonly rooms: readonly DrawnRoom[];
  readonly equipment: readonly PlanEquipment[];
  readonly view: View;
  readonly chosen: string | null;
  readonly onChoose: ((equipment: PlanEquipment) => void) | undefined;
}

export function EquipmentLayer({ rooms, equipment, view, chosen, onChoose }: LayerProps) {
  if (view.unit * leastPxAMetre > 1) return null;
  return (
    <g className="plan-equipment">
      {rooms
        .filter(({ box }) => isSeen(box, view.seen))
        .map((drawn) => (
          <RoomEquipment
            key={drawn.room.space.id}
            drawn={drawn}
            equipment={equipment}
            unit={view.unit}
            chosen={chosen}
            onChoose={onChoose}
          />
        ))}
    </g>
  );
}

/** `seen` has y down. */
function isSeen({ minX, minY, maxX, maxY }: Box, seen: Box): boolean {
  return minX < seen.maxX && maxX > seen.minX && -maxY < seen.maxY && -minY > seen.minY;
}

interface RoomEquipmentProps extends Pick<LayerProps, 'equipment' | 'chosen' | 'onChoose'> {
  readonly drawn: DrawnRoom;
  readonly unit: number;
}

const RoomEquipment = memo(function RoomEquipment(props: RoomEquipmentProps) {
  const { drawn, equipment, unit, chosen, onChoose } = props;
  const placed = useMemo(() => placesOf(drawn, equipment, unit), [drawn, equipment, unit]);
  return placed.map(({ item, at: [x, y] }) => (
    <g key={item.id} transform={`translate(${x} ${-y})`}>
      <EquipmentSymbol item={item} isChosen={item.id === chosen} onChoose={onChoose} />
    </g>
  ));
});

interface EquipmentSymbolProps {
  readonly item: PlanEquipment;
  readonly isChosen: boolean;
  readonly onChoose: ((equipment: PlanEquipment) => void) | undefined;
}

function EquipmentSymbol({ item, isChosen, onChoose }: EquipmentSymbolProps) {
  const { t } = useTranslation();
  const words = useWords();
  const state = useEquipmentState(item);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the same buttons stand in the list of rooms
    <g
      className={`plan-symbol${isChosen ? ' is-chosen' : ''}${onChoose ? ' is-button' : ''}`}
      data-device={item.id}
      data-state={state}
      data-not-plan={onChoose ? true : undefined}
      onClick={() => onChoose?.(item)}
    >
      <title>{`${words(item.name)}: ${t(`plan.equipmentState.${stateWords(item.kind, state)}`)}`}</title>
      <g className="plan-fixed">
        <circle className="symbol-reach" r="14" />
        <SymbolShape kind={item.kind} state={state} />
      </g>
    </g>
  );
}

interface Placed {
  readonly item: PlanEquipment;
  /** Metres, y north. */
  readonly at: Metres;
}

/** Where the symbols of a room stand: at their place, moved aside from words and from each other; what finds none is left out. */
function placesOf({ room, layout }: DrawnRoom, equipment: readonly PlanEquipment[], unit: number): Placed[] {
  const { id, outline } = room.space;
  const [cx, cy] = layout.middle;
  const metresOf = ([x, y]: Metres): Metres => [cx + x * unit, cy - y * unit];
  const standing = equipment.flatMap((item) =>
    item.spaceId === id && item.at ? [{ item, at: item.at }] : [],
  );
  const wishes = standing.map(({ at: [x, y] }) => [(x - cx) / unit, (cy - y) / unit] as const);
  const isInRoom = (place: Metres) => {
    const at = metresOf(place);
    return isInside(outline, at) && wallDistance(outline, at) >= wallPx * unit;
  };
  return placeSymbols(wishes, isInRoom, layout.taken, radiusPx).flatMap((place, row) => {
    const item = standing[row]?.item;
    return place && item ? [{ item, at: metresOf(place) }] : [];
  });
}
