// The readers of floor plans on files as drawing programs write them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { areaM2 } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import type { Metres } from '../../../../web/panel/format/plan.ts';
import type { ImportedPlan } from '../../../../web/panel/plan-import/imported.ts';
import { readPlanFile } from '../../../../web/panel/plan-import/read-plan.ts';

function readFile(name: string): Promise<ImportedPlan> {
  return readPlanFile(name, readFileSync(join(import.meta.dirname, 'files', name)));
}

function readText(name: string, text: string): Promise<ImportedPlan> {
  return readPlanFile(name, new TextEncoder().encode(text));
}

const box = (points: readonly Metres[]) => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(
    (n) => Math.round(n * 100) / 100,
  );
};

const refused = ({ refused }: ImportedPlan) =>
  Object.fromEntries(refused.map(({ reason, what, count }) => [`${what}: ${reason}`, count]));

describe('SVG', () => {
  test('from Inkscape: layers, transforms, curves, names, copies', async () => {
    const plan = await readFile('inkscape.svg');
    const byName = new Map(plan.outlines.map(({ name, points }) => [name, points]));
    // y runs up: what is below on the paper is less.
    expect(box(byName.get('101 教室')!)).toEqual([10, -92, 94, -20]);
    expect(box(byName.get('Classroom 102')!)).toEqual([94, -92, 178, -20]);
    const seat = plan.outlines.find(({ points }) => areaM2(points) === 16)!;
    expect(box(seat.points)).toEqual([20, -34, 24, -30]);
    const curved = plan.outlines.find(({ points }) => points.length > 30)!;
    expect(box(curved.points)[1]).toBe(-140);
    expect(plan.lines.map((line) => line.length)).toEqual([2, 2]);
    expect(plan.texts).toEqual([{ at: [30, -12], words: '一层 & 走廊' }]);
    expect(plan.outlines).toHaveLength(4);
    expect(plan.metresPerUnit).toBeNull();
    expect(plan.refused).toEqual([]);
  });

  test('from Illustrator: entities, polygons, closed polylines, names in ids; pictures and styles are left', async () => {
    const plan = await readFile('illustrator.svg');
    expect(plan.outlines.map(({ name }) => name)).toEqual(['Office 2', '', '501 meeting', '']);
    expect(plan.outlines.map(({ points }) => points.length)).toEqual([6, 4, 4, 24]);
    expect(areaM2(plan.outlines[3]!.points)).toBeGreaterThan(0.98 * Math.PI * 1600);
    expect(plan.texts).toEqual([{ at: [210, -140], words: 'Room 12' }]);
    expect(refused(plan)).toEqual({ 'style: not-geometry': 1, 'image: not-geometry': 1 });
  });

  test('a hostile file is harmless: no entity is expanded, no script kept, no copy goes on without end', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "${'x'.repeat(50)}">${[...'bcdefgh']
      .map((name, row) => `<!ENTITY ${name} "${`&${'abcdefgh'[row]};`.repeat(10)}">`)
      .join('')}]>`;
    const copies = [...'bcdefgh']
      .map((name, row) => `<g id="${name}">${`<use href="#${'abcdefgh'[row]}"/>`.repeat(40)}</g>`)
      .join('');
    const plan = await readText(
      'x.svg',
      `${bomb}<svg onload="alert(1)"><script>alert(2)</script><text>&h;</text>
       <a href="javascript:alert(3)"><rect id="a" width="9" height="9"/></a><use href="#loop" id="loop"/>
       <use href="http://example.com/x.svg#y"/><foreignObject><iframe src="//example.com"/></foreignObject>${copies}</svg>`,
    );
    expect(plan.texts).toEqual([{ at: [0, 0], words: '&h;' }]);
    expect(plan.outlines.length).toBeLessThanOrEqual(2000);
    expect(Object.keys(refused(plan))).toEqual(
      expect.arrayContaining([
        'script: not-geometry',
        'use: too-deep',
        'use: outside-reference',
        'foreignobject: not-geometry',
      ]),
    );
  });

  test('a path is read up to where it breaks, and told', async () => {
    const plan = await readText('x.svg', '<svg><path id="p" d="M0 0H4V4H0Z M 9 9 L oops"/><blink/></svg>');
    expect(plan.outlines).toHaveLength(1);
    expect(plan.refused).toEqual([
      { reason: 'broken-path', what: 'path', where: '#p', count: 1 },
      { reason: 'unknown-shape', what: 'blink', where: 'line 1', count: 1 },
    ]);
  });

  test('arcs with flags written together', async () => {
    const plan = await readText('x.svg', '<svg><path d="M0 0a5 5 0 0110 0a5 5 0 11-10 0z"/></svg>');
    expect(Math.abs(areaM2(plan.outlines[0]!.points) - Math.PI * 25)).toBeLessThan(1.5);
  });
});

describe('GeoJSON', () => {
  test('degrees become metres around the middle; holes are told and kept as lines', async () => {
    const plan = await readFile('wgs84.geojson');
    const [room, other] = plan.outlines;
    expect([room!.name, other!.name]).toEqual(['教室 101', '102']);
    const [minX, minY, maxX, maxY] = box(room!.points) as [number, number, number, number];
    // Two ten-thousandths of a degree at 37.5° north, one to the north.
    expect(maxX - minX).toBeCloseTo(17.64, 1);
    expect(maxY - minY).toBeCloseTo(11.12, 1);
    expect(plan.metresPerUnit).toBe(1);
    expect(plan.lines).toHaveLength(2);
    expect(plan.texts.map(({ words }) => words)).toEqual(['lift']);
    expect(refused(plan)).toEqual({
      'Polygon: hole': 1,
      'Circle: unknown-shape': 1,
      'Polygon: broken-numbers': 1,
    });
    expect(plan.refused.find(({ reason }) => reason === 'broken-numbers')!.where).toBe('root[5]');
  });

  test('plain metres stay metres', async () => {
    const room = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [8.4, 0],
          [8.4, 7.2],
          [0, 7.2],
          [0, 0],
        ],
      ],
    };
    const plan = await readText('x.json', JSON.stringify({ type: 'GeometryCollection', geometries: [room] }));
    expect(box(plan.outlines[0]!.points)).toEqual([0, 0, 8.4, 7.2]);
  });
});

describe('DXF', () => {
  test('R12: old polylines, loose lines, a placed block turned and scaled, a frozen layer', async () => {
    const plan = await readFile('r12.dxf');
    expect(plan.metresPerUnit).toBeNull();
    expect(plan.outlines.map(({ points }) => box(points))).toEqual([
      [0, 0, 4, 3],
      [14, 0, 20, 8],
    ]);
    expect(plan.lines).toHaveLength(6);
    expect(plan.texts).toEqual([{ at: [2, 1.5], words: '101' }]);
    expect(refused(plan)).toEqual({ 'INSERT: missing-part': 1 });
  });

  test('2000: units, bulges, circles, ellipses, words; what is no line is told', async () => {
    const plan = await readFile('r2000.dxf');
    expect(plan.metresPerUnit).toBe(0.001);
    const [round, circle, ellipse] = plan.outlines;
    expect(box(round!.points)).toEqual([0, 0, 11000, 6000]);
    expect(Math.abs(areaM2(round!.points) / 1e6 - 48 - (Math.PI * 9) / 2)).toBeLessThan(0.5);
    expect(areaM2(circle!.points) / 1e6).toBeCloseTo(Math.PI * 4, 0);
    expect(box(ellipse!.points)).toEqual([27000, 1500, 33000, 4500]);
    expect(plan.lines).toHaveLength(1);
    const [from, to] = [plan.lines[0]![0]!, plan.lines[0]!.at(-1)!];
    expect([...from, ...to].map((at) => Math.round(at) + 0)).toEqual([0, 8100, 900, 9000]);
    expect(plan.texts).toEqual([{ at: [2000, 3000], words: '多媒体教室 201' }]);
    expect(refused(plan)).toEqual({
      'HATCH: unknown-shape': 2,
      'SPLINE: unknown-shape': 1,
      'INSERT: too-deep': 1,
    });
  });

  test('words in the old Chinese encoding', async () => {
    const gbk = Uint8Array.from([0xbd, 0xcc, 0xca, 0xd2]);
    const [head, tail] = readFileSync(join(import.meta.dirname, 'files/r12.dxf'), 'latin1').split('101');
    const bytes = Buffer.concat([Buffer.from(head!), gbk, Buffer.from(tail!)]);
    expect((await readPlanFile('x.dxf', bytes)).texts[0]!.words).toBe('教室');
  });
});
