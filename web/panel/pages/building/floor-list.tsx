// The floors of a building as a list, from the top down: the equal of their drawing, with what the layer measures on each.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import type { BuildingView, FloorView } from '../../data/campus.ts';
import type { FloorLayer } from '../../format/search.ts';
import { useWords } from '../../i18n/index.ts';
import type { PlanRoom } from '../../plan/room.ts';
import { useFloorEquipment, usePlanRooms } from '../../plan/use-plan-rooms.ts';
import { useFloorFigures } from './use-floor-figures.ts';

interface FloorListProps {
  readonly building: BuildingView;
  /** From the ground up. */
  readonly floors: readonly FloorView[];
  readonly layer: FloorLayer;
  readonly active: string | null;
  readonly onActive: (floorId: string | null) => void;
}

export function FloorList({ building, floors, layer, active, onActive }: FloorListProps) {
  const { t } = useTranslation();
  return (
    <Card className="room-list floor-list" title={t('building.floors')} note={floors.length}>
      <ul>
        {[...floors].reverse().map((floor) => (
          <li
            key={floor.id}
            data-floor={floor.id}
            className={floor.id === active ? 'is-active' : undefined}
            onPointerEnter={() => onActive(floor.id)}
            onPointerLeave={() => onActive(null)}
            onFocus={() => onActive(floor.id)}
          >
            <FloorRow building={building} floor={floor} layer={layer} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function FloorRow({
  building,
  floor,
  layer,
}: Pick<FloorListProps, 'building' | 'layer'> & { floor: FloorView }) {
  const { t } = useTranslation();
  const words = useWords();
  const equipment = useFloorEquipment(building.id, floor.id, layer === 'network');
  const rooms = usePlanRooms(floor, layer, equipment);
  const { figure, note } = useFloorFigures(rooms, layer);
  return (
    <Link
      to="/buildings/$buildingId/floors/$floorId"
      params={{ buildingId: building.id, floorId: floor.id }}
      search={{ layer }}
      className="room-row-link"
    >
      <span className="room-row-name">
        {words(floor.name)}
        <span className="card-note">{t('building.roomCount', { count: rooms.length })}</span>
      </span>
      <FloorMark rooms={rooms} />
      <span className="floor-figure">
        <strong>{figure}</strong>
        {note && <span className="card-note">{note}</span>}
      </span>
    </Link>
  );
}

/** The worst open alarm of a floor. */
function FloorMark({ rooms }: { rooms: readonly PlanRoom[] }) {
  const { t } = useTranslation();
  const alarms = rooms.flatMap((room) => room.alarms);
  const worst = alarms.find(({ isActive }) => isActive) ?? alarms[0];
  if (!worst) return null;
  return (
    <PriorityMark
      priority={worst.priority}
      label={t('overview.stateAlarms', { count: alarms.length })}
      isQuiet={!worst.isActive}
    />
  );
}
