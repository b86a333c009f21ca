// Rooms as fast-check makes them: upright, L-shaped, round, slanted; for the tests of plans.
import fc from 'fast-check';
import type { Metres } from '../../../web/panel/format/plan.ts';

const size = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Any simple outline around a middle: corners at rising angles, each at its own distance. */
export const starOutlines: fc.Arbitrary<Metres[]> = fc
  .record({
    x: size(-200, 200),
    y: size(-200, 200),
    reaches: fc.array(size(1, 20), { minLength: 3, maxLength: 14 }),
    turn: size(0, 6),
  })
  .map(({ x, y, reaches, turn }) =>
    reaches.map((reach, row) => {
      const angle = turn + (row / reaches.length) * 2 * Math.PI;
      return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)] as const;
    }),
  );

/** A room with a corner cut out. */
export const cornerOutlines: fc.Arbitrary<Metres[]> = fc
  .record({ width: size(3, 60), depth: size(3, 40), cutX: size(0.2, 0.8), cutY: size(0.2, 0.8) })
  .map(({ width, depth, cutX, cutY }) => [
    [0, 0],
    [width, 0],
    [width, depth * cutY],
    [width * cutX, depth * cutY],
    [width * cutX, depth],
    [0, depth],
  ]);

export const outlines = fc.oneof(starOutlines, cornerOutlines);
