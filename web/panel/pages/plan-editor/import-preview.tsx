// The preview of an import over the rooms as they are: outlines with their numbers, other lines thin. Two presses measure a
// line whose length is known.
import { type MouseEvent, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { boundsOf, centreOf, type Metres, svgPoints } from '../../format/plan.ts';
import { type Candidate, type Placement, placed } from '../../plan-import/candidates.ts';
import type { ImportedPlan } from '../../plan-import/imported.ts';
import { useDesk } from './desk.ts';
import type { Choices } from './take-over.ts';

/** A line that is being measured, in metres at the present scale. */
export interface Measured {
  readonly from: Metres;
  readonly to: Metres | null;
  /** Whether `from` was set. */
  readonly isBegun: boolean;
}

interface PreviewProps {
  readonly plan: ImportedPlan;
  readonly placement: Placement;
  readonly candidates: readonly Candidate[];
  readonly choices: Choices;
  readonly measured: Measured | null;
  readonly onMeasured: (measured: Measured) => void;
}

const airShare = 0.04;
/** More lines than this are not drawn in the preview. */
const mostLines = 4_000;

export function ImportPreview({ plan, placement, candidates, choices, measured, onMeasured }: PreviewProps) {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const drawing = useRef<SVGSVGElement>(null);
  const path = useMemo(() => linesPath(plan, placement), [plan, placement]);
  const world = useMemo(() => {
    const box = boundsOf([
      ...[...plan.outlines.map(({ points }) => points), ...plan.lines]
        .flat()
        .map((point) => placed(point, placement)),
      ...edit.floor.spaces.flatMap(({ outline }) => outline),
    ]) ?? { minX: 0, minY: 0, maxX: 1, maxY: 1 };
    const air = Math.max(box.maxX - box.minX, box.maxY - box.minY) * airShare;
    return {
      x: box.minX - air,
      y: -box.maxY - air,
      w: box.maxX - box.minX + 2 * air,
      h: box.maxY - box.minY + 2 * air,
    };
  }, [plan, placement, edit.floor.spaces]);
  const press = (event: MouseEvent) => {
    const at = drawing.current && placeOn(drawing.current, event);
    if (!measured || !at) return;
    if (!measured.isBegun || measured.to) onMeasured({ from: at, to: null, isBegun: true });
    else onMeasured({ ...measured, to: at });
  };
  const size = Math.max(world.w, world.h);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard the scale is given by the width of the whole
    <svg
      ref={drawing}
      className={`plan-preview${measured ? ' is-measuring' : ''}`}
      viewBox={`${world.x} ${world.y} ${world.w} ${world.h}`}
      role="img"
      aria-label={t('planEdit.preview', { count: candidates.length })}
      onClick={press}
    >
      {edit.floor.spaces.map(({ id, outline }) => (
        <polygon key={id} className="preview-known" points={svgPoints(outline)} />
      ))}
      <path className="preview-line" d={path} />
      {candidates.map(({ outline }, row) => {
        const [x, y] = centreOf(outline);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: outlines of a file have no names but their order
          <g key={row} className={`preview-outline${choices[row] === undefined ? '' : ' is-taken'}`}>
            <polygon points={svgPoints(outline)} />
            <text x={x} y={-y} fontSize={size / 34} dy="0.35em">
              {row + 1}
            </text>
          </g>
        );
      })}
      {measured?.isBegun && (
        <polyline
          className="preview-measure"
          points={svgPoints(measured.to ? [measured.from, measured.to] : [measured.from])}
        />
      )}
      {measured?.isBegun && (
        <circle className="preview-mark" cx={measured.from[0]} cy={-measured.from[1]} r={size / 160} />
      )}
    </svg>
  );
}

function linesPath(plan: ImportedPlan, placement: Placement): string {
  return plan.lines
    .slice(0, mostLines)
    .map((line) => {
      const points = line.map((point) => placed(point, placement));
      return `M${points.map(([x, y]) => `${x.toFixed(2)} ${(-y).toFixed(2)}`).join('L')}`;
    })
    .join('');
}

function placeOn(drawing: SVGSVGElement, { clientX, clientY }: MouseEvent): Metres | null {
  const matrix = drawing.getScreenCTM();
  if (!matrix) return null;
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
  return [x, -y];
}
