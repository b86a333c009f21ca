// The one gate: all routes × all identities, held against `authorise`; what declares nothing is denied.
import {
  type Action,
  type Alarm,
  alarmId,
  authorise,
  emptyDrawing,
  type Identity,
  type Resource,
  type Role,
  roles,
} from '@campus/campus-model';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { addGate, type DeclaredRoute } from '../../../web/server/gate.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { identities, type SmallServer, smallServer } from './small-server.ts';

const drawing = '/api/v1/buildings/t1/floors/t1-f1/drawing';
const board = { name: { en: 'Security' }, sharedWith: ['security' as const], tiles: [] };
const ownAlarm = alarmId('hot', 't1-101-air/temperature', 1);

/** A request for each guarded route, and what it is about. */
const requests: Record<string, { url: string; body?: unknown; about?: Resource[]; success?: number }> = {
  'GET /metrics': { url: '/metrics' },
  'GET /api/v1/session': { url: '/api/v1/session' },
  'GET /api/v1/campus': { url: '/api/v1/campus' },
  'GET /api/v1/spaces/:id': { url: '/api/v1/spaces/t1-101' },
  'GET /api/v1/buildings/:building/floors/:floor/equipment': {
    url: '/api/v1/buildings/t1/floors/t1-f1/equipment',
  },
  'GET /api/v1/buildings/:building/floors/:floor/drawing': { url: drawing },
  'PUT /api/v1/buildings/:building/floors/:floor/drawing': {
    url: drawing,
    // Nothing is changed: as often as it is asked, the version stays.
    body: { version: 1, drawing: { ...emptyDrawing, northDeg: 90 } },
  },
  'GET /api/v1/buildings/:building/floors/:floor/drawing.yaml': { url: `${drawing}.yaml` },
  'GET /api/v1/buildings/:building/floors/:floor/drawing/versions': { url: `${drawing}/versions` },
  'GET /api/v1/buildings/:building/floors/:floor/drawing/versions/:version': {
    url: `${drawing}/versions/1`,
  },
  'POST /api/v1/buildings/:building/floors/:floor/drawing/versions/:version/restore': {
    url: `${drawing}/versions/1/restore`,
    body: { version: 1 },
  },
  'GET /api/v1/search': { url: '/api/v1/search?q=101' },
  'GET /api/v1/points': { url: '/api/v1/points?text=101' },
  'GET /api/v1/points/:device/:point': { url: '/api/v1/points/t1-101-air/co2', about: [climate101()] },
  'GET /api/v1/values': { url: '/api/v1/values?points=t1-101-air/co2', about: [climate101()] },
  'GET /api/v1/history': {
    url: '/api/v1/history?points=t1-101-air/co2&from=0&to=1000',
    about: [climate101()],
  },
  'GET /api/v1/history.csv': {
    url: '/api/v1/history.csv?points=t1-101-air/co2&from=0&to=1000',
    about: [climate101()],
  },
  'GET /api/v1/history/samples': {
    url: '/api/v1/history/samples?point=t1-101-air/co2&from=0&to=1000',
    about: [climate101()],
  },
  ...Object.fromEntries(
    [
      'history/columns',
      'history.parquet',
      'history/samples.csv',
      'history/samples.parquet',
      'history/events',
    ].map((name) => [
      `GET /api/v1/${name}`,
      { url: `/api/v1/${name}?points=t1-101-air/co2&from=0&to=1000`, about: [climate101()] },
    ]),
  ),
  'GET /api/v1/alarms': { url: '/api/v1/alarms' },
  'POST /api/v1/alarms/:id/acknowledge': {
    url: `/api/v1/alarms/${encodeURIComponent(ownAlarm)}/acknowledge`,
    body: { comment: 'seen' },
    about: [climate101()],
  },
  'POST /api/v1/commands': {
    url: '/api/v1/commands',
    body: { pointId: 't1-101-lamps/front-set', value: 1 },
    about: [{ system: 'lighting', spaceId: 't1-101' }],
    success: 202,
  },
  'GET /api/v1/commands': { url: '/api/v1/commands' },
  'GET /api/v1/commands/standing': {
    url: '/api/v1/commands/standing?points=t1-101-lamps/front-set',
    about: [{ system: 'lighting', spaceId: 't1-101' }],
  },
  'GET /api/v1/commands/:id': {
    url: '/api/v1/commands/KNOWN',
    about: [{ system: 'lighting', spaceId: 't1-101' }],
  },
  'GET /api/v1/boards': { url: '/api/v1/boards' },
  'GET /api/v1/boards/:id': { url: '/api/v1/boards/BOARD', about: [worksBoard()] },
  'POST /api/v1/boards': { url: '/api/v1/boards', body: { ...board, sharedWith: [] }, success: 201 },
  'PUT /api/v1/boards/:id': { url: '/api/v1/boards/BOARD', body: board, about: [worksBoard()] },
  // Restored right after, so that it is there for the next one who asks.
  'DELETE /api/v1/boards/:id': { url: '/api/v1/boards/BOARD', about: [worksBoard()] },
  'POST /api/v1/boards/:id/restore': { url: '/api/v1/boards/BOARD/restore', about: [worksBoard()] },
  'GET /api/v1/cameras': { url: '/api/v1/cameras' },
  'GET /api/v1/gateways': { url: '/api/v1/gateways' },
  'GET /api/v1/rules': { url: '/api/v1/rules' },
  'GET /api/v1/audit': { url: '/api/v1/audit' },
  'GET /api/v1/books': { url: '/api/v1/books' },
  'GET /api/v1/books.csv': { url: '/api/v1/books.csv' },
  'GET /api/v1/storage': { url: '/api/v1/storage' },
  'POST /api/v1/storage/holds': {
    url: '/api/v1/storage/holds',
    body: { fromMs: 1, toMs: 2, reason: 'an incident' },
    success: 201,
  },
  'GET /api/v1/commissioning': { url: '/api/v1/commissioning' },
  'GET /api/v1/commissioning/devices': { url: '/api/v1/commissioning/devices?device=t1-101-air' },
  'POST /api/v1/commissioning/verdicts': {
    url: '/api/v1/commissioning/verdicts',
    body: { pointIds: ['t1-101-air/co2'], verdict: 'accepted' },
    success: 201,
  },
  'POST /api/v1/commissioning/accept-plausible': {
    url: '/api/v1/commissioning/accept-plausible',
    body: { device: 't1-101-air' },
    success: 201,
  },
  // There is none of that number; the gate has been passed by then.
  'POST /api/v1/commissioning/acts/:act/revoke': {
    url: '/api/v1/commissioning/acts/999999/revoke',
    success: 404,
  },
  'POST /api/v1/commissioning/trials': {
    url: '/api/v1/commissioning/trials',
    body: { pointId: 't1-101-lamps/front-set', value: 1 },
    success: 202,
  },
  'GET /api/v1/commissioning/trials/:id': { url: '/api/v1/commissioning/trials/none', success: 404 },
  'POST /api/v1/commissioning/devices/:id/replacements': {
    url: '/api/v1/commissioning/devices/t1-101-air/replacements',
    body: { serial: '4711' },
    success: 201,
  },
  'GET /api/v1/commissioning/devices/:id/described': {
    url: '/api/v1/commissioning/devices/t1-101-air/described',
  },
  'GET /api/v1/commissioning/report': { url: '/api/v1/commissioning/report' },
  'GET /api/v1/commissioning/report.json': { url: '/api/v1/commissioning/report.json' },
  'DELETE /api/v1/storage/holds/:id': { url: '/api/v1/storage/holds/known', success: 204 },
  'GET /api/v1/devices/:id/picture': {
    url: '/api/v1/devices/t1-gate-cam/picture',
    about: [{ system: 'security', spaceId: 't1-gate' }],
    // The camera of the test does not answer; the gate has been passed by then.
    success: 502,
  },
};

