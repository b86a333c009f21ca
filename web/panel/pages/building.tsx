// A building: its floors drawn one above the other in a layer's colours, and the same floors as a list.
import './floor.css';
import './building.css';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { MissingPage } from '../app/fallback-pages.tsx';
import { type BuildingView, useCampus } from '../data/campus.ts';
import type { FloorLayer } from '../format/search.ts';
import { useWords } from '../i18n/index.ts';
import { LayerTools } from '../plan/layer-tools.tsx';
import { BuildingStack } from './building/building-stack.tsx';
import { FloorList } from './building/floor-list.tsx';
import { FloorSwitch } from './floor/floor-switch.tsx';

const route = getRouteApi('/inside/buildings/$buildingId');

export function BuildingPage() {
  const { buildingId } = route.useParams();
  const building = useCampus().buildings.find(({ id }) => id === buildingId);
  return building ? <Building key={building.id} building={building} /> : <MissingPage />;
}

function Building({ building }: { building: BuildingView }) {
  const words = useWords();
  const navigate = useNavigate();
  const { layer = 'temperature' } = route.useSearch();
  const [active, setActive] = useState<string | null>(null);
  const floors = useMemo(() => [...building.floors].sort((a, b) => a.level - b.level), [building]);
  const choose = (chosen: FloorLayer) =>
    void navigate({ to: '.', search: { layer: chosen }, replace: true, resetScroll: false });
  return (
    <div className="page building-page">
      <div className="page-head">
        <h1>{words(building.name)}</h1>
        <FloorSwitch building={building} layer={layer} />
      </div>
      <LayerTools layer={layer} onChoose={choose} />
      <div className="floor-body">
        <BuildingStack
          building={building}
          floors={floors}
          layer={layer}
          active={active}
          onActive={setActive}
        />
        <FloorList building={building} floors={floors} layer={layer} active={active} onActive={setActive} />
      </div>
    </div>
  );
}
