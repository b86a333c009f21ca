// Aggregates of every store: fixed cases to read, random ones against the naive view, before and after settling.
import { type HistoryView, status } from '@campus/campus-model';
import { seededRandom } from '@campus/runtime';
import type { AggregateQuery } from '@campus/telemetry-store';
import { expect, test } from 'vitest';
import { naiveView } from './naive-view.ts';
import { RandomHistory } from './random-history.ts';
import {
  dayMs,
  hourMs,
  pointIds,
  points,
  type StoreFactory,
  StoreUnderTest,
  start,
} from './store-factory.ts';

export function aggregateContract(factory: StoreFactory): void {
  const under = new StoreUnderTest(factory);

  test('count, extremes, mean, last and time-weighted mean of usable values', async () => {
    await under.commit([
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
    const [power, temperature] = await under.store.aggregate(query);
    const empty = { min: null, max: null, mean: null, last: null, timeMean: null, rise: null };
    expect(power).toEqual({
      pointId: pointIds[0],
      bucketMs: 1000,
      buckets: [
        {
          fromMs: start,
          count: 4,
          uncertain: 1,
          bad: 1,
          min: -2,
          max: 6,
          mean: 2.25,
          last: 6,
          timeMean: expect.closeTo((1 * 500 + 4 * 400 + 6 * 99) / 999, 9),
          coverage: 0.999,
          rise: null,
        },
        { fromMs: start + 1000, count: 0, uncertain: 0, bad: 1, coverage: 0, ...empty },
        {
          fromMs: start + 2000,
          count: 1,
          uncertain: 1,
          bad: 0,
          min: 8,
          max: 8,
          mean: 8,
          last: 8,
          timeMean: 8,
          coverage: 1,
          rise: null,
        },
      ],
      coverage: expect.closeTo(1999 / 3000, 9),
      tier: 'samples',
    });
    expect(temperature!.buckets.map(({ count, timeMean }) => [count, timeMean])).toEqual([
      [1, 50],
      [0, 50],
      [0, 50],
    ]);
  });

  test('a counter that is reset counts from 0, one that wraps goes on, and gaps count', async () => {
    await under.commit([
      [3, start - 5 * dayMs, 100],
      [3, start, 107],
      [3, start + 1000, 110],
      [3, start + 2000, 3],
      [4, start, 9_900],
      [4, start + 1000, 50],
      [4, start + 2000, 20],
    ]);
    const query = { pointIds: pointIds.slice(3, 5), fromMs: start, toMs: start + 3000, bucketMs: 1000 };
    const rises = (await under.store.aggregate(query)).map(({ buckets }) => buckets.map(({ rise }) => rise));
    expect(rises).toEqual([
      [7, 3, 3],
      [0, 150, 20],
    ]);
  });

  test('text samples are no part of aggregates; the future is no part of the coverage', async () => {
    await under.commit([[2, start, Number.NaN, status.good, 0, 'on']]);
    under.clock.jump(start + 500 - under.clock.now());
    await under.commit([[0, start, 3]]);
    const query = {
      pointIds: [pointIds[0]!, pointIds[2]!],
      fromMs: start,
      toMs: start + 2000,
      bucketMs: 1000,
    };
    const [power, app] = await under.store.aggregate(query);
    expect(power!.coverage).toBe(1);
    expect(power!.buckets.map(({ coverage }) => coverage)).toEqual([0.5, 0]);
    expect(app!.buckets[0]).toMatchObject({ count: 0, bad: 0 });
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
      await expect(under.store.aggregate({ ...good, ...part })).rejects.toMatchObject({
        code: 'input-invalid',
      });
    const samples = { pointId: pointIds[0]!, fromMs: start, toMs: start + 1, limit: 10 };
    for (const limit of [0, 1.5, 1e6, Number.NaN])
      await expect(under.store.samples({ ...samples, limit })).rejects.toMatchObject({
        code: 'input-invalid',
      });
    await expect(
      under.store.samples({ ...samples, pointId: "x'; DROP TABLE samples" }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  /** Rounds of late and new data, each asked before and after settling, with buckets of every tier and of none. */
  test('whatever was folded, late or is still hot, the answer is the one the samples give', async () => {
    const seed = Number(process.env.CAMPUS_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const random = seededRandom(seed);
    const history = new RandomHistory(random, start - 2 * dayMs, start + dayMs);
    under.clock.jump(start + dayMs - under.clock.now());
    for (let round = 0; round < 4; round++) {
      await under.commit(history.more(round === 0 ? 3_000 : 300));
      await agrees(under, history, random, `seed ${seed}, round ${round}, before settling`);
      await under.store.settle(under.clock.now() + (round % 2) * 2 * hourMs);
      await agrees(under, history, random, `seed ${seed}, round ${round}, after settling`);
    }
    await under.reopen();
    await agrees(under, history, random, `seed ${seed}, opened again`);
  }, 120_000);
}

async function agrees(
  under: StoreUnderTest,
  history: RandomHistory,
  random: () => number,
  when: string,
): Promise<void> {
  for (let i = 0; i < 12; i++) {
    const query = history.query(random);
    const views = await under.store.aggregate(query);
    for (const view of views) expectAgrees(view, query, history, under.clock.now(), when);
  }
}

function expectAgrees(
  view: HistoryView,
  query: AggregateQuery,
  history: RandomHistory,
  nowMs: number,
  when: string,
): void {
  const index = pointIds.indexOf(view.pointId);
  const expected = naiveView(points[index]!, history.of(index), query, nowMs);
  const where = `${when}; CAMPUS_SEED repeats it; ${view.pointId} ${JSON.stringify(query)} from ${view.tier}`;
  expect(view.buckets, where).toHaveLength(expected.buckets.length);
  expect(view.coverage, where).toEqual(roughly(expected.coverage));
  for (const [i, bucket] of expected.buckets.entries())
    expect(view.buckets[i]!, where).toEqual(
      Object.fromEntries(Object.entries(bucket).map(([name, value]) => [name, roughly(value)])),
    );
}

/** Sums depend on their order by a hair: nine digits have to agree, or six behind the point. */
function roughly(value: number | null): unknown {
  if (value === null) return null;
  return expect.closeTo(value, Math.min(6, 8 - Math.ceil(Math.log10(Math.abs(value) + 1))));
}
