// The ground of the drawing: a line a metre, or five, and the lines of an import to draw by.
import type { Backdrop } from '@campus/campus-model';
import { memo } from 'react';
import type { Box } from '../../format/plan.ts';
import type { View } from '../../plan/index.ts';

/** Lines nearer than this would be a grey field. */
const leastPx = 14;
const spacingsM = [1, 5, 10, 50];

export function GridLines({ view }: { view: View }) {
  const spacing = spacingsM.find((each) => each * view.scale >= leastPx) ?? 100;
  return <path className="edit-grid-lines" d={linesIn(view.seen, spacing)} />;
}

function linesIn({ minX, minY, maxX, maxY }: Box, spacing: number): string {
  const first = (low: number) => Math.ceil(low / spacing) * spacing;
  let path = '';
  for (let x = first(minX); x <= maxX; x += spacing) path += `M${x} ${minY}V${maxY}`;
  for (let y = first(minY); y <= maxY; y += spacing) path += `M${minX} ${y}H${maxX}`;
  return path;
}

export const BackdropLines = memo(function BackdropLines({ backdrop }: { backdrop: Backdrop }) {
  const path = backdrop.lines.map((line) => `M${line.map(([x, y]) => `${x} ${-y}`).join('L')}`).join('');
  return <path className="edit-backdrop" d={path} />;
});