/** Logistics' own, shared with security. */
function worksBoard(): Resource {
  return { owner: 'works', sharedWith: board.sharedWith };
}

function climate101(): Resource {
  return { system: 'climate', spaceId: 't1-101' };
}

const everybody: [string, Identity | null][] = [['nobody', null], ...Object.entries(identities)];

let web: WebApp;
let server: SmallServer;
let knownCommand = '';
let knownBoard = '';

beforeAll(async () => {
  server = await smallServer();
  await server.raise({});
  await server.raise({ ruleId: 'fire', spaceId: 't1-102' });
  await server.raise({ ruleId: 'leak', spaceId: 't1-102' });
  const { commands, plans } = server.operations;
  const floor = { buildingId: 't1', floorId: 't1-f1' };
  await plans.save(identities.administrator, floor, 0, { ...emptyDrawing, northDeg: 90 });
  const order = { pointId: 't1-101-lamps/front-set', value: 1, identity: identities.teacher };
  knownCommand = (await commands.request(order)).id;
  knownBoard = (await server.operations.boards.create(identities.logistics, board)).id;
  server.store.held.push({ id: 'known', fromMs: 1, toMs: 2, reason: 'fire', by: 'guard', sinceMs: 3 });
  const { options } = server;
  web = await createWebApp({ ...options, index: indexCampus(options.campus, options.models) }, () => 0);
});
afterAll(async () => {
  await web.app.close();
  await server.close();
});

