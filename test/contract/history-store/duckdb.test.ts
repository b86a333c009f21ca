// DuckDB against the contract, and what is DuckDB's own: file format, lock, restart after a kill.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SampleBatch, SampleColumns, status } from '@campus/campus-model';
import { ManualClock, silentLog } from '@campus/runtime';
import { type HistoryStore, openDuckDbStore } from '@campus/telemetry-store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runSql, writeFormatOne } from './format-one.ts';
import { batchOf, dayMs, type Setup } from './store-factory.ts';
import { historyStoreContract } from './suite.ts';

const factory = {
  name: 'DuckDB',
  place: () => mkdtemp(join(tmpdir(), 'campus-history-')),
  hasSnapshot: true,
  open: (folder: string, setup: Setup) => openDuckDbStore({ folder, log: silentLog, ...setup }),
  remove: (folder: string) => rm(folder, { recursive: true, force: true }),
};

historyStoreContract(factory);

/** Samples of one point in shared memory: most good, some bad, missing, or one of several of their millisecond. */
function markedBatch(samples: readonly { readonly timeMs: number; readonly value: number }[]): SampleBatch {
  const columns = new SampleColumns(16, SharedArrayBuffer);
  for (const { timeMs, value } of samples) {
    const [told, code, ordinal] = expectedOf(value);
    columns.push(0, timeMs, told ?? Number.NaN, code, ordinal);
  }
  return columns.view(true);
}

function expectedOf(value: number): [value: number | null, status: number, ordinal: number] {
  const ordinal = value > 0 ? value % 2 : 0;
  if (value % 7 === 3) return [null, status.sensorFailure, ordinal];
  return [value, value % 11 === 5 ? status.outOfRange : status.good, ordinal];
}

const onePoint = [{ id: 'a/b', holdMs: 30_000, isCounter: false, wrapsAt: null }];
const setup = { points: onePoint, clock: new ManualClock() };

