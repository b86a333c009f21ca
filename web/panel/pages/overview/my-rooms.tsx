// A teacher's own rooms, before everything else.
import type { PointView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { LiveValue } from '../../components/live-value.tsx';
import { type Place, usePlaces } from '../../data/campus.ts';
import { pointsQuery } from '../../data/points.ts';
import { useIdentity } from '../../data/session.ts';
import { planLayers } from '../../format/scale.ts';
import { useWords } from '../../i18n/index.ts';

export function MyRooms() {
  const { t } = useTranslation();
  const places = usePlaces();
  const mine = useIdentity().spaces.flatMap((id) => places.get(id) ?? []);
  if (mine.length === 0) return null;
  return (
    <Card className="part-mine" title={t('overview.mine')}>
      <ul className="rooms">
        {mine.map((place) => (
          <li key={place.space.id}>
            <RoomCard place={place} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function RoomCard({ place: { building, floor, space } }: { place: Place }) {
  const words = useWords();
  const { t } = useTranslation();
  const ids = planLayers.flatMap((layer) => space.layers[layer] ?? []);
  const points = useQuery(pointsQuery(ids)).data ?? new Map<string, PointView>();
  return (
    <Link to="/spaces/$spaceId" params={{ spaceId: space.id }} className="room-card" data-space={space.id}>
      <span className="room-name">
        <strong>{words(space.name)}</strong>
        <span className="card-note">
          {words(building.name)} · {words(floor.name)}
        </span>
        <Icon name="arrow" />
      </span>
      <span className="room-values">
        {planLayers.map((layer) => {
          const point = points.get(space.layers[layer] ?? '');
          return point ? (
            <span key={layer}>
              <span className="room-value-name">{t(`floor.layer.${layer}`)}</span>
              <LiveValue point={point} />
            </span>
          ) : null;
        })}
      </span>
    </Link>
  );
}
