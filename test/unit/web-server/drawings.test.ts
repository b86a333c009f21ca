// Drawings through the API: saved by those who may, shown by every view at once, refused where someone was quicker,
// brought back, exported for the campus file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CampusView,
  type DrawnVersion,
  type ErrorView,
  emptyDrawing,
  expandCampus,
  type PlanDrawing,
  type PlanDrawingView,
  type PlanEquipment,
  type PlanVersion,
  type Role,
  type SpaceView,
} from '@campus/campus-model';
import { readYamlFile } from '@campus/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { indexCampus } from '../../../web/server/campus-view.ts';
import { createWebApp, type WebApp } from '../../../web/server/web-app.ts';
import { smallDescription, smallModels } from './small-campus.ts';
import { identities, type SmallServer, smallServer } from './small-server.ts';

const url = '/api/v1/buildings/t1/floors/t1-f1/drawing';
const place = { buildingId: 't1', floorId: 't1-f1' };
const room: [number, number][] = [
  [10, 0],
  [18, 0],
  [18, 7],
  [10, 7],
];
const drawn: PlanDrawing = {
  ...emptyDrawing,
  spaces: { 't1-101': room },
  devices: { 't1-101-air': [11, 6], 't1-101-vr': null },
  added: [
    {
      id: 'store',
      name: { zh: '储藏室', en: 'Store' },
      kind: 'office',
      outline: [
        [0, 5],
        [3, 5],
        [3, 8],
        [0, 8],
      ],
    },
  ],
  doors: [{ id: 'door-1', at: [12, 0], widthM: 0.9, angleDeg: 180, spaceIds: ['t1-101'] }],
  northDeg: 30,
};

let server: SmallServer;
let web: WebApp;

async function open(): Promise<void> {
  server = await smallServer();
  const { options } = server;
  web = await createWebApp({ ...options, index: indexCampus(options.campus, options.models) }, () => 0);
}

async function close(): Promise<void> {
  await web.app.close();
  await server.close();
}

function aServerEach(): void {
  beforeEach(open);
  afterEach(close);
}

async function ask<T>(
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  { body, role = 'logistics', headers = {} }: { body?: object; role?: Role; headers?: object } = {},
): Promise<{ status: number; body: T; text: string; etag: string }> {
  const answer = await web.app.inject({
    method,
    url: path,
    headers: { 'x-campus': '1', cookie: `campus_session=${server.tokens[role]}`, ...headers },
    ...(body ? { payload: body } : {}),
  });
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return {
    status: answer.statusCode,
    body: (isJson && answer.body !== '' ? answer.json() : null) as T,
    text: answer.body,
    etag: String(answer.headers.etag),
  };
}

const save = (version: number, drawing: PlanDrawing, role: Role = 'logistics') =>
  ask<PlanDrawingView & ErrorView>('PUT', url, { body: { version, drawing }, role });

describe('saving', () => {
  aServerEach();

  test('every view shows the drawing at once, and says so by another tag', async () => {
    const before = await ask<CampusView>('GET', '/api/v1/campus', { role: 'teacher' });
    expect((await save(0, drawn)).body).toMatchObject({ version: 1, changedByName: 'Works', drawing: drawn });
    const after = await ask<CampusView>('GET', '/api/v1/campus', { role: 'teacher' });
    expect(after.etag).not.toBe(before.etag);
    const [floor] = after.body.buildings[0]!.floors;
    expect(floor!.spaces.find(({ id }) => id === 't1-101')!.outline).toEqual(room);
    expect(floor!.spaces.find(({ id }) => id === 'store')).toMatchObject({
      seats: 0,
      layers: {},
      responsible: null,
    });
    expect(floor).toMatchObject({ doors: drawn.doors, northDeg: 30 });
    const equipment = await ask<PlanEquipment[]>('GET', '/api/v1/buildings/t1/floors/t1-f1/equipment');
    expect(equipment.body.find(({ id }) => id === 't1-101-air')!.at).toEqual([11, 6]);
    const store = await ask<SpaceView>('GET', '/api/v1/spaces/store', { role: 'teacher' });
    expect(store.body).toMatchObject({ space: { floorId: 't1-f1' }, devices: [], points: [] });
    const classroom = await ask<SpaceView>('GET', '/api/v1/spaces/t1-101');
    expect(classroom.body.devices.find(({ id }) => id === 't1-101-air')!.at).toEqual([11, 6]);
  });

  test('the same again is no version; listeners hear of each change once', async () => {
    const heard: unknown[] = [];
    server.operations.plans.onChange((floor) => heard.push(floor));
    await save(0, drawn);
    expect((await save(1, drawn)).body.version).toBe(1);
    expect(heard).toEqual([place]);
  });

  test('someone was quicker: 409 says who, when and what, and nothing is lost', async () => {
    await save(0, drawn, 'administrator');
    const late = await save(0, { ...drawn, northDeg: 90 });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ code: 'plan-changed' });
    expect(late.body.detail).toMatch(
      /^version 1: Admin, 20.*outline of t1-101; added store; moved t1-101-air/,
    );
    expect((await ask<PlanDrawingView>('GET', url)).body).toMatchObject({ version: 1, drawing: drawn });
  });

  test('the audit holds who changed what', async () => {
    await save(0, drawn);
    const [entry] = await server.operations.audit.list({ limit: 1 });
    expect(entry).toMatchObject({ account: 'works', action: 'plan-change', subject: 't1/t1-f1' });
    expect(entry!.detail).toMatch(/^version 1: outline of t1-101; added store/);
  });
});

