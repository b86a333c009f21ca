// What servers do to a spool: refuse some points, refuse for now, say nothing, want less at once. Nothing is lost.
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryStore } from '../../../../telemetry-store/index.ts';
import { FakeInflux, type Reply, type WriteRule, written } from './fake-influx.ts';
import { groupOf, makeFolder, open, removeFolder, until } from './open-store.ts';

let folder: string;
let fake: FakeInflux;
let store: HistoryStore;

beforeEach(async () => {
  folder = await makeFolder();
  fake = await FakeInflux.start();
  store = await open(folder, { url: fake.url, database: 'campus' }, { answerWithinMs: 400 });
});
afterEach(async () => {
  await store.close();
  await fake.close();
  await removeFolder(folder);
});

const refusing = (reply: Reply | null, isMeant: (lines: readonly string[]) => boolean): WriteRule => {
  return (lines) => (isMeant(lines) ? reply : written);
};
const drained = () => until(async () => (await store.state()).waiting === 0);
const numberIn = (line: string) => Number(/value=([^ ]+)/.exec(line)![1]);
const values = () => [...fake.lines.values()].map(numberIn).toSorted((a, b) => a - b);
const numbers = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

describe('a point that is refused for good', () => {
  test.each([
    [
      '1.x',
      { status: 400, body: { error: 'partial write: field type conflict: input field "value" dropped=1' } },
    ],
    [
      '2.x',
      {
        status: 422,
        body: {
          code: 'unprocessable entity',
          message: 'failure writing points: points outside retention policy',
        },
      },
    ],
    [
      '3.x',
      { status: 400, body: { error: 'partial write of line protocol occurred', data: [{ line_number: 1 }] } },
    ],
  ])('%s: is set aside for a person to read, and the rest goes on', async (_version, reply) => {
    const bad = [17, 400, 401];
    fake.rule = refusing(reply, (lines) => lines.some((line) => bad.includes(numberIn(line))));
    await store.commit(groupOf(1, 1_000));
    await drained();
    expect(values()).toEqual(numbers(1, 1_000).filter((value) => !bad.includes(value)));
    const text = await readFile(join(folder, 'set-aside.lp'), 'utf8');
    const lines = text.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('#')).map(numberIn)).toEqual(bad);
    expect(lines[0]).toMatch(/^# \d{4}-.*(partial write|outside retention)/);
    expect((await store.state()).trouble).toMatch(/^3 samples were refused by InfluxDB: see .*set-aside\.lp/);
    await rm(join(folder, 'set-aside.lp'));
    expect((await store.state()).trouble).toBeNull();
  });

  test('a time that InfluxDB does not have is set aside too', async () => {
    const group = groupOf(1, 3);
    group.batches[0]!.timeMs[1] = 1e15;
    await store.commit(group);
    await drained();
    expect(values()).toEqual([1, 3]);
    expect(await readFile(join(folder, 'set-aside.lp'), 'utf8')).toContain('InfluxDB has no such time');
  });
});

