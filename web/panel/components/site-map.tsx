// The site drawn at an angle: buildings as stacked floors, grey while normal, the floor with an alarm in its colour.
// The floors are for the pointer; by keyboard and screen reader the buildings are links, their floors stand in the rows.
import type { AlarmPriority } from '@campus/campus-model';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuildingView, FloorView } from '../data/campus.ts';
import { type Box, boundsOf, centreOf, depthOf, type Metres, project, storey } from '../format/plan.ts';
import { useWords } from '../i18n/index.ts';
import { BuildingLabel, labelsOf } from './map-labels.tsx';
import { typeScale, useWidth } from './use-size.ts';
import './site-map.css';

export interface MapFloor {
  readonly floor: FloorView;
  readonly worst: AlarmPriority | null;
  readonly count: number;
}

export interface MapBuilding {
  readonly building: BuildingView;
  readonly isOffline: boolean;
  /** From the ground up. */
  readonly floors: readonly MapFloor[];
}

/** A storey is drawn at this share of the site's width, so that floors can be told apart and pressed. */
const storeyShare = 0.04;
/** A map narrower than this has no room for boxes with names. */
const narrowPx = 520;
const gridM = 20;

export function SiteMap({ buildings }: { buildings: readonly MapBuilding[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(frame);
  const view = useMemo(() => frameOf(buildings), [buildings]);
  const words = useWords();
  const { t } = useTranslation();
  if (!view) return null;
  const { box, storeyM, ground } = view;
  const unit = widthPx > 0 ? (typeScale() * (box.maxX - box.minX)) / widthPx : 0.25;
  const drawn = [...buildings].sort(
    (a, b) => depthOf(centreOf(b.building.outline)) - depthOf(centreOf(a.building.outline)),
  );
  const labels = labelsOf(drawn, words, { ...view, unit, isNarrow: widthPx < narrowPx });
  return (
    <div ref={frame} className={`site-map${widthPx < narrowPx ? ' is-narrow' : ''}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing has no fieldset */}
      <svg
        viewBox={`${box.minX} ${box.minY} ${box.maxX - box.minX} ${box.maxY - box.minY}`}
        role="group"
        aria-label={t('overview.map')}
      >
        <Ground ground={ground} />
        {drawn.map((item) => (
          <BuildingBlock key={item.building.id} item={item} storeyM={storeyM} />
        ))}
        {labels.map((label) => (
          <BuildingLabel key={label.item.building.id} label={label} unit={unit} />
        ))}
      </svg>
    </div>
  );
}

/** The ground under all buildings, with a grid that gives the eye a measure. */
function Ground({ ground: { minX, minY, maxX, maxY } }: { ground: Box }) {
  const corners: Metres[] = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ];
  const lines: string[] = [];
  for (let x = Math.ceil(minX / gridM) * gridM; x <= maxX; x += gridM) lines.push(line([x, minY], [x, maxY]));
  for (let y = Math.ceil(minY / gridM) * gridM; y <= maxY; y += gridM) lines.push(line([minX, y], [maxX, y]));
  return (
    <g>
      <polygon className="lawn" points={corners.map(([x, y]) => project(x, y, 0).join()).join(' ')} />
      <path className="lawn-grid" d={lines.join('')} />
    </g>
  );
}

function line([x1, y1]: Metres, [x2, y2]: Metres): string {
  return `M${project(x1, y1, 0).join(' ')}L${project(x2, y2, 0).join(' ')}`;
}

/** The drawing's box, the height of a storey, and the ground (metres). */
function frameOf(buildings: readonly MapBuilding[]): { box: Box; storeyM: number; ground: Box } | null {
  const site = boundsOf(buildings.flatMap(({ building }) => building.outline));
  if (!site) return null;
  const margin = (site.maxX - site.minX) * 0.05;
  const ground = {
    minX: site.minX - margin,
    minY: site.minY - margin,
    maxX: site.maxX + margin,
    maxY: site.maxY + margin,
  };
  const storeyM = (site.maxX - site.minX) * storeyShare;
  const corners = [
    project(ground.minX, ground.minY, 0),
    project(ground.maxX, ground.minY, 0),
    project(ground.maxX, ground.maxY, 0),
    project(ground.minX, ground.maxY, 0),
  ];
  const labels = buildings.flatMap(({ building, floors }) =>
    building.outline.map(([x, y]) => project(x, y, (floors.length + 2) * storeyM)),
  );
  const box = boundsOf([...corners, ...labels]);
  return box && { box, storeyM, ground };
}

function BuildingBlock({
  item: { building, floors, isOffline },
  storeyM,
}: {
  item: MapBuilding;
  storeyM: number;
}) {
  const navigate = useNavigate();
  return (
    <g className={`block${isOffline ? ' is-offline' : ''}`}>
      {floors.map(({ floor, worst }, level) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the same links stand in the rows
        <g
          key={floor.id}
          className={`storey${worst ? ` storey-${worst}` : ''}`}
          data-floor={floor.id}
          onClick={() =>
            void navigate({
              to: '/buildings/$buildingId/floors/$floorId',
              params: { buildingId: building.id, floorId: floor.id },
            })
          }
        >
          <StoreyShape building={building} low={level * storeyM} high={(level + 1) * storeyM} />
        </g>
      ))}
    </g>
  );
}

function StoreyShape({ building, low, high }: { building: BuildingView; low: number; high: number }) {
  const { walls, lid } = useMemo(() => storey(building.outline, low, high), [building, low, high]);
  return (
    <>
      {walls.map(({ points, isLit }) => (
        <polygon key={points} className={isLit ? 'wall wall-lit' : 'wall wall-shade'} points={points} />
      ))}
      <polygon className="lid" points={lid} />
    </>
  );
}
