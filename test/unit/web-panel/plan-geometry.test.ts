// What is drawn in rooms of any shape: words, symbols and doors stay inside and off each other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Box, Metres } from '../../../web/panel/format/plan.ts';
import { doorsOf } from '../../../web/panel/plan/doors.ts';
import { innerBox } from '../../../web/panel/plan/inner-box.ts';
import { edgeDistance, isInside, wallDistance } from '../../../web/panel/plan/outline.ts';
import { fitsFigure, roomLayout } from '../../../web/panel/plan/room-layout.ts';
import { placeSymbols } from '../../../web/panel/plan/symbol-places.ts';
import { outlines, starOutlines } from './campus-shapes.ts';

const square = (x: number, y: number, width: number, depth: number): Metres[] => [
  [x, y],
  [x + width, y],
  [x + width, y + depth],
  [x, y + depth],
];

describe('the free rectangle of a room', () => {
  test('lies inside, whatever the room looks like', () => {
    fc.assert(
      fc.property(
        outlines,
        fc.array(
          fc.tuple(
            fc.double({ min: 0.01, max: 0.99, noNaN: true }),
            fc.double({ min: 0.01, max: 0.99, noNaN: true }),
          ),
          { minLength: 8, maxLength: 8 },
        ),
        (outline, places) => {
          const box = innerBox(outline);
          if (!box) return;
          for (const [shareX, shareY] of places) {
            const x = box.minX + (box.maxX - box.minX) * shareX;
            const y = box.minY + (box.maxY - box.minY) * shareY;
            expect(isInside(outline, [x, y])).toBe(true);
          }
        },
      ),
    );
  });

  test('of an upright room is the room; of an L its larger arm; of nothing nothing', () => {
    expect(innerBox(square(2, 3, 8, 6))).toEqual({ minX: 2, minY: 3, maxX: 10, maxY: 9 });
    const corner: Metres[] = [
      [0, 0],
      [48, 0],
      [48, 3],
      [10, 3],
      [10, 12],
      [0, 12],
    ];
    expect(innerBox(corner)).toEqual({ minX: 0, minY: 0, maxX: 10, maxY: 12 });
    expect(innerBox([])).toBeNull();
    expect(innerBox([[1, 1]])).toBeNull();
  });
});

const contents = fc.record({
  name: fc.constantFrom(
    '101',
    '101 教室',
    'VR 实训室一',
    'General subjects office',
    'Self-study room on floor 2',
  ),
  hasValue: fc.boolean(),
  hasMark: fc.boolean(),
  seats: fc.constantFrom('', '45 座', '45 seats'),
});

describe('the words of a room', () => {
  test('never reach over the free rectangle, at any size; only a mark may stand in a room too small for it', () => {
    fc.assert(
      fc.property(
        outlines,
        contents,
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        (outline, content, unit) => {
          const free = innerBox(outline);
          if (!free) return;
          const { room, taken, mark, lines, valueBaseline } = roomLayout(free, content, unit);
          if (mark && lines.length === 0 && valueBaseline === null) return;
          expect(taken.minX).toBeGreaterThanOrEqual(room.minX - 1e-6);
          expect(taken.maxX).toBeLessThanOrEqual(room.maxX + 1e-6);
          expect(taken.minY).toBeGreaterThanOrEqual(room.minY - 1e-6);
          expect(taken.maxY).toBeLessThanOrEqual(room.maxY + 1e-6);
        },
      ),
    );
  });

  test('far away the mark alone, then the value, then the name, near at hand the seats', () => {
    const free: Box = { minX: 0, minY: 0, maxX: 8.4, maxY: 7.2 };
    const content = { name: '101 教室', hasValue: true, hasMark: true, seats: '45 座' };
    const told = (pxAMetre: number) => {
      const { mark, valueBaseline, lines, seatsBaseline } = roomLayout(free, content, 1 / pxAMetre);
      return [mark !== null, valueBaseline !== null, lines.length > 0, seatsBaseline !== null];
    };
    expect(told(3)).toEqual([true, false, false, false]);
    expect(told(8)).toEqual([true, true, false, false]);
    expect(told(12)).toEqual([true, true, true, false]);
    expect(told(30)).toEqual([true, true, true, true]);
  });

  test('a value leaves its unit out before itself', () => {
    const layout = (width: number) =>
      roomLayout(
        { minX: 0, minY: 0, maxX: width, maxY: 50 },
        { name: '', hasValue: true, hasMark: false, seats: '' },
        1,
      );
    const figure = { words: '21.4', unit: '°C' };
    expect(fitsFigure(figure, layout(90))).toEqual(figure);
    expect(fitsFigure(figure, layout(45))).toEqual({ words: '21.4', unit: '' });
    expect(fitsFigure(figure, layout(30)).words).toBe('');
  });
});

