// Debian's influxd loses what it confirmed: killed within a write, it goes on behind a hole in its log, and takes the hole
// for the log's end at the next start. The store sends again what was lost so, and its answers are as if nothing had been.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryStore } from '../../../../telemetry-store/index.ts';
import { Influxd, influxdMissing } from '../../../harness/influxd.ts';
import { groupOf, makeFolder, open, removeFolder, start, until } from './open-store.ts';

describe.skipIf(influxdMissing !== null)(
  `a log that is torn${influxdMissing ? `: ${influxdMissing}` : ''}`,
  () => {
    const database = 'torn';
    const hourMs = 3_600_000;
    let influxd: Influxd;
    let folder: string;
    let store: HistoryStore;
    let committed = 0;

    beforeAll(async () => {
      influxd = await Influxd.start();
    });
    afterAll(() => influxd.remove());
    beforeEach(async () => {
      folder = await makeFolder();
      await influxd.query('', `DROP DATABASE ${database}`);
      committed = 0;
      store = await openStore();
    });
    afterEach(async () => {
      await store.close();
      await removeFolder(folder);
    });

    const openStore = () => open(folder, { url: influxd.url, database }, { answerWithinMs: 3_000 });
    const commit = async (count: number) => {
      await store.commit(groupOf(committed + 1, count));
      committed += count;
    };
    const drained = () => until(async () => (await store.state()).waiting === 0);
    const countOn = async (measurement: string, field: string): Promise<number> => {
      const [series] = await influxd.query(database, `SELECT count("${field}") FROM "${measurement}"`);
      return Number(series?.values[0]?.[1] ?? 0);
    };
    const samplesOn = () => countOn('samples', 'status');
    /** Whatever is written from now on is behind a hole. */
    const tear = async () => {
      await influxd.kill();
      influxd.tearLogs(database);
      await influxd.start();
    };
    const startAgain = async () => {
      await influxd.kill();
      await influxd.start();
    };
    const readsOnce = async () => {
      const span = { fromMs: start, toMs: start + committed * 1_000 + 1 };
      const found = await store.samples({ pointId: 'a/b', ...span, limit: 10_000 });
      expect(found.map(({ value }) => value)).toEqual(Array.from({ length: committed }, (_, i) => i + 1));
      expect((await store.counts()).samples).toBe(committed);
    };

    test('what the server confirmed and lost at its next start is sent again', async () => {
      await commit(100);
      await drained();
      await tear();
      await commit(100);
      await drained();
      expect(await samplesOn()).toBe(200);
      await startAgain();
      expect(await samplesOn()).toBeLessThan(200);
      await commit(1);
      await drained();
      expect(await samplesOn()).toBe(201);
      await readsOnce();
    });

    test('it is lost again and again, and sent again each time', async () => {
      for (let round = 0; round < 3; round++) {
        await commit(500);
        await drained();
        await tear();
        await commit(500);
        await drained();
        await startAgain();
      }
      await commit(1);
      await drained();
      expect(await samplesOn()).toBe(committed);
      await readsOnce();
    }, 60_000);

    test('it is seen too when the server was started anew while the store was closed', async () => {
      await commit(100);
      await drained();
      await tear();
      await commit(100);
      await drained();
      await store.close();
      await startAgain();
      store = await openStore();
      await commit(1);
      await drained();
      expect(await samplesOn()).toBe(201);
      await readsOnce();
    });

    test('roll-up rows that were lost are written again, also where no sample was', async () => {
      await commit(2 * 3_600);
      await drained();
      await tear();
      await store.settle(start + 3 * hourMs);
      const rows = await countOn('roll_up_1h', 'row');
      expect(rows).toBe(3);
      const query = { pointIds: ['a/b'], fromMs: start, toMs: start + 3 * hourMs, bucketMs: hourMs };
      const [before] = await store.aggregate(query);
      await startAgain();
      expect(await countOn('roll_up_1h', 'row')).toBe(0);
      await commit(1);
      await drained();
      const [meanwhile] = await store.aggregate(query);
      expect(meanwhile!.buckets.map(({ count }) => count)).toEqual([3_599, 3_600, 2]);
      await store.settle(start + 3 * hourMs);
      expect(await countOn('roll_up_1h', 'row')).toBe(3);
      const [after] = await store.aggregate(query);
      expect(after!.tier).toBe('1h');
      expect(after!.buckets.slice(0, 2)).toEqual(before!.buckets.slice(0, 2));
    });
  },
);
