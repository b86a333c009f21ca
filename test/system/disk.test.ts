// The hub's disk full, read-only and failing, under a running campus: telemetry waits at the agents, alarms are raised,
// acknowledged and audited, commands go through while there is room for them, and all resumes by itself with nothing lost.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Alarm,
  type AuditEntry,
  type BooksView,
  type Campus,
  type Command,
  type GatewayStatus,
  isFinal,
  type StorageView,
} from '@campus/campus-model';
import { silentLog } from '@campus/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCampus } from '../../bin/campus-file.ts';
import { openHistory } from '../../bin/open-history.ts';
import { resolveSettings } from '../../bin/settings.ts';
import { ApiClient } from '../harness/api.ts';
import {
  type CampusPorts,
  CampusProcess,
  campusArguments,
  freePorts,
  temporaryFolder,
  until,
} from '../harness/campus-run.ts';
import { readMetric } from '../harness/metrics.ts';
import { isAlive, pidOf } from '../harness/processes.ts';
import { simulatorRequest } from '../harness/simulators.ts';
import { FailingDisk, mayBuildFailingDisk, mayMount, SmallDisk } from '../harness/small-disk.ts';

const deadlineMs = 60_000;
const lamp = 't1-101-lamps/blackboard-set';

let around: string;
let data: string;
let ports: CampusPorts;
let disk: SmallDisk;
let failing: FailingDisk | null = null;
let up: CampusProcess;
let admin: ApiClient;
let address: string;

async function signedIn(): Promise<ApiClient> {
  const client = new ApiClient(address);
  await client.signIn('admin');
  return client;
}

const storage = (): Promise<StorageView> => admin.get<StorageView>('/storage');
const stored = (): Promise<number> => readMetric(address, 'campus_ingest_stored_total');

async function waitForDisk(states: readonly string[]): Promise<void> {
  let seen = '';
  await until(
    async () => {
      seen = (await storage()).disk.state;
      return states.includes(seen);
    },
    deadlineMs,
    () => `the disk is ${seen}; expected ${states}`,
  );
}

/** True once nothing more was stored for a while. */
async function telemetryWaits(): Promise<void> {
  await until(async () => {
    const before = await stored();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return (await stored()) === before;
  }, deadlineMs);
}

async function telemetryRuns(): Promise<void> {
  const before = await stored();
  await until(async () => (await stored()) > before + 50, deadlineMs);
}

async function openFire(): Promise<Alarm> {
  await simulatorRequest(ports.control, 'POST', '/scenarios/fire-in-lab', {});
  return until(async () => {
    const alarms = await admin.get<Alarm[]>('/alarms?state=open&limit=100');
    return alarms.find(({ ruleId, isActive }) => isActive && ruleId.includes('fire'));
  }, deadlineMs);
}

async function fireIsOver(id: string): Promise<void> {
  await simulatorRequest(ports.control, 'POST', '/scenarios/calm', {});
  await until(async () => {
    const alarms = await admin.get<Alarm[]>('/alarms?state=open&limit=100');
    return !alarms.some((alarm) => alarm.id === id && alarm.isActive);
  }, deadlineMs);
}

async function command(value: number): Promise<{ status: number; body: unknown }> {
  return admin.request('POST', '/commands', { pointId: lamp, value });
}

async function expectConfirmed({ status, body }: { status: number; body: unknown }): Promise<void> {
  const { id } = body as Command;
  expect({ status, id }).toEqual({ status: 202, id: expect.any(String) });
  const last = await until(async () => {
    const found = await admin.get<Command>(`/commands/${id}`);
    return isFinal(found.state) ? found : null;
  }, deadlineMs);
  expect({ state: last.state, reason: last.reason ?? null }).toEqual({ state: 'confirmed', reason: null });
}

/** A hub that was started anew knows its gateways once they have come again. */
async function gatewaysAreOnline(): Promise<void> {
  await until(async () => {
    const gateways = await admin.get<GatewayStatus[]>('/gateways');
    return gateways.every(({ isOnline, devicesOnline, devices }) => isOnline && devicesOnline === devices);
  }, deadlineMs);
}

async function expectActsAreKept(value: number): Promise<void> {
  const fire = await openFire();
  expect(
    (await admin.request('POST', `/alarms/${encodeURIComponent(fire.id)}/acknowledge`, { comment: '已派人' }))
      .status,
  ).toBe(200);
  await expectConfirmed(await command(value));
  const audit = await admin.get<AuditEntry[]>('/audit?limit=20');
  expect(audit.map(({ action }) => action)).toEqual(expect.arrayContaining(['command', 'acknowledge']));
  expect(audit).toContainEqual(expect.objectContaining({ action: 'acknowledge', subject: fire.id }));
  await fireIsOver(fire.id);
}

