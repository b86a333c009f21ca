// A floor in the colours of a layer.
import type { TileOf } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { useCampus } from '../../data/campus.ts';
import { LiveFloorPlan } from '../../plan/index.ts';
import { TileNote } from '../tile-note.tsx';

export function PlanTile({ settings: { floor: floorId, layer } }: { settings: TileOf<'plan'>['settings'] }) {
  const { t } = useTranslation();
  const { buildings } = useCampus();
  const building = buildings.find(({ floors }) => floors.some(({ id }) => id === floorId));
  const floor = building?.floors.find(({ id }) => id === floorId);
  if (!building || !floor) return <TileNote icon="search" words={t('board.noFloor')} />;
  return (
    <LiveFloorPlan key={floorId} building={building} floor={floor} layer={layer} className="plan-tile" />
  );
}
