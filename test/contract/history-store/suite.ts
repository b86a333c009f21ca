// What every history store must do, as a function over a factory: each store's test calls it.
import { status } from '@campus/campus-model';
import { mostOutboxes } from '@campus/telemetry-store';
import { describe, expect, test } from 'vitest';
import { aggregateContract } from './aggregate-contract.ts';
import { keepingContract } from './keeping-contract.ts';
import {
  batchOf,
  pointIds,
  points,
  type Row,
  type StoreFactory,
  StoreUnderTest,
  start,
} from './store-factory.ts';

/**
 * Store-neutral: what was committed is read after `factory.caughtUp`, a sample's identity (point, time, ordinal) is given
 * once, and sums are compared within a hair.
 */
export function historyStoreContract(factory: StoreFactory): void {
  describe(`history store contract: ${factory.name}`, () => {
    describe('commits', () => commitContract(factory));
    describe('ranges and rows', () => rangeContract(factory));
    describe('aggregates', () => aggregateContract(factory));
    describe('keeping', () => keepingContract(factory));
  });
}

function commitContract(factory: StoreFactory): void {
  const under = new StoreUnderTest(factory);

  test('a new store is empty', async () => {
    expect(await under.all(pointIds[0]!)).toEqual([]);
    expect((await under.store.counts()).samples).toBe(0);
    expect([...(await under.store.committedRanges('gw-1'))]).toEqual([]);
    expect(await under.store.outboxes('gw-1')).toEqual([]);
  });

  test('points that come while it is open: behind the others, each with its own samples, and after a start too', async () => {
    await under.commit([[0, start, 1]]);
    const added = { id: 'meter-9/energy', holdMs: 30_000, isCounter: true, wrapsAt: null };
    await under.store.setPoints([...points, added]);
    await under.commit([
      [0, start + 1_000, 2],
      [points.length, start, 100],
      [points.length, start + 1_000, 107],
    ]);
    expect((await under.all(pointIds[0]!)).map(({ value }) => value)).toEqual([1, 2]);
    const query = { pointIds: [added.id], fromMs: start, toMs: start + 2_000, bucketMs: 2_000 };
    const [view] = await under.store.aggregate(query);
    expect(view!.buckets[0]).toMatchObject({ count: 2, rise: 7 });
    await under.reopen();
    expect((await under.all(added.id)).map(({ value }) => value)).toEqual([100, 107]);
  });

  test('samples come back as they were, in order of time and ordinal', async () => {
    await under.commit([
      [0, start + 2, 2.5],
      [1, start, -7.25],
      [0, start, 1e300, status.outOfRange, 3],
      [0, start, 0.1, status.good, 1],
    ]);
    expect(await under.all(pointIds[0]!)).toEqual([
      { timeMs: start, value: 0.1, status: status.good, ordinal: 1, text: null },
      { timeMs: start, value: 1e300, status: status.outOfRange, ordinal: 3, text: null },
      { timeMs: start + 2, value: 2.5, status: status.good, ordinal: 0, text: null },
    ]);
    expect((await under.store.counts()).samples).toBe(4);
  });

  test('a missing value is null with its reason, never 0', async () => {
    await under.commit([
      [0, start, Number.NaN, status.timeout],
      [0, start + 1, 0],
    ]);
    expect((await under.all(pointIds[0]!)).map(({ value }) => value)).toEqual([null, 0]);
    expect((await under.all(pointIds[0]!))[0]!.status).toBe(status.timeout);
  });

  test('text points keep their text', async () => {
    await under.commit([
      [2, start, Number.NaN, status.good, 0, '解剖学 VR, "2" = \\ \n'],
      [2, start + 1, Number.NaN, status.noCommunication],
      [2, start + 2, Number.NaN, status.uncertain, 1, ''],
    ]);
    expect((await under.all(pointIds[2]!)).map(({ text, status: code }) => [text, code])).toEqual([
      ['解剖学 VR, "2" = \\ \n', status.good],
      [null, status.noCommunication],
      ['', status.uncertain],
    ]);
  });

  test('samples of equal time are told apart by their ordinal', async () => {
    await under.commit([
      [0, start, 1, status.good, 0],
      [0, start, 1, status.good, 1],
      [0, start, 2, status.good, 65_535],
    ]);
    expect((await under.all(pointIds[0]!)).map(({ ordinal }) => ordinal)).toEqual([0, 1, 65_535]);
  });

  test('a commit of many batches larger than any inner block', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i): Row => [i % 2, start + i, i]);
    const later = rows.map(([point, timeMs, value]): Row => [point, timeMs + 5_000, value]);
    await under.store.commit({ batches: [batchOf(rows), batchOf([]), batchOf(later, true)], ranges: [] });
    await under.caughtUp();
    expect((await under.store.counts()).samples).toBe(10_000);
    const found = await under.all(pointIds[0]!);
    expect(found).toHaveLength(5_000);
    expect(found.at(-1)).toMatchObject({ timeMs: start + 9998, value: 4998 });
  });

  test('a point keeps its history when the order of the campus changes', async () => {
    await under.commit([
      [0, start, 10],
      [1, start, 20],
    ]);
    await under.reopen({ points: [{ ...points[0]!, id: 'new-1/power' }, points[1]!, points[0]!] });
    await under.commit([
      [2, start + 1, 11],
      [0, start + 1, 99],
    ]);
    expect((await under.all(pointIds[0]!)).map(({ value }) => value)).toEqual([10, 11]);
    expect((await under.all(pointIds[1]!)).map(({ value }) => value)).toEqual([20]);
    expect((await under.all('new-1/power')).map(({ value }) => value)).toEqual([99]);
  });

  test('a commit that fails leaves nothing behind, and the store goes on', async () => {
    const group = {
      batches: [batchOf([[0, start, 1]]), batchOf([[999, start, 1]])],
      ranges: [{ gatewayId: 'gw-1', outboxId: 'abcdef', first: 1, last: 2 }],
      tallies: [{ gatewayId: 'gw-1', outboxId: 'abcdef', rows: 2 }],
    };
    await expect(under.store.commit(group)).rejects.toMatchObject({ code: 'store-unavailable' });
    expect((await under.store.counts()).samples).toBe(0);
    expect([...(await under.store.committedRanges('gw-1'))]).toEqual([]);
    expect(await under.store.outboxes('gw-1')).toEqual([]);
    await under.commit([[0, start, 1]]);
    expect((await under.store.counts()).samples).toBe(1);
  });

  test('queries and commits run side by side', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i): Row => [i % 3, start + i * 10, i]);
    await under.commit(rows);
    const query = { pointIds, fromMs: start, toMs: start + 200_000, bucketMs: 100 };
    const work = Array.from({ length: 8 }, (_, i) => [
      under.store.aggregate(query),
      under.commit([[0, start - 1 - i, i]]),
    ]);
    await Promise.all(work.flat());
    expect((await under.store.counts()).samples).toBe(20_008);
  });

  test('after closing, everything is refused', async () => {
    await under.store.close();
    await under.store.close();
    await expect(under.commit([[0, start, 1]])).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(under.store.counts()).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(under.store.state()).rejects.toMatchObject({ code: 'store-unavailable' });
  });
}