describe('what may pass later is tried until it does', () => {
  test.each([
    [401, 'unauthorized access'],
    [403, 'forbidden'],
    [400, 'bad request by a proxy'],
    [500, 'engine: write tsm: no space left on device'],
    [503, 'timeout'],
  ])('%d %s', async (status, error) => {
    fake.rule = () => ({ status, body: { error } });
    await store.commit(groupOf(1, 20));
    await until(async () => (await store.state()).trouble !== null);
    expect(await store.state()).toMatchObject({
      trouble: expect.stringContaining(error),
      isTaking: true,
      waiting: 1,
    });
    fake.rule = () => written;
    await drained();
    expect(values()).toEqual(numbers(1, 20));
    expect((await store.state()).trouble).toBeNull();
    expect(existsSync(join(folder, 'set-aside.lp'))).toBe(false);
  });

  test('a server that asks to be left alone is left alone so long', async () => {
    let askedMs = 0;
    let againMs = 0;
    fake.rule = () => {
      if (askedMs === 0) {
        askedMs = performance.now();
        return { status: 429, headers: { 'retry-after': '1' } };
      }
      againMs ||= performance.now();
      return written;
    };
    await store.commit(groupOf(1, 5));
    await drained();
    expect(againMs - askedMs).toBeGreaterThanOrEqual(990);
  });

  test('a server that accepts and never answers is given up and tried again; commits go on', async () => {
    fake.rule = () => null;
    await store.commit(groupOf(1, 10));
    await until(() => fake.writes().length > 0);
    await store.commit(groupOf(11, 10));
    await until(() => fake.writes().length > 2);
    fake.rule = () => written;
    await drained();
    expect(values()).toEqual(numbers(1, 20));
  });

  test('settling says what is wrong instead of waiting for ever', async () => {
    fake.rule = () => ({ status: 500, body: { error: 'out of order' } });
    await store.commit(groupOf(1, 1));
    await expect(store.settle()).rejects.toMatchObject({
      code: 'store-unavailable',
      detail: expect.stringContaining('out of order'),
    });
  });
});

test('a server that wants less at once is given less', async () => {
  const sizes: number[] = [];
  fake.rule = (lines) => {
    sizes.push(lines.length);
    return lines.length > 100 ? { status: 413, body: { error: 'Request Entity Too Large' } } : written;
  };
  await store.commit(groupOf(1, 1_000));
  await drained();
  expect(values()).toEqual(numbers(1, 1_000));
  expect(Math.max(...sizes)).toBe(1_000);
});

test('while a batch is being refused in parts, a failure in between leaves nothing out', async () => {
  let calls = 0;
  fake.rule = (lines) => {
    calls++;
    if (lines.some((line) => numberIn(line) === 30))
      return { status: 400, body: { error: 'partial write: dropped=1' } };
    return calls % 3 === 0 && calls < 20 ? { status: 500 } : written;
  };
  await store.commit(groupOf(1, 64));
  await drained();
  expect(values()).toEqual(numbers(1, 64).filter((value) => value !== 30));
  const text = await readFile(join(folder, 'set-aside.lp'), 'utf8');
  expect(text.match(/value=30 /g)).toHaveLength(1);
});

describe('the limit of the spool', () => {
  test('what is beyond it is not taken, and is again once the server has caught up', async () => {
    await store.close();
    fake.rule = () => ({ status: 503 });
    store = await open(folder, { url: fake.url, database: 'campus' }, { mostSpoolBytes: 20_000 });
    let taken = 0;
    const fill = async () => {
      for (; taken < 5_000; taken += 50) await store.commit(groupOf(taken + 1, 50));
    };
    await expect(fill()).rejects.toMatchObject({
      code: 'store-unavailable',
      detail: expect.stringContaining('the spool is full'),
    });
    const state = await store.state();
    expect(state).toMatchObject({ isTaking: false, trouble: expect.stringContaining('the spool is full') });
    expect(state.spool!.bytes).toBeLessThanOrEqual(20_000);
    expect([...(await store.committedRanges('gw'))]).toEqual([['abcdef', [[1, taken]]]]);
    fake.rule = () => written;
    await drained();
    await store.commit(groupOf(taken + 1, 50));
    await drained();
    expect(values()).toEqual(numbers(1, taken + 50));
    expect(await store.state()).toMatchObject({ isTaking: true, trouble: null });
  });
});

test('a store that is closed while its server hangs closes at once, and goes on where it was', async () => {
  fake.rule = () => null;
  await store.commit(groupOf(1, 10));
  await until(() => fake.writes().length > 0);
  await store.close();
  fake.rule = () => written;
  store = await open(folder, { url: fake.url, database: 'campus' });
  await drained();
  expect(values()).toEqual(numbers(1, 10));
});
