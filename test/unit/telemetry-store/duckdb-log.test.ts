// DuckDB's log is merged into the file soon after a start, so that a start after a crash need not read it for long.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SampleColumns } from '../../../campus-model/index.ts';
import { silentLog } from '../../../runtime/index.ts';
import { openDuckDbStore } from '../../../telemetry-store/index.ts';

test('a hundred commits after the start the log is empty, and nothing of it is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'campus-duckdb-log-'));
  const store = await openDuckDbStore({
    folder,
    points: [{ id: 'a/b', holdMs: 1, isCounter: false, wrapsAt: null }],
    log: silentLog,
  });
  const logBytes = () =>
    stat(join(folder, 'history.duckdb.wal')).then(
      ({ size }) => size,
      () => 0,
    );
  const commit = async (time: number): Promise<void> => {
    const columns = new SampleColumns();
    columns.push(0, time, time, 0);
    await store.commit({
      batches: [columns.take()],
      ranges: [{ gatewayId: 'gw', outboxId: 'abcdef', first: time, last: time }],
    });
  };
  for (let time = 1; time < 100; time++) await commit(time);
  expect(await logBytes()).toBeGreaterThan(1_000);
  await commit(100);
  expect(await logBytes()).toBeLessThan(100);
  await commit(101);
  expect((await store.counts()).samples).toBe(101);
  expect([...(await store.committedRanges('gw'))]).toEqual([['abcdef', [[1, 101]]]]);
  await store.close();
  await rm(folder, { recursive: true, force: true });
});
