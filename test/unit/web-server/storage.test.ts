// Books, storage and legal holds over HTTP: who sees what, what is written down, and the figures for Prometheus.
import type { AuditEntry, BooksView, ErrorView, Role, StorageView } from '@campus/campus-model';
import { ManualClock } from '@campus/runtime';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { type SmallServer, smallServer } from './small-server.ts';

const now = Date.parse('2026-03-10T20:00:00Z');
const clock = new ManualClock(now);

let server: SmallServer;
let web: WebApp;

beforeAll(async () => {
  server = await smallServer({}, clock);
  const { options } = server;
  web = await createWebApp({ ...options, index: indexCampus(options.campus, options.models) }, () => 0);
  await server.operations.books.record(
    'gw-t1',
    {
      version: 1,
      days: ['2026-03-11', '2026-03-05', '2026-03-04'].map((day) => ({
        day,
        taken: 10,
        acknowledged: 8,
        waiting: 0,
        lost: { 'outbox-full': 2 },
        ranges: [{ outboxId: 'first0', first: 1, last: 10 }],
      })),
      gaps: [{ fromMs: now - 1000, toMs: now, samples: 2, why: 'outbox-full' }],
    },
    [{ outboxId: 'first0', committed: [[1, 7]], refused: [[7, 7]], rows: 6 }],
  );
});
afterAll(async () => {
  await web.app.close();
  await server.close();
});

async function ask(method: 'GET' | 'POST' | 'DELETE', url: string, role: Role, payload?: object) {
  const headers = { 'x-campus': '1', cookie: `campus_session=${server.tokens[role]}` };
  return web.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) });
}

describe('the books', () => {
  test('of a week up to today by the clocks of the site, and of days that are named', async () => {
    const days = async (query: string) =>
      (await ask('GET', `/books${query}`, 'logistics')).json<BooksView>().days.map((row) => row.day);
    expect(await days('')).toEqual(['2026-03-11', '2026-03-05']);
    expect(await days('?from=2026-03-01&to=2026-03-05')).toEqual(['2026-03-05', '2026-03-04']);
    const { totals, gaps } = (await ask('GET', '/books', 'security')).json<BooksView>();
    expect(totals).toEqual([{ gatewayId: 'gw-t1', positions: 7, refused: 1, rows: 6, difference: 0 }]);
    expect(gaps).toHaveLength(1);
  });

  test.each([
    '?from=2026-03-05&to=2026-03-01',
    '?from=2020-01-01&to=2026-03-01',
    '?from=yesterday',
    '?to=2026-02-30',
  ])('%s is refused', async (query) => {
    const answer = await ask('GET', `/books${query}`, 'administrator');
    expect([answer.statusCode, answer.json<ErrorView>().code]).toEqual([400, 'input-invalid']);
  });

  test('as a file', async () => {
    const answer = await ask('GET', '/books.csv?from=2026-03-11&lang=en', 'administrator');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="data-books.csv"');
    expect(answer.body).toBe(
      '\uFEFFDay,Gateway,Name,Taken,Acknowledged,Stored,Refused,Waiting,' +
        'Lost: outbox full,Lost: segment damaged,Lost: disk failed,Missing\r\n' +
        '2026-03-11,gw-t1,Gateway,10,8,6,1,0,2,0,0,1\r\n',
    );
  });
});

describe('storage', () => {
  test('everyone may know whether telemetry is stored; incidents and paths are for staff', async () => {
    server.store.held.push({ id: 'a', fromMs: 1, toMs: 2, reason: 'a fight', by: 'guard', sinceMs: 3 });
    const of = async (role: Role) => (await ask('GET', '/storage', role)).json<StorageView>();
    expect(await of('logistics')).toMatchObject({ disk: { detail: '/var/campus' }, holds: [{ id: 'a' }] });
    expect(await of('teacher')).toMatchObject({
      disk: { state: 'low', detail: null },
      store: { trouble: null, isTaking: true },
      holds: [],
    });
  });

  test('many pages cost its source one question in two seconds; a failure is asked again', async () => {
    const view = vi.spyOn(server.store, 'view');
    clock.advance(2000);
    await Promise.all(Array.from({ length: 20 }, () => ask('GET', '/storage', 'teacher')));
    expect(view).toHaveBeenCalledTimes(1);
    clock.advance(2000);
    view.mockRejectedValueOnce(new Error('gone'));
    expect((await ask('GET', '/storage', 'teacher')).statusCode).toBe(503);
    expect((await ask('GET', '/storage', 'teacher')).statusCode).toBe(200);
    view.mockRestore();
  });
});

