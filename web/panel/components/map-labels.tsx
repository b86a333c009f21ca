// The names over the buildings of the site map: links, sized in pixels, that make way for each other.
import type { AlarmPriority } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { BuildingView } from '../data/campus.ts';
import { priorityOrder } from '../format/alarms.ts';
import { type Label, placeLabels, type Shift } from '../format/label-places.ts';
import { type Box, breakText, centreOf, type Metres, project, textEms } from '../format/plan.ts';
import { MarkShape } from './priority-mark.tsx';
import type { MapBuilding } from './site-map.tsx';

const labelPx = 13;
/** Names without a box, on a narrow map. */
const plainLabelPx = 11;
const lineHeight = 1.35;
/** A label stands this far over its roof. */
const stemPx = 16;
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
export function labelsOf(
  buildings: readonly MapBuilding[],
  words: (text: BuildingView['name']) => string,
  { box, storeyM, unit, isNarrow }: LabelSettings,
): MapLabel[] {
  const sized = buildings.map((item) => {
    const { building, floors } = item;
    const worst = priorityOrder.find((priority) => floors.some((floor) => floor.worst === priority)) ?? null;
    const name = words(building.name);
    const lines = isNarrow && worst ? [] : labelLines(name);
    if (item.figure) lines.push(item.figure.words);
    const [cx, cy] = centreOf(building.outline);
    const isPlain = isNarrow && !isNotable(item);
    return {
      item,
      name,
      lines,
      worst,
      foot: project(cx, cy, floors.length * storeyM),
      ...(isPlain ? plainSize(lines) : boxSize(lines, worst)),
    };
  });
  const wishes: Label[] = sized.map(({ foot: [x, y], widthPx, heightPx }) => ({
    x: x / unit,
    y: y / unit,
    width: widthPx,
    height: heightPx,
    stem: stemPx,
  }));
  const frame = { minX: box.minX / unit, maxX: box.maxX / unit, minY: box.minY / unit };
  const shifts = placeLabels([...wishes].reverse(), frame).reverse();
  return sized.map((label, row) => ({ ...label, shift: shifts[row] ?? { dx: 0, dy: 0 } }));
}

function countOf({ floors }: MapBuilding): number {
  return floors.reduce((sum, { count }) => sum + count, 0);
}

/** Stands in a box also where there is little room. */
function isNotable(item: MapBuilding): boolean {
  return item.isOffline || countOf(item) > 0;
}

/** A name of three short lines at most; one that is longer still stands in one. */
function labelLines(name: string): string[] {
  const lines = breakText(name, 9, 3);
  return lines.length > 0 ? lines : [name];
}

function boxSize(lines: readonly string[], worst: AlarmPriority | null) {
  const besidePx = worst ? (lines.length > 0 ? 44 : 36) : 20;
  return {
    widthPx: widestEms(lines) * labelPx + besidePx,
    heightPx: Math.max(1, lines.length) * labelPx * lineHeight + 10,
  };
}

/** A name without a box. */
function plainSize(lines: readonly string[]) {
  return { widthPx: widestEms(lines) * plainLabelPx, heightPx: lines.length * plainLabelPx * lineHeight };
}

function widestEms(lines: readonly string[]): number {
  return Math.max(0, ...lines.map(textEms));
}

/** The building's name over its roof, a link to its floors. */
export function BuildingLabel({ label }: { label: MapLabel }) {
  const { t } = useTranslation();
  const { building, isOffline, figure } = label.item;
  const [x, y] = label.foot;
  const count = countOf(label.item);
  const state = isOffline ? t('overview.stateOffline') : t('overview.stateGood');
  const told = figure ? `, ${figure.words}` : '';
  return (
    <Link
      to="/buildings/$buildingId"
      params={{ buildingId: building.id }}
      className={`map-label${isNotable(label.item) ? ' is-notable' : ''}`}
      aria-label={`${label.name}: ${count > 0 ? t('overview.stateAlarms', { count }) : state}${told}`}
      data-building={building.id}
    >
      <g transform={`translate(${x} ${y})`}>
        <g className="plan-fixed">
          <LabelBox label={label} />
        </g>
      </g>
    </Link>
  );
}

/** A box on a stem, in pixels, its foot at the origin. */
function LabelBox({ label: { item, lines, worst, widthPx, heightPx, shift } }: { label: MapLabel }) {
  const figureRow = item.figure ? lines.length - 1 : -1;
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
        <text x={worst ? 12 : 0} y={`${0.36 - ((lines.length - 1) / 2) * lineHeight}em`}>
          {lines.map((words, row) => (
            <tspan
              key={words}
              className={row === figureRow ? 'map-figure' : undefined}
              x={worst ? 12 : 0}
              dy={row === 0 ? 0 : `${lineHeight}em`}
            >
              {words}
            </tspan>
          ))}
        </text>
      </g>
    </>
  );
}
