// Descriptions of all points of a board, asked for in one go and handed to its tiles.
import type { PointView, Tile } from '@campus/campus-model';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { pointsQuery } from '../data/points.ts';

type Points = ReadonlyMap<string, PointView>;

/** Undefined while they are on their way. */
const TilePoints = createContext<Points | undefined>(undefined);

export function pointIdsOf(tile: Tile): readonly string[] {
  if (tile.kind === 'value') return [tile.settings.point];
  return tile.kind === 'trend' || tile.kind === 'bars' ? tile.settings.points : [];
}

export function TilePointsOf({ tiles, children }: { tiles: readonly Tile[]; children: ReactNode }) {
  const ids = useMemo(() => [...new Set(tiles.flatMap(pointIdsOf))].sort(), [tiles]);
  const { data } = useQuery({
    ...pointsQuery(ids),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  return <TilePoints value={data}>{children}</TilePoints>;
}

/** Null where the campus has no such point; undefined while that is not known. */
export function useTilePoint(pointId: string): PointView | null | undefined {
  const points = useContext(TilePoints);
  return points && (points.get(pointId) ?? null);
}

/** Those of the points that the campus has; undefined while that is not known. */
export function useTilePoints(pointIds: readonly string[]): readonly PointView[] | undefined {
  const points = useContext(TilePoints);
  return useMemo(() => points && pointIds.flatMap((id) => points.get(id) ?? []), [points, pointIds]);
}
