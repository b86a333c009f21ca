// The rooms of a floor as a list: the plan's equal for small screens, keyboards and screen readers.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { ShownValue } from '../../components/live-value.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import type { FloorLayer } from '../../format/search.ts';
import { useWords } from '../../i18n/index.ts';
import { byUrgency, type PlanRoom, useRoomLook } from './room.ts';

export function RoomList({ rooms, layer }: { rooms: readonly PlanRoom[]; layer: FloorLayer }) {
  const { t } = useTranslation();
  return (
    <Card className="room-list" title={t('floor.rooms')} note={rooms.length}>
      <ul>
        {[...rooms].sort(byUrgency).map((room) => (
          <RoomRow key={room.space.id} room={room} layer={layer} />
        ))}
      </ul>
    </Card>
  );
}

function RoomRow({ room, layer }: { room: PlanRoom; layer: FloorLayer }) {
  const { t } = useTranslation();
  const words = useWords();
  const look = useRoomLook(room, layer);
  const [first] = room.alarms;
  return (
    <li data-space={room.space.id}>
      <Link to="/spaces/$spaceId" params={{ spaceId: room.space.id }} className="room-row">
        <span className="swatch" style={{ background: look.fill }} aria-hidden="true" />
        <span className="room-row-name">
          {words(room.space.name)}
          <span className="card-note">{t(`spaceKind.${room.space.kind}`)}</span>
        </span>
        {first && (
          <PriorityMark
            priority={first.priority}
            label={t('overview.stateAlarms', { count: room.alarms.length })}
            isQuiet={!first.isActive}
          />
        )}
        {look.shown && room.point ? (
          <ShownValue shown={look.shown} pointId={room.point.pointId} />
        ) : (
          <span className="card-note">{look.words}</span>
        )}
      </Link>
    </li>
  );
}
