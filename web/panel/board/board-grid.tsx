// The tiles of a board where they lie. On a wide page a cell has a fixed height; on a wall the rows fill the screen; on a
// phone tiles follow each other in reading order.
import type { Tile } from '@campus/campus-model';
import { type CSSProperties, useMemo } from 'react';
import { byPlace, rowsOf } from './layout.ts';
import { TileCard } from './tile.tsx';
import { TilePointsOf } from './tile-points.tsx';
import './board.css';
import './tiles.css';
import './drawn-tiles.css';

/** On a phone a tile up to this wide shares its row with another. */
const widestHalf = 3;

export function BoardGrid({ tiles, label }: { tiles: readonly Tile[]; label: string }) {
  const inOrder = useMemo(() => [...tiles].sort(byPlace), [tiles]);
  return (
    <TilePointsOf tiles={tiles}>
      <ul
        className="board-grid"
        aria-label={label}
        style={{ '--rows': Math.max(1, rowsOf(tiles)) } as CSSProperties}
      >
        {inOrder.map((tile) => (
          <li key={tile.id} className={tile.w <= widestHalf ? 'is-half' : undefined} style={placeStyle(tile)}>
            <TileCard tile={tile} />
          </li>
        ))}
      </ul>
    </TilePointsOf>
  );
}

/** Where a tile lies, for the style sheet. */
export function placeStyle({ x, y, w, h }: Pick<Tile, 'x' | 'y' | 'w' | 'h'>): CSSProperties {
  return { '--x': x + 1, '--y': y + 1, '--w': w, '--h': h } as CSSProperties;
}