describe('DuckDB store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await factory.place();
  });
  afterEach(() => factory.remove(folder));

  /** Another process that has the folder open, ran `body` in it, and stays. */
  const childWith = async (body: string) => {
    const script = join(folder, 'child.mjs');
    await writeFile(
      script,
      `import { openDuckDbStore } from ${JSON.stringify(import.meta.resolve('@campus/telemetry-store'))};
      import { SampleColumns } from ${JSON.stringify(import.meta.resolve('@campus/campus-model'))};
      import { silentLog } from ${JSON.stringify(import.meta.resolve('@campus/runtime'))};
      const store = await openDuckDbStore({ folder: ${JSON.stringify(folder)}, points: ${JSON.stringify(onePoint)}, log: silentLog });
      ${body}
      process.stdout.write('ready');
      setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [word] = await once(child.stdout, 'data');
    expect(String(word)).toBe('ready');
    return child;
  };

  test('what a commit resolved survives SIGKILL', async () => {
    const child = await childWith(`
      for (let i = 0; i < 20; i++) {
        const columns = new SampleColumns();
        for (let k = 0; k < 100; k++) columns.push(0, 1_700_000_000_000 + i * 100 + k, k, 0);
        await store.commit({ batches: [columns.take()], ranges: [{ gatewayId: 'gw', outboxId: 'abcdef', first: i * 100 + 1, last: i * 100 + 100 }] });
      }`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await factory.open(folder, setup);
    expect((await store.counts()).samples).toBe(2_000);
    expect([...(await store.committedRanges('gw'))]).toEqual([['abcdef', [[1, 2_000]]]]);
    await store.close();
  }, 30_000);

  test('a folder in use by another process is refused with a clear sentence', async () => {
    const child = await childWith('');
    await expect(factory.open(folder, setup)).rejects.toMatchObject({
      code: 'store-unavailable',
      detail: expect.stringContaining('in use by another process'),
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
  }, 30_000);

  test('a file of a newer format, and one that is none, are refused and left as they are', async () => {
    await (await factory.open(folder, setup)).close();
    await runSql(folder, ['UPDATE format SET version = 99']);
    await expect(factory.open(folder, setup)).rejects.toMatchObject({
      code: 'store-unavailable',
      detail: expect.stringContaining('format 99'),
    });
    await writeFile(join(folder, 'history.duckdb'), 'this is no database, but somebody put it here');
    await expect(factory.open(folder, setup)).rejects.toMatchObject({
      code: 'store-unavailable',
      detail: expect.stringContaining('cannot be opened'),
    });
  });

  const waitUntil = async (isSo: () => Promise<boolean>) => {
    for (let i = 0; i < 300 && !(await isSo()); i++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await isSo()).toBe(true);
  };
  const parts = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.parquet'));
  /** Samples of five days past, ten an hour. */
  const commitDays = async (store: HistoryStore, value: number) => {
    const rows = Array.from(
      { length: 1_200 },
      (_, i) => [0, setup.clock.now() - 6 * dayMs + i * 360_000, value] as const,
    );
    await store.commit({ batches: [batchOf(rows, true)], ranges: [] });
  };

  test('days that ended are folded by themselves after a start', async () => {
    const first = await factory.open(folder, setup);
    await commitDays(first, 1);
    await first.close();
    expect(parts()).toEqual([]);
    const store = await factory.open(folder, setup);
    await waitUntil(async () => (await store.state()).waiting === 0);
    expect(parts().length).toBeGreaterThan(5);
    expect((await store.counts()).samples).toBe(1_200);
    await store.close();
  }, 60_000);

  test('files that no row names are removed; one that is missing is told, and the rest can be read', async () => {
    const first = await factory.open(folder, setup);
    await commitDays(first, 1);
    await first.settle();
    await first.close();
    const remain = join(folder, 'parts', '2026-08', '2026-08-30.samples.99-0.parquet');
    await writeFile(remain, 'what a crash left');
    const lost = parts().find((name) => name.includes('.samples.'))!;
    await rename(join(folder, lost), join(folder, 'away'));
    const store = await factory.open(folder, setup);
    expect(existsSync(remain)).toBe(false);
    expect((await store.state()).trouble).toContain(lost);
    const { samples } = await store.counts();
    expect(samples).toBeGreaterThan(500);
    expect(samples).toBeLessThan(1_200);
    await commitDays(store, 2);
    await store.settle();
    await store.close();
    await rename(join(folder, 'away'), join(folder, lost));
    const mended = await factory.open(folder, setup);
    await mended.settle();
    expect(await mended.counts()).toMatchObject({ samples: 2_400 });
    expect((await mended.state()).trouble).toBeNull();
    await mended.close();
  }, 60_000);

  test('a history of format 1 is taken over, after a copy of it was kept', async () => {
    await writeFormatOne(folder, 1_000);
    const points = [0, 1].map((i) => ({ ...onePoint[0]!, id: `d/${i}` }));
    const store = await factory.open(folder, { ...setup, points });
    expect((await store.counts()).samples).toBe(1_000);
    expect(await store.outboxes('gw')).toEqual([
      { outboxId: 'abcdef', committed: [[1, 1_000]], refused: [], rows: 1_000 },
    ]);
    await store.settle();
    const query = { pointId: 'd/1', fromMs: 0, toMs: setup.clock.now(), limit: 3 };
    expect((await store.samples(query)).map(({ value, text }) => [value, text])).toEqual([
      [null, 'on'],
      [null, 'off'],
      [1, null],
    ]);
    await store.close();
    const copy = join(folder, 'copy');
    await mkdir(copy);
    await rename(join(folder, 'history.format-1.duckdb'), join(copy, 'history.duckdb'));
    const again = await factory.open(copy, { ...setup, points });
    expect((await again.counts()).samples).toBe(1_000);
    await again.close();
  }, 60_000);

  test('a history of format 2, which knew no plain samples, is taken over with what is hot in it', async () => {
    const start = setup.clock.now() - 1_000_000;
    const told = Array.from({ length: 4_000 }, (_, i) => ({ timeMs: start + Math.floor(i / 2), value: i }));
    const first = await factory.open(folder, setup);
    await first.commit({ batches: [markedBatch(told)], ranges: [] });
    await first.close();
    await runSql(folder, [
      'DROP VIEW hot_1',
      'INSERT INTO samples_1 SELECT sample.point, sample.time_ms, 0, sample.value, 0 FROM plain_1',
      'DROP TABLE plain_1',
      'UPDATE format SET version = 2',
    ]);
    const store = await factory.open(folder, setup);
    await store.commit({
      batches: [markedBatch(told.map(({ timeMs }) => ({ timeMs, value: -1 })))],
      ranges: [],
    });
    const query = { pointId: 'a/b', fromMs: start, toMs: start + 2_500, limit: 10_000 };
    const found = await store.samples(query);
    expect(
      found.filter(({ value }) => value !== -1).map(({ value, status, ordinal }) => [value, status, ordinal]),
    ).toEqual(told.map(({ value }) => expectedOf(value)));
    expect((await store.counts()).samples).toBe(8_000);
    expect(existsSync(join(folder, 'history.format-2.duckdb'))).toBe(true);
    await store.close();
  }, 60_000);

  test('a long query does not hold up commits', async () => {
    const store = await factory.open(folder, setup);
    const start = 1_700_000_000_000;
    for (let k = 0; k < 4; k++)
      await store.commit({
        batches: [batchOf(Array.from({ length: 100_000 }, (_, i) => [0, start + i, i] as const))],
        ranges: [],
      });
    const query = { pointIds: ['a/b'], fromMs: start, toMs: start + 100_000, bucketMs: 50 };
    const order: string[] = [];
    const queries = Promise.all(Array.from({ length: 20 }, () => store.aggregate(query))).then(() =>
      order.push('queries'),
    );
    await store.commit({ batches: [batchOf([[0, start, 1]])], ranges: [] });
    order.push('commit');
    await queries;
    expect(order).toEqual(['commit', 'queries']);
    await store.close();
  }, 30_000);
});
