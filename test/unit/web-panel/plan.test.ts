// Plan geometry: names in rooms, points inside outlines, walls that face the viewer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planLayers as knownLayers } from '../../../campus-model/api.ts';
import { boundsOf, breakText, storey, textEms } from '../../../web/panel/format/plan.ts';
import { networkStepOf, planLayers, stepOf, stepWords } from '../../../web/panel/format/scale.ts';

describe('breakText', () => {
  test('breaks at spaces, evenly between glyphs, and not at all where it fits', () => {
    expect(breakText('Teaching building 1', 8)).toEqual(['Teaching ', 'building 1']);
    expect(breakText('护理实训病房', 5)).toEqual(['护理实', '训病房']);
    expect(breakText('101 教室', 8)).toEqual(['101 教室']);
    expect(breakText('General subjects office', 3)).toEqual([]);
    expect(breakText('Classroom 101', 4.5)).toEqual([]);
    expect(breakText('VR 实训室一', 4)).toEqual(['VR 实', '训室一']);
  });

  test('never wider than asked, never loses a glyph', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (text, width) => {
          const lines = breakText(text, width);
          if (lines.length === 0) return;
          expect(lines.join('')).toBe(text);
          for (const line of lines) expect(textEms(line.trimEnd())).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

test('a storey shows the two walls that face the viewer, whichever way its outline runs', () => {
  const outline = [
    [0, 0],
    [10, 0],
    [10, 5],
    [0, 5],
  ] as const;
  const walls = storey(outline, 0, 3).walls;
  expect(walls).toHaveLength(2);
  expect(storey([...outline].reverse(), 0, 3).walls).toHaveLength(2);
  expect(boundsOf([])).toBeNull();
});

test('steps of a layer: a bound belongs to the step above', () => {
  expect(stepOf('co2', 599)).toBe(0);
  expect(stepOf('co2', 1000)).toBe(3);
  expect(stepOf('temperature', 40)).toBe(5);
  expect([0, 2, 5].map((step) => stepWords('temperature', step))).toEqual(['< 16', '19–22', '≥ 28']);
  expect(stepWords('occupancy', 0)).toBe('0');
});

test('the network layer: all heard, some silent, most silent, none heard', () => {
  expect([5, 4, 3, 2, 1, 0].map((heard) => networkStepOf(heard, 5))).toEqual([0, 1, 1, 2, 2, 3]);
});

test('the page shows every layer that the hub knows', () => {
  expect(planLayers).toEqual(knownLayers);
});
