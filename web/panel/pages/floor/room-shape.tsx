// One room of the plan: its shape in the colour of the layer, its name and value, and its alarm; a link to the room.
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkShape } from '../../components/priority-mark.tsx';
import { boundsOf, labelPoint, svgPoints } from '../../format/plan.ts';
import type { FloorLayer } from '../../format/search.ts';
import type { Shown } from '../../format/value.ts';
import { useWords } from '../../i18n/index.ts';
import { type PlanRoom, type RoomLook, useRoomLook } from './room.ts';
import { fitsValue, roomLabel } from './room-label.ts';

interface RoomShapeProps {
  readonly room: PlanRoom;
  readonly layer: FloorLayer;
  /** Metres a pixel: words keep their size at every zoom. */
  readonly unit: number;
}

export function RoomShape({ room, layer, unit }: RoomShapeProps) {
  const { t } = useTranslation();
  const words = useWords();
  const look = useRoomLook(room, layer);
  const points = useMemo(() => svgPoints(room.space.outline), [room.space]);
  const [first] = room.alarms;
  const name = words(room.space.name);
  const alarmWords =
    first && layer !== 'alarms' ? `, ${t('overview.stateAlarms', { count: room.alarms.length })}` : '';
  return (
    <Link
      to="/spaces/$spaceId"
      params={{ spaceId: room.space.id }}
      className={`plan-room is-${look.shown?.standing ?? 'plain'}`}
      aria-label={`${name} ${look.words}${alarmWords}`}
      data-space={room.space.id}
      data-point={room.point?.pointId}
    >
      <polygon points={points} style={{ fill: look.fill }} />
      <RoomWords room={room} look={look} unit={unit} name={name} />
    </Link>
  );
}

/** Name and value in the middle of the room, as far as they fit. */
function RoomWords({
  room,
  look,
  unit,
  name,
}: {
  room: PlanRoom;
  look: RoomLook;
  unit: number;
  name: string;
}) {
  const label = roomLabel(room.space.outline, name, look.shown !== null, unit);
  if (!label) return null;
  const [x, y] = labelPoint(room.space.outline);
  return (
    <g transform={`translate(${x} ${-y}) scale(${unit})`}>
      {label.lines.map((line, row) => (
        <text key={line} className="plan-name" y={label.baselines[row]}>
          {row === label.lines.length - 1 ? `${line} ` : line}
        </text>
      ))}
      {look.shown && (
        <text className="plan-value" y={label.valueBaseline}>
          {fitsValue(valueWords(look.shown), label)}
        </text>
      )}
    </g>
  );
}

/** The number without its unit, which the legend names; only where it was scaled the unit stands here. */
function valueWords({ words, unit }: Shown): string {
  return unit === 'kW' ? `${words} kW` : words;
}

interface RoomMarkProps {
  readonly room: PlanRoom;
  readonly unit: number;
}

const markPx = 30;

/** The room's worst alarm, drawn over everything else: its walls in the alarm's colour, and the mark. */
export function RoomMark({ room, unit }: RoomMarkProps) {
  const words = useWords();
  const { space, alarms, point } = room;
  const box = boundsOf(space.outline);
  const label = roomLabel(space.outline, words(space.name), point !== null, unit);
  const [first] = alarms;
  if (!box || !label || !first) return null;
  const [x, y] = labelPoint(space.outline);
  const aboveM = (label.heightPx / 2 + markPx + 4) * unit;
  const hasRoomAbove = y + aboveM < box.maxY;
  const at = hasRoomAbove
    ? [x - (markPx / 2) * unit, -y - aboveM]
    : [box.maxX - (markPx - 4) * unit, -box.maxY - 4 * unit];
  return (
    <g className={`mark-${first.priority}`}>
      {first.isActive && <polygon className="plan-alarm" points={svgPoints(space.outline)} />}
      <g
        className={`mark${first.isActive ? '' : ' is-quiet'}`}
        transform={`translate(${at.join(' ')}) scale(${(markPx / 24) * unit})`}
      >
        <MarkShape priority={first.priority} />
      </g>
    </g>
  );
}