const range = (gatewayId: string, outboxId: string, first: number, last: number, isRefused = false) => ({
  gatewayId,
  outboxId,
  first,
  last,
  isRefused,
});

function rangeContract(factory: StoreFactory): void {
  const under = new StoreUnderTest(factory);
  const claim = (...ranges: ReturnType<typeof range>[]) => under.store.commit({ batches: [], ranges });

  test('what was committed is there after a restart', async () => {
    await under.store.commit({
      batches: [batchOf([[0, start, 5]])],
      ranges: [range('gw-1', 'abcdef', 1, 9)],
      tallies: [{ gatewayId: 'gw-1', outboxId: 'abcdef', rows: 1 }],
    });
    await under.reopen();
    await under.caughtUp();
    expect(await under.all(pointIds[0]!)).toHaveLength(1);
    expect(await under.store.outboxes('gw-1')).toEqual([
      { outboxId: 'abcdef', committed: [[1, 9]], refused: [], rows: 1 },
    ]);
  });

  test('ranges are merged, apart by gateway and outbox', async () => {
    await claim(
      range('gw-1', 'aaaaaa', 1, 5),
      range('gw-1', 'aaaaaa', 10, 12),
      range('gw-2', 'aaaaaa', 2, 2),
    );
    await claim(range('gw-1', 'aaaaaa', 6, 9), range('gw-1', 'bbbbbb', 7, 7));
    await claim(range('gw-1', 'aaaaaa', 13, 2 ** 45));
    for (const check of [async () => {}, () => under.reopen()]) {
      await check();
      expect(new Map(await under.store.committedRanges('gw-1'))).toEqual(
        new Map([
          ['aaaaaa', [[1, 2 ** 45]]],
          ['bbbbbb', [[7, 7]]],
        ]),
      );
      expect(new Map(await under.store.committedRanges('gw-2'))).toEqual(new Map([['aaaaaa', [[2, 2]]]]));
    }
  });

  test('refused ranges are committed ones, told apart; rows are counted beside them', async () => {
    await under.store.commit({
      batches: [batchOf([[0, start, 5]])],
      ranges: [range('gw-1', 'aaaaaa', 1, 4), range('gw-1', 'aaaaaa', 5, 7, true)],
      tallies: [
        { gatewayId: 'gw-1', outboxId: 'aaaaaa', rows: 4 },
        { gatewayId: 'gw-1', outboxId: 'bbbbbb', rows: 1 },
      ],
    });
    await under.store.commit({
      batches: [],
      ranges: [range('gw-1', 'aaaaaa', 9, 9, true), range('gw-1', 'bbbbbb', 1, 2)],
      tallies: [{ gatewayId: 'gw-1', outboxId: 'aaaaaa', rows: 3 }],
    });
    await claim(range('gw-1', 'aaaaaa', 8, 8));
    for (const check of [async () => {}, () => under.reopen()]) {
      await check();
      const found = await under.store.outboxes('gw-1');
      expect(found.toSorted((a, b) => a.outboxId.localeCompare(b.outboxId))).toEqual([
        {
          outboxId: 'aaaaaa',
          committed: [[1, 9]],
          refused: [
            [5, 7],
            [9, 9],
          ],
          rows: 7,
        },
        { outboxId: 'bbbbbb', committed: [[1, 2]], refused: [], rows: 1 },
      ]);
    }
    expect(await under.store.outboxes('gw-2')).toEqual([]);
  });

  test('outboxes of one gateway are bounded; the longest unused is forgotten', async () => {
    for (let i = 0; i < mostOutboxes + 3; i++) {
      under.clock.advance(1);
      await claim(range('gw-1', `outbox${i}`, 1, 1));
    }
    await claim(range('gw-2', 'other1', 1, 1));
    const kept = await under.store.committedRanges('gw-1');
    expect(kept.size).toBe(mostOutboxes);
    expect(kept.has('outbox2')).toBe(false);
    expect(kept.has(`outbox${mostOutboxes + 2}`)).toBe(true);
    expect(await under.store.outboxes('gw-1')).toHaveLength(mostOutboxes);
  });
}
