// Labels of the site map make way for each other, and stay where they like to be when nothing is in the way.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Label, placeLabels, type Shift } from '../../../web/panel/format/label-places.ts';

const frame = { minX: 0, maxX: 400, minY: -40 };
const label = (x: number, y: number, width = 60, height = 20): Label => ({ x, y, width, height, stem: 16 });

function cover([a, shiftA]: [Label, Shift], [b, shiftB]: [Label, Shift]): boolean {
  const across = Math.abs(a.x + shiftA.dx - b.x - shiftB.dx) < (a.width + b.width) / 2;
  const middle = ({ y, stem, height }: Label, { dy }: Shift) => y - stem + dy - height / 2;
  return across && Math.abs(middle(a, shiftA) - middle(b, shiftB)) < (a.height + b.height) / 2;
}

test('labels far apart stay', () => {
  expect(placeLabels([label(80, 200), label(300, 200)], frame)).toEqual([
    { dx: 0, dy: 0 },
    { dx: 0, dy: 0 },
  ]);
});

test('of two at one place the first stays, the second goes aside or up', () => {
  const labels = [label(200, 200), label(204, 195)];
  const [first, second] = placeLabels(labels, frame) as [Shift, Shift];
  expect(first).toEqual({ dx: 0, dy: 0 });
  expect(second.dy).toBeLessThanOrEqual(0);
  expect(cover([labels[0]!, first], [labels[1]!, second])).toBe(false);
});

test('a label that would stick out of the frame is drawn in', () => {
  const [shift] = placeLabels([label(10, 200)], frame) as [Shift];
  expect(10 + shift.dx - 30).toBeGreaterThanOrEqual(0);
});

test('a few labels on a phone never cover each other', () => {
  const anywhere = fc.record({
    x: fc.integer({ min: 40, max: 360 }),
    y: fc.integer({ min: 60, max: 260 }),
    width: fc.integer({ min: 24, max: 70 }),
    height: fc.integer({ min: 15, max: 30 }),
    stem: fc.constant(16),
  });
  fc.assert(
    fc.property(fc.array(anywhere, { minLength: 2, maxLength: 7 }), (labels) => {
      const placed = placeLabels(labels, frame).map((shift, row): [Label, Shift] => [labels[row]!, shift]);
      for (const [row, one] of placed.entries()) {
        for (const other of placed.slice(row + 1)) expect(cover(one, other)).toBe(false);
      }
    }),
  );
});