describe('symbols', () => {
  test('keep off each other, off the words and inside the room', () => {
    const radius = 13;
    const wishes = fc.array(
      fc.tuple(
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.double({ min: -300, max: 300, noNaN: true }),
      ),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(starOutlines, wishes, (outline, places) => {
        const room = outline.map(([x, y]): Metres => [x * 10, y * 10]);
        const words = { minX: -40, minY: -20, maxX: 40, maxY: 20 };
        const isInRoom = (at: Metres) => isInside(room, at) && wallDistance(room, at) >= radius;
        const placed = placeSymbols(places, isInRoom, words, radius).filter((place) => place !== null);
        placed.forEach(([x, y], row) => {
          expect(isInRoom([x, y])).toBe(true);
          expect(Math.abs(x) >= 40 || Math.abs(y) >= 20).toBe(true);
          for (const [otherX, otherY] of placed.slice(row + 1))
            expect(Math.hypot(x - otherX, y - otherY)).toBeGreaterThanOrEqual(2 * radius);
        });
      }),
    );
  });

  test('stand where the equipment stands if nothing is in the way, and step aside where something is', () => {
    const words = { minX: -30, minY: -15, maxX: 30, maxY: 15 };
    const [free, moved, none] = placeSymbols(
      [
        [80, 40],
        [0, 0],
        [0, 0],
      ],
      ([x]) => x > -60,
      words,
      13,
    );
    expect(free).toEqual([80, 40]);
    expect(Math.hypot(...(moved ?? [0, 0]))).toBeLessThan(60);
    expect(none).not.toBeNull();
    expect(placeSymbols([[0, 0]], () => false, words, 13)).toEqual([null]);
  });
});

describe('doors', () => {
  const corridor = { id: 'corridor', kind: 'corridor', outline: square(0, 7.2, 42, 2.4) } as const;

  test('lie in the wall between room and corridor and open into the room', () => {
    const room = { id: 'r', kind: 'classroom', outline: square(4.2, 0, 8.4, 7.2) } as const;
    const [door, ...others] = doorsOf([room, corridor], []);
    expect(others).toEqual([]);
    expect(door).toMatchObject({ spaceId: 'r', equipmentId: null });
    expect(door?.hinge[1]).toBeCloseTo(7.2);
    expect(door?.latch[1]).toBeCloseTo(7.2);
    expect(isInside(room.outline, door?.open ?? [0, 0])).toBe(true);
  });

  test('are where door equipment is mounted, and nowhere where a room touches no corridor', () => {
    const apart = { id: 'apart', kind: 'office', outline: square(4, 20, 4, 4) } as const;
    const equipment = { id: 'lock', spaceId: 'apart', at: [4.1, 22] } as const;
    expect(doorsOf([apart, corridor], [])).toEqual([]);
    const [door] = doorsOf([apart, corridor], [equipment]);
    expect(door?.equipmentId).toBe('lock');
    expect(door?.hinge[0]).toBe(4);
    expect(((door?.hinge[1] ?? 0) + (door?.latch[1] ?? 0)) / 2).toBeCloseTo(22);
  });

  test('stay in their wall in rooms of any shape', () => {
    fc.assert(
      fc.property(
        starOutlines,
        fc.tuple(
          fc.double({ min: -300, max: 300, noNaN: true }),
          fc.double({ min: -300, max: 300, noNaN: true }),
        ),
        (outline, at) => {
          const room = { id: 'r', kind: 'workshop', outline } as const;
          for (const { hinge, latch } of doorsOf([room], [{ id: 'd', spaceId: 'r', at }])) {
            const walls = outline.map(
              (from, row) => [from, outline[(row + 1) % outline.length] ?? from] as const,
            );
            expect(
              Math.min(...walls.map((wall) => edgeDistance(wall, hinge) + edgeDistance(wall, latch))),
            ).toBeLessThan(1e-6);
          }
        },
      ),
    );
  });
});
