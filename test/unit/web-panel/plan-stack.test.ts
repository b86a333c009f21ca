// A building drawn floor by floor: the chosen floor is laid bare, and the whole fits its frame.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fittingShare, heightM, mostShare, stackOf } from '../../../web/panel/plan/stack.ts';
import { outlines } from './campus-shapes.ts';

const floors = fc.integer({ min: 1, max: 40 });
const shares = fc.double({ min: 0.08, max: mostShare, noNaN: true });

test('above a chosen floor nothing covers it, and no floor leaves the frame', () => {
  fc.assert(
    fc.property(fc.array(outlines, { minLength: 1, maxLength: 6 }), floors, shares, (rooms, count, share) => {
      const stack = stackOf(rooms, count, share);
      if (!stack) return;
      const depth = stack.floor.maxY - stack.floor.minY;
      for (let active = 0; active < count; active += 1) {
        const own = heightM(stack, active, active);
        if (active + 1 < count)
          expect(heightM(stack, active + 1, active) - own).toBeGreaterThanOrEqual(depth - 1e-6);
        const top = stack.floor.minY - heightM(stack, count - 1, active);
        expect(top).toBeGreaterThanOrEqual(stack.world.minY);
      }
    }),
  );
});

describe('how far apart', () => {
  const floor = { minX: 0, maxX: 43, minY: -14, maxY: 0 };

  test('three floors are wholly apart in a high frame, twelve are near but told apart', () => {
    expect(fittingShare(floor, 3, 2)).toBe(mostShare);
    expect(fittingShare(floor, 12, 0.7)).toBeGreaterThanOrEqual(0.16);
    expect(fittingShare(floor, 12, 0.7)).toBeLessThan(0.3);
    expect(fittingShare(floor, 1, 0.7)).toBe(mostShare);
  });

  test('a building without outlines is not drawn', () => {
    expect(stackOf([], 3, 1)).toBeNull();
  });
});
