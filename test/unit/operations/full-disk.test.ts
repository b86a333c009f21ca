// The operations database on a disk that is full: acts go on in the room it holds in itself, then in a reserve that is given
// up for it, and what is refused in the end is refused clearly. On a real small disk, which needs root to mount.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyDatabase } from '@campus/operations';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../operations/database/open-database.ts';
import { keepSpareRoom, spareBytes } from '../../../operations/database/spare-room.ts';
import { openOperations, person, temporaryFile, transition } from './open-operations.ts';

const withDisk = test.skipIf(process.getuid?.() !== 0);

/** A disk of so many megabytes; gone with the test. */
function smallDisk(megabytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'campus-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Takes every byte that is left. */
function fillUp(disk: string): string {
  const { bavail, bsize } = statfsSync(disk);
  const filler = join(disk, 'filler');
  writeFileSync(filler, Buffer.alloc(bavail * bsize, 1));
  expect(statfsSync(disk).bavail).toBe(0);
  return filler;
}

const entry = (subject: string) => ({ account: 'wang', action: 'test', subject, detail: 'x'.repeat(700) });

withDisk('acts go on for long in the room that the database holds in itself', async () => {
  const disk = smallDisk(80);
  const { operations } = await openOperations({ file: join(disk, 'operations.sqlite') });
  await operations.keepSpareRoom();
  fillUp(disk);
  for (let n = 0; n < 3_000; n++) await operations.audit.write(entry(`${n}`));
  await operations.checkpoint('state', [transition()]);
  const [alarm] = operations.alarms.open();
  expect(await operations.alarms.acknowledge(alarm!.id, person)).toMatchObject({ state: 'acknowledged' });
  const { state } = await operations.commands.request({
    pointId: 'lamps/front-set',
    value: 1,
    identity: person,
  });
  expect(state).toBe('requested');
  expect(await operations.audit.list({ limit: 3 })).toMatchObject([
    { action: 'command' },
    { action: 'acknowledge' },
    {},
  ]);
});

withDisk('the reserve is asked for when that is used up, and the refused write is tried again', async () => {
  const disk = smallDisk(40);
  const reserve = join(disk, 'reserve.bin');
  writeFileSync(reserve, Buffer.alloc(8_000_000, 1));
  let asked = 0;
  const makeRoom = async (): Promise<boolean> => {
    asked += 1;
    const isThere = existsSync(reserve);
    rmSync(reserve, { force: true });
    return isThere;
  };
  const { operations } = await openOperations({ file: join(disk, 'operations.sqlite'), makeRoom });
  fillUp(disk);
  let written = 0;
  const writeOn = async (): Promise<void> => {
    for (;;) {
      await operations.audit.write(entry(`${written}`));
      written += 1;
    }
  };
  await expect(writeOn()).rejects.toMatchObject({ code: 'disk-full' });
  expect(asked).toBeGreaterThanOrEqual(2);
  expect(written).toBeGreaterThan(1_000);
  const kept = await operations.audit.list({ limit: 1 });
  expect(kept).toMatchObject([{ subject: `${written - 1}` }]);
});

withDisk('acts that are refused at the same time share the room that is made', async () => {
  const disk = smallDisk(40);
  const reserve = join(disk, 'reserve.bin');
  writeFileSync(reserve, Buffer.alloc(8_000_000, 1));
  const makeRoom = async (): Promise<boolean> => {
    const isThere = existsSync(reserve);
    rmSync(reserve, { force: true });
    return isThere;
  };
  const { operations } = await openOperations({ file: join(disk, 'operations.sqlite'), makeRoom });
  fillUp(disk);
  while (existsSync(reserve)) {
    const some = Array.from({ length: 40 }, (_, n) => operations.audit.write(entry(`${n}`)));
    await Promise.all(some);
  }
});

withDisk(
  'what is refused is clear, a fire is seen all the same, and all is kept once there is room',
  async () => {
    const disk = smallDisk(20);
    const { operations } = await openOperations({ file: join(disk, 'operations.sqlite') });
    const filler = fillUp(disk);
    const order = { pointId: 'lamps/front-set', value: 1, identity: person };
    for (let isRefused = false; !isRefused; )
      isRefused = await operations.audit.write(entry('x')).then(
        () => false,
        () => true,
      );
    await expect(operations.commands.request(order)).rejects.toMatchObject({ code: 'disk-full' });
    const seen: string[] = [];
    operations.alarms.onChange((changed) => seen.push(...changed.map(({ state }) => state)));
    const fire = transition();
    await expect(operations.checkpoint('state', [fire])).rejects.toMatchObject({ code: 'disk-full' });
    expect(operations.alarms.open()).toMatchObject([{ id: expect.any(String), isActive: true }]);
    const [shown] = operations.alarms.open();
    await expect(operations.alarms.acknowledge(shown!.id, person)).rejects.toMatchObject({
      code: 'disk-full',
    });
    await expect(operations.checkpoint('state', [fire])).rejects.toMatchObject({ code: 'disk-full' });
    expect(seen).toEqual(['unacknowledged']);
    rmSync(filler);
    await operations.checkpoint('state', [fire]);
    expect(await operations.rulesState()).toBe('state');
    expect(await operations.alarms.list({ state: 'all', limit: 10 })).toMatchObject([{ isActive: true }]);
    expect(await operations.commands.request(order)).toMatchObject({ state: 'requested' });
  },
);

test('the room is made once and anew when half of it is used up; a half-made one is finished', () => {
  const database = openDatabase(temporaryFile());
  const pages = (): unknown => database.prepare('PRAGMA page_count').get()!.page_count;
  keepSpareRoom(database);
  expect(spareBytes(database)).toBeGreaterThan(11_000_000);
  const before = pages();
  keepSpareRoom(database);
  expect(pages()).toBe(before);
  database.exec('CREATE TABLE spare_room (filling BLOB NOT NULL)');
  database.exec('INSERT INTO spare_room VALUES (zeroblob(9000000))');
  expect(spareBytes(database)).toBeLessThan(4_000_000);
  keepSpareRoom(database);
  expect(spareBytes(database)).toBeGreaterThan(11_000_000);
  database.close();
});

test('a copy holds all that is committed, without the spare room, while another connection writes', () => {
  const file = temporaryFile();
  const database = openDatabase(file);
  keepSpareRoom(database);
  database.exec("INSERT INTO audit (at, account, action, subject, detail) VALUES (1, 'a', 'b', 'c', 'd')");
  database.exec('BEGIN IMMEDIATE');
  database.exec("INSERT INTO audit (at, account, action, subject, detail) VALUES (2, 'a', 'b', 'c', 'd')");
  copyDatabase(file, `${file}.copy`);
  database.exec('COMMIT');
  const copy = openDatabase(`${file}.copy`);
  expect(copy.prepare('SELECT at FROM audit').all()).toEqual([{ at: 1 }]);
  expect(spareBytes(copy)).toBe(0);
  copy.close();
  database.close();
  expect(() => copyDatabase(file, `${file}.copy`)).toThrow(/exists/);
});
