// The addresses and headers that each version of the server is asked with.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HistoryStore, InfluxServerSettings } from '../../../../telemetry-store/index.ts';
import { FakeInflux } from './fake-influx.ts';
import { groupOf, makeFolder, open, removeFolder, start } from './open-store.ts';

let folder: string;
let fake: FakeInflux;
let store: HistoryStore | null = null;

beforeEach(async () => {
  folder = await makeFolder();
  fake = await FakeInflux.start();
});
afterEach(async () => {
  await store?.close();
  await fake.close();
  await removeFolder(folder);
});

type Server = Omit<InfluxServerSettings, 'url'>;

test.each<[string, Server, string, string, string | undefined]>([
  ['1.x', { database: 'campus' }, '/write?db=campus&precision=ns', 'campus', undefined],
  [
    '1.x with accounts',
    { database: 'my campus', username: 'hub', password: 'pass:word' },
    '/write?db=my+campus&precision=ns',
    'my campus',
    `Basic ${Buffer.from('hub:pass:word').toString('base64')}`,
  ],
  [
    '2.x',
    { bucket: 'campus', org: 'school', token: 'secret' },
    '/api/v2/write?org=school&bucket=campus&precision=ns',
    'campus',
    'Token secret',
  ],
  [
    '2.x with a mapping of another name',
    { bucket: 'campus', org: 'school', database: 'mapped', token: 'secret' },
    '/api/v2/write?org=school&bucket=campus&precision=ns',
    'mapped',
    'Token secret',
  ],
  [
    '3.x',
    { database: 'campus', token: 'apiv3_x' },
    '/write?db=campus&precision=ns',
    'campus',
    'Token apiv3_x',
  ],
])('%s', async (_version, server, writePath, database, authorization) => {
  store = await open(folder, { url: `${fake.url}/`, ...server });
  await store.commit(groupOf(1, 2));
  await store.settle(0);
  const [write] = fake.writes();
  expect(write!.url.pathname + write!.url.search).toBe(writePath);
  expect(write!.method).toBe('POST');
  expect(write!.body).toBe(
    `samples,point=a/b status=0i,value=1 ${start + 1_000}000000\nsamples,point=a/b status=0i,value=2 ${start + 2_000}000000`,
  );
  await store.aggregate({ pointIds: ['a/b'], fromMs: start, toMs: start + 10, bucketMs: 1 });
  const queries = fake.asked.filter(({ url }) => url.pathname === '/query');
  const select = queries.findLast(({ method }) => method === 'GET')!;
  expect(Object.fromEntries(select.url.searchParams)).toMatchObject({ db: database, chunked: 'true' });
  expect(select.headers.accept).toBe('application/json');
  for (const { headers } of [write!, ...queries]) expect(headers.authorization).toBe(authorization);
});

test('a query too long for an address travels in the body', async () => {
  const points = Array.from({ length: 400 }, (_, i) => ({
    id: `device-${i}/temperature`,
    holdMs: 1_000,
    isCounter: false,
    wrapsAt: null,
  }));
  store = await open(folder, { url: fake.url, database: 'campus' }, { points });
  await store.aggregate({
    pointIds: points.map(({ id }) => id),
    fromMs: start,
    toMs: start + 10,
    bucketMs: 1,
  });
  const posted = fake.asked.filter(({ url, method }) => url.pathname === '/query' && method === 'POST');
  const form = new URLSearchParams(posted.at(-1)!.body);
  expect(form.get('db')).toBe('campus');
  expect(form.get('q')).toMatch(/^SELECT .*'device-399\/temperature'/);
});
