// The store in front of Debian's influxd: killed and started again, refusing, and the store's own process killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { status } from '../../../../campus-model/index.ts';
import { ManualClock } from '../../../../runtime/index.ts';
import type { HistoryStore } from '../../../../telemetry-store/index.ts';
import { Influxd, influxdMissing } from '../../../harness/influxd.ts';
import { groupOf, makeFolder, open, points, removeFolder, start, until } from './open-store.ts';

describe.skipIf(influxdMissing !== null)(
  `influxd 1.6.7${influxdMissing ? `: ${influxdMissing}` : ''}`,
  () => {
    let influxd: Influxd;
    let folder: string;
    let store: HistoryStore | null = null;
    let server: { url: string; database: string };
    let number = 0;

    beforeAll(async () => {
      influxd = await Influxd.start({ http: ['max-body-size = 100000'] });
    });
    afterAll(() => influxd.remove());
    beforeEach(async () => {
      folder = await makeFolder();
      server = { url: influxd.url, database: `test ${++number}` };
    });
    afterEach(async () => {
      await store?.close();
      store = null;
      await removeFolder(folder);
    });

    /** Every value the server has, by the server's own word. */
    const onServer = async (): Promise<number[]> => {
      const [series] = await influxd.query(server.database, 'SELECT "value" FROM "samples"');
      return (series?.values ?? []).map(([, value]) => Number(value));
    };
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

    test('a server killed again and again while the spool drains has everything once in the end', async () => {
      store = await open(folder, server, { answerWithinMs: 3_000 });
      let committed = 0;
      const commit = async (count: number) => {
        await store!.commit(groupOf(committed + 1, count));
        committed += count;
      };
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 10; i++) await commit(2_000);
        await until(async () => (await store!.state()).waiting < 10);
        await influxd.kill();
        await commit(2_000);
        await until(async () => (await store!.state()).trouble !== null);
        expect((await store.state()).isTaking).toBe(true);
        await influxd.start();
      }
      await until(async () => (await store!.state()).waiting === 0, 60_000);
      expect(await onServer()).toEqual(numbers(committed));
      expect((await store.counts()).samples).toBe(committed);
    }, 90_000);

    test('a process with the store killed again and again while it drains loses nothing and doubles nothing', async () => {
      const script = join(folder, 'child.mjs');
      const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
      await writeFile(
        script,
        `import { open, groupOf } from ${from('./open-store.ts')};
      const store = await open(${JSON.stringify(join(folder, 'spool'))}, ${JSON.stringify(server)});
      const [outbox] = await store.outboxes('gw');
      let next = (outbox?.committed[0]?.[1] ?? 0) + 1;
      for (;;) {
        await store.commit(groupOf(next, 500));
        next += 500;
        process.stdout.write((next - 1) + '\\n');
      }`,
      );
      let told = 0;
      for (let round = 0; round < 4; round++) {
        const child: ChildProcess = spawn(process.execPath, [script], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const goal = told + 10_000;
        child.stdout!.on('data', (text: Buffer) => {
          told = Number(String(text).trim().split('\n').at(-1));
        });
        await until(() => told >= goal);
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
      store = await open(join(folder, 'spool'), server);
      const [outbox] = await store.outboxes('gw');
      const committed = outbox!.committed[0]![1];
      expect(committed).toBeGreaterThanOrEqual(told);
      expect(outbox).toEqual({
        outboxId: 'abcdef',
        committed: [[1, committed]],
        refused: [],
        rows: committed,
      });
      await until(async () => (await store!.state()).waiting === 0, 60_000);
      expect(await onServer()).toEqual(numbers(committed));
    }, 90_000);

    test('a field that the server has with another type is refused and set aside; other points go on', async () => {
      await influxd.query('', `CREATE DATABASE "${server.database}"`);
      await fetch(`${server.url}/write?${new URLSearchParams({ db: server.database })}`, {
        method: 'POST',
        body: `texts,point=x text=1 ${start}000000`,
      });
      store = await open(folder, server);
      const group = groupOf(1, 50);
      const texts = new Map([[7, 'seven']]);
      await store.commit({ ...group, batches: [{ ...group.batches[0]!, texts }] });
      await until(async () => (await store!.state()).waiting === 0);
      expect(await onServer()).toEqual(numbers(50).filter((value) => value !== 8));
      expect(await readFile(join(folder, 'set-aside.lp'), 'utf8')).toMatch(
        /field type conflict.*\ntexts,point=a\/b .*seven/s,
      );
    });

    test('ids and texts of any kind come back, and none of them is a statement', async () => {
      const ids = [
        "x' OR '1'='1",
        'a,b=c d',
        'ends with \\',
        '中文/温度',
        'a\nb',
        "'; DROP DATABASE campus; --",
        '%41',
        '"q"',
      ];
      const some = ids.map((id) => ({ ...points[0]!, id }));
      store = await open(folder, server, { points: some });
      const batch = {
        length: ids.length,
        point: Uint32Array.from(ids.keys()),
        timeMs: new Float64Array(ids.length).fill(start),
        value: Float64Array.from(ids.keys()),
        status: new Uint32Array(ids.length).fill(status.good),
        ordinal: new Uint16Array(ids.length),
        historical: false,
      };
      await store.commit({ batches: [batch], ranges: [] });
      await store.settle(0);
      for (const [i, id] of ids.entries()) {
        const found = await store.samples({ pointId: id, fromMs: start, toMs: start + 1, limit: 10 });
        expect([id, found.map(({ value }) => value)]).toEqual([id, [i]]);
        const [view] = await store.aggregate({ pointIds: [id], fromMs: start, toMs: start + 1, bucketMs: 1 });
        expect(view!.buckets[0]).toMatchObject({ count: 1, last: i });
      }
      const part = await store.part({ fromMs: 0, toMs: start * 2 }, null);
      expect(part.pointIds.toSorted()).toEqual(ids.toSorted());
    });

    test('numbers at the ends of what there is come back exactly', async () => {
      const values = [
        0,
        -0,
        5e-324,
        -5e-324,
        Number.MAX_VALUE,
        Number.EPSILON,
        0.1 + 0.2,
        2 ** 53 + 2,
        -123456789.000001,
      ];
      store = await open(folder, server);
      const group = groupOf(1, values.length);
      group.batches[0]!.value.set(values);
      await store.commit(group);
      await store.settle(0);
      const found = await store.samples({ pointId: 'a/b', fromMs: start, toMs: start * 2, limit: 100 });
      expect(found.map(({ value }) => value)).toEqual(
        values.map((value) => (Object.is(value, -0) ? expect.closeTo(0) : value)),
      );
    });

    test('what waits in the spool and is on the server already counts once', async () => {
      store = await open(folder, server, { clock: new ManualClock(start + 3_600_000) });
      await store.commit(groupOf(1, 100));
      await store.settle(0);
      await store.commit(groupOf(51, 100));
      expect((await store.state()).waiting).toBe(1);
      const query = { pointIds: ['a/b'], fromMs: start, toMs: start + 200_000, bucketMs: 200_000 };
      const [view] = await store.aggregate(query);
      expect(view!.buckets[0]).toMatchObject({ count: 150, bad: 0, last: 150, mean: 75.5 });
      const found = await store.samples({
        pointId: 'a/b',
        fromMs: start,
        toMs: start + 200_000,
        limit: 1_000,
      });
      expect(found.map(({ value }) => value)).toEqual(numbers(150));
      expect((await store.part({ fromMs: 0, toMs: start * 2 }, null)).batch.length).toBe(150);
    });

    test('a new spool before a server that has history already rolls that up too', async () => {
      store = await open(folder, server);
      await store.commit(groupOf(1, 7_200));
      await store.settle(start + 3_600_000);
      await store.close();
      await removeFolder(folder);
      store = await open(folder, server);
      const query = { pointIds: ['a/b'], fromMs: start, toMs: start + 3 * 3_600_000, bucketMs: 3_600_000 };
      const [before] = await store.aggregate(query);
      await store.settle(start + 3 * 3_600_000);
      const [after] = await store.aggregate(query);
      expect(after!.tier).toBe('1h');
      expect(after!.buckets).toEqual(before!.buckets);
      expect(after!.buckets.map(({ count }) => count)).toEqual([3_599, 3_600, 1]);
      expect((await store.state()).fromMs).toBe(start + 1_000);
    });

    test('a folder in use by another store is refused with a clear sentence', async () => {
      store = await open(folder, server);
      await expect(open(folder, server)).rejects.toMatchObject({
        code: 'store-unavailable',
        detail: expect.stringContaining('in use by another process'),
      });
    });
  },
);
