// History as columns and files, against a real DuckDB store: the columns are the JSON's numbers, whatever way they are cut.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketQualities, knownRise, readColumns, SampleColumns, type TrendView } from '@campus/campus-model';
import { ManualClock, silentLog } from '@campus/runtime';
import { type HistoryStore, historyPoints, openDuckDbStore } from '@campus/telemetry-store';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { readParquet } from '../../harness/parquet.ts';
import { type identities, type SmallServer, smallServer } from './small-server.ts';

const start = Date.UTC(2026, 8, 1, 8);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const samples = 3000;
const co2 = 't1-101-air/co2';
const temperature = 't1-101-air/temperature';

let folder: string;
let store: HistoryStore;
let server: SmallServer;
let web: WebApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'web-history-'));
  const clock = new ManualClock(start + 10 * 24 * hourMs);
  server = await smallServer({}, clock);
  const points = historyPoints(server.campus);
  store = await openDuckDbStore({ folder, points, log: silentLog, clock });
  const indexOf = (id: string) => points.findIndex((point) => point.id === id);
  const columns = new SampleColumns(samples);
  for (let i = 0; i < samples; i++) {
    const status = i % 97 === 0 ? 0x80050000 : i % 31 === 0 ? 0x40000000 : 0;
    columns.push(
      indexOf(co2),
      start + i * 7_000,
      status > 0x7fffffff ? Number.NaN : 400 + (i % 50),
      status,
      0,
    );
    if (i % 3 === 0) columns.push(indexOf(temperature), start + i * 7_000 + 1, 20 + i / 1000, 0, 0);
  }
  await store.commit({ batches: [columns.take()], ranges: [] });
  await store.settle();
  const index = indexCampus(server.options.campus, server.options.models);
  web = await createWebApp({ ...server.options, store, index }, () => 0);
});
afterAll(async () => {
  await web.app.close();
  await store.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

function get(path: string, role: keyof typeof identities = 'teacher') {
  const headers = { cookie: `campus_session=${server.tokens[role]}` };
  return web.app.inject({ url: `/api/v1${path}`, headers });
}
const span = `from=${start}&to=${start + 6 * hourMs}`;

function columnsOf(body: Buffer) {
  return readColumns(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer);
}

/** What the JSON says, written like a column. */
function expected({ buckets }: TrendView, name: string): number[] {
  return buckets.map((bucket) => {
    if (name === 'rise') return knownRise(bucket) ?? Number.NaN;
    return (bucket as unknown as Record<string, number | null>)[name] ?? Number.NaN;
  });
}

describe('columns', () => {
  test('hold what the JSON holds, for each point', async () => {
    const names = ['timeMean', 'mean', 'min', 'max', 'last', 'rise', 'count', 'uncertain', 'bad'] as const;
    const json = (await get(`/history?points=${co2},${temperature}&${span}&buckets=400`)).json<TrendView[]>();
    const answer = await get(
      `/history/columns?points=${co2},${temperature}&${span}&buckets=400&columns=${names},quality,coverage`,
    );
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    const points = columnsOf(answer.rawPayload);
    expect(points.map(({ pointId }) => pointId)).toEqual([co2, temperature]);
    for (const [row, point] of points.entries()) {
      const view = json[row]!;
      expect(point).toMatchObject({ bucketMs: view.bucketMs, length: view.buckets.length, tier: view.tier });
      expect(point.coverage).toBeCloseTo(view.coverage, 9);
      for (const name of names) expect([...point.column(name)]).toEqual(expected(view, name));
      const words = [...point.column('quality')].map((code) => bucketQualities[code]);
      expect(words.includes('partly-bad')).toBe(row === 0);
    }
  });

  test('of more rows than one question holds are the same as the parts of it', async () => {
    const weeks = `from=${start}&to=${start + 21 * 24 * hourMs}`;
    const asked = vi.spyOn(store, 'aggregate');
    const answer = await get(`/history/columns?points=${co2}&${weeks}&length=1min&columns=count,max`);
    expect(asked.mock.calls.length).toBeGreaterThan(2);
    asked.mockRestore();
    const [point] = columnsOf(answer.rawPayload);
    expect(point!.length).toBe(21 * 24 * 60);
    const few = (await get(`/history?points=${co2}&from=${start}&to=${start + hourMs}&buckets=60`)).json<
      TrendView[]
    >();
    expect([...point!.column('max').slice(0, 60)]).toEqual(expected(few[0]!, 'max'));
    const counted = [...point!.column('count')].reduce((sum, each) => sum + each, 0);
    expect(counted).toBe(samples - Math.ceil(samples / 97));
  });

  test('too many rows are refused in words before the store is asked', async () => {
    const asked = vi.spyOn(store, 'aggregate');
    const years = `from=${start - 366 * 24 * hourMs * 2}&to=${start}`;
    const answer = await get(`/history/columns?points=${co2}&${years}&length=1min`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'history-too-large']);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  test('a store that fails is an error, not a message cut off', async () => {
    vi.spyOn(store, 'aggregate').mockRejectedValueOnce(new Error('IO Error'));
    expect((await get(`/history/columns?points=${co2}&${span}`)).statusCode).toBe(503);
    expect((await get(`/history/columns?points=${co2}&${span}&columns=nonsense`)).statusCode).toBe(400);
  });
});

describe('files', () => {
  test('CSV and Parquet have the same rows, of buckets and of samples', async () => {
    for (const [name, rows] of [
      ['history', 2 * 360],
      ['history/samples', samples + samples / 3],
    ] as const) {
      const query = `points=${co2},${temperature}&${span}&buckets=400&lang=en`;
      const [csv, parquet] = [await get(`/${name}.csv?${query}`), await get(`/${name}.parquet?${query}`)];
      expect([csv.statusCode, parquet.statusCode]).toEqual([200, 200]);
      expect(csv.body.trimEnd().split('\r\n').length - 1).toBe(rows);
      expect(await rowsOf(parquet.rawPayload)).toBe(rows);
    }
  });

  test('of more samples than a file holds are refused in words', async () => {
    const view = { pointId: co2, bucketMs: hourMs, coverage: 1, tier: 'samples' as const };
    const bucket = { count: 2_000_000, bad: 1 };
    vi.spyOn(store, 'aggregate').mockResolvedValueOnce([{ ...view, buckets: [bucket as never] }]);
    const answer = await get(`/history/samples.parquet?points=${co2}&${span}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'history-too-large']);
    expect(answer.json().detail).toContain('2000001');
  });

  test('samples that share a millisecond across two questions all come, each once', async () => {
    const at = start + hourMs;
    const same = Array.from({ length: 10_500 }, (_, i) => ({
      timeMs: at + Math.floor(i / 3),
      value: i,
      status: 0,
      ordinal: i % 3,
      text: null,
    }));
    vi.spyOn(store, 'samples').mockImplementation(async ({ fromMs, limit }) =>
      same.filter(({ timeMs }) => timeMs >= fromMs).slice(0, limit),
    );
    const answer = await get(`/history/samples.csv?points=${co2}&${span}&lang=en`);
    const values = answer.body
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => Number(line.split(',')[4]));
    expect(values).toEqual(same.map(({ value }) => value));
    vi.restoreAllMocks();
  });
});

async function rowsOf(file: Buffer): Promise<number> {
  const path = join(folder, 'answer.parquet');
  writeFileSync(path, file);
  return (await readParquet(path)).rows.length;
}
