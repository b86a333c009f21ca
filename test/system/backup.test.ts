// Backup and restore with real processes: of a running hub and a stopped one, killed in the middle, into a place that is
// used, and back into a campus that goes on from there.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alarm, AuditEntry } from '@campus/campus-model';
import { silentLog } from '@campus/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCampus } from '../../bin/campus-file.ts';
import { openHistory } from '../../bin/open-history.ts';
import { resolveSettings } from '../../bin/settings.ts';
import { ApiClient } from '../harness/api.ts';
import {
  CampusProcess,
  campusArguments,
  type RunningCampus,
  startCampus,
  temporaryFolder,
  until,
} from '../harness/campus-run.ts';
import { readMetric } from '../harness/metrics.ts';
import { pidOf } from '../harness/processes.ts';
import { simulatorRequest } from '../harness/simulators.ts';
import { mayMount, SmallDisk } from '../harness/small-disk.ts';

const deadlineMs = 60_000;
let campus: RunningCampus;
let admin: ApiClient;
let around: string;

beforeAll(async () => {
  around = temporaryFolder('backup');
  campus = await startCampus();
  admin = new ApiClient(campus.address);
  await admin.signIn('admin');
});
afterAll(async () => {
  await campus?.end();
  rmSync(around, { recursive: true, force: true });
});

async function run(...args: string[]) {
  const ended = new CampusProcess(args);
  const code = await ended.exited;
  return { code, output: ended.output, errors: ended.errors };
}

const backup = (...args: string[]) => run('backup', ...campusArguments(campus.ports, campus.data), ...args);

describe('of a running hub', () => {
  test('is made while it works, with progress, and verified', async () => {
    await until(
      async () => (await readMetric(campus.address, 'campus_ingest_stored_total')) > 500,
      deadlineMs,
    );
    const file = join(around, 'running.tar.zst');
    const made = await backup(file);
    expect(made).toMatchObject({ code: 0, errors: '' });
    expect(made.output).toMatch(
      /✓ history\n✓ accounts, alarms, commands, audit\n(.*\n)*✓ archive\nBackup made: /,
    );
    expect(await run('restore', file, '--check')).toMatchObject({ code: 0, errors: '' });
    expect(readdirSync(join(campus.data, 'hub'))).not.toContain('backup');
  });

  test('says each step as JSON when asked to, names itself and rotates', async () => {
    const folder = join(around, 'kept');
    mkdirSync(folder);
    for (const turn of [1, 2]) {
      const made = await backup(folder, '--keep', '1', '--json');
      expect({ turn, ...made }).toMatchObject({ turn, code: 0, errors: '' });
      const lines = made.output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.filter((line) => line.step === 'archive').at(-1)).toEqual({
        step: 'archive',
        percent: 100,
      });
      expect(lines.at(-1).done).toMatchObject({
        file: expect.stringMatching(/campus-haiwan-\d{8}-\d{6}\.tar\.zst$/),
      });
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    }
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('refuses to replace a file, and to write where there is none to write to', async () => {
    const file = join(around, 'mine.tar.zst');
    writeFileSync(file, 'mine');
    expect(await backup(file)).toMatchObject({ code: 78, errors: expect.stringMatching(/is there already/) });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const below = await backup(join(file, 'below.tar.zst'));
    expect(below.errors).toMatch(/could not be made/);
    expect(below.errors).not.toMatch(/\n\s+at /);
  });

  test.skipIf(!mayMount)(
    'has no room on a small disk: one sentence beforehand, and nothing is written',
    async () => {
      const folder = join(around, 'small');
      mkdirSync(folder);
      const disk = new SmallDisk(folder, 1);
      try {
        const refused = await backup(join(folder, 'backup.tar.zst'));
        expect(refused).toMatchObject({
          code: 78,
          errors: expect.stringMatching(/no room for the backup: \d+ MB more/),
        });
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        disk.unmount();
      }
    },
  );

  const steps = ['history', 'operations', 'checksums', 'archive'];

  async function begun(file: string, step: string): Promise<CampusProcess> {
    const begun = new CampusProcess([
      'backup',
      ...campusArguments(campus.ports, campus.data),
      file,
      '--json',
    ]);
    await begun.said(new RegExp(`"step":"${step}"`));
    return begun;
  }

  test('whose command is killed at any step leaves no half archive under its name', async () => {
    const folder = join(around, 'killed');
    mkdirSync(folder);
    for (const step of steps) {
      const killed = await begun(join(folder, `${step}.tar.zst`), step);
      killed.kill();
      await killed.exited;
    }
    await until(() => !existsSync(join(campus.data, 'hub/backup')), deadlineMs);
    await expectWholeOrNone(folder);
  });

  test('whose hub is killed at any step leaves none either, and the hub tidies up when it is back', async () => {
    const folder = join(around, 'hub-killed');
    mkdirSync(folder);
    for (const step of steps) {
      const hub = pidOf(campus.data, 'hub');
      const command = await begun(join(folder, `${step}.tar.zst`), step);
      process.kill(hub, 'SIGKILL');
      const code = await command.exited;
      if (code !== 0) expect(command.errors).toMatch(/The hub did not finish this command/);
      await until(async () => (await run('backup', ...orderTo(folder, step))).code === 0, 2 * deadlineMs);
      await until(() => pidOf(campus.data, 'hub') !== hub && isBack(), deadlineMs);
    }
    await expectWholeOrNone(folder);
  });

  const isBack = () =>
    admin.signIn('admin').then(
      () => true,
      () => false,
    );

  const orderTo = (folder: string, step: string): string[] => [
    ...campusArguments(campus.ports, campus.data),
    join(folder, `${step}-again.tar.zst`),
  ];

  async function expectWholeOrNone(folder: string): Promise<void> {
    const names = readdirSync(folder);
    expect(names.filter((name) => !name.endsWith('.tar.zst'))).toEqual([]);
    for (const name of names)
      expect(await run('restore', join(folder, name), '--check')).toMatchObject({ code: 0 });
  }
});

describe('a restore', () => {
  test('into a folder that is used is refused, and the folder left as it is', async () => {
    const file = join(around, 'running.tar.zst');
    const refused = await run('restore', file, '--data', campus.data);
    expect(refused).toMatchObject({ code: 78, errors: expect.stringMatching(/no empty folder/) });
  });

  test('of a damaged backup is refused with one sentence and changes nothing', async () => {
    const damaged = readFileSync(join(around, 'running.tar.zst'));
    damaged[Math.floor(damaged.length / 2)]! ^= 1;
    writeFileSync(join(around, 'damaged.tar.zst'), damaged);
    const target = join(around, 'not-restored');
    const refused = await run('restore', join(around, 'damaged.tar.zst'), '--data', target);
    expect(refused.code).toBe(78);
    expect(refused.errors).toMatch(
      /^The backup .* cannot be restored: .*\. Nothing was changed\. Use another backup\.\n$/,
    );
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(around).filter((name) => name.includes('not-restored'))).toEqual([]);
  });
});

