// A Parquet export: what is appended stands in the file with its types, in order, whatever order it came in; nothing is left behind.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParquetExport } from '../../../telemetry-store/index.ts';
import { readParquet as read } from '../../harness/parquet.ts';

const now = Date.UTC(2026, 8, 1, 8);
const points = [
  { id: 'a/b', name: "室 1's 温度", unit: '°C' },
  { id: 'c/d', name: 'state', unit: '' },
];

let parent: string;
const made: ParquetExport[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'campus-parquet-'));
});
afterEach(async () => {
  for (const file of made.splice(0)) await file.close();
  rmSync(parent, { recursive: true });
});

async function begin(kind: 'buckets' | 'samples'): Promise<ParquetExport> {
  const file = await ParquetExport.begin(kind, points, now, parent);
  made.push(file);
  return file;
}

const columns = (...rows: number[][]) =>
  (rows[0] ?? []).map((_, column) => Float64Array.from(rows, (row) => row[column]!));

describe('samples', () => {
  test('stand by point and time with value, text, status and quality', async () => {
    const file = await begin('samples');
    const texts = [{ point: 1, timeMs: now, ordinal: 2, text: '待机, "idle"' }];
    await file.append(columns([1, now, Number.NaN, 0, 2]), texts);
    await file.append(columns([0, now + 5, -1.25, 0x40000000, 0], [0, now + 1, Number.NaN, 0x80050000, 1]));
    const { file: path, bytes } = await file.finish();
    expect(bytes).toBeGreaterThan(0);
    expect(await read(path)).toEqual({
      types: [
        'time TIMESTAMP WITH TIME ZONE',
        'point VARCHAR',
        'name VARCHAR',
        'unit VARCHAR',
        'value DOUBLE',
        'text VARCHAR',
        'status UINTEGER',
        'quality VARCHAR',
        'ordinal USMALLINT',
      ],
      rows: [
        [now + 1, 'a/b', "室 1's 温度", '°C', null, null, 0x80050000, 'bad', 1],
        [now + 5, 'a/b', "室 1's 温度", '°C', -1.25, null, 0x40000000, 'uncertain', 0],
        [now, 'c/d', 'state', '', null, '待机, "idle"', 0, 'good', 2],
      ],
    });
  });

  test('many come whole', async () => {
    const file = await begin('samples');
    const rows = 10_000;
    for (let part = 0; part < 5; part++) {
      const at = Float64Array.from({ length: rows }, (_, row) => part * rows + row);
      const zeros = () => new Float64Array(rows);
      await file.append([
        zeros(),
        at.map((each) => now + each),
        at.map((each) => each / 3),
        zeros(),
        zeros(),
      ]);
    }
    const { rows: found } = await read((await file.finish()).file);
    expect(found.length).toBe(5 * rows);
    expect(found.every(([time, , , , value], row) => time === now + row && value === row / 3)).toBe(true);
  });
});

test('buckets have their figures, and a word for their quality', async () => {
  const file = await begin('buckets');
  const none = Number.NaN;
  await file.append(
    columns(
      [0, now, 20.5, 20, 22, 21, none, 3, 1, 0, 0.75, 3],
      [0, now + 60_000, none, none, none, none, none, 0, 0, 2, 0, 1],
    ),
  );
  const { types, rows } = await read((await file.finish()).file);
  expect(types.slice(4)).toEqual([
    ...['mean_over_time', 'min', 'max', 'last', 'counted'].map((name) => `${name} DOUBLE`),
    ...['samples', 'uncertain', 'bad'].map((name) => `${name} UINTEGER`),
    'coverage DOUBLE',
    'quality VARCHAR',
  ]);
  expect(rows.map((row) => row.slice(4))).toEqual([
    [20.5, 20, 22, 21, null, 3, 1, 0, 0.75, 'uncertain'],
    [null, null, null, null, null, 0, 0, 2, 0, 'bad'],
  ]);
});

test('an export that is closed leaves nothing, also in the middle of its work', async () => {
  const file = await begin('samples');
  await file.append(columns([0, now, 1, 0, 0]));
  expect(readdirSync(parent).length).toBe(1);
  await file.close();
  expect(readdirSync(parent)).toEqual([]);
});

test('what a killed process left is removed by a later export; one that runs beside it is not', async () => {
  const [old, young] = ['campus-export-old', 'campus-export-young'].map((name) => join(parent, name));
  for (const folder of [old!, young!]) mkdirSync(folder);
  const [hoursAgo, justNow] = [(now - 5 * 3_600_000) / 1000, now / 1000];
  utimesSync(old!, hoursAgo, hoursAgo);
  utimesSync(young!, justNow, justNow);
  await begin('samples');
  expect([existsSync(old!), existsSync(young!)]).toEqual([false, true]);
});

test('a folder that takes nothing is said as a failing disk', async () => {
  const nowhere = join(parent, 'missing');
  await expect(ParquetExport.begin('samples', points, now, nowhere)).rejects.toMatchObject({
    code: 'disk-failing',
  });
});
