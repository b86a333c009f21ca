// The file: versions, damage, sudden death.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { OperationsFileError } from '@campus/operations';
import { expect, test } from 'vitest';
import { migrations } from '../../../operations/database/migrations.ts';
import { openDatabase } from '../../../operations/database/open-database.ts';
import { openOperations, person, temporaryFile, transition } from './open-operations.ts';

test('the file is kept with full synchronisation, readable by its owner alone', async () => {
  const { file } = await openOperations();
  for (const part of [file, `${file}-wal`]) expect(statSync(part).mode & 0o077).toBe(0);
  const database = openDatabase(file);
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  database.close();
});

test('a newer file is refused with a clear sentence and left as it is', async () => {
  const file = temporaryFile();
  const newer = new DatabaseSync(file);
  newer.exec('PRAGMA user_version = 99; CREATE TABLE of_the_future (x)');
  newer.close();
  const open = openOperations({ file });
  await expect(open).rejects.toBeInstanceOf(OperationsFileError);
  await expect(open).rejects.toThrow(
    /newer version.*file version 99, this one knows \d+\).*Start the newer version/,
  );
  const after = new DatabaseSync(file);
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
  after.close();
});

test('what is no database is refused with a clear sentence', async () => {
  const file = temporaryFile();
  writeFileSync(
    file,
    'this is a shopping list, and long enough to be no header of a database at all'.repeat(20),
  );
  await expect(openOperations({ file })).rejects.toThrow(/no sound operations database.*Restore a backup/);
});

test('a folder in the place of the file is refused', async () => {
  const file = temporaryFile();
  mkdirSync(file, { recursive: true });
  await expect(openOperations({ file })).rejects.toThrow(/cannot be opened.*Check the folder's rights/);
});

test('a folder that is not there yet is made', async () => {
  const file = `${dirname(temporaryFile())}/deep/er/operations.sqlite`;
  const { operations } = await openOperations({ file });
  expect(await operations.accounts.count()).toBe(0);
});

test('an older file is backed up and brought up step by step', () => {
  const file = temporaryFile();
  openDatabase(file).close();
  const known = migrations.length;
  const database = openDatabase(file, [...migrations, 'CREATE TABLE further (x TEXT) STRICT']);
  expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: known + 1 });
  database.close();
  const backup = openDatabase(`${file}.before-version-${known + 1}`);
  expect(backup.prepare('PRAGMA user_version').get()).toEqual({ user_version: known });
  backup.close();
});

test('a step that fails changes nothing', () => {
  const file = temporaryFile();
  openDatabase(file).close();
  const steps = [...migrations, 'CREATE TABLE further (x TEXT) STRICT; CREATE NONSENSE'];
  expect(() => openDatabase(file, steps)).toThrow(OperationsFileError);
  const database = openDatabase(file);
  expect(database.prepare("SELECT name FROM sqlite_master WHERE name = 'further'").all()).toEqual([]);
  database.close();
});

test('what was awaited is there after the process is killed in the middle of its work', async () => {
  const file = temporaryFile();
  const told = await runUntilKilled(file);
  expect(told).toBeGreaterThan(5);
  const { operations } = await openOperations({ file });
  const alarms = await operations.alarms.list({ state: 'all', limit: 5000 });
  const kept = new Set(alarms.map(({ occurrence }) => occurrence));
  for (let occurrence = 1; occurrence <= told; occurrence++) expect(kept).toContain(occurrence);
  expect(Number(await operations.rulesState())).toBe(alarms.length);
  expect((await operations.alarms.acknowledge(alarms[0]!.id, person)).acknowledgedBy).toBe('wang');
  expect(existsSync(file)).toBe(true);
});

/** Runs checkpoints without end in a process of its own, kills it, and returns the last one it was told of. */
async function runUntilKilled(file: string): Promise<number> {
  const script = fileURLToPath(new URL('./checkpoint-forever.ts', import.meta.url));
  const child = spawn(process.execPath, [script, file, JSON.stringify(transition())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (text.split('\n').length > 20) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  return Number(text.trim().split('\n').at(-1));
}
