// The power cut itself is tested first: what forgets to sync loses, what syncs does not, and nothing is overlooked.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@campus/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildJournal, Machine, whyNoPowerCuts } from './power-cut/machine.ts';

const why = whyNoPowerCuts();
const isSkipped = why !== null && process.env.CAMPUS_NOTHING_SKIPPED !== '1';
if (why) process.stdout.write(`power cuts: ${why}\n`);

describe.skipIf(isSkipped)('power cut', () => {
  let place: string;
  let library: string;
  let count = 0;
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'campus-fault-model-'));
    library = buildJournal(place);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  /** A machine on which a program ran until the power was cut. */
  const machineAfter = (program: string): Machine => {
    const machine = new Machine(`machine-${++count}`, place, library);
    const script = join(place, `program-${count}.mjs`);
    writeFileSync(script, `import fs from 'node:fs';\nprocess.chdir(process.argv[2]);\n${program}`);
    const done = spawnSync(process.execPath, [script, machine.folder], {
      env: { ...process.env, ...machine.environment },
      encoding: 'utf8',
    });
    expect(done.stderr).toBe('');
    expect(done.signal ?? done.status).toSatisfy((end) => end === 0 || end === 'SIGKILL');
    machine.readJournal();
    return machine;
  };

  const imageOf = (machine: Machine, luck: number, seed = 1): string => {
    const image = join(place, `image-${++count}`);
    machine.imageInto(image, luck, seededRandom(seed));
    return image;
  };

  const sync = `const sync = (path) => { const fd = fs.openSync(path, 'r'); fs.fsyncSync(fd); fs.closeSync(fd); };\n`;

  test('a program that forgets to sync loses its file, and keeps it where the disk was quick', () => {
    const machine = machineAfter(`fs.writeFileSync('kept.txt', 'promised');`);
    expect(readdirSync(imageOf(machine, 0))).toEqual([]);
    expect(readFileSync(join(imageOf(machine, 1), 'kept.txt'), 'utf8')).toBe('promised');
  });

  test('a program that syncs keeps its file, in new folders too', () => {
    const machine = machineAfter(
      `${sync}fs.mkdirSync('a/b', { recursive: true }); fs.writeFileSync('a/b/kept.txt', 'promised'); sync('a/b/kept.txt'); process.kill(process.pid, 'SIGKILL');`,
    );
    expect(readFileSync(join(imageOf(machine, 0), 'a/b/kept.txt'), 'utf8')).toBe('promised');
  });

  test('what is written after the last sync is lost, what was before stays', () => {
    const machine = machineAfter(
      `${sync}fs.writeFileSync('log', 'one'); sync('log'); fs.appendFileSync('log', 'two');`,
    );
    expect(readFileSync(join(imageOf(machine, 0), 'log'), 'utf8')).toBe('one');
    expect(readFileSync(join(imageOf(machine, 1), 'log'), 'utf8')).toBe('onetwo');
  });

  test('a rename without a sync of the folder may be undone; never is the name without a file', () => {
    const machine = machineAfter(
      `${sync}fs.writeFileSync('name', 'old'); sync('name'); fs.writeFileSync('new', 'new'); sync('new'); fs.renameSync('new', 'name');`,
    );
    const seen = new Set<string>();
    for (let seed = 1; seed <= 20; seed++) {
      seen.add(readFileSync(join(imageOf(machine, 0.5, seed), 'name'), 'utf8'));
    }
    expect([...seen].sort()).toEqual(['new', 'old']);
  });

  test('a rename before the content is synced may leave an empty file under the new name', () => {
    const machine = machineAfter(
      `${sync}fs.writeFileSync('new', 'content'); fs.renameSync('new', 'name'); sync('.');`,
    );
    expect(readFileSync(join(imageOf(machine, 0), 'name'), 'utf8')).toBe('');
  });

  test('a large write that is not synced may be torn between sectors', () => {
    const machine = machineAfter(
      `${sync}fs.writeFileSync('page', Buffer.alloc(8192, 1)); sync('page'); const fd = fs.openSync('page', 'r+'); fs.writeSync(fd, Buffer.alloc(8192, 2), 0, 8192, 0);`,
    );
    const mixtures = Array.from({ length: 40 }, (_, seed) => {
      const bytes = readFileSync(join(imageOf(machine, 0.5, seed), 'page'));
      return bytes.includes(1) && bytes.includes(2);
    });
    expect(mixtures).toContain(true);
    expect(mixtures).toContain(false);
  });

  test('a SQLite transaction stays with synchronous=FULL, and can be lost with OFF', () => {
    const commit = (level: string): string =>
      `const { DatabaseSync } = await import('node:sqlite'); const db = new DatabaseSync('db'); db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = ${level}; CREATE TABLE t (n INTEGER)"); for (let n = 0; n < 50; n++) db.exec('INSERT INTO t VALUES (' + n + ')'); process.kill(process.pid, 'SIGKILL');`;
    const count = (machine: Machine, luck: number): number => {
      const image = imageOf(machine, luck, 7);
      const read = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(process.argv[1]); try { console.log(db.prepare('SELECT count(*) AS n FROM t').get().n); } catch { console.log(0); }`;
      return Number(
        spawnSync(process.execPath, ['-e', read, join(image, 'db')], { encoding: 'utf8' }).stdout,
      );
    };
    const careful = machineAfter(commit('FULL'));
    for (const luck of [0, 0.5, 1]) expect(count(careful, luck)).toBe(50);
    expect(count(machineAfter(commit('OFF')), 0)).toBeLessThan(50);
  });

  test('no write is overlooked: where all survives, the disk is what the program left, byte for byte', () => {
    const machine = machineAfter(busyProgram);
    expect(contentOf(imageOf(machine, 1))).toEqual(contentOf(machine.folder));
  });
});

/** Every way in which Node, SQLite and DuckDB write, from several threads. */
const store = JSON.stringify(import.meta.resolve('@campus/telemetry-store'));
const model = JSON.stringify(import.meta.resolve('@campus/campus-model'));
const runtime = JSON.stringify(import.meta.resolve('@campus/runtime'));
const busyProgram = `
const big = Buffer.alloc(300_000, 'campus');
await Promise.all(Array.from({ length: 12 }, (_, i) => fs.promises.writeFile('file-' + i, big.subarray(i))));
await fs.promises.copyFile('file-1', 'copied');
fs.copyFileSync('file-2', 'copied-too');
await fs.promises.cp('copied', 'copied-once-more');
fs.writevSync(fs.openSync('vector', 'w'), [big.subarray(0, 10), big.subarray(5, 900)]);
fs.appendFileSync('vector', 'end');
fs.truncateSync('file-3', 1_000);
fs.ftruncateSync(fs.openSync('file-4', 'r+'), 400_000);
fs.mkdirSync('deep/er', { recursive: true });
fs.renameSync('file-5', 'deep/er/file-5');
fs.linkSync('file-6', 'deep/linked');
fs.mkdirSync('gone/inner', { recursive: true });
fs.writeFileSync('gone/inner/x', 'x');
fs.rmSync('gone', { recursive: true });
fs.unlinkSync('file-7');
const stream = fs.createWriteStream('stream');
for (let i = 0; i < 100; i++) stream.write(big.subarray(0, 5_000 + i));
await new Promise((resolve) => stream.end(resolve));
const { DatabaseSync } = await import('node:sqlite');
const db = new DatabaseSync('db.sqlite');
db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER, s TEXT)');
for (let n = 0; n < 500; n++) db.prepare('INSERT INTO t VALUES (?, ?)').run(n, 'x'.repeat(n));
db.exec('PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM t WHERE n < 100; VACUUM');
const { openDuckDbStore } = await import(${store});
const { SampleColumns } = await import(${model});
const { silentLog } = await import(${runtime});
const points = [{ id: 'a/b', holdMs: 90_000, isCounter: false, wrapsAt: null }];
const history = await openDuckDbStore({ folder: process.cwd() + '/history', points, pointIds: ['a/b'], log: silentLog });
for (let i = 0; i < 5; i++) {
  const columns = new SampleColumns();
  for (let k = 0; k < 20_000; k++) columns.push(0, 1_700_000_000_000 + i * 90_000_000 + k, k, 0);
  await history.commit({ batches: [columns.take()], ranges: [{ gatewayId: 'gw', outboxId: 'abcdef', first: i * 100 + 1, last: i * 100 + 100 }] });
}
if (history.settle) await history.settle();
await history.close();
db.close();
`;

function contentOf(folder: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (entry.isDirectory()) all[name] = 'folder';
    else if (!name.endsWith('-shm')) all[name] = readFileSync(path).toString('base64');
  }
  return all;
}
