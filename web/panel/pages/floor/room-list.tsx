// The rooms of a floor as a list: the plan's equal for small screens, keyboards and screen readers. A row marks its room on
// the plan and unfolds its equipment.
import type { PlanEquipment } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { ShownValue } from '../../components/live-value.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import type { FloorLayer } from '../../format/search.ts';
import { useWords } from '../../i18n/index.ts';
import { byUrgency, type PlanRoom, useRoomLook } from '../../plan/room.ts';
import { EquipmentRows } from './equipment-rows.tsx';

/** Height of a row that is not unfolded. */
const rowPx = 52;

interface RoomListProps {
  readonly rooms: readonly PlanRoom[];
  readonly layer: FloorLayer;
  readonly equipment: readonly PlanEquipment[];
  readonly marked: string | null;
  readonly chosen: string | null;
  readonly onMark: (spaceId: string | undefined) => void;
  readonly onChoose: (equipment: PlanEquipment) => void;
}

export function RoomList({ rooms, layer, equipment, marked, chosen, onMark, onChoose }: RoomListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => bringIntoList(list.current, marked), [marked]);
  return (
    <Card className="room-list" title={t('floor.rooms')} note={rooms.length}>
      <ul ref={list}>
        {[...rooms].sort(byUrgency).map((room) => {
          const { id } = room.space;
          const isMarked = id === marked;
          return (
            <li key={id} data-space={id} className={isMarked ? 'is-marked' : undefined}>
              <RoomRow room={room} layer={layer} isMarked={isMarked} onMark={onMark} />
              {isMarked && (
                <EquipmentRows
                  space={room.space}
                  equipment={equipment.filter(({ spaceId }) => spaceId === id)}
                  chosen={chosen}
                  onChoose={onChoose}
                />
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** Brings the row of a marked room into a list that is scrolled by itself; the page stays where it is. */
function bringIntoList(list: HTMLElement | null, marked: string | null): void {
  const frame = list?.closest<HTMLElement>('.room-list');
  const row = marked && list?.querySelector<HTMLElement>(`[data-space="${marked}"]`);
  if (!frame || !row) return;
  const isSeen =
    row.offsetTop >= frame.scrollTop && row.offsetTop + rowPx < frame.scrollTop + frame.clientHeight;
  if (!isSeen) frame.scrollTop = row.offsetTop - frame.clientHeight / 4;
}

interface RoomRowProps extends Pick<RoomListProps, 'layer' | 'onMark'> {
  readonly room: PlanRoom;
  readonly isMarked: boolean;
}

function RoomRow({ room, layer, isMarked, onMark }: RoomRowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const look = useRoomLook(room, layer);
  const [first] = room.alarms;
  const { id, kind } = room.space;
  const name = words(room.space.name);
  return (
    <div className="room-row">
      <Link to="/spaces/$spaceId" params={{ spaceId: id }} className="room-row-link">
        <span className="swatch" style={{ background: look.fill }} aria-hidden="true" />
        <span className="room-row-name">
          {name}
          <span className="card-note">{t(`spaceKind.${kind}`)}</span>
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
          <span className="card-note room-row-words">{look.words}</span>
        )}
      </Link>
      <button
        type="button"
        className="tool"
        aria-expanded={isMarked}
        aria-label={t('floor.show', { name })}
        onClick={() => onMark(isMarked ? undefined : id)}
      >
        <Icon name="place" />
      </button>
    </div>
  );
}
