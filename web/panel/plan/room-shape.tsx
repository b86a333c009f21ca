// One room of the plan: its shape in the colour of the layer, its name and value, and its alarm; a link to the room.
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkShape } from '../components/priority-mark.tsx';
import { svgPoints } from '../format/plan.ts';
import type { FloorLayer } from '../format/search.ts';
import type { DrawnRoom } from './drawn-room.ts';
import { type RoomLook, useRoomLook } from './room.ts';
import { fitsFigure } from './room-layout.ts';
import { roomPath } from './room-links.ts';
import './room.css';

interface RoomShapeProps {
  readonly drawn: DrawnRoom;
  readonly layer: FloorLayer;
}

/** The list of rooms is the keyboard's way to the rooms: hundreds of shapes are no stops of the Tab key. */
export const RoomShape = memo(function RoomShape({ drawn, layer }: RoomShapeProps) {
  const { t } = useTranslation();
  const { room, name } = drawn;
  const look = useRoomLook(room, layer);
  const count = room.alarms.length;
  const alarmWords = count > 0 && layer !== 'alarms' ? `, ${t('overview.stateAlarms', { count })}` : '';
  return (
    <a
      href={roomPath(room.space.id)}
      className={`plan-room is-${look.shown?.standing ?? 'plain'}`}
      aria-label={`${name} ${look.words}${alarmWords}`}
      tabIndex={-1}
      data-space={room.space.id}
      data-point={room.point?.pointId}
    >
      <Shape drawn={drawn} look={look} />
      <Words drawn={drawn} look={look} />
    </a>
  );
});

/** The shape where the room is no link of its own. */
export const RoomFace = memo(function RoomFace({ drawn, layer }: RoomShapeProps) {
  return <Shape drawn={drawn} look={useRoomLook(drawn.room, layer)} />;
});

/** Name and value of such a room. */
export const RoomFigure = memo(function RoomFigure({ drawn, layer }: RoomShapeProps) {
  return <Words drawn={drawn} look={useRoomLook(drawn.room, layer)} />;
});

interface LookProps {
  readonly drawn: DrawnRoom;
  readonly look: RoomLook;
}

function Shape({ drawn, look }: LookProps) {
  const { space } = drawn.room;
  const points = useMemo(() => svgPoints(space.outline), [space]);
  return <polygon className="room-face" points={points} style={{ fill: look.fill }} />;
}

/** Name and value in the middle of the room, as far as they fit. */
function Words({ drawn: { layout }, look }: LookProps) {
  const [x, y] = layout.middle;
  const figure = look.figure && fitsFigure(look.figure, layout);
  return (
    <g className={`room-words is-${look.shown?.standing ?? 'plain'}`} transform={`translate(${x} ${-y})`}>
      <g className="plan-fixed">
        {layout.lines.map((line, row) => (
          <text key={line} className="plan-name" y={layout.baselines[row]}>
            {row === layout.lines.length - 1 ? `${line} ` : line}
          </text>
        ))}
        {figure && layout.valueBaseline !== null && (
          <text className="plan-value" y={layout.valueBaseline}>
            {figure.words}
            {figure.unit && <tspan className="plan-unit">{` ${figure.unit}`}</tspan>}
          </text>
        )}
      </g>
    </g>
  );
}

/** How many a room seats, under its words; no part of its link. */
export const RoomSeats = memo(function RoomSeats({ drawn: { layout, seats } }: { drawn: DrawnRoom }) {
  const [x, y] = layout.middle;
  if (layout.seatsBaseline === null) return null;
  return (
    <g transform={`translate(${x} ${-y})`}>
      <text className="plan-fixed plan-seats" y={layout.seatsBaseline}>
        {seats}
      </text>
    </g>
  );
});

/** The room's worst alarm, drawn over everything else: its walls in the alarm's colour, and the mark. */
export const RoomMark = memo(function RoomMark({ drawn: { room, layout } }: { drawn: DrawnRoom }) {
  const { space, alarms } = room;
  const [first] = alarms;
  const [x, y] = layout.middle;
  if (!first || !layout.mark) return null;
  const { sizePx } = layout.mark;
  return (
    <g className={`mark-${first.priority}`} data-space={space.id}>
      {first.isActive && <polygon className="plan-alarm" points={svgPoints(space.outline)} />}
      <g transform={`translate(${x} ${-y})`}>
        <g className="plan-fixed">
          <g
            className={`mark${first.isActive ? '' : ' is-quiet'}`}
            transform={`translate(${-sizePx / 2} ${layout.mark.y - sizePx / 2}) scale(${sizePx / 24})`}
          >
            <MarkShape priority={first.priority} />
          </g>
        </g>
      </g>
    </g>
  );
});