const cookieOf = (role: Role) => ({ cookie: `campus_session=${server.tokens[role]}` });

function ask(route: DeclaredRoute, identity: Identity | null) {
  const { url, body } = requests[`${route.method} ${route.url}`]!;
  return web.app.inject({
    method: route.method as 'GET',
    url: url.replace('KNOWN', knownCommand).replace('BOARD', knownBoard),
    remoteAddress: '10.0.0.9',
    headers: { 'x-campus': '1', ...(identity ? cookieOf(identity.role) : {}) },
    ...(body === undefined ? {} : { payload: body as object }),
  });
}

function guardedRoutes(): DeclaredRoute[] {
  return web.routes.filter((route) => route.method !== 'HEAD' && route.access !== 'public');
}

describe('all routes × all identities', () => {
  test('every route declares its access, and each guarded one is tried here', () => {
    expect(web.routes.filter((route) => route.access === undefined)).toEqual([]);
    expect(
      guardedRoutes()
        .map(({ method, url }) => `${method} ${url}`)
        .sort(),
    ).toEqual(Object.keys(requests).sort());
  });

  test('the public routes are these and no other', () => {
    const open = web.routes.filter((route) => route.access === 'public' && route.method !== 'HEAD');
    expect(open.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
      'DELETE /api/v1/session',
      'GET /*',
      'GET /api/docs',
      'GET /api/docs/',
      'GET /api/docs/js/scalar.js',
      'GET /api/v1/demo-accounts',
      'GET /api/v1/openapi.json',
      'GET /healthz',
      'POST /api/v1/session',
    ]);
  });

  test.each(everybody)('%s', async (_name, identity) => {
    for (const route of guardedRoutes()) {
      const { about = [{}], success = 200 } = requests[`${route.method} ${route.url}`]!;
      const access = route.access as { action: Action; isJudgedByItem?: boolean };
      const isAllowed = access.isJudgedByItem
        ? identity !== null
        : about.every((resource) => authorise(identity, access.action, resource));
      const answer = await ask(route, identity);
      const expected = isAllowed ? success : identity ? 403 : 401;
      expect({ url: route.url, status: answer.statusCode }).toEqual({ url: route.url, status: expected });
    }
  });

  test.each(everybody.slice(1))('%s sees only the alarms allowed', async (_name, identity) => {
    const route = guardedRoutes().find(({ url }) => url === '/api/v1/alarms')!;
    const seen = (await ask(route, identity)).json<Alarm[]>().map((alarm) => alarm.id);
    const allowed = server.operations.alarms
      .open()
      .filter((alarm) => authorise(identity, 'alarm.read', alarm));
    expect(seen.sort()).toEqual(allowed.map((alarm) => alarm.id).sort());
    expect(seen.length).toBe(identity?.role === 'teacher' ? 2 : 3);
  });
});

describe('deny by default', () => {
  test('a route without access stops the start', async () => {
    const app = Fastify();
    app.decorateRequest('cookies', null as never);
    addGate(app, server.operations.accounts);
    app.get('/forgotten', async () => 'open');
    await expect(app.ready()).rejects.toThrow(/without access.*forgotten/);
  });

  test('fire equipment is commanded by nobody', async () => {
    for (const role of roles) {
      const answer = await web.app.inject({
        method: 'POST',
        url: '/api/v1/commands',
        headers: { 'x-campus': '1', ...cookieOf(role) },
        payload: { pointId: 't1-102-fire/silence-set', value: 1 },
      });
      expect(answer.statusCode).toBe(403);
    }
  });

  test('metrics are open to this machine, not through a proxy of it', async () => {
    const straight = await web.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
    expect(straight.statusCode).toBe(200);
    expect(straight.body).toContain('campus_ingest_received_total 5');
    expect(straight.body).toContain('campus_alarms_open 3');
    expect(straight.body).toContain('process_cpu_seconds_total');
    const proxied = await web.app.inject({
      url: '/metrics',
      remoteAddress: '127.0.0.1',
      headers: { 'x-forwarded-for': '10.1.1.1' },
    });
    expect(proxied.statusCode).toBe(401);
  });
});
