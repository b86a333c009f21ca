// The grid of a board: whatever is put down anywhere, no tile covers another and none leaves the grid.
import { boardColumns, tilesOverlap } from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byPlace,
  closeGaps,
  freePlace,
  intoGrid,
  type Placed,
  settle,
} from '../../../../web/panel/board/layout.ts';

/** Tiles that lie on the grid without covering each other. */
const tilesArbitrary = fc
  .array(
    fc.record({ w: fc.integer({ min: 1, max: 12 }), h: fc.integer({ min: 1, max: 6 }), skip: fc.nat(3) }),
    { minLength: 1, maxLength: 25 },
  )
  .map((sizes) => {
    const tiles: Placed[] = [];
    for (const [row, { w, h, skip }] of sizes.entries()) {
      const free = freePlace(tiles, { w, h })!;
      const y = tiles.some((tile) => tilesOverlap(tile, { ...free, y: free.y + skip }))
        ? free.y
        : free.y + skip;
      tiles.push({ id: `t${row}`, ...free, y });
    }
    return tiles;
  });

const placeArbitrary = fc.record({
  x: fc.double({ min: -5, max: 20, noNaN: true }),
  y: fc.double({ min: -5, max: 60, noNaN: true }),
  w: fc.double({ min: -2, max: 20, noNaN: true }),
  h: fc.double({ min: -2, max: 40, noNaN: true }),
});

function covering(tiles: readonly Placed[]): string[] {
  return tiles.flatMap((tile, row) =>
    tiles
      .slice(row + 1)
      .flatMap((other) => (tilesOverlap(tile, other) ? [`${tile.id} and ${other.id}`] : [])),
  );
}

describe('putting a tile down', () => {
  test('it lies where it was put, nothing covers anything, and others only move down', () => {
    fc.assert(
      fc.property(tilesArbitrary, fc.nat(), placeArbitrary, (tiles, which, wanted) => {
        const tile = tiles[which % tiles.length]!;
        const place = intoGrid(wanted, { w: 1, h: 1 });
        const after = settle(tiles, { ...tile, ...place })!;
        expect(covering(after)).toEqual([]);
        expect(after.map(({ id }) => id)).toEqual(tiles.map(({ id }) => id));
        for (const [row, before] of tiles.entries()) {
          const now = after[row]!;
          expect(now.x + now.w).toBeLessThanOrEqual(boardColumns);
          if (now.id === tile.id) expect(now).toEqual({ id: tile.id, ...place });
          else expect(now).toEqual({ ...before, y: Math.max(before.y, now.y) });
        }
      }),
    );
  });

  test('a tile that is covered goes below, and pushes the next one on', () => {
    const tiles: Placed[] = [
      { id: 'a', x: 0, y: 0, w: 4, h: 2 },
      { id: 'b', x: 0, y: 2, w: 4, h: 2 },
      { id: 'c', x: 6, y: 0, w: 4, h: 2 },
    ];
    const after = settle(tiles, { id: 'c', x: 0, y: 1, w: 4, h: 2 })!;
    expect(after.map(({ id, y }) => [id, y])).toEqual([
      ['a', 3],
      ['b', 5],
      ['c', 1],
    ]);
  });

  test('where there is no room below, nothing happens', () => {
    const tiles: Placed[] = [
      { id: 'a', x: 0, y: 199, w: 12, h: 1 },
      { id: 'b', x: 0, y: 0, w: 1, h: 1 },
    ];
    expect(settle(tiles, { id: 'b', x: 0, y: 199, w: 1, h: 1 })).toBeNull();
  });

  test('the least size of a tile is kept, and it stays on the grid', () => {
    expect(intoGrid({ x: 11.4, y: -3, w: 1, h: 0.2 }, { w: 3, h: 2 })).toEqual({ x: 9, y: 0, w: 3, h: 2 });
  });
});

test('closing gaps moves tiles up, in their order, without covering any', () => {
  fc.assert(
    fc.property(tilesArbitrary, (tiles) => {
      const after = closeGaps(tiles);
      expect(covering(after)).toEqual([]);
      for (const [row, before] of tiles.entries()) expect(after[row]!.y).toBeLessThanOrEqual(before.y);
      expect(closeGaps(after)).toEqual(after);
    }),
  );
});

test('reading order is from the top, and in a row from the left', () => {
  const tiles = [
    { x: 4, y: 1, w: 1, h: 1 },
    { x: 0, y: 1, w: 1, h: 1 },
    { x: 9, y: 0, w: 1, h: 1 },
  ];
  expect([...tiles].sort(byPlace).map(({ x }) => x)).toEqual([9, 0, 4]);
});
