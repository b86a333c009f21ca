// What differs between two drawings, and one person's changes laid over another's.
import {
  drawingChanges,
  emptyDrawing,
  hasChanges,
  laidOver,
  type PlanDrawing,
  planDrawingSchema,
} from '@campus/campus-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const box = (x: number, y: number): [number, number][] => [
  [x, y],
  [x + 4, y],
  [x + 4, y + 3],
  [x, y + 3],
];

const ids = fc.constantFrom('a', 'b', 'c', 'constructor');
const small = fc.integer({ min: 0, max: 3 });
const drawing: fc.Arbitrary<PlanDrawing> = fc
  .record({
    spaces: fc.dictionary(ids, fc.tuple(small, small)),
    devices: fc.dictionary(ids, fc.option(fc.tuple(small, small))),
    added: fc.uniqueArray(ids),
    doors: fc.uniqueArray(fc.tuple(ids, small), { selector: ([id]) => id }),
    northDeg: fc.option(small),
  })
  .map(({ spaces, devices, added, doors, northDeg }) => ({
    ...emptyDrawing,
    spaces: Object.fromEntries(Object.entries(spaces).map(([id, [x, y]]) => [id, box(x, y)])),
    devices: Object.fromEntries(Object.entries(devices)) as PlanDrawing['devices'],
    added: added.map((id) => ({ id, name: { zh: id, en: id }, kind: 'office', outline: box(0, 0) })),
    doors: doors.map(([id, x]) => ({ id, at: [x, 0], widthM: 0.9, angleDeg: 0, spaceIds: ['a'] })),
    northDeg,
  }));

test('nothing differs from itself, and what is told is what differs', () => {
  fc.assert(
    fc.property(drawing, drawing, (before, after) => {
      expect(hasChanges(drawingChanges(before, before))).toBe(false);
      const changes = drawingChanges(before, after);
      const isSame = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
      expect(hasChanges(changes)).toBe(!isSame);
    }),
  );
});

test('laid over what did not change, mine is mine; over mine unchanged, theirs is theirs', () => {
  fc.assert(
    fc.property(drawing, drawing, (base, other) => {
      expect(sorted(laidOver(base, other, base))).toEqual(sorted(other));
      expect(sorted(laidOver(base, base, other))).toEqual(sorted(other));
    }),
  );
});

test('both keep what only one has changed; where both changed the same, mine stands', () => {
  const base = { ...emptyDrawing, spaces: { a: box(0, 0), b: box(9, 0) } };
  const mine = { ...base, spaces: { a: box(1, 0), b: box(9, 0) }, northDeg: 10 };
  const theirs = { ...base, spaces: { a: box(2, 0), b: box(8, 0) }, devices: { lamp: null } };
  expect(laidOver(base, mine, theirs)).toEqual({
    ...emptyDrawing,
    spaces: { a: box(1, 0), b: box(8, 0) },
    devices: { lamp: null },
    northDeg: 10,
  });
});

test('a drawing is bounded and keeps to its form', () => {
  const refused = [
    { backdrop: { name: 'x', metresPerUnit: 1, lines: [Array(6001).fill([0, 0])] } },
    { spaces: { 'no id': box(0, 0) } },
    { devices: { a: [1e9, 0] } },
    { doors: [{ id: 'a', at: [0, 0], widthM: 0, angleDeg: 0, spaceIds: ['a'] }] },
    {
      spaces: {
        a: [
          [0, 0],
          [1, 1],
        ],
      },
    },
    { unknown: 1 },
  ];
  for (const raw of refused)
    expect(planDrawingSchema.safeParse(raw).success, JSON.stringify(raw).slice(0, 60)).toBe(false);
  expect(planDrawingSchema.parse({})).toEqual(emptyDrawing);
});

/** Keys and lists in one order. */
function sorted(drawing: PlanDrawing): unknown {
  const inOrder = (record: object) =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  const byId = <T extends { id: string }>(items: readonly T[]) =>
    [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { spaces, devices, added, doors } = drawing;
  return {
    ...drawing,
    spaces: inOrder(spaces),
    devices: inOrder(devices),
    added: byId(added),
    doors: byId(doors),
  };
}
