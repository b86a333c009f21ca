// A backup of a hub's folder: whole under its final name or not there at all, whatever happens while it is made.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CampusError } from '@campus/campus-model';
import { Operations } from '@campus/operations';
import { silentLog, systemClock } from '@campus/runtime';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { backupHandlers } from '../../../bin/backup/backup-command.ts';
import { type BackupOrder, type BackupSource, makeBackup } from '../../../bin/backup/make-backup.ts';
import { runRestore } from '../../../bin/backup/restore-command.ts';
import { backupName, removeOldest } from '../../../bin/backup/rotation.ts';
import { beginStaging, endStaging } from '../../../bin/backup/staging.ts';
import { startControl } from '../../../bin/control/control-server.ts';
import { askHubOrTakeFolder } from '../../../bin/control/hub-or-folder.ts';
import { takeDataFolder } from '../../../bin/data-folder.ts';
import { takeHubFolder } from '../../../bin/hub/take-hub-folder.ts';
import { resolveSettings } from '../../../bin/settings.ts';
import { CommandFailure } from '../../../bin/words.ts';
import { tinyCampus } from '../rules-engine/tiny-campus.ts';
import { contentsOf, put, temporary } from './archives.ts';

const nowMs = Date.UTC(2026, 8, 1, 12, 30, 5);
const never = new AbortController().signal;
const quiet = () => {};

let folder: string;
let around: string;

beforeEach(() => {
  around = temporary();
  folder = join(around, 'data/hub');
});

async function openHub(): Promise<{ operations: Operations; source: BackupSource }> {
  put(folder, {
    'secrets/gw-t1.secret': 'abc',
    'demo-history.json': '{}',
    'lock.sqlite': '',
    'probe.bin': 'x',
  });
  const operations = await Operations.open({
    file: join(folder, 'operations.sqlite'),
    campus: tinyCampus([]),
    rules: new Map(),
    clock: systemClock,
    log: silentLog,
    sendCommand: async () => false,
  });
  onTestFinished(() => operations.close());
  const snapshot = async (target: string) => writeFileSync(join(target, 'history.duckdb'), 'a snapshot');
  const source = {
    folder,
    settings: resolveSettings({}),
    siteId: 'school',
    store: { snapshot },
    nowMs,
    isByCommand: false,
  };
  return { operations, source };
}

const order = (more: Partial<BackupOrder> = {}): BackupOrder => ({
  target: join(around, 'backups', 'one.tar.zst'),
  keep: null,
  ...more,
});

const filesIn = (name: string): string[] => readdirSync(join(around, name)).sort();

test('what the hub has comes back: database, history, secrets, settings, and nothing of the run itself', async () => {
  const { operations, source } = await openHub();
  await operations.audit.write({ account: 'wang', action: 'test', subject: 'backup', detail: '备份' });
  const steps: string[] = [];
  const made = await makeBackup(source, order(), ({ step }) => steps.push(step), never);
  expect(made).toMatchObject({ file: order().target, hasHistory: true, removed: [] });
  expect([...new Set(steps)]).toEqual(['history', 'operations', 'checksums', 'archive']);
  expect(statSync(made.file).mode & 0o777).toBe(0o600);
  expect(statSync(made.file).size).toBe(made.bytes);

  const target = join(around, 'restored');
  await runRestore({ file: made.file, target, isJson: true });
  expect(Object.keys(contentsOf(target))).toEqual([
    'hub/demo-history.json',
    'hub/history/history.duckdb',
    'hub/operations.sqlite',
    'hub/secrets/gw-t1.secret',
    'settings/campus.yaml',
    'settings/rules.yaml',
    'settings/settings.yaml',
  ]);
  const settings = resolveSettings({ settings: join(target, 'settings/settings.yaml') });
  expect(settings).toMatchObject({
    ...source.settings,
    dataFolder: target,
    file: expect.any(String),
    campus: expect.any(String),
    rules: expect.any(String),
  });
  const restored = await Operations.open({
    file: join(target, 'hub/operations.sqlite'),
    campus: tinyCampus([]),
    rules: new Map(),
    clock: systemClock,
    log: silentLog,
    sendCommand: async () => false,
  });
  expect(await restored.audit.list({ limit: 10 })).toMatchObject([{ account: 'wang', detail: '备份' }]);
  await restored.close();
});

