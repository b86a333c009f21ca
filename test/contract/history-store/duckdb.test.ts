// DuckDB against the contract, and what is DuckDB's own: file format, lock, restart after a kill.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ManualClock, silentLog } from '@campus/runtime';
import { openDuckDbStore } from '@campus/telemetry-store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { batchOf, type Setup } from './store-factory.ts';
import { historyStoreContract } from './suite.ts';

const factory = {
  name: 'DuckDB',
  place: () => mkdtemp(join(tmpdir(), 'campus-history-')),
  hasSnapshot: true,
  open: (folder: string, setup: Setup) => openDuckDbStore({ folder, log: silentLog, ...setup }),
  remove: (folder: string) => rm(folder, { recursive: true, force: true }),
};

historyStoreContract(factory);

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

  /** Runs SQL on the file behind the store's back, in a process of its own. */
  const sql = async (statement: string) => {
    const script = join(folder, 'sql.cjs');
    const main = fileURLToPath(import.meta.resolve('@campus/telemetry-store'));
    await writeFile(
      script,
      `const { DuckDBInstance } = require('node:module').createRequire(${JSON.stringify(main)})('@duckdb/node-api');
      (async () => {
        const connection = await (await DuckDBInstance.create(${JSON.stringify(join(folder, 'history.duckdb'))})).connect();
        await connection.run(${JSON.stringify(statement)});
      })();`,
    );
    const [code] = await once(spawn(process.execPath, [script], { stdio: 'inherit' }), 'exit');
    expect(code).toBe(0);
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
    await sql('UPDATE format SET version = 99');
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
