// The site drawn at an angle: buildings as stacked floors, grey while normal, the floor with an alarm in its colour.
// The floors are for the pointer; by keyboard and screen reader the buildings are links, their floors stand in the rows.
import type { AlarmPriority } from '@campus/campus-model';
import { useNavigate } from '@tanstack/react-router';
import { type CSSProperties, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuildingView, FloorView } from '../data/campus.ts';
import { type Box, boundsOf, centreOf, depthOf, type Metres, project, storey } from '../format/plan.ts';
import { useWords } from '../i18n/index.ts';
import type { View } from '../plan/camera-rig.ts';
import { PlanCanvas } from '../plan/plan-canvas.tsx';
import { useCamera } from '../plan/use-camera.ts';
import { BuildingLabel, labelsOf } from './map-labels.tsx';
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
  /** What the layer measures of the building, in words, and the CSS colour of its roof; null where the layer is of alarms. */
  readonly figure: { readonly words: string; readonly fill: string } | null;
}

/** A storey is drawn at this share of the site's width, so that floors can be told apart and pressed. */
const storeyShare = 0.04;
/** A map drawn narrower than this has no room for boxes with names. */
const narrowPx = 520;
const gridM = 20;
/** Names over the rearmost roofs reach over the drawing: so much of its width is left free for them. */
const overShare = 0.06;
const mostPxAMetre = 16;

interface SiteFrame {
  readonly world: Box;
  readonly storeyM: number;
  readonly ground: Box;
}

/** `name` says what the map shows. */
export function SiteMap({ buildings, name }: { buildings: readonly MapBuilding[]; name: string }) {
  const site = useMemo(() => frameOf(buildings), [buildings]);
  return site && <FramedSite buildings={buildings} name={name} site={site} />;
}

interface FramedSiteProps {
  readonly buildings: readonly MapBuilding[];
  readonly name: string;
  readonly site: SiteFrame;
}

function FramedSite({ buildings, name, site }: FramedSiteProps) {
  const { t } = useTranslation();
  const { world } = site;
  const camera = useCamera({ world, mostScale: mostPxAMetre, keptAs: 'site' });
  const ratio = (world.maxX - world.minX) / (world.maxY - world.minY);
  return (
    <PlanCanvas
      camera={camera}
      name={name}
      className="site-map"
      style={{ '--map-ratio': ratio } as CSSProperties}
      wheel="held"
      foot={<p className="plan-hint">{t('overview.mapHint')}</p>}
    >
      {(view) => <SiteDrawing buildings={buildings} site={site} view={view} />}
    </PlanCanvas>
  );
}

function SiteDrawing({ buildings, site, view }: Omit<FramedSiteProps, 'name'> & { view: View }) {
  const words = useWords();
  const { world, storeyM, ground } = site;
  const drawn = useMemo(() => farFirst(buildings), [buildings]);
  const isNarrow = (world.maxX - world.minX) * view.scale < narrowPx;
  const labels = labelsOf(drawn, words, { box: world, storeyM, unit: view.unit, isNarrow });
  return (
    <g className={isNarrow ? 'is-narrow' : undefined}>
      <Ground ground={ground} />
      {drawn.map((item) => (
        <BuildingBlock key={item.building.id} item={item} storeyM={storeyM} />
      ))}
      {labels.map((label) => (
        <BuildingLabel key={label.item.building.id} label={label} />
      ))}
    </g>
  );
}

function farFirst(buildings: readonly MapBuilding[]): MapBuilding[] {
  const depth = ({ building }: MapBuilding) => depthOf(centreOf(building.outline));
  return [...buildings].sort((a, b) => depth(b) - depth(a));
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
function frameOf(buildings: readonly MapBuilding[]): SiteFrame | null {
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
  if (!box) return null;
  const world = { ...box, minY: box.minY - (box.maxX - box.minX) * overShare };
  return { world, storeyM, ground };
}

function BuildingBlock({ item, storeyM }: { item: MapBuilding; storeyM: number }) {
  const { building, floors, isOffline, figure } = item;
  const navigate = useNavigate();
  return (
    <g className={`block${isOffline ? ' is-offline' : ''}`}>
      {floors.map(({ floor, worst }, level) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the same links stand in the rows
        <g
          key={floor.id}
          className={`storey${worst && (!figure || worst === 'critical') ? ` storey-${worst}` : ''}`}
          data-floor={floor.id}
          data-tap
          onClick={() =>
            void navigate({
              to: '/buildings/$buildingId/floors/$floorId',
              params: { buildingId: building.id, floorId: floor.id },
            })
          }
        >
          <StoreyShape
            building={building}
            low={level * storeyM}
            high={(level + 1) * storeyM}
            roof={level === floors.length - 1 ? (figure?.fill ?? null) : null}
          />
        </g>
      ))}
    </g>
  );
}

interface StoreyProps {
  readonly building: BuildingView;
  readonly low: number;
  readonly high: number;
  readonly roof: string | null;
}

function StoreyShape({ building, low, high, roof }: StoreyProps) {
  const { walls, lid } = useMemo(() => storey(building.outline, low, high), [building, low, high]);
  return (
    <>
      {walls.map(({ points, isLit }) => (
        <polygon key={points} className={isLit ? 'wall wall-lit' : 'wall wall-shade'} points={points} />
      ))}
      <polygon className="lid" points={lid} style={roof ? { fill: roof } : undefined} />
    </>
  );
}
