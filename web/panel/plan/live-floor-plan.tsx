// A floor with its live layer in a frame of its own: what a tile of a board shows. The page of a floor has more around it.
import { useTranslation } from 'react-i18next';
import type { BuildingView, FloorView } from '../data/campus.ts';
import type { Box } from '../format/plan.ts';
import type { FloorLayer } from '../format/search.ts';
import { useWords } from '../i18n/index.ts';
import { FloorDrawing, floorWorld, mostPxAMetre } from './floor-drawing.tsx';
import { PlanCanvas } from './plan-canvas.tsx';
import { useCamera } from './use-camera.ts';
import { useFloorEquipment, usePlanRooms } from './use-plan-rooms.ts';

interface LiveFloorPlanProps {
  readonly building: BuildingView;
  readonly floor: FloorView;
  readonly layer: FloorLayer;
  readonly className?: string;
}

/** Fills its parent. The wheel zooms with Ctrl held, as the page around it may be scrolled. */
export function LiveFloorPlan(props: LiveFloorPlanProps) {
  const world = floorWorld(props.floor);
  return world && <FramedFloor {...props} world={world} />;
}

function FramedFloor({ building, floor, layer, className, world }: LiveFloorPlanProps & { world: Box }) {
  const { t } = useTranslation();
  const words = useWords();
  const equipment = useFloorEquipment(building.id, floor.id);
  const rooms = usePlanRooms(floor, layer, equipment);
  const camera = useCamera({ world, mostScale: mostPxAMetre });
  const name = t('floor.plan', { place: `${words(building.name)} · ${words(floor.name)}` });
  return (
    <PlanCanvas camera={camera} name={name} className={className} wheel="held">
      {(view) => <FloorDrawing floor={floor} rooms={rooms} layer={layer} equipment={equipment} view={view} />}
    </PlanCanvas>
  );
}
