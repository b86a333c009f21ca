// Whatever a file holds, a reader ends: with a plan within its bounds, or with a reason that can be told.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ImportedPlan,
  ImportFailure,
  mostFileBytes,
  mostLines,
  mostOutlines,
  mostPoints,
} from '../../../../web/panel/plan-import/imported.ts';
import { readPlanFile } from '../../../../web/panel/plan-import/read-plan.ts';

const names = ['inkscape.svg', 'illustrator.svg', 'wgs84.geojson', 'r12.dxf', 'r2000.dxf'];
const bytesOf = (name: string) => readFileSync(join(import.meta.dirname, 'files', name));

async function outcome(name: string, bytes: Uint8Array): Promise<ImportedPlan | ImportFailure> {
  try {
    return await readPlanFile(name, bytes);
  } catch (error) {
    if (error instanceof ImportFailure) return error;
    throw error;
  }
}

function expectBounded(found: ImportedPlan | ImportFailure): void {
  if (found instanceof ImportFailure) {
    expect(found.fault).toMatch(/^(broken|nothing-there|unknown-format|too-large)$/);
    return;
  }
  expect(found.outlines.length).toBeLessThanOrEqual(mostOutlines);
  expect(found.lines.length).toBeLessThanOrEqual(mostLines);
  const points = [...found.outlines.map((outline) => outline.points), ...found.lines].flat();
  expect(points.length).toBeLessThanOrEqual(mostPoints);
  expect(points.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
}

describe.each(names)('%s', (name) => {
  const bytes = bytesOf(name);

  test('cut anywhere', async () => {
    for (let end = 0; end < bytes.length; end += 37)
      expectBounded(await outcome(name, bytes.subarray(0, end)));
  });

  test('with bytes exchanged', async () => {
    const hit = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(hit, async (hits) => {
        const spoilt = Uint8Array.from(bytes);
        for (const [at, byte] of hits) spoilt[at] = byte;
        expectBounded(await outcome(name, spoilt));
      }),
      { numRuns: 150 },
    );
  });

  test('with lines taken out, doubled and exchanged', async () => {
    const lines = bytes.toString('utf8').split('\n');
    const move = fc.tuple(fc.nat(lines.length - 1), fc.nat(lines.length - 1), fc.nat(2));
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 8 }), async (moves) => {
        const spoilt = [...lines];
        for (const [from, to, kind] of moves) {
          const [taken = ''] = spoilt.splice(from, kind === 0 ? 1 : 0);
          if (kind > 0) spoilt.splice(to, kind === 1 ? 0 : 1, lines[from] ?? taken);
        }
        expectBounded(await outcome(name, Buffer.from(spoilt.join('\n'))));
      }),
      { numRuns: 150 },
    );
  });
});

test('garbage under every name', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('x.svg', 'x.dxf', 'x.geojson', 'x'),
      fc.uint8Array({ maxLength: 400 }),
      async (name, bytes) => {
        expect(await outcome(name, bytes)).toBeInstanceOf(ImportFailure);
      },
    ),
  );
});

describe('ten megabytes', () => {
  const large: [string, () => string][] = [
    ['x.svg', () => `<svg>${'<path d="M0 0h9v9H0z"/>'.repeat(430_000)}</svg>`],
    ['x.svg', () => `<svg><path d="M0 0${' l1 1'.repeat(1_900_000)}"/></svg>`],
    ['x.svg', () => '<svg '.repeat(1_900_000)],
    ['x.svg', () => `<svg><g a="${'&lt;'.repeat(2_400_000)}`],
    ['x.geojson', () => `{"type":"Polygon","coordinates":[[${'[1,2],'.repeat(1_600_000)}[1,2]]]}`],
    ['x.geojson', () => '['.repeat(9_900_000)],
    [
      'x.dxf',
      () => `0\nSECTION\n2\nENTITIES\n${'0\nLINE\n8\nA\n10\n0\n20\n0\n11\n9\n21\n9\n'.repeat(300_000)}`,
    ],
    [
      'x.dxf',
      () => '0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n90\n2000000000\n10\n1\n999\nx\n10\n0\nENDSEC\n0\nEOF\n',
    ],
    ['x.dxf', () => `0\nSECTION\n2\nTABLES\n0\nTABLE\n2\nVPORT\n${'0\nWHAT\n'.repeat(1_200_000)}`],
  ];

  test.each(large)('%s', { timeout: 120_000 }, async (name, make) => {
    expectBounded(await outcome(name, Buffer.from(make())));
  });

  test('more is not read at all', async () => {
    expect(await outcome('x.svg', new Uint8Array(mostFileBytes + 1))).toMatchObject({ fault: 'too-large' });
  });
});
