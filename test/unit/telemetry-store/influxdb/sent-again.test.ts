// What the spool keeps of what the server has confirmed: when it is sent again, how much it may be, and what of it is seen.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../../runtime/index.ts';
import type { HistoryStore, InfluxDbOptions } from '../../../../telemetry-store/index.ts';
import { FakeInflux, written } from './fake-influx.ts';
import { groupOf, makeFolder, open, removeFolder, start, until } from './open-store.ts';

const [first, second] = ['2026-09-01T00:00:00.123456789Z', '2026-09-01T05:00:00.123456789Z'];
const minuteMs = 60_000;

let folder: string;
let fake: FakeInflux;
let store: HistoryStore;
/** Added to the store's monotonic time. */
let laterMs = 0;
const clock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() + laterMs };

beforeEach(async () => {
  folder = await makeFolder();
  laterMs = 0;
  fake = await FakeInflux.start();
  fake.started = first;
  store = await openStore();
});
afterEach(async () => {
  await store.close();
  await fake.close();
  await removeFolder(folder);
});

const openStore = (options: Partial<InfluxDbOptions> = {}) =>
  open(folder, { url: fake.url, database: 'campus' }, { clock, answerWithinMs: 400, ...options });
const reopen = async (options: Partial<InfluxDbOptions> = {}) => {
  await store.close();
  store = await openStore(options);
};
const drained = () => until(async () => (await store.state()).waiting === 0);
const write = async (from: number, count: number) => {
  await store.commit(groupOf(from, count));
  await drained();
};
/** The server fails once, and is well again. */
const stumble = async (from: number) => {
  fake.rule = () => ({ status: 503 });
  await store.commit(groupOf(from, 1));
  await until(async () => (await store.state()).trouble !== null);
  fake.rule = () => written;
  await drained();
};
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const values = () => {
  const found = [...fake.lines.values()].filter((line) => line.startsWith('samples,'));
  return found.map((line) => Number(/value=([^ ]+)/.exec(line)![1])).toSorted((a, b) => a - b);
};

describe('a server that says when it was started', () => {
  test('is sent again what it confirmed once it was started anew', async () => {
    await write(1, 50);
    await write(51, 50);
    fake.lines.clear();
    fake.started = second;
    await stumble(101);
    expect(values()).toEqual(numbers(1, 101));
  });

  test('is sent nothing again for having failed, nor for the store being opened again', async () => {
    await write(1, 50);
    fake.lines.clear();
    await stumble(51);
    await reopen();
    await write(52, 1);
    expect(values()).toEqual([51, 52]);
  });

  test('is asked now and then, behind a connection that did not end', async () => {
    await write(1, 50);
    fake.lines.clear();
    fake.started = second;
    await write(51, 1);
    expect(values()).toEqual([51]);
    laterMs += minuteMs;
    await write(52, 1);
    expect(values()).toEqual(numbers(1, 52));
  });

  test('is sent again too what it confirmed of a batch before it was started anew in the middle', async () => {
    await write(1, 1);
    fake.rule = (lines) => {
      if (lines.length > 10) return { status: 413 };
      if (!lines.some((line) => line.includes('value=90 '))) return written;
      fake.lines.clear();
      fake.started = second;
      return { status: 503 };
    };
    await store.commit(groupOf(2, 100));
    await until(async () => (await store.state()).trouble !== null);
    fake.rule = () => written;
    await drained();
    expect(values()).toEqual(numbers(1, 101));
  });

  test('settling waits until all that is sent again is there', async () => {
    await write(1, 40_000);
    fake.lines.clear();
    fake.started = second;
    laterMs += minuteMs;
    await store.commit(groupOf(40_001, 20));
    await store.settle(0);
    expect(values()).toEqual(numbers(1, 40_020));
  });
});

describe('a server that does not say when it was started', () => {
  beforeEach(() => {
    fake.started = null;
  });

  test('is sent again what it confirmed after any trouble, but not at every one', async () => {
    await write(1, 50);
    laterMs += 10 * minuteMs;
    fake.lines.clear();
    await stumble(51);
    expect(values()).toEqual(numbers(1, 51));
    fake.lines.clear();
    await stumble(52);
    expect(values()).toEqual([52]);
    laterMs += 10 * minuteMs;
    await write(53, 1);
    expect(values()).toEqual(numbers(1, 53));
  });

  test('is sent again what is kept when the store is opened again: nothing is known of the time between', async () => {
    await write(1, 50);
    fake.lines.clear();
    await reopen();
    await write(51, 1);
    expect(values()).toEqual(numbers(1, 51));
  });
});

