// Outlines: area, crossings, what lies inside, as properties over made-up rooms.
import {
  areaM2,
  crossesItself,
  isWithin,
  outlineFault,
  outlineSchema,
  type PlanPoint,
  standsIn,
  wallDistanceM,
} from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const square: PlanPoint[] = [
  [0, 0],
  [4, 0],
  [4, 3],
  [0, 3],
];

/** Star-shaped around its middle: never crosses itself, often not convex. */
const room = fc
  .record({
    x: fc.integer({ min: -500, max: 500 }),
    y: fc.integer({ min: -500, max: 500 }),
    radii: fc.array(fc.integer({ min: 20, max: 120 }), { minLength: 3, maxLength: 24 }),
  })
  .map(({ x, y, radii }) =>
    radii.map((radius, row): PlanPoint => {
      const angle = (row / radii.length) * 2 * Math.PI;
      return [x / 10 + (Math.cos(angle) * radius) / 10, y / 10 + (Math.sin(angle) * radius) / 10];
    }),
  );

const turned = (outline: readonly PlanPoint[], angle: number, [dx, dy]: PlanPoint): PlanPoint[] =>
  outline.map(([x, y]) => [
    x * Math.cos(angle) - y * Math.sin(angle) + dx,
    x * Math.sin(angle) + y * Math.cos(angle) + dy,
  ]);

const place = fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 }));
const angle = fc.integer({ min: 0, max: 359 }).map((deg) => (deg / 180) * Math.PI);

describe('area', () => {
  test('of a rectangle', () => {
    expect(areaM2(square)).toBe(12);
  });

  test('does not change when a room is turned, moved or walked the other way round', () => {
    fc.assert(
      fc.property(room, angle, place, (outline, by, to) => {
        const area = areaM2(outline);
        expect(areaM2(turned(outline, by, to))).toBeCloseTo(area, 5);
        expect(areaM2([...outline].reverse())).toBeCloseTo(area, 8);
      }),
    );
  });
});

describe('crossing itself', () => {
  test('a room that is star-shaped does not, wherever it stands', () => {
    fc.assert(
      fc.property(room, angle, place, (outline, by, to) => {
        expect(crossesItself(turned(outline, by, to))).toBe(false);
      }),
    );
  });

  test('two corners exchanged in a rectangle do', () => {
    fc.assert(
      fc.property(angle, place, fc.integer({ min: 0, max: 3 }), (by, to, row) => {
        const corners = turned(square, by, to);
        const next = (row + 1) % 4;
        [corners[row], corners[next]] = [corners[next]!, corners[row]!];
        expect(crossesItself(corners)).toBe(true);
      }),
    );
  });

  test('a corner that touches another wall, or a wall that runs back, does', () => {
    expect(
      crossesItself([
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 0],
        [0, 4],
      ]),
    ).toBe(true);
    expect(
      crossesItself([
        [0, 0],
        [6, 0],
        [3, 0],
        [3, 4],
      ]),
    ).toBe(true);
  });
});

describe('inside', () => {
  test('the middle of a star-shaped room is inside, a far place is not', () => {
    fc.assert(
      fc.property(room, (outline) => {
        const middle: PlanPoint = [
          outline.reduce((sum, [x]) => sum + x, 0) / outline.length,
          outline.reduce((sum, [, y]) => sum + y, 0) / outline.length,
        ];
        const far: PlanPoint = [middle[0] + 1000, middle[1]];
        expect(isWithin(outline, far)).toBe(false);
        if (outline.every((corner) => Math.hypot(corner[0] - middle[0], corner[1] - middle[1]) > 1)) {
          expect(standsIn(outline, middle) || wallDistanceM(outline, middle) > 0).toBe(true);
        }
      }),
    );
  });

  test('what stands in a wall stands in the room', () => {
    expect(standsIn(square, [0, 1.5])).toBe(true);
    expect(standsIn(square, [-0.04, 1.5])).toBe(true);
    expect(standsIn(square, [-0.2, 1.5])).toBe(false);
    expect(isWithin(square, [2, 1])).toBe(true);
  });
});

test('the first fault is named, and the schema says it in words', () => {
  expect(outlineFault(square)).toBeNull();
  expect(outlineFault(square.slice(0, 2))).toBe('few-corners');
  expect(outlineFault([...square, [0, 3.01]])).toBe('short-wall');
  expect(outlineFault([square[0]!, square[1]!, square[3]!, square[2]!])).toBe('crossing');
  expect(outlineFault(square.map(([x, y]) => [x / 10, y / 10]))).toBe('small');
  const judged = outlineSchema.safeParse([square[0], square[1], square[3], square[2]]);
  expect(judged.error?.issues[0]?.message).toMatch(/not cross itself/);
});
