// The campus file is edited while the campus runs: what changed is live, what did not goes on, a mistake changes nothing.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../harness/api.ts';
import {
  type CampusPorts,
  CampusProcess,
  campusArguments,
  freePorts,
  productFolder,
  temporaryFolder,
  until,
} from '../harness/campus-run.ts';

const room =
  '          - { id: t1-201, template: classroom-a, name: { zh: 201 教室, en: Classroom 201 }, at: [4.2, 0] }';
const withMeter = (unit: number) => `          - id: t1-201
            template: classroom-a
            name: { zh: 201 教室, en: Classroom 201 }
            at: [4.2, 0]
            devices:
              - id: t1-201-added
                name: { zh: 加装电表, en: Added meter }
                model: acrel-adl400
                endpoint: t1-bus-2
                address: { unit: ${unit} }`;

let ports: CampusPorts;
let data: string;
let file: string;
let original: string;
let up: CampusProcess;
let admin: ApiClient;

beforeAll(async () => {
  ports = await freePorts();
  data = temporaryFolder('changes');
  const folder = join(data, 'school');
  cpSync(join(productFolder, 'simulators/demo-campus'), folder, { recursive: true });
  file = join(folder, 'campus.yaml');
  original = readFileSync(file, 'utf8');
  const shared = campusArguments(ports, join(data, 'data'));
  up = new CampusProcess(['up', ...shared, '--control-port', String(ports.control), '--campus', file]);
  await up.said(/Ctrl-C ends it/);
  admin = new ApiClient(`http://127.0.0.1:${ports.panel}`);
  await admin.signIn('admin');
});
afterAll(async () => {
  await up.end();
  rmSync(data, { recursive: true, force: true });
});

function edit(from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

const askFor = (pointId: string) => admin.request('GET', `/values?points=${pointId}`);

async function shownBy(pointId: string): Promise<number | null> {
  const { status, body } = await askFor(pointId);
  return status === 200 ? ((body as { value: number | null }[])[0]?.value ?? null) : null;
}

async function pageTold(change: () => void): Promise<void> {
  const page: Socket = io(`http://127.0.0.1:${ports.panel}`, {
    path: '/live/',
    transports: ['websocket'],
    extraHeaders: { cookie: admin.cookie },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      page.once('connect', resolve);
      page.once('connect_error', reject);
    });
    const told = new Promise<void>((resolve) => page.once('campus', () => resolve()));
    change();
    await told;
  } finally {
    page.disconnect();
  }
}

test('a device added to the file is live by itself, and the pages are told', async () => {
  expect((await askFor('t1-201-added/voltage-l1')).status).toBe(404);
  await pageTold(() => edit(room, withMeter(99)));
  const volts = await until(() => shownBy('t1-201-added/voltage-l1'), 100_000);
  expect(volts).toBeGreaterThan(180);
  await up.said(/campus file taken over: devices 1 added, 0 changed, 0 removed; points 12 added/);
  const found = await admin.get<{ items: unknown[] }>(`/search?q=${encodeURIComponent('加装电表')}`);
  expect(JSON.stringify(found.items)).toContain('t1-201-added');
});

test('a mistake is told with file, line and remedy, and all goes on as it was', async () => {
  edit('address: { unit: 99 }', 'address: { unit: 999 }');
  await until(() => /all goes on as it was:\n.*campus\.yaml:\d+:\d+: .*found 999/.exec(up.errors), 50_000);
  expect(await shownBy('t1-201-added/voltage-l1')).toBeGreaterThan(180);
  const reload = new CampusProcess([
    'reload',
    ...campusArguments(ports, join(data, 'data')),
    '--campus',
    file,
  ]);
  expect(await reload.end()).not.toBe(0);
  expect(reload.errors).toMatch(/found 999/);
});

test('what is taken out is gone, its history stays', async () => {
  writeFileSync(file, original);
  await until(async () => (await askFor('t1-201-added/voltage-l1')).status === 404, 50_000);
  const reload = new CampusProcess([
    'reload',
    ...campusArguments(ports, join(data, 'data')),
    '--campus',
    file,
  ]);
  expect(await reload.end()).toBe(0);
  expect(reload.output).toMatch(/Nothing differs/);
  await until(() => shownBy('t1-201-meter/voltage-l1'), 100_000);
});
