// Boards over HTTP: who sees and changes what, sharing, versions, and what is no board.
import type { BoardContent, BoardSummary, BoardView, ErrorView, Role, Tile } from '@campus/campus-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { type SmallServer, smallServer } from './small-server.ts';

let web: WebApp;
let server: SmallServer;

beforeAll(async () => {
  server = await smallServer();
  const { options } = server;
  web = await createWebApp({ ...options, index: indexCampus(options.campus, options.models) }, () => 0);
});
afterAll(async () => {
  await web.app.close();
  await server.close();
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

function ask(role: Role, method: Method, url: string, payload?: object) {
  const headers = { 'x-campus': '1', cookie: `campus_session=${server.tokens[role]}` };
  return web.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) });
}

const clock = (x: number, y: number, id = `clock-${x}-${y}`): Tile => ({
  id,
  kind: 'text',
  x,
  y,
  w: 2,
  h: 2,
  settings: { isClock: true },
});

const content = (more: Partial<BoardContent> = {}): BoardContent => ({
  name: { zh: '大屏', en: 'Wall' },
  sharedWith: [],
  tiles: [clock(0, 0)],
  ...more,
});

async function made(role: Role, more: Partial<BoardContent> = {}): Promise<BoardView> {
  const answer = await ask(role, 'POST', '/boards', content(more));
  expect(answer.statusCode).toBe(201);
  return answer.json();
}

async function seen(role: Role, query = ''): Promise<BoardSummary[]> {
  return (await ask(role, 'GET', `/boards${query}`)).json();
}

test('each sees own boards and those shared with the role; an administrator sees all', async () => {
  const shared = await made('security', { sharedWith: ['security', 'teacher'] });
  const own = await made('teacher');
  const both = [shared.id, own.id].sort();
  const seenOf = async (role: Role) =>
    (await seen(role))
      .map(({ id }) => id)
      .filter((id) => both.includes(id))
      .sort();
  expect(await seenOf('teacher')).toEqual(both);
  expect(await seenOf('administrator')).toEqual(both);
  expect(await seenOf('logistics')).toEqual([]);
  const forTeacher = (await seen('teacher')).find(({ id }) => id === shared.id)!;
  expect(forTeacher).toMatchObject({
    mayChange: false,
    ownerName: 'Guard',
    sharedWith: ['security', 'teacher'],
  });
  expect(forTeacher.tiles).toEqual([{ kind: 'text', x: 0, y: 0, w: 2, h: 2 }]);
  expect((await ask('logistics', 'GET', `/boards/${own.id}`)).statusCode).toBe(403);
  expect((await ask('teacher', 'GET', '/boards/none')).statusCode).toBe(404);
});

describe('sharing', () => {
  test('is for staff: a teacher keeps boards to herself', async () => {
    const refused = await ask('teacher', 'POST', '/boards', content({ sharedWith: ['teacher'] }));
    expect(refused.json<ErrorView>()).toMatchObject({ code: 'forbidden' });
    const own = await made('teacher');
    const change = await ask('teacher', 'PUT', `/boards/${own.id}`, content({ sharedWith: ['security'] }));
    expect(change.statusCode).toBe(403);
  });

  test('that an administrator has set outlasts the owner’s own changes', async () => {
    const own = await made('teacher');
    const sharedWith = ['teacher' as const];
    await ask('administrator', 'PUT', `/boards/${own.id}`, { ...content({ sharedWith }), version: 1 });
    const change = content({ sharedWith, name: { en: 'Mine' } });
    const answer = await ask('teacher', 'PUT', `/boards/${own.id}`, { ...change, version: 2 });
    expect(answer.json<BoardView>()).toMatchObject({ version: 3, name: { en: 'Mine' }, sharedWith });
  });
});

test('a change of an older version is told, with who changed it when', async () => {
  const board = await made('security');
  const byAdmin = await ask('administrator', 'PUT', `/boards/${board.id}`, { ...content(), version: 1 });
  expect(byAdmin.statusCode).toBe(200);
  const late = await ask('security', 'PUT', `/boards/${board.id}`, { ...content(), version: 1 });
  expect(late.statusCode).toBe(409);
  expect(late.json<ErrorView>()).toMatchObject({
    code: 'board-changed',
    detail: expect.stringMatching(/^version 2: Admin, \d{4}-/),
  });
  expect((await ask('security', 'PUT', `/boards/${board.id}`, content())).statusCode).toBe(200);
});

test('a deleted board is in the list of deleted ones, and comes back', async () => {
  const board = await made('security', { sharedWith: ['teacher'] });
  expect((await ask('security', 'DELETE', `/boards/${board.id}?version=7`)).statusCode).toBe(409);
  expect((await ask('security', 'DELETE', `/boards/${board.id}?version=1`)).statusCode).toBe(200);
  for (const method of ['GET', 'DELETE'] as const) {
    expect((await ask('security', method, `/boards/${board.id}`)).statusCode).toBe(404);
  }
  expect((await ask('security', 'PUT', `/boards/${board.id}`, content())).statusCode).toBe(404);
  const deletedOf = async (role: Role) => (await seen(role, '?state=deleted')).map(({ id }) => id);
  expect(await deletedOf('security')).toEqual([board.id]);
  expect(await deletedOf('teacher')).toEqual([]);
  expect((await ask('teacher', 'POST', `/boards/${board.id}/restore`)).statusCode).toBe(403);
  expect((await ask('security', 'POST', `/boards/${board.id}/restore`)).statusCode).toBe(200);
  expect((await seen('teacher')).map(({ id }) => id)).toContain(board.id);
});

describe('what is no board', () => {
  const tile = clock(0, 0);
  test.each<[string, object]>([
    ['no name', { ...content(), name: {} }],
    ['an unknown role', { ...content(), sharedWith: ['administrator'] }],
    ['tiles that overlap', content({ tiles: [clock(0, 0), clock(1, 1)] })],
    ['a tile beyond the grid', content({ tiles: [clock(11, 0)] })],
    ['two tiles of one id', content({ tiles: [clock(0, 0, 'a'), clock(4, 0, 'a')] })],
    ['an unknown kind', { ...content(), tiles: [{ ...tile, kind: 'game' }] }],
    ['settings of another kind', { ...content(), tiles: [{ ...tile, settings: { point: 'a/b' } }] }],
    [
      'too many tiles',
      content({ tiles: Array.from({ length: 121 }, (_, row) => clock(0, row * 2, `t${row}`)) }),
    ],
  ])('%s is refused with the place', async (_, body) => {
    const answer = await ask('security', 'POST', '/boards', body);
    expect(answer.json<ErrorView>()).toMatchObject({ code: 'input-invalid', detail: expect.any(String) });
  });
});

test('cameras are listed for those who may see their pictures', async () => {
  const camerasOf = async (role: Role) => (await ask(role, 'GET', '/cameras')).json<unknown[]>();
  expect(await camerasOf('teacher')).toEqual([]);
  expect(await camerasOf('logistics')).toEqual([]);
  expect((await camerasOf('security')).length).toBe(2);
  expect(await camerasOf('security')).toContainEqual({
    deviceId: 't1-gate-cam',
    spaceId: 't1-gate',
    name: { zh: '摄像机', en: 'Camera' },
  });
});
