// DuckDB killed at any moment, during commits, folds, snapshots and migrations: nothing lost, nothing doubled, books even.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom, silentLog } from '@campus/runtime';
import { type HistoryStore, openDuckDbStore } from '@campus/telemetry-store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFormatOne } from './format-one.ts';

const busyStore = fileURLToPath(new URL('./fixtures/busy-store.ts', import.meta.url));
const seed = Number(process.env.CAMPUS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const rounds = Number(process.env.CAMPUS_KILLS ?? 4);
const says = `seed ${seed}; CAMPUS_SEED=${seed} repeats it`;

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'campus-history-kill-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

const open = (folder: string) => openDuckDbStore({ folder, points: [], log: silentLog });

/** How often each number is in the history: the value of a sample is its number. */
async function numbersIn(store: HistoryStore): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  let from: string | null = null;
  do {
    const { batch, next } = await store.part({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }, from);
    for (const value of batch.value) found.set(value, (found.get(value) ?? 0) + 1);
    from = next;
  } while (from !== null);
  return found;
}

/** Lines a child said; it is killed after `ms` from the moment it is open. */
async function killedAfter(child: ChildProcess, ms: number): Promise<string[]> {
  let said = '';
  child.stdout!.on('data', (text) => {
    said += text;
  });
  while (!said.includes('\n')) await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return said.slice(0, said.lastIndexOf('\n')).split('\n');
}

describe('DuckDB store, killed', () => {
  test(`in the middle of commits, folds and snapshots (${says})`, async () => {
    const random = seededRandom(seed);
    const folder = join(place, 'history');
    await mkdir(folder);
    let last = 0;
    for (let round = 0; round < rounds; round++) {
      const args = [busyStore, folder, String(seed + round), String(last + 1)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [, ...committed] = await killedAfter(child, 200 + random() * 2_500);
      const store = await open(folder);
      const [books] = await store.outboxes('gw');
      const { samples } = await store.counts();
      expect(samples, says).toBeGreaterThanOrEqual(Number(committed.at(-1) ?? last));
      const balance = { committed: samples === 0 ? [] : [[1, samples]], refused: [], rows: samples };
      expect(books ?? { committed: [], refused: [], rows: 0 }, says).toMatchObject(balance);
      if (round === rounds - 1) await store.settle();
      const found = await numbersIn(store);
      expect(found.size, says).toBe(samples);
      expect(
        [...found.values()].every((times) => times === 1),
        says,
      ).toBe(true);
      last = samples;
      await store.close();
    }
    expect(last, says).toBeGreaterThan(0);
  }, 180_000);

  test(`in the middle of a migration (${says})`, async () => {
    const random = seededRandom(seed);
    const original = join(place, 'format-1');
    await mkdir(original);
    await writeFormatOne(original, 300_000);
    for (let round = 0; round < rounds; round++) {
      const folder = join(place, `round-${round}`);
      cpSync(original, folder, { recursive: true });
      const child = spawn(process.execPath, [busyStore, folder, '1', '300001'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => setTimeout(resolve, 300 + random() * 2_000));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const store = await open(folder);
      const { samples } = await store.counts();
      expect(samples, says).toBeGreaterThanOrEqual(300_000);
      const [books] = await store.outboxes('gw');
      expect(books, says).toEqual({
        outboxId: 'abcdef',
        committed: [[1, samples]],
        refused: [],
        rows: samples,
      });
      await store.close();
    }
  }, 180_000);
});
