// A floor: its plan with live values in layers, its rooms as a list, and the ways to other floors.
import './floor.css';
import type { PlanEquipment } from '@campus/campus-model';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MissingPage } from '../app/fallback-pages.tsx';
import { type BuildingView, type FloorView, useCampus } from '../data/campus.ts';
import type { FloorSearch } from '../format/search.ts';
import { useWords } from '../i18n/index.ts';
import { LayerTools } from '../plan/layer-tools.tsx';
import { useFloorEquipment, usePlanRooms } from '../plan/use-plan-rooms.ts';
import { EditLink } from './floor/edit-link.tsx';
import { FloorPlan } from './floor/floor-plan.tsx';
import { FloorSwitch } from './floor/floor-switch.tsx';
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
  const { layer = 'temperature', space } = route.useSearch();
  const equipment = useFloorEquipment(building.id, floor.id);
  const rooms = usePlanRooms(floor, layer, equipment);
  const { change, chosen, choose, close } = useChoosing(equipment);
  const place = `${words(building.name)} · ${words(floor.name)}`;
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === 'Escape' && chosen) close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes the card from anywhere on the page
    <div className="page floor-page" onKeyDown={onKey}>
      <div className="page-head">
        <h1>{place}</h1>
        <FloorSwitch building={building} floor={floor} layer={layer} />
        <EditLink building={building} floor={floor} />
      </div>
      <LayerTools layer={layer} onChoose={(chosen) => change({ layer: chosen })} />
      <div className="floor-body">
        <FloorPlan
          name={t('floor.plan', { place })}
          floor={floor}
          rooms={rooms}
          layer={layer}
          equipment={equipment}
          marked={space ?? null}
          chosen={chosen}
          onChoose={choose}
          onClose={close}
        />
        <RoomList
          rooms={rooms}
          layer={layer}
          equipment={equipment}
          marked={space ?? null}
          chosen={chosen?.id ?? null}
          onMark={(space) => change({ space, device: undefined })}
          onChoose={choose}
        />
      </div>
    </div>
  );
}

/** What is marked and chosen stands in the address, so that it can be shared and is there again on the way back. */
function useChoosing(equipment: readonly PlanEquipment[]) {
  const navigate = useNavigate();
  const { device } = route.useSearch();
  const cause = useRef<Element | null>(null);
  const change = (changed: FloorSearch) =>
    void navigate({
      to: '.',
      search: (former: FloorSearch) => ({ ...former, ...changed }),
      replace: true,
      resetScroll: false,
    });
  return {
    change,
    chosen: equipment.find(({ id }) => id === device) ?? null,
    choose({ id }: PlanEquipment) {
      cause.current = document.activeElement;
      change({ device: id === device ? undefined : id });
    },
    close() {
      change({ device: undefined });
      if (cause.current instanceof HTMLElement) cause.current.focus({ preventScroll: true });
    },
  };
}
