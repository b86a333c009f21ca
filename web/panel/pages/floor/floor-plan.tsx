// The drawing of a floor: rooms as shapes with name and value, equipment as symbols; it fits its frame or is zoomed.
import { type CSSProperties, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { typeScale, useHeight, useWidth } from '../../components/use-size.ts';
import type { FloorView } from '../../data/campus.ts';
import { boundsOf } from '../../format/plan.ts';
import type { FloorLayer } from '../../format/search.ts';
import { Equipment } from './equipment.tsx';
import type { PlanRoom } from './room.ts';
import { RoomMark, RoomShape } from './room-shape.tsx';

interface FloorPlanProps {
  readonly name: string;
  readonly floor: FloorView;
  readonly rooms: readonly PlanRoom[];
  readonly layer: FloorLayer;
}

const marginM = 1.2;
const zoomStep = 1.4;
const mostZoom = 6;

/** Below this many pixels a metre symbols would hide the values. */
const symbolPxAMetre = 13;

export function FloorPlan({ name, floor, rooms, layer }: FloorPlanProps) {
  const frame = useRef<HTMLElement>(null);
  const [zoom, setZoom] = useState(1);
  const widthPx = useWidth(frame);
  const heightPx = useHeight(frame);
  const box = useMemo(() => boundsOf(floor.spaces.flatMap((space) => space.outline)), [floor]);
  if (!box) return null;
  const widthM = box.maxX - box.minX + 2 * marginM;
  const heightM = box.maxY - box.minY + 2 * marginM;
  const scale = Math.min(widthPx / widthM, heightPx / heightM) * zoom;
  const unit = typeScale() / scale;
  return (
    <div className="card plan">
      <section
        className="plan-frame"
        ref={frame}
        aria-label={name}
        data-zoom={zoom.toFixed(2)}
        style={{ '--plan-ratio': heightM / widthM } as CSSProperties}
      >
        {scale > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: a drawing has no fieldset
          <svg
            width={widthM * scale}
            height={heightM * scale}
            viewBox={`${box.minX - marginM} ${-box.maxY - marginM} ${widthM} ${heightM}`}
            role="group"
            aria-label={name}
          >
            <rect
              className="plan-slab"
              x={box.minX - 0.3}
              y={-box.maxY - 0.3}
              width={widthM - 2 * marginM + 0.6}
              height={heightM - 2 * marginM + 0.6}
            />
            {rooms.map((room) => (
              <RoomShape key={room.space.id} room={room} layer={layer} unit={unit} />
            ))}
            {scale >= symbolPxAMetre && <Equipment rooms={rooms} unit={unit} />}
            <g className="plan-marks">
              {rooms.map((room) => (
                <RoomMark key={room.space.id} room={room} unit={unit} />
              ))}
            </g>
          </svg>
        )}
      </section>
      <ZoomTools zoom={zoom} onZoom={setZoom} />
    </div>
  );
}

function ZoomTools({ zoom, onZoom }: { zoom: number; onZoom: (zoom: number) => void }) {
  const { t } = useTranslation();
  return (
    <div className="plan-zoom">
      <button
        type="button"
        className="button button-icon"
        aria-label={t('floor.zoomOut')}
        disabled={zoom <= 1}
        onClick={() => onZoom(Math.max(1, zoom / zoomStep))}
      >
        <Icon name="minus" />
      </button>
      <button
        type="button"
        className="button button-icon"
        aria-label={t('floor.zoomFit')}
        disabled={zoom === 1}
        onClick={() => onZoom(1)}
      >
        <Icon name="fit" />
      </button>
      <button
        type="button"
        className="button button-icon"
        aria-label={t('floor.zoomIn')}
        disabled={zoom >= mostZoom}
        onClick={() => onZoom(Math.min(mostZoom, zoom * zoomStep))}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
