// What every store keeps, and how long: parts for copying, retention and legal holds, state, snapshots.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryStore, Retention } from '@campus/telemetry-store';
import { expect, test } from 'vitest';
import {
  dayMs,
  pointIds,
  points,
  type Row,
  type StoreFactory,
  StoreUnderTest,
  start,
} from './store-factory.ts';

const tenDays: Retention = { samples: 10, '1min': 10, '15min': 10, '1h': 10, '1day': 10 };

/** Every sample of the span as text, sorted; parts end by themselves. */
async function copied(store: HistoryStore, fromMs: number, toMs: number): Promise<string[]> {
  const found: string[] = [];
  let from: string | null = null;
  do {
    const { pointIds: ids, batch, next } = await store.part({ fromMs, toMs }, from);
    for (let row = 0; row < batch.length; row++)
      found.push(
        [
          ids[batch.point[row]!],
          batch.timeMs[row],
          batch.ordinal[row],
          batch.status[row],
          batch.value[row],
          batch.texts?.get(row) ?? '',
        ].join(' '),
      );
    from = next;
  } while (from !== null);
  return found.toSorted();
}

export function keepingContract(factory: StoreFactory): void {
  const under = new StoreUnderTest(factory);

  test('parts give every sample of a span once, hot and folded', async () => {
    const rows = Array.from(
      { length: 4_000 },
      (_, i): Row =>
        i % 7 === 0
          ? [2, start - 3 * dayMs + i * 60_000, Number.NaN, 0, i % 2, `text ${i}`]
          : [i % 6, start - 3 * dayMs + i * 60_000, i % 11 === 0 ? Number.NaN : i / 10, 0, i % 2],
    );
    await under.commit(rows.slice(0, 3_000));
    await under.store.settle();
    await under.commit(rows.slice(3_000));
    const wanted = (fromMs: number, toMs: number) =>
      rows
        .filter(([, timeMs]) => timeMs >= fromMs && timeMs < toMs)
        .map(([point, timeMs, value, code, ordinal, text]) =>
          [pointIds[point], timeMs, ordinal, code, value, text ?? ''].join(' '),
        )
        .toSorted();
    expect(await copied(under.store, 0, start * 2)).toEqual(wanted(0, start * 2));
    const [fromMs, toMs] = [start - 2 * dayMs + 7, start - dayMs + 11];
    expect(await copied(under.store, fromMs, toMs)).toEqual(wanted(fromMs, toMs));
    expect(await copied(under.store, 1, 2)).toEqual([]);
  });

  test('what is older than its retention goes; a legal hold keeps it until it is released', async () => {
    await under.reopen({ retention: tenDays });
    const days = Array.from({ length: 20 }, (_, i): Row => [0, start - i * dayMs, i]);
    await under.commit(days);
    const hold = { id: 'h-1', reason: 'incident', by: 'guard', sinceMs: start };
    await under.store.hold({ ...hold, fromMs: start - 18 * dayMs, toMs: start - 17 * dayMs });
    await under.store.hold({ ...hold, fromMs: start - 16 * dayMs, toMs: start - 15 * dayMs });
    await under.store.settle(start);
    await under.reopen({ retention: tenDays });
    const kept = async () => (await under.all(pointIds[0]!)).map(({ value }) => value!);
    const late = (await kept()).filter((value) => value > 12);
    expect(late).toContain(16);
    expect(late.every((value) => value >= 14 && value <= 17)).toBe(true);
    expect((await kept()).filter((value) => value <= 9)).toHaveLength(10);
    expect(await under.store.holds()).toEqual([
      { ...hold, fromMs: start - 16 * dayMs, toMs: start - 15 * dayMs },
    ]);
    await under.store.release('h-1');
    await under.store.settle(start);
    expect((await kept()).every((value) => value <= 12)).toBe(true);
    expect(await under.store.holds()).toEqual([]);
  });

  test('the state says what is held, and whether commits are taken', async () => {
    expect(await under.store.state()).toMatchObject({
      trouble: null,
      isTaking: true,
      fromMs: null,
      waiting: 0,
    });
    await under.commit([
      [0, start, 1],
      [0, start - 3 * dayMs, 1],
    ]);
    await under.store.settle();
    const state = await under.store.state();
    expect(state).toMatchObject({ trouble: null, isTaking: true, fromMs: start - 3 * dayMs, waiting: 0 });
    expect(state.bytes).toBeGreaterThan(0);
  });

  test('settling again changes nothing', async () => {
    await under.commit(Array.from({ length: 500 }, (_, i): Row => [i % 2, start - dayMs + i * 60_000, i]));
    await under.store.settle();
    const before = await copied(under.store, 0, start * 2);
    await under.store.settle();
    await Promise.all([under.store.settle(), under.store.settle()]);
    expect(await copied(under.store, 0, start * 2)).toEqual(before);
    expect((await under.store.counts()).samples).toBe(500);
  });

  test('a snapshot taken while commits go on is a store of its own; or it is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'campus-snapshot-'));
    try {
      if (factory.hasSnapshot) await snapshotIsWhole(factory, under, folder);
      else await spoolIsCopied(under, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** History stands on a server outside, which is backed up by its own means: the copy holds what that has not confirmed. */
async function spoolIsCopied(under: StoreUnderTest, folder: string): Promise<void> {
  await under.store.snapshot(folder);
  expect((await readdir(folder)).length).toBeGreaterThan(0);
  await expect(under.store.snapshot(folder)).rejects.toMatchObject({ code: 'input-invalid' });
}

async function snapshotIsWhole(factory: StoreFactory, under: StoreUnderTest, folder: string): Promise<void> {
  const commitRow = (i: number) =>
    under.store.commit({
      batches: [{ ...oneRow(i), historical: false }],
      ranges: [{ gatewayId: 'gw-1', outboxId: 'abcdef', first: i, last: i }],
      tallies: [{ gatewayId: 'gw-1', outboxId: 'abcdef', rows: 1 }],
    });
  for (let i = 1; i <= 50; i++) await commitRow(i);
  await under.store.settle();
  const running = (async () => {
    for (let i = 51; i <= 150; i++) await commitRow(i);
  })();
  await under.store.snapshot(folder);
  await running;
  expect((await readdir(folder)).length).toBeGreaterThan(0);
  await expect(under.store.snapshot(folder)).rejects.toMatchObject({ code: 'input-invalid' });
  const copy = await factory.open(folder, { points, clock: under.clock });
  const [entry] = await copy.outboxes('gw-1');
  const { samples } = await copy.counts();
  await copy.close();
  expect(samples).toBeGreaterThanOrEqual(50);
  expect(entry).toEqual({ outboxId: 'abcdef', committed: [[1, samples]], refused: [], rows: samples });
}

function oneRow(i: number) {
  return {
    length: 1,
    point: Uint32Array.of(i % points.length),
    timeMs: Float64Array.of(start - dayMs + i * 1000),
    value: Float64Array.of(i),
    status: Uint32Array.of(0),
    ordinal: Uint16Array.of(0),
  };
}
