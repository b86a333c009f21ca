// Drawing plans: snapping, corners, rooms with their equipment, doors in walls, undo, drafts, imports taken over.
import {
  areaM2,
  drawnFloor,
  emptyDrawing,
  isWithin,
  nearestOnWall,
  type PlanPoint,
  standsIn,
  wallsOf,
} from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  freeId,
  withAdded,
  withDoor,
  withNewOutline,
  withNorth,
  withOutline,
  withoutAdded,
  withoutOutline,
  withSpaceMoved,
} from '../../../web/panel/pages/plan-editor/changes.ts';
import {
  carriedOver,
  middleOf,
  movedBy,
  type Ring,
  withNewCorner,
  withoutCorner,
} from '../../../web/panel/pages/plan-editor/corners.ts';
import { alongWall, doorNear, onWallOf, turned } from '../../../web/panel/pages/plan-editor/door-places.ts';
import {
  gridM,
  guidesOf,
  snapped,
  snappedMove,
  surroundingsOf,
} from '../../../web/panel/pages/plan-editor/snap.ts';
import { box, described, floor, text } from './plan-editor-floor.ts';

const r1 = floor.spaces[0]!;
const metre = fc.integer({ min: -3000, max: 3000 }).map((cm) => cm / 100);
const point = fc.tuple(metre, metre);

describe('snapping', () => {
  const around = (guides: Parameters<typeof surroundingsOf>[1] = []) =>
    surroundingsOf([box(0, 0, 8, 7)], guides, 0.3);

  test('a corner goes before a right angle, that before a wall, that before the grid', () => {
    const guides = guidesOf([{ at: [20, 3] }]);
    expect(snapped([8.1, 6.9], around(guides))).toEqual({ at: [8, 7], to: 'corner' });
    expect(snapped([12.34, 3.2], around(guides))).toEqual({ at: [12.3, 3], to: 'angle' });
    expect(snapped([8.2, 1.23], around())).toEqual({ at: [8, 1.23], to: 'wall' });
    expect(snapped([12.34, 3.27], around())).toEqual({ at: [12.3, 3.3], to: 'grid' });
  });

  test('where two guides cross, or a guide and a wall, the crossing is meant', () => {
    const guides = guidesOf([{ at: [20, 3] }, { at: [12, 30] }]);
    expect(snapped([12.1, 3.1], around(guides)).at).toEqual([12, 3]);
    expect(snapped([8.1, 3.1], around(guidesOf([{ at: [20, 3] }]))).at).toEqual([8, 3]);
  });

  test('square to a slanted wall', () => {
    const guides = guidesOf([{ at: [10, 10], beyond: [13, 14] }]);
    const { at, to } = snapped([14.1, 7.1], surroundingsOf([], guides, 0.3));
    expect(to).toBe('angle');
    expect((at[0] - 10) * 3 + (at[1] - 10) * 4).toBeCloseTo(0, 1);
  });

  test('nothing moves farther than the reach, or half a step of the grid', () => {
    fc.assert(
      fc.property(point, point, point, (at, a, b) => {
        const guides = guidesOf([{ at: a, beyond: b }]);
        const { at: kept } = snapped(at, around(guides));
        const moved = Math.hypot(kept[0] - at[0], kept[1] - at[1]);
        expect(moved).toBeLessThanOrEqual(0.3 + gridM);
      }),
    );
  });

  test('a whole room meets its neighbour corner to corner, else it goes by steps', () => {
    expect(snappedMove(box(20, 0, 4, 7), [-3.9, 0.1], [box(0, 0, 16, 7)], 0.3)).toEqual([-4, 0]);
    const [dx, dy] = snappedMove(box(20, 0, 4, 7), [5.234, 0.077], [box(0, 0, 16, 7)], 0.3);
    expect([dx, dy].map((each) => Math.round(each * 10) / 10)).toEqual([5.2, 0.1]);
  });
});

describe('corners', () => {
  test('put in and taken out again the room is as it was; three stay', () => {
    fc.assert(
      fc.property(fc.nat(3), point, (row, at) => {
        const ring = box(1, 2, 8, 7);
        expect(withoutCorner(withNewCorner(ring, row, at), row + 1)).toEqual(ring);
      }),
    );
    const three = box(0, 0, 4, 4).slice(1);
    expect(withoutCorner(three, 0)).toEqual(three);
  });

  test('moved and moved back, and its area stays', () => {
    fc.assert(
      fc.property(point, (by) => {
        const ring = box(1, 2, 8, 7);
        const there = movedBy(ring, by);
        expect(areaM2(there)).toBeCloseTo(56, 6);
        expect(movedBy(there, [-by[0], -by[1]])).toEqual(ring);
      }),
    );
  });

  test('the middle of a crooked room is inside it', () => {
    const crooked: Ring = [
      [0, 0],
      [10, 0],
      [10, 2],
      [2, 2],
      [2, 10],
      [0, 10],
    ];
    expect(isWithin(crooked, middleOf(crooked))).toBe(true);
  });

  test('carried over into another outline things stand at the same share, or nowhere', () => {
    expect(carriedOver([2, 3.5], box(0, 0, 8, 7), box(100, 50, 4, 14))).toEqual([101, 57]);
    const corner: Ring = [
      [0, 0],
      [8, 0],
      [0, 7],
    ];
    expect(carriedOver([7, 6], box(0, 0, 8, 7), corner)).toBeNull();
  });
});