test('the database goes on being written while it is copied, and the copy is whole', async () => {
  const { operations, source } = await openHub();
  const write = (n: number) =>
    operations.audit.write({ account: 'a', action: 'b', subject: `${n}`, detail: 'x'.repeat(500) });
  for (let n = 0; n < 200; n++) await write(n);
  let isBackingUp = true;
  const backup = makeBackup(source, order(), quiet, never).finally(() => {
    isBackingUp = false;
  });
  let written = 200;
  while (isBackingUp) await write(written++);
  const { file } = await backup;
  expect(written).toBeGreaterThan(200);
  await runRestore({ file, target: join(around, 'restored'), isJson: true });
  const { DatabaseSync } = await import('node:sqlite');
  const copy = new DatabaseSync(join(around, 'restored/hub/operations.sqlite'));
  expect(copy.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  expect(Number(copy.prepare('SELECT count(*) AS n FROM audit').get()!.n)).toBeGreaterThanOrEqual(200);
  copy.close();
});

describe('a backup that does not succeed leaves nothing', () => {
  async function expectNothing(): Promise<void> {
    expect(filesIn('backups')).toEqual([]);
    expect(readdirSync(folder)).not.toContain('backup');
  }

  test('where the history cannot be copied', async () => {
    const { source } = await openHub();
    const store = { snapshot: () => Promise.reject(new CampusError('store-unavailable', 'it is damaged.')) };
    const failed = makeBackup({ ...source, store }, order(), quiet, never);
    await expect(failed).rejects.toThrow(/could not be made.*damaged/);
    await expectNothing();
  });

  test('where it is broken off, at any step', async () => {
    const { source } = await openHub();
    for (const step of ['history', 'operations', 'checksums', 'archive']) {
      const abort = new AbortController();
      const broken = makeBackup(source, order(), (told) => told.step === step && abort.abort(), abort.signal);
      await expect(broken).rejects.toThrow(/broken off/);
      await expectNothing();
    }
  });

  test('where the place is taken or cannot be written', async () => {
    const { source } = await openHub();
    put(join(around, 'backups'), { 'one.tar.zst': 'mine' });
    await expect(makeBackup(source, order(), quiet, never)).rejects.toThrow(/is there already/);
    expect(readFileSync(order().target, 'utf8')).toBe('mine');
    const inside = order({ target: join(around, 'backups/one.tar.zst/two.tar.zst') });
    await expect(makeBackup(source, inside, quiet, never)).rejects.toThrow(CommandFailure);
  });
});

test('what a killed backup left is gone with the next', async () => {
  const { source } = await openHub();
  const part = join(around, 'backups', 'killed.tar.zst.part');
  put(around, { 'backups/killed.tar.zst.part': 'half', 'backups/not-ours.part': 'mine' });
  put(folder, {
    'backup/under-way.json': JSON.stringify({ part }),
    'backup/staged/hub/operations.sqlite': 'x',
  });
  await makeBackup(source, order(), quiet, never);
  expect(filesIn('backups')).toEqual(['not-ours.part', 'one.tar.zst']);
});

test('what a backup left that was killed with its hub is gone when the hub starts again', async () => {
  const { source } = await openHub();
  put(folder, { 'backup/staged/hub/operations.sqlite': 'x' });
  backupHandlers(source, () => nowMs);
  expect(readdirSync(folder)).not.toContain('backup');
});

test('a note that is damaged or names anything but half an archive removes nothing', async () => {
  const { source } = await openHub();
  put(around, { 'precious.txt': 'mine' });
  for (const [at, note] of [
    '{',
    '{"part":7}',
    JSON.stringify({ part: join(around, 'precious.txt') }),
  ].entries()) {
    put(folder, { 'backup/under-way.json': note });
    await makeBackup(source, order({ target: join(around, `backups/${at}.tar.zst`) }), quiet, never);
  }
  expect(readdirSync(around)).toContain('precious.txt');
});

test('history on an outside server is left to it, and said', async () => {
  const { source } = await openHub();
  const password = join(around, 'influx-password');
  writeFileSync(password, 'secret');
  const influxdb = {
    url: 'http://127.0.0.1:8086',
    database: 'campus',
    passwordFile: password,
    mostSpoolBytes: 2 ** 30,
  };
  const settings = { ...source.settings, history: { ...source.settings.history, influxdb } };
  const made = await makeBackup({ ...source, settings }, order(), quiet, never);
  const target = join(around, 'restored');
  await runRestore({ file: made.file, target, isJson: true });
  expect(readdirSync(join(target, 'hub/spool'))).toEqual(['history.duckdb']);
  const restored = resolveSettings({ settings: join(target, 'settings/settings.yaml') }).history.influxdb!;
  expect(restored).toMatchObject({ ...influxdb, passwordFile: expect.any(String) });
  expect(readFileSync(restored.passwordFile!, 'utf8')).toBe('secret');
  expect(made.hasHistory).toBe(false);
});

test('a hub makes one backup at a time', async () => {
  const { source } = await openHub();
  const gate = Promise.withResolvers<void>();
  const handlers = backupHandlers({ ...source, store: { snapshot: () => gate.promise } }, () => nowMs);
  const call = (body: unknown) => handlers.backup!({ body, tell: quiet, signal: never });
  const first = call(order());
  await expect(call(order({ target: join(around, 'two.tar.zst') }))).rejects.toThrow(
    /Another backup is under way/,
  );
  gate.resolve();
  expect(await first).toMatchObject({ file: order().target });
  expect(await call(order({ target: join(around, 'two.tar.zst') }))).toMatchObject({ hasHistory: true });
});

test('--keep leaves the latest backups of the same site and touches no other file', async () => {
  const { source } = await openHub();
  const target = join(around, 'backups', backupName('school', nowMs));
  const names = [1, 2, 3].map((day) => backupName('school', nowMs - day * 86_400_000));
  const others = [
    backupName('other', 0),
    'campus-school-notes.tar.zst',
    'campus-school-20260101-000000.tar.zst.part',
  ];
  mkdirSync(join(around, 'backups'));
  for (const name of [...names, ...others]) put(join(around, 'backups'), { [name]: 'x' });
  const { removed } = await makeBackup(source, { target, keep: 2 }, quiet, never);
  expect(removed.map((path) => path.split('/').at(-1))).toEqual([names[2], names[1]]);
  expect(filesIn('backups')).toEqual([...others, names[0], backupName('school', nowMs)].sort());
  expect(removeOldest(join(around, 'backups'), 'school', 5)).toEqual([]);
});

describe('a hub that starts', () => {
  const part = (): string => join(around, 'one.tar.zst.part');

  test('while a command backs its folder up waits until that is done', async () => {
    mkdirSync(folder, { recursive: true });
    const command = takeDataFolder(folder);
    beginStaging(folder, { part: part(), isByCommand: true });
    let isTaken = false;
    const taking = takeHubFolder(folder).then((taken) => {
      isTaken = true;
      return taken;
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(isTaken).toBe(false);
    endStaging(folder);
    command.release();
    (await taking).release();
  });

  test('while another hub holds the folder is told so, also if that one is making a backup', async () => {
    mkdirSync(folder, { recursive: true });
    const other = takeDataFolder(folder);
    beginStaging(folder, { part: part(), isByCommand: false });
    await expect(takeHubFolder(folder)).rejects.toThrow(/in use by another run/);
    other.release();
  });
});

test('a command waits for a hub that is just starting, and asks it', async () => {
  mkdirSync(folder, { recursive: true });
  const held = takeDataFolder(folder);
  const answer = askHubOrTakeFolder({ folder, name: 'count', body: null });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const control = await startControl({ folder, handlers: { count: async () => 3 }, log: silentLog });
  expect(await answer).toEqual({ done: 3 });
  await control.close();
  held.release();
  const free = await askHubOrTakeFolder({ folder, name: 'count', body: null });
  expect(free).toMatchObject({ folder: { path: folder } });
  if ('folder' in free) free.folder.release();
});
