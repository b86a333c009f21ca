// History copied from DuckDB to InfluxDB and back is the same, sample by sample; an ended copy goes on where it was.
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SampleColumns, status } from '../../../../campus-model/index.ts';
import { seededRandom, silentLog, systemClock } from '../../../../runtime/index.ts';
import {
  type CopyProgress,
  copyHistory,
  type HistoryPoint,
  type HistoryStore,
  openDuckDbStore,
} from '../../../../telemetry-store/index.ts';
import { Influxd, influxdMissing } from '../../../harness/influxd.ts';
import { makeFolder, open, removeFolder, start } from './open-store.ts';

const points = ['room-1/temperature', 'meter-1/energy', 'vr-1/app'].map((id) => ({
  id,
  holdMs: 60_000,
  isCounter: id === 'meter-1/energy',
  wrapsAt: null,
}));
const former = { ...points[0]!, id: 'gone-1/power' };
const minuteMs = 60_000;

describe.skipIf(influxdMissing !== null)(`history copy${influxdMissing ? `: ${influxdMissing}` : ''}`, () => {
  let influxd: Influxd;
  let folder: string;
  const opened: HistoryStore[] = [];

  beforeAll(async () => {
    influxd = await Influxd.start();
  });
  afterAll(() => influxd.remove());
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await removeFolder(folder);
  });

  const duckDb = async (name: string, some: readonly HistoryPoint[] = points) => {
    const store = await openDuckDbStore({ folder: join(folder, name), points: some, log: silentLog });
    opened.push(store);
    return store;
  };
  const influxDb = async (name: string, some: readonly HistoryPoint[] = points) => {
    const server = { url: influxd.url, database: `${name} ${basename(folder)}` };
    const store = await open(join(folder, name), server, { points: some });
    opened.push(store);
    return store;
  };
  const copy = (
    from: HistoryStore,
    openTarget: (some: readonly HistoryPoint[]) => Promise<HistoryStore>,
    onProgress: (progress: CopyProgress) => void = () => {},
  ) =>
    copyHistory({
      from,
      openTarget,
      points,
      gatewayIds: ['gw-1'],
      copyId: 'fromthere',
      clock: systemClock,
      onProgress,
    });

  /** Every sample as text, in the order of time, ordinal and point. */
  const all = async (store: HistoryStore): Promise<string[]> => {
    const found: string[] = [];
    for (let next: string | null = null, isFirst = true; isFirst || next !== null; isFirst = false) {
      const part = await store.part({ fromMs: 0, toMs: start * 2 }, next);
      const { point, timeMs, ordinal, value, status: code, texts } = part.batch;
      for (let row = 0; row < part.batch.length; row++)
        found.push(
          [
            timeMs[row],
            ordinal[row],
            part.pointIds[point[row]!],
            value[row],
            code[row],
            JSON.stringify(texts?.get(row)),
          ].join(' '),
        );
      next = part.next;
    }
    return found.toSorted();
  };

  /** Several days of numbers, missing values, texts and equal times; point 3 is one that left the campus. */
  const fill = async (store: HistoryStore, groups: number): Promise<number> => {
    const random = seededRandom(7);
    let rows = 0;
    for (let group = 0; group < groups; group++) {
      const columns = new SampleColumns();
      for (let i = 0; i < 1_000; i++) {
        const timeMs = start + (group * 250 + Math.floor(i / 4)) * minuteMs;
        const isText = i % 4 === 2;
        const value = isText || random() < 0.05 ? Number.NaN : Math.round(random() * 1_000) / 10;
        columns.push(
          i % 4,
          timeMs,
          value,
          random() < 0.1 ? status.timeout : status.good,
          i % 3,
          isText ? `文 ${i}` : undefined,
        );
      }
      rows += 1_000;
      await store.commit({
        batches: [columns.take()],
        ranges: [
          { gatewayId: 'gw-1', outboxId: 'abcdef', first: group * 1_000 + 1, last: group * 1_000 + 1_000 },
          ...(group === 0
            ? [{ gatewayId: 'gw-1', outboxId: 'abcdef', first: 900, last: 950, isRefused: true }]
            : []),
        ],
        tallies: [{ gatewayId: 'gw-1', outboxId: 'abcdef', rows: 1_000 }],
      });
    }
    return rows;
  };

  test('DuckDB → InfluxDB → DuckDB is equal sample by sample, and agents send nothing again', async () => {
    const source = await duckDb('source', [...points, former]);
    const rows = await fill(source, 30);
    const told: CopyProgress[] = [];
    const first = await copy(
      source,
      (some) => influxDb('there', some),
      (progress) => told.push(progress),
    );
    expect(first).toEqual({
      copied: rows,
      copiedEver: rows,
      sourceSamples: rows,
      targetSamples: rows,
      isWhole: true,
    });
    expect(told.at(-1)).toMatchObject({ samples: rows, trouble: null });
    expect(told.every(({ share }) => share >= 0 && share <= 1)).toBe(true);
    const middle = await influxDb('there', [...points, former]);
    expect(await all(middle)).toEqual(await all(source));
    const second = await copy(middle, (some) => duckDb('back', some));
    expect(second.isWhole).toBe(true);
    const back = await duckDb('back', [...points, former]);
    expect(await all(back)).toEqual(await all(source));
    expect(await back.outboxes('gw-1')).toEqual(await source.outboxes('gw-1'));
    const query = {
      pointIds: points.map(({ id }) => id),
      fromMs: start,
      toMs: start + 1_000 * minuteMs,
      bucketMs: 15 * minuteMs,
    };
    const rises = async (store: HistoryStore) =>
      (await store.aggregate(query)).map(({ buckets }) =>
        buckets.map(({ rise }) => rise && Math.round(rise)),
      );
    expect(await rises(back)).toEqual(await rises(source));
  }, 120_000);

  test('a copy that is ended goes on without a sample too many, and takes what came since', async () => {
    const source = await duckDb('source', [...points, former]);
    await fill(source, 40);
    let isOver = false;
    /** Takes one group of samples, then fails as if the process had ended. */
    const openFailing = async (some: readonly HistoryPoint[]): Promise<HistoryStore> => {
      const store = await duckDb('target', some);
      return Object.assign(Object.create(store) as HistoryStore, {
        close: () => store.close(),
        outboxes: (gatewayId: string) => store.outboxes(gatewayId),
        commit: async (group: Parameters<HistoryStore['commit']>[0]) => {
          if (isOver) throw new Error('killed');
          isOver = group.batches.some(({ length }) => length > 0);
          await store.commit(group);
        },
      });
    };
    await expect(copy(source, openFailing)).rejects.toThrow('killed');
    const columns = new SampleColumns();
    columns.push(0, start + 20_000 * minuteMs, 1, status.good);
    await source.commit({ batches: [columns.take()], ranges: [] });
    const result = await copy(source, (some) => duckDb('target', some));
    expect(result.isWhole).toBe(true);
    expect(result.copied).toBeLessThan(result.sourceSamples);
    expect(await copy(source, (some) => duckDb('target', some))).toMatchObject({ copied: 0, isWhole: true });
    expect(await all(await duckDb('target', [...points, former]))).toEqual(await all(source));
  }, 120_000);
});
