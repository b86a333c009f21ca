// A school of 200 rooms from one sheet: the point table is imported while the campus runs, every point is live against
// simulated devices, every output is operated, and the acceptance report is complete. No file is edited by hand.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AcceptanceReport,
  type Command,
  type CommissioningDevice,
  isFinal,
  type PointView,
} from '@campus/campus-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../harness/api.ts';
import { type CampusPorts, CampusProcess, freePorts, temporaryFolder, until } from '../harness/campus-run.ts';
import { roomsCampus, roomsTable } from '../harness/two-hundred-rooms.ts';

const rooms = 200;
/** A person's pages may ask so much a minute, and so may this test. */
const ordersAtOnce = 100;
const lookEveryMs = 500;

let folder: string;
let ports: CampusPorts;
let simulators: CampusProcess;
let up: CampusProcess;
let api: ApiClient;

/** The same school twice: the one that runs, and one with all its rooms for those who stand in for its devices. */
const school = (name: string): string => join(folder, name);

function campusOf(name: string): string[] {
  return ['--campus', join(school(name), 'campus.yaml'), '--data', join(folder, `${name}-data`)];
}

async function run(args: readonly string[]): Promise<CampusProcess> {
  const command = new CampusProcess(args);
  expect(await command.end(), command.transcript(/an end/)).toBe(0);
  return command;
}

function makeSchool(name: string): void {
  mkdirSync(school(name));
  writeFileSync(join(school(name), 'campus.yaml'), roomsCampus());
  writeFileSync(join(school(name), 'rules.yaml'), 'version: 1\nrules: []\n');
}

beforeAll(async () => {
  folder = temporaryFolder('rooms');
  ports = await freePorts();
  makeSchool('own');
  makeSchool('field');
  const table = join(folder, 'points.xlsx');
  writeFileSync(table, roomsTable(ports.simulator));
  await run(['points', 'import', table, '--apply', ...campusOf('field')]);
  const control = ['--control-port', String(ports.control)];
  simulators = new CampusProcess(['simulate', ...control, ...campusOf('field')]);
  await simulators.said(/"ready":"simulators"/);
  const own = ['--panel-port', String(ports.panel), '--mqtt-port', String(ports.mqtt)];
  up = new CampusProcess(['up', '--no-simulators', '--no-history', ...own, ...campusOf('own')]);
  const password = /password (\S+)/.exec(await up.said(/Administrator account admin, password \S+/))![1]!;
  await up.said(/Ctrl-C ends it/);
  api = new ApiClient(`http://127.0.0.1:${ports.panel}`);
  await api.signIn('admin', password);
});
afterAll(async () => {
  await up?.end();
  await simulators?.end();
  rmSync(folder, { recursive: true, force: true });
});

const devices = () => api.get<CommissioningDevice[]>('/commissioning/devices?gateway=gw-r');

test('the preview names every room and changes nothing; applied, every point is live without a restart', async () => {
  const table = join(folder, 'points.xlsx');
  const before = readFileSync(join(school('own'), 'campus.yaml'), 'utf8');
  const preview = await run(['points', 'import', table, ...campusOf('own')]);
  expect(preview.output).toMatch(/r-101\b[\s\S]*r-540\b/);
  expect(readFileSync(join(school('own'), 'campus.yaml'), 'utf8')).toBe(before);
  await run(['points', 'import', table, '--apply', ...campusOf('own')]);
  await up.said(/campus file taken over/);
  const found = await until(
    async () => {
      const all = await devices();
      const points = all.flatMap((device) => device.points);
      const isLive = points.length > 0 && points.every(({ seen }) => seen.status === 0);
      return isLive ? all : null;
    },
    200_000,
    () => 'a point of the new rooms has no good value',
  );
  expect(new Set(found.map(({ device }) => device.spaceId)).size).toBe(rooms);
});

test('every output is operated, every point accepted, and the report is complete with its evidence', async () => {
  const all = (await devices()).flatMap(({ points }) => points);
  const outputs = all.flatMap(({ point }) => (point.write ? [point] : []));
  expect(outputs.length).toBeGreaterThan(rooms);
  for (let from = 0; from < outputs.length; from += ordersAtOnce)
    await operate(outputs.slice(from, from + ordersAtOnce));
  const { body } = await api.request('POST', '/commissioning/accept-plausible', { gateway: 'gw-r' });
  expect(body).toMatchObject({ points: all.length, left: {} });
  const report = await api.get<AcceptanceReport>('/commissioning/report.json?gateway=gw-r');
  expect(report.isComplete).toBe(true);
  expect(report.summary).toMatchObject({ points: all.length, accepted: all.length, open: 0 });
  const ordered = report.points.filter(({ standing }) => standing?.evidence.order?.state === 'confirmed');
  const isOrdered = new Set(ordered.map(({ pointId }) => pointId));
  expect(outputs.filter(({ pointId }) => !isOrdered.has(pointId))).toEqual([]);
}, 300_000);

/** Orders each to its upper limit, and waits until all are confirmed by their readback. */
async function operate(outputs: readonly PointView[]): Promise<void> {
  const ids = new Set<string>();
  for (const { pointId, write } of outputs) {
    const { status, body } = await api.request('POST', '/commands', { pointId, value: write!.max });
    expect(status, JSON.stringify(body)).toBe(202);
    ids.add((body as Command).id);
  }
  const ended = await until(async () => {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    const known = await api.get<Command[]>('/commands?limit=500');
    const own = known.filter(({ id, state }) => ids.has(id) && isFinal(state));
    return own.length === ids.size ? own : null;
  }, 60_000);
  expect(ended.filter(({ state }) => state !== 'confirmed')).toEqual([]);
}
