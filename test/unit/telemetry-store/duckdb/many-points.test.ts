// A day of more points than one part takes: folded in several parts, with one file of hours, and the answers stay the same.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SampleColumns } from '../../../../campus-model/index.ts';
import { ManualClock, silentLog } from '../../../../runtime/index.ts';
import { openDuckDbStore } from '../../../../telemetry-store/index.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Local midnight in Asia/Shanghai. */
const day = Date.UTC(2026, 8, 1, 16);
/** Two parts and a few points of a third. */
const points = Array.from({ length: 10_003 }, (_, i) => ({
  id: `d${i}/p`,
  holdMs: 30_000,
  isCounter: false,
  wrapsAt: null,
}));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-many-points-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function filesOf(kind: string): string[] {
  const all = readdirSync(join(folder, 'parts'), { recursive: true }) as string[];
  return all.filter((file) => file.includes(`.${kind}.`));
}

test('several parts of a day, one file of its hours, nothing left beside them', async () => {
  const clock = new ManualClock(day + dayMs + hourMs);
  const store = await openDuckDbStore({ folder, points, log: silentLog, clock });
  const columns = new SampleColumns(2 * points.length);
  for (const hour of [20, 3])
    for (let point = 0; point < points.length; point++)
      columns.push(point, day + hour * hourMs + (point % 1000), point + hour, 0);
  await store.commit({ batches: [columns.take()], ranges: [] });
  const pointIds = [0, 4_999, 5_000, 9_999, 10_002].map((at) => points[at]!.id);
  const ask = () => store.aggregate({ pointIds, fromMs: day, toMs: day + dayMs, bucketMs: hourMs });
  const before = await ask();
  await store.settle();
  expect(filesOf('samples')).toHaveLength(3);
  expect(filesOf('1h')).toHaveLength(1);
  const after = await ask();
  expect(after.map(({ buckets }) => buckets)).toEqual(before.map(({ buckets }) => buckets));
  expect(after[2]?.buckets[20]).toMatchObject({ count: 1, mean: 5_020 });
  expect((await store.counts()).samples).toBe(2 * points.length);
  await store.close();
});
