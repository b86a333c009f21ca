// From imported lines to rooms: areas between loose walls, outlines that fit, and which room each is.
import { areaM2, isWithin } from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Metres } from '../../../../web/panel/format/plan.ts';
import {
  candidatesOf,
  firstPlacement,
  type KnownSpace,
  suggestions,
} from '../../../../web/panel/plan-import/candidates.ts';
import { facesOf } from '../../../../web/panel/plan-import/faces.ts';
import type { ImportedPlan } from '../../../../web/panel/plan-import/imported.ts';

const box = (x: number, y: number, w: number, h: number): Metres[] => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
];

const planOf = (more: Partial<ImportedPlan>): ImportedPlan => ({
  format: 'dxf',
  outlines: [],
  lines: [],
  texts: [],
  metresPerUnit: 1,
  refused: [],
  ...more,
});

const atOnce = { metresPerUnit: 1, offset: [0, 0] as Metres };

describe('areas between lines', () => {
  test('a wall that ends in the middle of another parts two rooms; a loose end is none', () => {
    const lines: Metres[][] = [
      [
        [0, 0],
        [10, 0],
      ],
      [
        [10, 0],
        [10.01, 6],
      ],
      [
        [10, 6],
        [0, 6],
      ],
      [
        [0, 6],
        [0, 0.01],
      ],
      [
        [4, 0],
        [4, 6],
      ],
      [
        [12, 0],
        [15, 3],
      ],
    ];
    const areas = facesOf(lines, 0.03).map((face) => Math.round(areaM2(face)));
    expect(areas.sort((a, b) => a - b)).toEqual([24, 36]);
  });

  test('a grid of walls, each drawn by itself and in any order, gives its cells', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sizes, sizes, fc.infiniteStream(fc.nat()), (widths, depths, order) => {
        const stops = (list: readonly number[]) => {
          let at = 0;
          return [0, ...list.map((size) => (at += size))];
        };
        const [xs, ys] = [stops(widths), stops(depths)];
        const [east, north] = [xs.at(-1)!, ys.at(-1)!];
        const walls: Metres[][] = [
          ...xs.map((x): Metres[] => [
            [x, 0],
            [x, north],
          ]),
          ...ys.flatMap((y) =>
            xs.slice(1).map((x, row): Metres[] => [
              [xs[row]!, y],
              [x, y],
            ]),
          ),
        ];
        walls.sort(() => (order.next().value! % 2) - 0.5);
        const faces = facesOf(walls, 0.01);
        expect(faces).toHaveLength(widths.length * depths.length);
        expect(faces.reduce((sum, face) => sum + areaM2(face), 0)).toBeCloseTo(east * north, 6);
      }),
      { numRuns: 60 },
    );
  });
});

describe('candidates', () => {
  test('corners that are none go, twins are one, what can be no room is counted by why', () => {
    const withSpare: Metres[] = [
      [0, 0],
      [4, 0],
      [8, 0],
      [8, 7],
      [0, 7],
    ];
    const outlines = [
      { points: withSpare, name: '' },
      { points: box(0.01, 0, 8, 7), name: 'Lab' },
      {
        points: [
          [0, 0],
          [4, 4],
          [4, 0],
          [0, 4],
        ] as Metres[],
        name: 'bow',
      },
      { points: box(0, 0, 0.5, 0.5), name: 'column' },
    ];
    const { found, unfit } = candidatesOf(planOf({ outlines }), atOnce);
    expect(found.map(({ words, areaM2, outline }) => [words, areaM2, outline.length])).toEqual([
      ['Lab', 56, 4],
    ]);
    expect(unfit).toEqual({ crossing: 1, small: 1 });
  });

  test('the words inside name an outline that has no name', () => {
    const texts = [{ at: [20, 10] as Metres, words: '101' }];
    const plan = planOf({ outlines: [{ points: box(0, 0, 80, 70), name: '' }], texts });
    const placement = { metresPerUnit: 0.1, offset: [5, 5] as Metres };
    const [room] = candidatesOf(plan, placement).found;
    expect(room).toMatchObject({ words: '101', areaM2: 56 });
    expect(isWithin(room!.outline, [7, 6])).toBe(true);
  });
});

describe('which room it is', () => {
  const spaces: KnownSpace[] = [
    { id: 't1-101', name: { zh: '101 教室', en: 'Classroom 101' }, outline: box(0, 0, 8, 7) },
    { id: 't1-102', name: { zh: '102 教室', en: 'Classroom 102' }, outline: box(8, 0, 8, 7) },
    { id: 't1-c', name: { zh: '走廊', en: 'Corridor' }, outline: box(0, 7, 16, 2) },
  ];
  const candidate = (words: string, x: number, y: number, w: number, h: number) => ({
    words,
    outline: box(x, y, w, h) as [number, number][],
    areaM2: w * h,
  });

  test('by its words, by its number, else by where it is; none twice, none by chance', () => {
    const found = [
      candidate('多媒体 102', 100, 100, 8, 7),
      candidate('', 0, 0, 8, 7),
      candidate('一层走廊', 50, 50, 16, 2),
      candidate('', 0.2, 0, 8, 7),
      candidate('store', 8, 0, 8, 7),
      candidate('', 200, 0, 3, 3),
    ];
    expect(suggestions(found, spaces)).toEqual(['t1-102', 't1-101', 't1-c', null, null, null]);
  });
});

test('an import without a scale is made as wide as the floor and put at its corner; one in metres that meets it stays', () => {
  const floor = box(2, 3, 42, 17);
  const unscaled = planOf({
    outlines: [{ points: box(100, -500, 840, 340), name: '' }],
    metresPerUnit: null,
  });
  expect(firstPlacement(unscaled, floor)).toEqual({ metresPerUnit: 0.05, offset: [-3, 28] });
  const placed = planOf({ outlines: [{ points: box(4, 4, 8, 7), name: '' }] });
  expect(firstPlacement(placed, floor)).toEqual({ metresPerUnit: 1, offset: [0, 0] });
  const afar = planOf({ outlines: [{ points: box(400_000, 4_100_000, 8, 7), name: '' }] });
  expect(firstPlacement(afar, floor)).toEqual({ metresPerUnit: 1, offset: [-399_998, -4_099_997] });
});
