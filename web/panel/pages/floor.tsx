// A floor: its plan with live values in layers, its rooms as a list, and the ways to other floors.
import './floor.css';
import type { PointView } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MissingPage } from '../app/fallback-pages.tsx';
import { Choice } from '../components/choice.tsx';
import { useOpenAlarms } from '../data/alarms.ts';
import { type BuildingView, type FloorView, useCampus } from '../data/campus.ts';
import { pointsQuery } from '../data/points.ts';
import { type FloorLayer, floorLayers } from '../format/search.ts';
import { useWords } from '../i18n/index.ts';
import { FloorPlan } from './floor/floor-plan.tsx';
import { Legend } from './floor/legend.tsx';
import type { PlanRoom } from './floor/room.ts';
import { RoomList } from './floor/room-list.tsx';

const route = getRouteApi('/inside/buildings/$buildingId/floors/$floorId');

export function FloorPage() {
  const { buildingId, floorId } = route.useParams();
  const building = useCampus().buildings.find(({ id }) => id === buildingId);
  const floor = building?.floors.find(({ id }) => id === floorId);
  return building && floor ? <Floor key={floor.id} building={building} floor={floor} /> : <MissingPage />;
}

function Floor({ building, floor }: { building: BuildingView; floor: FloorView }) {
  const { t } = useTranslation();
  const words = useWords();
  const { layer = 'temperature' } = route.useSearch();
  const navigate = useNavigate();
  const rooms = useRooms(floor, layer);
  const place = `${words(building.name)} · ${words(floor.name)}`;
  const layers = floorLayers.map((value) => ({ value, words: t(`floor.layer.${value}`) }));
  const choose = (chosen: FloorLayer) => void navigate({ to: '.', search: { layer: chosen }, replace: true });
  return (
    <div className="page floor-page">
      <div className="page-head">
        <h1>{place}</h1>
        <FloorSwitch building={building} floor={floor} layer={layer} />
      </div>
      <div className="floor-tools">
        <Choice legend={t('floor.layers')} isLegendHidden options={layers} value={layer} onChoose={choose} />
        <Legend layer={layer} unit={unitOf(rooms)} />
      </div>
      <div className="floor-body">
        <FloorPlan name={t('floor.plan', { place })} floor={floor} rooms={rooms} layer={layer} />
        <RoomList rooms={rooms} layer={layer} />
      </div>
    </div>
  );
}

/** The floor's spaces with the point of the layer and their active alarms. */
function useRooms(floor: FloorView, layer: FloorLayer): PlanRoom[] {
  const ids = useMemo(
    () => (layer === 'alarms' ? [] : floor.spaces.flatMap((space) => space.layers[layer] ?? [])),
    [floor, layer],
  );
  const points: ReadonlyMap<string, PointView> | undefined = useQuery({
    ...pointsQuery(ids),
    enabled: ids.length > 0,
  }).data;
  const alarms = useOpenAlarms();
  return useMemo(
    () =>
      floor.spaces.map((space) => ({
        space,
        point: layer === 'alarms' ? null : (points?.get(space.layers[layer] ?? '') ?? null),
        alarms: alarms.filter((alarm) => alarm.spaceId === space.id),
      })),
    [floor, layer, points, alarms],
  );
}

function unitOf(rooms: readonly PlanRoom[]): string {
  return rooms.find(({ point }) => point)?.point?.unit ?? '';
}

/** Buildings as a list to choose from, floors of this one as links. */
function FloorSwitch({
  building,
  floor,
  layer,
}: {
  building: BuildingView;
  floor: FloorView;
  layer: FloorLayer;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const { buildings } = useCampus();
  const goTo = (buildingId: string) => {
    const first = buildings.find(({ id }) => id === buildingId)?.floors[0];
    if (!first) return;
    void navigate({
      to: '/buildings/$buildingId/floors/$floorId',
      params: { buildingId, floorId: first.id },
      search: { layer },
    });
  };
  return (
    <div className="floor-switch">
      <select
        className="input"
        aria-label={t('floor.buildings')}
        value={building.id}
        onChange={(event) => goTo(event.target.value)}
      >
        {buildings.map(({ id, name }) => (
          <option key={id} value={id}>
            {words(name)}
          </option>
        ))}
      </select>
      <nav aria-label={t('floor.floors')}>
        <ul className="floor-links">
          {building.floors.map(({ id, name }) => (
            <li key={id}>
              <Link
                to="/buildings/$buildingId/floors/$floorId"
                params={{ buildingId: building.id, floorId: id }}
                search={{ layer }}
                className="chip"
                aria-current={id === floor.id ? 'page' : undefined}
              >
                {words(name)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
