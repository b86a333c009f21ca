// History over HTTP: spans widened to whole buckets, gaps of the point's gateway, and the file for spreadsheets.
import type { TrendView } from '@campus/campus-model';
import type { AggregateQuery } from '@campus/telemetry-store';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { csvLine } from '../../../web/server/csv.ts';
import { standardOffsetMs, timeWriter, wholeBuckets } from '../../../web/server/site-time.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { emptyBucket, type SmallServer, smallServer } from './small-server.ts';

const dayMs = 86_400_000;
const from = Date.parse('2026-03-01T03:04:05Z');

let server: SmallServer;
let web: WebApp;

beforeAll(async () => {
  server = await smallServer();
  const { options } = server;
  web = await createWebApp({ ...options, index: indexCampus(options.campus, options.models) }, () => 0);
});
afterAll(async () => {
  await web.app.close();
  await server.close();
});

function get(url: string) {
  const headers = { cookie: `campus_session=${server.tokens.teacher}` };
  return web.app.inject({ url: `/api/v1${url}`, headers });
}

/** The question that reached the store. */
async function asked(query: string): Promise<AggregateQuery> {
  const aggregate = vi.spyOn(server.store, 'aggregate');
  expect((await get(`/history?points=t1-101-air/co2&${query}`)).statusCode).toBe(200);
  const [question] = aggregate.mock.lastCall!;
  aggregate.mockRestore();
  return question;
}

describe('buckets', () => {
  test('of minutes begin with minutes, those of days with the days of the site', async () => {
    const hours = await asked(`from=${from}&to=${from + 8 * 3_600_000}&buckets=480`);
    expect(hours).toMatchObject({ bucketMs: 60_000, fromMs: Date.parse('2026-03-01T03:04:00Z') });
    expect((hours.toMs - hours.fromMs) % 60_000).toBe(0);
    expect(hours.toMs).toBeGreaterThanOrEqual(from + 8 * 3_600_000);
    const days = await asked(`from=${from}&to=${from + 30 * dayMs}&buckets=36`);
    expect(days).toMatchObject({ bucketMs: dayMs, fromMs: Date.parse('2026-02-28T16:00:00Z') });
  });

  test('cover the span, whole, wherever it lies and whatever the zone', () => {
    const lengths = fc.constantFrom(1000, 60_000, 900_000, 3_600_000, 3 * 3_600_000, dayMs, 7 * dayMs);
    const offsets = fc.constantFrom(0, 8 * 3_600_000, 5.5 * 3_600_000, -5 * 3_600_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 20 * dayMs, max: 4e12 }),
        fc.integer({ min: 1, max: 4e10 }),
        lengths,
        offsets,
        (fromMs, spanMs, bucketMs, offset) => {
          const whole = wholeBuckets({ fromMs, toMs: fromMs + spanMs }, bucketMs, offset);
          expect(whole.fromMs).toBeLessThanOrEqual(fromMs);
          expect(fromMs - whole.fromMs).toBeLessThan(bucketMs);
          expect(whole.toMs).toBeGreaterThanOrEqual(fromMs + spanMs);
          expect(whole.toMs - fromMs - spanMs).toBeLessThan(bucketMs);
          expect((whole.toMs - whole.fromMs) % bucketMs).toBe(0);
          if (bucketMs >= dayMs) expect((whole.fromMs + offset) % dayMs).toBe(0);
        },
      ),
    );
  });

  test('days begin by the standard offset of the zone, also in summer', () => {
    const hours = (zone: string) => standardOffsetMs(zone, Date.parse('2026-07-01')) / 3_600_000;
    expect(['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC'].map(hours)).toEqual([
      8, 1, -5, 5.5, 0,
    ]);
  });
});

test('an answer carries tier, coverage, and what the gateway of the point has lost in it', async () => {
  const gap = { fromMs: from, toMs: from + 1000, samples: 3, why: 'segment-damaged' } as const;
  const before = { ...gap, fromMs: from - dayMs, toMs: from - dayMs + 1 };
  await server.operations.books.record('gw-t1', { version: 1, days: [], gaps: [gap, before] }, []);
  const answer = await get(
    `/history?points=t1-101-air/co2,t1-101-air/temperature&from=${from}&to=${from + 5000}`,
  );
  const views = answer.json<TrendView[]>();
  expect(views.map(({ gaps, tier, coverage }) => ({ gaps, tier, coverage }))).toEqual(
    Array.from({ length: 2 }, () => ({ gaps: [gap], tier: 'samples', coverage: 0 })),
  );
});

describe('the file', () => {
  test('is for spreadsheets: mark, local time, coverage and quality', async () => {
    const bucket = { ...emptyBucket, fromMs: Date.parse('2026-03-01T16:00:00Z') };
    const full = {
      ...bucket,
      count: 3,
      uncertain: 1,
      min: 20,
      max: 22,
      last: 21,
      timeMean: 20.5,
      coverage: 0.9999,
    };
    const bad = { ...bucket, fromMs: bucket.fromMs + 60_000, bad: 2 };
    vi.spyOn(server.store, 'aggregate').mockResolvedValueOnce([
      { pointId: 't1-101-air/co2', bucketMs: 60_000, buckets: [full, bad], coverage: 0.5, tier: '1min' },
    ]);
    const answer = await get(`/history.csv?points=t1-101-air/co2&from=${from}&to=${from + 1000}`);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body.split('\r\n')).toEqual([
      '\uFEFF时间 (Asia/Shanghai),测点,名称,单位,平均（按时间）,最小,最大,末值,增量,样本数,存疑样本,无效样本,覆盖率 %,质量',
      '2026-03-02 00:00:00,t1-101-air/co2,空气 测点co2,ppm,20.5,20,22,21,,3,1,0,99.9,存疑',
      '2026-03-02 00:01:00,t1-101-air/co2,空气 测点co2,ppm,,,,,,0,0,2,0,无效',
      '',
    ]);
  });

  test('is refused like its rows are', async () => {
    expect((await get('/history.csv?points=no/such&from=0&to=5')).statusCode).toBe(404);
    expect((await get('/history.csv?points=t1-101-air/co2&from=5&to=5')).statusCode).toBe(400);
    vi.spyOn(server.store, 'aggregate').mockRejectedValueOnce(new Error('IO Error: disk'));
    expect((await get('/history.csv?points=t1-101-air/co2&from=0&to=5')).statusCode).toBe(503);
  });

  test('holds no formula, whatever a name says', () => {
    expect(csvLine(['=1+1', '@x', 'a,b', 'say "no"', -5, Number.NaN, null])).toBe(
      '\'=1+1,\'@x,"a,b","say ""no""",-5,,\r\n',
    );
  });

  test('tells the time of the site', () => {
    expect(timeWriter('Asia/Shanghai')(Date.parse('2026-12-31T16:00:00Z'))).toBe('2027-01-01 00:00:00');
  });
});
