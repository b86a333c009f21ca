// The plan of the floor's page: the drawing under a camera that comes to the marked room, and the card of what was chosen.
import type { PlanEquipment } from '@campus/campus-model';
import { type CSSProperties, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FloorView } from '../../data/campus.ts';
import { type Box, boundsOf } from '../../format/plan.ts';
import type { FloorLayer } from '../../format/search.ts';
import type { CameraRig } from '../../plan/camera-rig.ts';
import { EquipmentCard } from '../../plan/equipment-card.tsx';
import { FloorDrawing, floorWorld, mostPxAMetre, worldBox } from '../../plan/floor-drawing.tsx';
import { PlanCanvas } from '../../plan/plan-canvas.tsx';
import type { PlanRoom } from '../../plan/room.ts';
import { ScaleBar } from '../../plan/scale-bar.tsx';
import { useCamera, useView } from '../../plan/use-camera.ts';

interface FloorPlanProps {
  readonly name: string;
  readonly floor: FloorView;
  readonly rooms: readonly PlanRoom[];
  readonly layer: FloorLayer;
  readonly equipment: readonly PlanEquipment[];
  readonly marked: string | null;
  readonly chosen: PlanEquipment | null;
  readonly onChoose: (equipment: PlanEquipment) => void;
  readonly onClose: () => void;
}

/** A marked room fills this share of the plan: its equipment can be told, and its neighbours are still seen. */
const markedShare = 0.6;

export function FloorPlan(props: FloorPlanProps) {
  const world = floorWorld(props.floor);
  return world && <FramedPlan {...props} world={world} />;
}

function FramedPlan(props: FloorPlanProps & { world: Box }) {
  const { name, floor, rooms, layer, equipment, marked, chosen, onChoose, onClose, world } = props;
  const camera = useCamera({ world, mostScale: mostPxAMetre, keptAs: floor.id });
  const view = useView(camera);
  const { t } = useTranslation();
  const card = useRef<HTMLDivElement>(null);
  useComingTo(camera, floor, marked, card);
  const ratio = (world.maxY - world.minY) / (world.maxX - world.minX);
  return (
    <div className="card plan" ref={card}>
      <PlanCanvas
        camera={camera}
        name={name}
        style={{ '--plan-ratio': ratio } as CSSProperties}
        over={chosen && <EquipmentCard key={chosen.id} equipment={chosen} onClose={onClose} />}
        foot={
          <div className="plan-foot">
            {view && <ScaleBar view={view} />}
            <p className="plan-hint">{t('floor.keys')}</p>
          </div>
        }
      >
        {(view) => (
          <FloorDrawing
            floor={floor}
            rooms={rooms}
            layer={layer}
            equipment={equipment}
            view={view}
            marked={marked}
            chosen={chosen?.id ?? null}
            onChoose={onChoose}
          />
        )}
      </PlanCanvas>
    </div>
  );
}

/** The camera comes to a room when it is marked, and the plan into the window. */
function useComingTo(
  camera: CameraRig,
  floor: FloorView,
  marked: string | null,
  card: { readonly current: HTMLElement | null },
): void {
  const isLaidOut = useView(camera) !== null;
  useEffect(() => {
    const space = floor.spaces.find(({ id }) => id === marked);
    const box = space && boundsOf(space.outline);
    if (!isLaidOut || !box) return;
    camera.show(worldBox(box), markedShare);
    card.current?.scrollIntoView({ block: 'nearest' });
  }, [camera, floor, marked, isLaidOut, card]);
}