describe('a hub restored from a backup', () => {
  const openStore = async (data: string) => {
    const settings = resolveSettings({ data });
    return openHistory(settings, await loadCampus(settings), join(data, 'hub'), silentLog);
  };

  /** So that the backups of the first tests lack something of each gateway. */
  async function untilMoreIsStored(): Promise<void> {
    const stored = () => readMetric(campus.address, 'campus_ingest_stored_total');
    const enough = (await stored()) + 100;
    await until(async () => (await stored()) >= enough, deadlineMs);
  }

  test('has what it had: alarms, audit, accounts, secrets', async () => {
    await simulatorRequest(campus.ports.control, 'POST', '/scenarios/fire-in-lab', {});
    const fire = await until(async () => {
      const alarms = await admin.get<Alarm[]>('/alarms?state=open&limit=100');
      return alarms.find(({ ruleId, isActive }) => isActive && ruleId.includes('fire'));
    }, deadlineMs);
    await untilMoreIsStored();
    await campus.up.end();
    const file = join(around, 'stopped.tar.zst');
    expect(await backup(file)).toMatchObject({ code: 0 });
    const target = join(around, 'restored');
    expect(await run('restore', file, '--data', target)).toMatchObject({ code: 0, errors: '' });
    expect(statSync(join(target, 'hub/operations.sqlite')).mode & 0o077).toBe(0);

    const hub = new CampusProcess(['hub', '--settings', join(target, 'settings/settings.yaml')]);
    await hub.said(/"ready":"hub"/);
    const client = new ApiClient(campus.address);
    await client.signIn('admin');
    const alarms = await client.get<Alarm[]>('/alarms?state=open&limit=100');
    expect(alarms).toContainEqual(expect.objectContaining({ id: fire.id }));
    const audit = await client.get<AuditEntry[]>('/audit?limit=100');
    expect(audit.map(({ action }) => action)).toContain('sign-in');
    expect(await hub.end()).toBe(0);
  });

  test('is sent by the agents what it had before it was set back', async () => {
    const gateway = 'gw-t1';
    const before = await openStore(campus.data);
    const had = await before.outboxes(gateway);
    await before.close();
    const target = join(around, 'set-back');
    expect(await run('restore', join(around, 'running.tar.zst'), '--data', target)).toMatchObject({
      code: 0,
    });
    const older = await openStore(target);
    const missing = rowsOf(had) - rowsOf(await older.outboxes(gateway));
    await older.close();
    expect(missing).toBeGreaterThan(0);

    const hub = new CampusProcess(['hub', '--settings', join(target, 'settings/settings.yaml')]);
    await hub.said(/"ready":"hub"/);
    const own = campusArguments(campus.ports, campus.data);
    const agent = new CampusProcess(['agent', '--gateway', gateway, ...own]);
    const stored = () => readMetric(campus.address, 'campus_ingest_stored_total');
    let came = 0;
    await until(
      async () => {
        came = await stored();
        return came >= missing;
      },
      2 * deadlineMs,
      () => `${came} of ${missing} samples came\n${hub.transcript(/.*/)}\n${agent.transcript(/.*/)}`,
    );
    await Promise.all([agent.end(), hub.end()]);

    const after = await openStore(target);
    const has = new Map((await after.outboxes(gateway)).map((outbox) => [outbox.outboxId, outbox]));
    await after.close();
    for (const { outboxId, committed } of had) {
      const now = has.get(outboxId)?.committed ?? [];
      for (const [first, last] of committed) {
        const isBack = now.some(([low, high]) => low <= first && high >= last);
        expect({ outboxId, first, last, isBack }).toEqual({ outboxId, first, last, isBack: true });
      }
    }
  });
});

function rowsOf(outboxes: readonly { rows: number }[]): number {
  return outboxes.reduce((sum, { rows }) => sum + rows, 0);
}