describe('rooms', () => {
  test('a room moves with its equipment and its own doors', () => {
    const drawing = withDoor(emptyDrawing, {
      id: 'd',
      at: [4, 0],
      widthM: 0.9,
      angleDeg: 0,
      spaceIds: ['r1'],
    });
    const moved = withSpaceMoved(drawing, drawnFloor(described, drawing), r1, [10, 1]);
    expect(moved.spaces.r1).toEqual(box(10, 1, 8, 7));
    expect(moved.devices).toEqual({ lamp: [12, 3] });
    expect(moved.doors[0]!.at).toEqual([14, 1]);
  });

  test('with a new outline nothing of it stands outside', () => {
    const outline = box(30, 0, 4, 4);
    const drawing = withDoor(emptyDrawing, {
      id: 'd',
      at: [4, 0],
      widthM: 0.9,
      angleDeg: 0,
      spaceIds: ['r1'],
    });
    const next = withNewOutline(drawing, drawnFloor(described, drawing), r1, outline);
    const { devices } = drawnFloor(described, next);
    for (const { spaceId, at } of devices)
      if (spaceId === 'r1' && at) expect(standsIn(outline, at)).toBe(true);
    expect(devices.find(({ id }) => id === 'far')!.at).toEqual([9, 1]);
    const onWall = Math.min(
      ...wallsOf(outline).map((wall) => nearestOnWall(wall, next.doors[0]!.at).distanceM),
    );
    expect(onWall).toBeLessThan(0.01);
  });

  test('back to the description nothing of the drawing is left of it', () => {
    const drawn = withOutline(emptyDrawing, r1, box(0, 0, 9, 9));
    expect(withoutOutline(drawn, 'r1')).toEqual(emptyDrawing);
  });

  test('an added room goes with its doors, but for those that are another room too', () => {
    const id = freeId('f1-new', ['f1-new-1', 'f1-new-3']);
    expect(id).toBe('f1-new-2');
    let drawing = withAdded(emptyDrawing, {
      id,
      name: text('store'),
      kind: 'office',
      outline: box(20, 0, 3, 3),
    });
    drawing = withDoor(drawing, { id: 'a', at: [20, 1], widthM: 0.9, angleDeg: 90, spaceIds: [id] });
    drawing = withDoor(drawing, { id: 'b', at: [20, 2], widthM: 0.9, angleDeg: 90, spaceIds: [id, 'r2'] });
    const left = withoutAdded(drawing, id);
    expect(left).toEqual({
      ...emptyDrawing,
      doors: [{ id: 'b', at: [20, 2], widthM: 0.9, angleDeg: 90, spaceIds: ['r2'] }],
    });
  });

  test('north is an angle of a circle', () => {
    expect([-90, 360, 725.4].map((deg) => withNorth(emptyDrawing, deg).northDeg)).toEqual([270, 0, 5]);
  });
});

describe('doors', () => {
  const spaces = floor.spaces;

  test('in the nearest wall, with the rooms on both sides', () => {
    expect(doorNear(spaces, [3.02, 6.6])).toEqual({
      at: [3, 7],
      widthM: 0.9,
      angleDeg: 180,
      spaceIds: ['r1', 'c'],
    });
    expect(doorNear(spaces, [3, -0.4])).toMatchObject({ at: [3, 0], spaceIds: ['r1'] });
    expect(doorNear(spaces, [100, 100])).toBeNull();
  });

  test('wherever it is put it lies in a wall as a whole', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.double({ min: -1, max: 17, noNaN: true }), fc.double({ min: -1, max: 10, noNaN: true })),
        (at) => {
          const door = doorNear(spaces, at);
          if (!door) return;
          const angle = (door.angleDeg / 180) * Math.PI;
          const ends = [-1, 1].map(
            (way): PlanPoint => [
              door.at[0] + (Math.cos(angle) * way * door.widthM) / 2,
              door.at[1] + (Math.sin(angle) * way * door.widthM) / 2,
            ],
          );
          const walls = wallsOf(spaces.find(({ id }) => id === door.spaceIds[0])!.outline);
          expect(walls.some((wall) => ends.every((end) => nearestOnWall(wall, end).distanceM < 0.02))).toBe(
            true,
          );
        },
      ),
    );
  });

  test('moved along it stops before the corner; turned twice it is as it was', () => {
    const door = { id: 'd', ...doorNear(spaces, [3, -0.1])! };
    expect(alongWall(spaces, door, 100).at).toEqual([7.55, 0]);
    expect(alongWall(spaces, door, -100).at).toEqual([0.45, 0]);
    expect(turned(turned(door))).toEqual(door);
  });

  test('a door wider than every wall has no place', () => {
    expect(
      onWallOf([{ id: 'r1', outline: box(0, 0, 2, 2) }], {
        id: 'd',
        at: [1, 0],
        widthM: 3,
        angleDeg: 0,
        spaceIds: ['r1'],
      }),
    ).toBeNull();
  });
});