describe.skipIf(!mayMount)('the disk of the hub (needs root to mount one of its own)', () => {
  beforeAll(async () => {
    around = temporaryFolder('disk');
    data = join(around, 'data');
    mkdirSync(join(data, 'hub'), { recursive: true });
    disk = new SmallDisk(join(data, 'hub'), 500);
    if (mayBuildFailingDisk) failing = new FailingDisk(disk.folder, around);
    ports = await freePorts();
    address = `http://127.0.0.1:${ports.panel}`;
    const args = ['up', ...campusArguments(ports, data), '--control-port', String(ports.control)];
    up = new CampusProcess(args, failing?.env ?? {});
    await up.said(/Ctrl-C ends it/, 100_000);
    admin = await signedIn();
    await telemetryRuns();
  });

  afterAll(async () => {
    disk?.empty();
    failing?.failWith(null);
    await up?.end();
    disk?.unmount();
    rmSync(around, { recursive: true, force: true });
  });

  test('full to the last byte: telemetry waits, alarms and commands go on, and the panel is told', async () => {
    await waitForDisk(['ok', 'low']);
    const hub = pidOf(data, 'hub');
    disk.fill();
    await waitForDisk(['full']);
    await telemetryWaits();
    await until(async () => (await waitingAtAgents()) > 300, deadlineMs);
    expect(disk.freeBytes()).toBe(0);
    await expectActsAreKept(1);
    expect(isAlive(hub)).toBe(true);
  });

  test('a hub that is killed on the full disk comes back on it', async () => {
    const hub = pidOf(data, 'hub');
    process.kill(hub, 'SIGKILL');
    await until(() => pidOf(data, 'hub') !== hub, deadlineMs);
    admin = await until(() => signedIn().catch(() => null), deadlineMs);
    await waitForDisk(['full']);
    await gatewaysAreOnline();
    await expectActsAreKept(0);
  });

  test('with room again all resumes by itself', async () => {
    disk.empty();
    await waitForDisk(['ok', 'low']);
    await telemetryRuns();
    await expectActsAreKept(1);
  });

  test.skipIf(!mayBuildFailingDisk).each(['EIO', 'EROFS'] as const)(
    '%s (needs gcc): telemetry waits, a fire is seen, a command is refused clearly, and all resumes',
    async (error) => {
      const hub = pidOf(data, 'hub');
      failing!.failWith(error);
      let fire: Alarm;
      try {
        await waitForDisk(['failing']);
        expect((await storage()).disk.detail).toMatch(error);
        await telemetryWaits();
        fire = await openFire();
        const refused = await command(0);
        expect(refused).toMatchObject({ status: 507, body: { code: 'disk-failing' } });
      } finally {
        failing!.failWith(null);
      }
      await waitForDisk(['ok', 'low']);
      await telemetryRuns();
      await expectConfirmed(await command(0));
      await until(async () => {
        const all = await admin.get<Alarm[]>('/alarms?state=all&limit=100');
        return all.some(({ id }) => id === fire.id);
      }, deadlineMs);
      await fireIsOver(fire.id);
      expect(isAlive(hub)).toBe(true);
    },
  );

  test('nothing was lost and nothing doubled: every position is in history once', async () => {
    await waitForDisk(['ok', 'low']);
    await until(async () => (await waitingAtAgents()) < 300, deadlineMs);
    await up.end();
    const settings = resolveSettings({ data });
    const campus = await loadCampus(settings);
    await expectWhole(campus);
  });
});

/** Samples in the outboxes that the hub has not acknowledged, as the agents say in their books. */
async function waitingAtAgents(): Promise<number> {
  const { days } = await admin.get<BooksView>('/books');
  return days.reduce((sum, { waiting }) => sum + waiting, 0);
}

/** Each outbox without a hole, and as many rows as positions. */
async function expectWhole(campus: Campus): Promise<void> {
  const store = await openHistory(resolveSettings({ data }), campus, join(data, 'hub'), silentLog);
  let rows = 0;
  for (const gatewayId of campus.gateways.keys()) {
    const outboxes = (await store.outboxes(gatewayId)).filter((outbox) => outbox.rows > 0);
    expect({ gatewayId, outboxes: outboxes.length > 0 }).toEqual({ gatewayId, outboxes: true });
    for (const { outboxId, committed, refused, rows: own } of outboxes) {
      const [first, last] = committed[0]!;
      const found = { outboxId, ranges: committed.length, rows: own, refused: refused.length };
      expect(found).toEqual({ outboxId, ranges: 1, rows: last - first + 1, refused: 0 });
      rows += own;
    }
  }
  expect((await store.counts()).samples).toBe(rows);
  await store.close();
}
