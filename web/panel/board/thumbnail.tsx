// A board in small: where its tiles lie, each with the icon of its kind.
import { type BoardSummary, boardColumns, type TileKind } from '@campus/campus-model';
import { iconPath } from '../components/icon.tsx';
import { tileIcon, tileKinds } from './tile-kinds.ts';

const cell = { width: 20, height: 15, gap: 2 };
/** Rows that the picture has room for. */
const shownRows = 9;
const iconUnits = 12;

export function Thumbnail({ tiles }: Pick<BoardSummary, 'tiles'>) {
  const shown = tiles.filter(({ y }) => y < shownRows);
  return (
    <svg
      className="thumbnail"
      viewBox={`0 0 ${boardColumns * cell.width} ${shownRows * cell.height}`}
      aria-hidden="true"
      focusable="false"
    >
      {shown.map(({ kind, x, y, w, h }) => (
        <g key={`${x}/${y}`} transform={`translate(${x * cell.width} ${y * cell.height})`}>
          <rect width={w * cell.width - cell.gap} height={h * cell.height - cell.gap} rx="2" />
          <path
            d={iconPath(tileIcon(knownKind(kind)))}
            transform={`translate(${(w * cell.width - cell.gap - iconUnits) / 2} ${(h * cell.height - cell.gap - iconUnits) / 2}) scale(${iconUnits / 24})`}
          />
        </g>
      ))}
    </svg>
  );
}

function knownKind(kind: string): TileKind {
  return tileKinds.find((each) => each === kind) ?? 'text';
}
