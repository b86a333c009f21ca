// What every history store must do, as a function over a factory: each store's test calls it.
import { SampleColumns, status } from '@campus/campus-model';
import type { HistoryStore } from '@campus/telemetry-store';
import { mostOutboxes } from '@campus/telemetry-store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

export interface StoreFactory {
  readonly name: string;
  /** A new empty place for one test. */
  place(): Promise<string>;
  open(place: string, pointIds: readonly string[]): Promise<HistoryStore>;
  remove(place: string): Promise<void>;
}

type Row = readonly [
  point: number,
  timeMs: number,
  value: number,
  status?: number,
  ordinal?: number,
  text?: string,
];

const start = Date.UTC(2026, 8, 1, 8);
const pointIds = ['meter-1/power', 'room-1/temperature', 'vr-1/app'];

export function batchOf(rows: readonly Row[], historical = false) {
  const columns = new SampleColumns(4);
  for (const [point, timeMs, value, code = status.good, ordinal = 0, text] of rows)
    columns.push(point, timeMs, value, code, ordinal, text);
  return columns.take(historical);
}

export function historyStoreContract(factory: StoreFactory): void {
  describe(`history store contract: ${factory.name}`, () => {
    let place: string;
    let store: HistoryStore;

    beforeEach(async () => {
      place = await factory.place();
      store = await factory.open(place, pointIds);
    });

    afterEach(async () => {
      await store.close();
      await factory.remove(place);
    });

    const reopen = async (ids: readonly string[] = pointIds) => {
      await store.close();
      store = await factory.open(place, ids);
    };
    const commit = (rows: readonly Row[]) => store.commit({ batches: [batchOf(rows)], ranges: [] });
    const all = (pointId: string) => store.samples({ pointId, fromMs: 0, toMs: start * 2, limit: 10_000 });

    test('a new store is empty', async () => {
      expect(await all(pointIds[0]!)).toEqual([]);
      expect((await store.counts()).samples).toBe(0);
      expect([...(await store.committedRanges('gw-1'))]).toEqual([]);
    });

    test('samples come back as they were, in order of time and ordinal', async () => {
      await commit([
        [0, start + 2, 2.5],
        [1, start, -7.25],
        [0, start, 1e300, status.outOfRange, 3],
        [0, start, 0.1, status.good, 1],
      ]);
      expect(await all(pointIds[0]!)).toEqual([
        { timeMs: start, value: 0.1, status: status.good, ordinal: 1, text: null },
        { timeMs: start, value: 1e300, status: status.outOfRange, ordinal: 3, text: null },
        { timeMs: start + 2, value: 2.5, status: status.good, ordinal: 0, text: null },
      ]);
      expect((await store.counts()).samples).toBe(4);
    });

    test('a missing value is null with its reason, never 0', async () => {
      await commit([
        [0, start, Number.NaN, status.timeout],
        [0, start + 1, 0],
      ]);
      expect((await all(pointIds[0]!)).map(({ value }) => value)).toEqual([null, 0]);
      expect((await all(pointIds[0]!))[0]!.status).toBe(status.timeout);
    });

    test('text points keep their text', async () => {
      await commit([
        [2, start, Number.NaN, status.good, 0, '解剖学 VR'],
        [2, start + 1, Number.NaN, status.noCommunication],
        [2, start + 2, Number.NaN, status.uncertain, 1, ''],
      ]);
      expect((await all(pointIds[2]!)).map(({ text, status: code }) => [text, code])).toEqual([
        ['解剖学 VR', status.good],
        [null, status.noCommunication],
        ['', status.uncertain],
      ]);
    });

    test('samples of equal point, time and ordinal are all kept', async () => {
      await commit([
        [0, start, 1],
        [0, start, 1],
      ]);
      expect(await all(pointIds[0]!)).toHaveLength(2);
    });

    test('a commit of many batches larger than any inner block', async () => {
      const rows = Array.from({ length: 5_000 }, (_, i): Row => [i % 2, start + i, i]);
      await store.commit({ batches: [batchOf(rows), batchOf([]), batchOf(rows, true)], ranges: [] });
      expect((await store.counts()).samples).toBe(10_000);
      const found = await all(pointIds[0]!);
      expect(found).toHaveLength(5_000);
      expect(found.at(-1)).toMatchObject({ timeMs: start + 4998, value: 4998 });
    });

    test('what was committed is there after a restart', async () => {
      await store.commit({
        batches: [batchOf([[0, start, 5]])],
        ranges: [{ gatewayId: 'gw-1', outboxId: 'abcdef', first: 1, last: 9 }],
      });
      await reopen();
      expect(await all(pointIds[0]!)).toHaveLength(1);
      expect([...(await store.committedRanges('gw-1'))]).toEqual([['abcdef', [[1, 9]]]]);
    });

    test('a point keeps its history when the order of the campus changes', async () => {
      await commit([
        [0, start, 10],
        [1, start, 20],
      ]);
      await reopen(['new-1/power', pointIds[1]!, pointIds[0]!]);
      await commit([
        [2, start + 1, 11],
        [0, start + 1, 99],
      ]);
      expect((await all(pointIds[0]!)).map(({ value }) => value)).toEqual([10, 11]);
      expect((await all(pointIds[1]!)).map(({ value }) => value)).toEqual([20]);
      expect((await all('new-1/power')).map(({ value }) => value)).toEqual([99]);
      expect(await all(pointIds[2]!)).toEqual([]);
    });

    test('ranges are merged, apart by gateway and outbox', async () => {
      const range = (gatewayId: string, outboxId: string, first: number, last: number) => ({
        gatewayId,
        outboxId,
        first,
        last,
      });
      const ranges = [
        range('gw-1', 'aaaaaa', 1, 5),
        range('gw-1', 'aaaaaa', 10, 12),
        range('gw-2', 'aaaaaa', 2, 2),
      ];
      await store.commit({ batches: [], ranges });
      await store.commit({
        batches: [],
        ranges: [range('gw-1', 'aaaaaa', 6, 9), range('gw-1', 'bbbbbb', 7, 7)],
      });
      await store.commit({ batches: [], ranges: [range('gw-1', 'aaaaaa', 13, 2 ** 45)] });
      for (const check of [async () => {}, reopen]) {
        await check();
        expect(new Map(await store.committedRanges('gw-1'))).toEqual(
          new Map([
            ['aaaaaa', [[1, 2 ** 45]]],
            ['bbbbbb', [[7, 7]]],
          ]),
        );
        expect(new Map(await store.committedRanges('gw-2'))).toEqual(new Map([['aaaaaa', [[2, 2]]]]));
      }
    });

    test('outboxes of one gateway are bounded', async () => {
      for (let i = 0; i < mostOutboxes + 3; i++)
        await store.commit({
          batches: [],
          ranges: [{ gatewayId: 'gw-1', outboxId: `outbox${i}`, first: 1, last: 1 }],
        });
      expect((await store.committedRanges('gw-1')).size).toBe(mostOutboxes);
    });

    test('a commit that fails leaves nothing behind, and the store goes on', async () => {
      const group = {
        batches: [batchOf([[0, start, 1]]), batchOf([[999, start, 1]])],
        ranges: [{ gatewayId: 'gw-1', outboxId: 'abcdef', first: 1, last: 2 }],
      };
      await expect(store.commit(group)).rejects.toMatchObject({ code: 'store-unavailable' });
      expect((await store.counts()).samples).toBe(0);
      expect([...(await store.committedRanges('gw-1'))]).toEqual([]);
      await commit([[0, start, 1]]);
      expect((await store.counts()).samples).toBe(1);
    });

    test('aggregates: count, extremes, mean and last of good and uncertain values', async () => {
      await commit([
        [0, start, 1],
        [0, start + 500, 4, status.outOfRange],
        [0, start + 900, -2],
        [0, start + 900, 6, status.good, 1],
        [0, start + 999, 1000, status.deviceFailure],
        [0, start + 1000, Number.NaN, status.timeout],
        [0, start + 2000, 8, status.lastUsableValue],
        [0, start + 3000, 77],
        [1, start, 50],
      ]);
      const query = { pointIds: pointIds.slice(0, 2), fromMs: start, toMs: start + 3000, bucketMs: 1000 };
      const [power, temperature] = await store.aggregate(query);
      const empty = { count: 0, min: null, max: null, mean: null, last: null };
      expect(power).toEqual({
        pointId: pointIds[0],
        bucketMs: 1000,
        buckets: [
          { fromMs: start, count: 4, min: -2, max: 6, mean: 2.25, last: 6 },
          { fromMs: start + 1000, ...empty },
          { fromMs: start + 2000, count: 1, min: 8, max: 8, mean: 8, last: 8 },
        ],
        coverage: 1 / 3,
      });
      expect(temperature!.buckets.map(({ count }) => count)).toEqual([1, 0, 0]);
    });

    test('a query of wrong numbers says what is wrong', async () => {
      const good = { pointIds: [pointIds[0]!], fromMs: start, toMs: start + 1000, bucketMs: 100 };
      const wrong = [
        { toMs: start },
        { fromMs: Number.NaN },
        { fromMs: -1 },
        { toMs: Number.POSITIVE_INFINITY },
        { bucketMs: 0 },
        { bucketMs: 0.5 },
        { toMs: start + 1e12, bucketMs: 1 },
        { pointIds: Array.from({ length: 501 }, () => pointIds[0]!) },
      ];
      for (const part of wrong)
        await expect(store.aggregate({ ...good, ...part })).rejects.toMatchObject({ code: 'input-invalid' });
      const samples = { pointId: pointIds[0]!, fromMs: start, toMs: start + 1, limit: 10 };
      for (const limit of [0, 1.5, 1e6, Number.NaN])
        await expect(store.samples({ ...samples, limit })).rejects.toMatchObject({ code: 'input-invalid' });
      await expect(store.samples({ ...samples, pointId: "x'; DROP TABLE samples" })).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    test('queries and commits run side by side', async () => {
      const rows = Array.from({ length: 20_000 }, (_, i): Row => [i % 3, start + i * 10, i]);
      await commit(rows);
      const query = { pointIds, fromMs: start, toMs: start + 200_000, bucketMs: 100 };
      const work = Array.from({ length: 8 }, (_, i) => [
        store.aggregate(query),
        commit([[0, start - 1 - i, i]]),
      ]);
      await Promise.all(work.flat());
      expect((await store.counts()).samples).toBe(20_008);
    });

    test('after closing, everything is refused', async () => {
      await store.close();
      await store.close();
      await expect(commit([[0, start, 1]])).rejects.toMatchObject({ code: 'store-unavailable' });
      await expect(store.counts()).rejects.toMatchObject({ code: 'store-unavailable' });
    });
  });
}
