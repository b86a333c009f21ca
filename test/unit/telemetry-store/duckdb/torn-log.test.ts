// What a power cut leaves of DuckDB's log: every commit that was synced is there, the store opens and goes on.
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, silentLog } from '@campus/runtime';
import { openDuckDbStore } from '@campus/telemetry-store';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchOf, points, start } from '../../../contract/history-store/store-factory.ts';

const commits = 6;
let folder: string;
let log: Buffer;
/** Length of the log after each commit. */
const lengths: number[] = [];

const logOf = (place: string): string => join(place, 'history.duckdb.wal');
const open = (place: string) => openDuckDbStore({ folder: place, points, log: silentLog });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'campus-torn-'));
  const place = join(folder, 'whole');
  const store = await open(place);
  for (let commit = 0; commit < commits; commit++) {
    const rows = Array.from({ length: 40 }, (_, i) => [0, start + commit * 1_000 + i, i] as const);
    await store.commit({ batches: [batchOf(rows)], ranges: [] });
    lengths.push(statSync(logOf(place)).size);
  }
  cpSync(place, join(folder, 'killed'), { recursive: true });
  log = readFileSync(logOf(join(folder, 'killed')));
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function countAfter(name: string, bytes: Uint8Array): Promise<number> {
  const place = join(folder, name);
  cpSync(join(folder, 'killed'), place, { recursive: true });
  writeFileSync(logOf(place), bytes);
  const store = await open(place);
  try {
    const { samples } = await store.counts();
    await store.commit({ batches: [batchOf([[1, start, 7]])], ranges: [] });
    expect((await store.counts()).samples).toBe(samples + 1);
    return samples;
  } finally {
    await store.close();
    const again = await open(place);
    expect(
      await again.samples({ pointId: points[1]!.id, fromMs: 0, toMs: start * 2, limit: 10 }),
    ).toHaveLength(1);
    await again.close();
    rmSync(place, { recursive: true });
  }
}

test('room that was never filled behind the last commit', async () => {
  expect(await countAfter('zeros', Buffer.concat([log, Buffer.alloc(981)]))).toBe(commits * 40);
});

test('property: the last commit in any state of being written, those before it whole', {
  timeout: 120_000,
}, async () => {
  const last = lengths.at(-2)!;
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.constantFrom('zeros', 'hole', 'old', 'cut'), async (seed, kind) => {
      const random = seededRandom(seed);
      const from = last + Math.floor(random() * (log.length - last));
      const to = from + Math.floor(random() * (log.length - from)) + 1;
      const bytes = Buffer.from(kind === 'cut' ? log.subarray(0, from) : log);
      if (kind === 'zeros') bytes.fill(0, from);
      if (kind === 'hole') bytes.fill(0, from, to);
      if (kind === 'old') log.copy(bytes, from, 100, 100 + to - from);
      const found = await countAfter(`try-${seed}-${kind}`, bytes);
      expect([(commits - 1) * 40, commits * 40]).toContain(found);
    }),
    { numRuns: 25 },
  );
});

test('what was synced and has gone bad is not cut off: the store says so and nothing has changed', async () => {
  const place = join(folder, 'bad');
  cpSync(join(folder, 'killed'), place, { recursive: true });
  const bytes = Buffer.from(log);
  const at = Math.floor((lengths[1]! + lengths[2]!) / 2);
  bytes.fill(0xa5, at, at + 30);
  writeFileSync(logOf(place), bytes);
  await expect(open(place)).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(readFileSync(logOf(place)).equals(bytes)).toBe(true);
});
