// The devices of a floor on its plan: the symbol of their kind where they stand, beside the words of their room.
import type { DeviceView, SpaceSummary } from '@campus/campus-model';
import { useQueries } from '@tanstack/react-query';
import { iconPath } from '../../components/icon.tsx';
import { iconOfKind } from '../../components/kind-icon.ts';
import { spaceQuery } from '../../data/campus.ts';
import { dodge, labelPoint, type Metres } from '../../format/plan.ts';
import { useWords } from '../../i18n/index.ts';
import type { PlanRoom } from './room.ts';
import { roomLabel } from './room-label.ts';

const radiusPx = 9;

/** Symbols of the devices of all rooms; their places come with the descriptions of the spaces. */
export function Equipment({ rooms, unit }: { rooms: readonly PlanRoom[]; unit: number }) {
  const devices = useQueries({
    queries: rooms.map(({ space }) => spaceQuery(space.id)),
    combine: (answers) => answers.flatMap(({ data }) => data?.devices ?? []),
  });
  return (
    <g className="plan-equipment">
      {rooms.map((room) => (
        <RoomEquipment
          key={room.space.id}
          room={room}
          devices={devices.filter((device) => device.spaceId === room.space.id)}
          unit={unit}
        />
      ))}
    </g>
  );
}

interface RoomEquipmentProps {
  readonly room: PlanRoom;
  readonly devices: readonly DeviceView[];
  readonly unit: number;
}

function RoomEquipment({ room: { space, point }, devices, unit }: RoomEquipmentProps) {
  const words = useWords();
  const place = placing(space, words(space.name), point !== null, unit);
  return devices.map(({ id, at, kind }) => {
    if (!at) return null;
    const [x, y] = place(at);
    return (
      <g key={id} transform={`translate(${x} ${-y}) scale(${(unit * radiusPx) / 12})`} data-device={id}>
        <circle r="12" />
        <path d={iconPath(iconOfKind(kind))} transform="translate(-7.8 -7.8) scale(0.65)" />
      </g>
    );
  });
}

/** Where a symbol is drawn (metres): where the device stands, moved aside where the room's words are. */
function placing(space: SpaceSummary, name: string, hasValue: boolean, unit: number): (at: Metres) => Metres {
  const label = roomLabel(space.outline, name, hasValue, unit);
  if (!label) return (at) => at;
  const [cx, cy] = labelPoint(space.outline);
  const size = {
    halfWidth: label.widthPx / 2,
    halfHeight: label.heightPx / 2,
    roomHalfWidth: label.roomWidthPx / 2,
    radius: radiusPx,
  };
  return ([x, y]) => {
    const [dx, dy] = dodge([(x - cx) / unit, (y - cy) / unit], size);
    return [cx + dx * unit, cy + dy * unit];
  };
}