describe('a legal hold', () => {
  const span = { fromMs: now - 1000, toMs: now + 1000, reason: '  smoke in the lab ' };

  test('is set by security, seen at once, released by administrators, and both are written down', async () => {
    const set = await ask('POST', '/storage/holds', 'security', span);
    const hold = set.json<{ id: string }>();
    expect(hold).toMatchObject({ reason: 'smoke in the lab', by: 'guard', sinceMs: clock.now() });
    const seen = (await ask('GET', '/storage', 'security')).json<StorageView>();
    expect(seen.holds.map(({ id }) => id)).toContain(hold.id);
    expect((await ask('DELETE', `/storage/holds/${hold.id}`, 'security')).statusCode).toBe(403);
    expect((await ask('DELETE', `/storage/holds/${hold.id}`, 'administrator')).statusCode).toBe(204);
    expect((await ask('DELETE', `/storage/holds/${hold.id}`, 'administrator')).statusCode).toBe(404);
    expect(server.store.held.map(({ id }) => id)).not.toContain(hold.id);
    const entries = (await ask('GET', '/audit', 'administrator')).json<AuditEntry[]>();
    expect(
      entries
        .filter(({ subject }) => subject === hold.id)
        .map(({ account, action, detail }) => [account, action, detail]),
    ).toEqual([
      ['admin', 'release-hold', expect.stringContaining('smoke in the lab')],
      ['guard', 'hold', expect.stringContaining('2026-03-10T19:59')],
    ]);
  });

  test.each([
    ['an end before its start', { ...span, toMs: span.fromMs }],
    ['no reason', { ...span, reason: '   ' }],
    ['a time that is none', { ...span, fromMs: 1.5 }],
    ['more than is asked', { ...span, id: 'mine' }],
  ])('with %s is refused', async (_name, body) => {
    expect((await ask('POST', '/storage/holds', 'security', body)).statusCode).toBe(400);
  });

  test('one more than there may be is refused', async () => {
    const [first] = server.store.held;
    server.store.held.push(...Array.from({ length: 100 }, (_, row) => ({ ...first!, id: `h${row}` })));
    expect((await ask('POST', '/storage/holds', 'administrator', span)).statusCode).toBe(400);
    server.store.held.length = 1;
  });

  test('is not released where the release cannot be written down', async () => {
    vi.spyOn(server.operations.audit, 'write').mockRejectedValueOnce(new Error('disk'));
    expect((await ask('DELETE', '/storage/holds/a', 'administrator')).statusCode).toBe(500);
    expect(server.store.held.map(({ id }) => id)).toContain('a');
  });
});

describe('figures for Prometheus', () => {
  const read = async () => (await web.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).body;

  test('hold what is stored, refused, waiting, lost and missing, the disk and the spool', async () => {
    const text = await read();
    for (const line of [
      'campus_books_rows{gateway="gw-t1"} 6',
      'campus_books_refused{gateway="gw-t1"} 1',
      'campus_books_difference{gateway="gw-t1"} 0',
      'campus_books_waiting{gateway="gw-t1"} 0',
      'campus_books_lost{gateway="gw-t1"} 6',
      'campus_books_missing{gateway="gw-t1"} 3',
      'campus_disk_state{state="low"} 1',
      'campus_disk_state{state="full"} 0',
      'campus_disk_free_bytes 5000',
      'campus_store_taking 1',
      'campus_store_waiting 2',
      'campus_spool_bytes 10',
      'campus_spool_limit_bytes 100',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  test('are absent where their source does not answer', async () => {
    const broken = vi.spyOn(server.store, 'view').mockRejectedValue(new Error('gone'));
    const text = await read();
    broken.mockRestore();
    expect(text).not.toMatch(/^campus_(disk|store|spool)_\w+(\{.*\})? /m);
    expect(text).toContain('campus_books_rows{gateway="gw-t1"} 6');
    expect(await read()).toContain('campus_store_taking 1');
  });
});