describe('refused', () => {
  beforeAll(open);
  afterAll(close);

  const cases: [string, PlanDrawing, RegExp][] = [
    [
      'a device outside its room',
      { ...drawn, devices: { 't1-101-air': [1, 1] } },
      /t1-101-air.*stands outside.*t1-101/,
    ],
    ['a space of elsewhere', { ...drawn, spaces: { 'x-1': room } }, /"x-1".*of this floor/],
    ['a device of elsewhere', { ...drawn, devices: { 'x-air': null } }, /"x-air".*of this floor/],
    [
      'an id that is taken',
      { ...drawn, added: [{ ...drawn.added[0]!, id: 't1-102' }] },
      /"t1-102".*(no other space|this floor)/,
    ],
    [
      'a door of no space',
      { ...drawn, doors: [{ ...drawn.doors[0]!, spaceIds: ['gone'] }] },
      /door "door-1"/,
    ],
  ];
  test.each(cases)('%s', async (_name, drawing, words) => {
    const answer = await save(0, drawing);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'input-invalid' });
    expect(answer.body.detail).toMatch(words);
    expect((await ask<PlanDrawingView>('GET', url)).body.version).toBe(0);
  });

  test('an outline that crosses itself is named where it stands', async () => {
    const crossing = [room[0], room[1], room[3], room[2]] as [number, number][];
    const answer = await save(0, { ...drawn, spaces: { 't1-101': crossing } });
    expect(answer.body.detail).toMatch(/drawing.*spaces.*t1-101.*not cross itself/);
  });

  test('too large, an unknown floor, and whoever may not', async () => {
    const line = Array.from({ length: 6000 }, (_, row): [number, number] => [
      -(1000.123456789012 + row / 7),
      row / 7,
    ]);
    const backdrop = { name: 'x'.repeat(200), metresPerUnit: 1, lines: [line] };
    expect((await save(0, { ...drawn, backdrop })).body).toMatchObject({ code: 'body-too-large' });
    expect((await ask('GET', '/api/v1/buildings/t1/floors/none/drawing')).status).toBe(404);
    expect((await save(0, drawn, 'teacher')).status).toBe(403);
    expect((await save(0, drawn, 'security')).status).toBe(403);
  });
});

describe('former versions', () => {
  aServerEach();

  test('are listed with what changed, looked at, and brought back as a new one', async () => {
    await save(0, drawn);
    await save(1, { ...drawn, northDeg: 90, added: [] }, 'administrator');
    const list = (await ask<PlanVersion[]>('GET', `${url}/versions`)).body;
    expect(list.map(({ version, changedBy }) => [version, changedBy])).toEqual([
      [2, 'admin'],
      [1, 'works'],
    ]);
    expect(list[0]!.changes).toMatchObject({ removed: ['store'], isNorthMoved: true, spaces: [] });
    expect((await ask<DrawnVersion>('GET', `${url}/versions/1`)).body.drawing).toEqual(drawn);
    const back = await ask<PlanDrawingView>('POST', `${url}/versions/1/restore`, { body: { version: 2 } });
    expect(back.body).toMatchObject({ version: 3, drawing: drawn });
    const late = await ask<ErrorView>('POST', `${url}/versions/1/restore`, { body: { version: 2 } });
    expect(late.status).toBe(409);
    expect((await ask('GET', `${url}/versions/9`)).status).toBe(404);
  });
});

describe('beyond a run', () => {
  aServerEach();

  test('the exported plan, put into the campus file, gives the same campus', async () => {
    await save(0, drawn);
    const file = (await ask('GET', `${url}.yaml`)).text;
    const { plan } = parsed(file) as { plan: unknown };
    const description = smallDescription() as { buildings: { floors: Record<string, unknown>[] }[] };
    description.buildings[0]!.floors[0]!.plan = plan;
    const expanded = expandCampus(description, smallModels);
    if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
    const { campus } = expanded;
    expect(campus.spaces.get('t1-101')!.outline).toEqual(room);
    expect(campus.spaces.get('store')).toMatchObject({ floorId: 't1-f1', name: { zh: '储藏室' } });
    expect(campus.devices.get('t1-101-air')!.at).toEqual([11, 6]);
    expect(campus.buildings[0]!.floors[0]).toMatchObject({ doors: drawn.doors, northDeg: 30 });
    const later = await smallServer({ campus });
    const began = later.operations.plans.view(place);
    expect(began).toMatchObject({ version: 0, drawing: { doors: drawn.doors, northDeg: 30, spaces: {} } });
    await later.close();
  });

  test('a drawing outlives a restart; what the campus no longer has is left out', async () => {
    await save(0, drawn);
    const { plans } = server.operations;
    await plans.load();
    expect(plans.current(place)).toEqual(drawn);
    expect(plans.view(place).changedBy).toBe(identities.logistics.account);
  });
});

function parsed(yaml: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'campus-plan-'));
  writeFileSync(join(folder, 'plan.yaml'), yaml);
  const { value } = readYamlFile(join(folder, 'plan.yaml'));
  rmSync(folder, { recursive: true });
  return value;
}

test('a plan in the campus file that names what its floor has not is a mistake with its place', () => {
  const description = smallDescription() as { buildings: { floors: Record<string, unknown>[] }[] };
  description.buildings[0]!.floors[0]!.plan = { spaces: { gone: room }, devices: { lost: null } };
  const expanded = expandCampus(description, smallModels);
  expect(expanded).toMatchObject({
    ok: false,
    mistakes: [
      { path: ['buildings', 0, 'floors', 0, 'plan', 'spaces', 'gone'] },
      { path: ['buildings', 0, 'floors', 0, 'plan', 'devices', 'lost'] },
    ],
  });
});
