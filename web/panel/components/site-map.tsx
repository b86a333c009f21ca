// The site drawn at an angle: buildings as stacked floors, grey while normal, the floor with an alarm in its colour.
// The floors are for the pointer; by keyboard and screen reader the buildings are links, their floors stand in the rows.
import type { AlarmPriority } from '@campus/campus-model';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuildingView, FloorView } from '../data/campus.ts';
import { priorityOrder, rankOf } from '../format/alarms.ts';
import { type Label, placeLabels, type Shift } from '../format/label-places.ts';
import {
  type Box,
  boundsOf,
  breakText,
  centreOf,
  depthOf,
  type Metres,
  project,
  storey,
  textEms,
} from '../format/plan.ts';
import { useWords } from '../i18n/index.ts';
import { MarkShape } from './priority-mark.tsx';
import { typeScale, useWidth } from './use-size.ts';
import './site-map.css';

interface MapFloor {
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
const labelPx = 13;
/** Names without a box, on a narrow map. */
const plainLabelPx = 11;
/** Labels may reach so far over the drawing: the card leaves room for them. */
const overPx = 24;
/** A label stands this far over its roof. */
const stemPx = 16;
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
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
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

interface LabelSettings {
  readonly box: Box;
  readonly storeyM: number;
  /** Drawing units a pixel: labels keep their size however wide the drawing is. */
  readonly unit: number;
  readonly isNarrow: boolean;
}

interface MapLabel {
  readonly item: MapBuilding;
  readonly name: string;
  readonly lines: readonly string[];
  readonly worst: AlarmPriority | null;
  /** Where the stem stands on the roof, in drawing units. */
  readonly foot: Metres;
  /** Pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly shift: Shift;
}

/** The labels of all buildings, far to near; near ones keep their place, those behind them make way. */
function labelsOf(
  buildings: readonly MapBuilding[],
  words: (text: BuildingView['name']) => string,
  { box, storeyM, unit, isNarrow }: LabelSettings,
): MapLabel[] {
  const sized = buildings.map((item) => {
    const { building, floors, isOffline } = item;
    const worst = priorityOrder.find((priority) => floors.some((floor) => floor.worst === priority)) ?? null;
    const name = words(building.name);
    const lines = isNarrow && worst ? [] : labelLines(name);
    const [cx, cy] = centreOf(building.outline);
    const isPlain = isNarrow && !worst && !isOffline;
    return {
      item,
      name,
      lines,
      worst,
      foot: project(cx, cy, floors.length * storeyM),
      ...sizeOf(lines, worst, isPlain ? plainLabelPx : labelPx),
    };
  });
  const wishes: Label[] = sized.map(({ foot: [x, y], widthPx, heightPx }) => ({
    x: x / unit,
    y: y / unit,
    width: widthPx,
    height: heightPx,
    stem: stemPx,
  }));
  const frame = { minX: box.minX / unit, maxX: box.maxX / unit, minY: box.minY / unit - overPx };
  const shifts = placeLabels([...wishes].reverse(), frame).reverse();
  return sized.map((label, row) => ({ ...label, shift: shifts[row] ?? { dx: 0, dy: 0 } }));
}

/** A name of three short lines at most; one that is longer still stands in one. */
function labelLines(name: string): string[] {
  const lines = breakText(name, 9, 3);
  return lines.length > 0 ? lines : [name];
}

function sizeOf(lines: readonly string[], worst: AlarmPriority | null, typePx: number) {
  const beside = worst ? (lines.length > 0 ? 44 : 36) : 20;
  return {
    widthPx: Math.max(0, ...lines.map(textEms)) * typePx + beside,
    heightPx: Math.max(1, lines.length) * typePx * 1.35 + 10,
  };
}

/** The building's name over its roof, a link to the floor that needs a look, else to the lowest. */
function BuildingLabel({ label, unit }: { label: MapLabel; unit: number }) {
  const { t } = useTranslation();
  const { building, floors, isOffline } = label.item;
  const first = [...floors].sort((a, b) => rank(a) - rank(b))[0];
  if (!first) return null;
  const [x, y] = label.foot;
  const count = floors.reduce((sum, { count: own }) => sum + own, 0);
  const state = isOffline ? t('overview.stateOffline') : t('overview.stateGood');
  return (
    <Link
      to="/buildings/$buildingId/floors/$floorId"
      params={{ buildingId: building.id, floorId: first.floor.id }}
      className={`map-label${count > 0 || isOffline ? ' is-notable' : ''}`}
      aria-label={`${label.name}: ${count > 0 ? t('overview.stateAlarms', { count }) : state}`}
      data-building={building.id}
    >
      <g transform={`translate(${x} ${y}) scale(${unit})`}>
        <LabelBox label={label} />
      </g>
    </Link>
  );
}

/** A box on a stem, in pixels, its foot at the origin. */
function LabelBox({ label: { lines, worst, widthPx, heightPx, shift } }: { label: MapLabel }) {
  const rowPx = (heightPx - 10) / Math.max(1, lines.length);
  return (
    <>
      <path className="map-stem" d={`M0 0L${shift.dx} ${shift.dy - stemPx}`} />
      <g transform={`translate(${shift.dx} ${shift.dy - stemPx - heightPx / 2})`}>
        <rect x={-widthPx / 2} y={-heightPx / 2} width={widthPx} height={heightPx} rx="7" />
        {worst && (
          <g className={`mark-${worst}`} transform={`translate(${-widthPx / 2 + 8} -10) scale(0.84)`}>
            <MarkShape priority={worst} />
          </g>
        )}
        {lines.map((words, row) => (
          <text key={words} x={worst ? 12 : 0} y={(row - (lines.length - 1) / 2) * rowPx + rowPx * 0.27}>
            {words}
          </text>
        ))}
      </g>
    </>
  );
}

function rank({ worst }: MapFloor): number {
  return worst ? rankOf(worst) : priorityOrder.length;
}