describe('what is kept', () => {
  const startedAnew = async (from: number) => {
    fake.lines.clear();
    fake.started = second;
    laterMs += minuteMs;
    await write(from, 1);
  };

  test('is no more than half of the limit, and the oldest goes first', async () => {
    await reopen({ mostSpoolBytes: 20_000 });
    for (let i = 0; i < 60; i++) await store.commit(groupOf(i * 50 + 1, 50));
    await drained();
    expect(await bytesInSpool()).toBeLessThanOrEqual(10_000);
    expect(await bytesInSpool()).toBeGreaterThan(5_000);
    await startedAnew(3_001);
    const again = values();
    expect(again.length).toBeLessThan(2_000);
    expect(again).toEqual(numbers(3_002 - again.length, again.length));
  });

  test('makes room for what waits: the whole limit is for that', async () => {
    await reopen({ mostSpoolBytes: 20_000 });
    const fill = async () => {
      let taken = 0;
      for (; taken < 5_000; taken += 50)
        try {
          await store.commit(groupOf(taken + 1, 50));
        } catch {
          break;
        }
      return taken;
    };
    fake.rule = () => ({ status: 503 });
    const atFirst = await fill();
    fake.rule = () => written;
    await drained();
    expect(await bytesInSpool()).toBeGreaterThan(5_000);
    fake.rule = () => ({ status: 503 });
    expect(await fill()).toBe(atFirst);
    expect((await store.state()).spool!.bytes).toBeGreaterThan(15_000);
    expect(await bytesInSpool()).toBeLessThanOrEqual(20_000);
  });

  test('is not read by queries, nor counted: the server has it', async () => {
    await write(1, 50);
    const query = { pointId: 'a/b', fromMs: 0, toMs: start * 2, limit: 100 };
    expect(await store.samples(query)).toEqual([]);
    expect((await store.counts()).samples).toBe(0);
    expect((await store.part({ fromMs: 0, toMs: start * 2 }, null)).batch.length).toBe(0);
    expect((await store.state()).spool!.bytes).toBe(0);
  });

  test('is read once it waits again, and counted as what the server has', async () => {
    await write(1, 50);
    await write(51, 50);
    fake.started = second;
    laterMs += minuteMs;
    fake.rule = (lines) => (lines.length === 1 ? written : { status: 503 });
    await store.commit(groupOf(101, 1));
    await until(async () => (await store.state()).trouble !== null);
    await store.commit(groupOf(102, 1));
    const { waiting, trouble } = await store.state();
    expect([waiting, trouble]).toEqual([4, expect.stringContaining('503')]);
    const found = await store.samples({ pointId: 'a/b', fromMs: 0, toMs: start * 2, limit: 1_000 });
    expect(found.map(({ value }) => value)).toEqual(numbers(1, 102));
    expect((await store.counts()).samples).toBe(1);
    await reopen();
    expect((await store.counts()).samples).toBe(1);
    fake.rule = () => written;
    await drained();
    expect((await store.counts()).samples).toBe(0);
    expect(values()).toEqual(numbers(1, 102));
  });

  test('is set aside once, however often it is sent and refused', async () => {
    fake.rule = (lines) =>
      lines.some((line) => line.includes('value=7 ') || line.includes('value=8 '))
        ? { status: 400, body: { error: 'partial write: field type conflict' } }
        : written;
    await write(1, 20);
    await startedAnew(21);
    expect(values()).toEqual(numbers(1, 21).filter((value) => value !== 7 && value !== 8));
    expect((await readFile(join(folder, 'set-aside.lp'), 'utf8')).match(/^samples/gm)).toHaveLength(2);
    expect((await store.state()).trouble).toMatch(/^2 samples were refused/);
  });

  test('is not sent again beyond its retention', async () => {
    const days = { samples: 1, '1min': 1, '15min': 1, '1h': 1, '1day': 1 };
    await reopen({ retention: days });
    await write(1, 10);
    await store.settle(start + 3 * 86_400_000);
    await startedAnew(11);
    expect(values()).toEqual([11]);
  });

  test('is in a copy of the spool, and sent from there too', async () => {
    await write(1, 20);
    await store.snapshot(join(folder, 'copy'));
    await store.close();
    fake.lines.clear();
    fake.started = second;
    store = await open(join(folder, 'copy'), { url: fake.url, database: 'campus' }, { clock });
    await write(21, 1);
    expect(values()).toEqual(numbers(1, 21));
  });

  /** What waits and what is kept, read from the file, which the store has to let go of first. */
  async function bytesInSpool(): Promise<number> {
    await store.close();
    const database = new DatabaseSync(join(folder, 'spool.sqlite'));
    const row = database.prepare('SELECT total(bytes) AS bytes FROM groups').get()!;
    database.close();
    store = await openStore({ mostSpoolBytes: 20_000 });
    return Number(row.bytes);
  }
});

test('a spool of the first version is taken over with all that waits in it', async () => {
  await store.close();
  fake.rule = () => ({ status: 503 });
  store = await openStore();
  await store.commit(groupOf(1, 30));
  await store.close();
  const database = new DatabaseSync(join(folder, 'spool.sqlite'));
  database.exec(`DROP TABLE rolled; DROP TABLE refused; PRAGMA user_version = 1;
    DELETE FROM facts WHERE name IN ('sent_until', 'again_until', 'server_started_ms')`);
  database.close();
  fake.rule = () => written;
  store = await openStore();
  await drained();
  expect(values()).toEqual(numbers(1, 30));
});
