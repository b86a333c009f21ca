// The disk guard on a disk of the test's own: when telemetry waits, when it goes on, and what becomes of the reserve.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ManualClock, silentLog } from '@campus/runtime';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Disk, diskOfFolder } from '../../../bin/hub/disk.ts';
import { DiskGuard } from '../../../bin/hub/disk-guard.ts';
import { hasRoomToReserve, nextDiskState, reserveBytesFor } from '../../../bin/hub/disk-state.ts';
import { temporary } from './archives.ts';

const megabyte = 1_000_000;

class TestDisk implements Disk {
  totalBytes = 100_000 * megabyte;
  /** Without what the reserve holds. */
  otherFree = 50_000 * megabyte;
  refuses: NodeJS.ErrnoException | null = null;
  hangs = false;
  reserved = 0;
  probes = 0;

  async room() {
    if (this.hangs) await new Promise(() => {});
    return { freeBytes: this.otherFree - this.reserved, totalBytes: this.totalBytes };
  }
  async probe() {
    this.probes += 1;
    if (this.refuses) throw this.refuses;
  }
  async reservedBytes() {
    return this.reserved;
  }
  async makeReserve(bytes: number) {
    if (this.refuses) throw this.refuses;
    this.reserved = bytes;
  }
  async giveUpReserve() {
    this.reserved = 0;
  }
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: refused, write`), { code });
}

async function guarded(disk = new TestDisk()) {
  const clock = new ManualClock();
  const guard = await DiskGuard.start({ disk, clock, log: silentLog });
  onTestFinished(() => guard.close());
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 1_000) {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { disk, clock, guard, pass };
}

test('a roomy disk is ok, takes telemetry, and holds a reserve', async () => {
  const { disk, guard, pass } = await guarded();
  expect(guard.view()).toMatchObject({ state: 'ok', detail: null, freeBytes: 50_000 * megabyte });
  expect(guard.mayStore()).toBe(true);
  await pass(2_000);
  expect(disk.reserved).toBe(reserveBytesFor(disk.totalBytes));
});

test('a disk that fills up stops telemetry, and takes it again by itself once there is room', async () => {
  const { disk, guard, pass, clock } = await guarded();
  await pass(2_000);
  disk.otherFree = disk.reserved;
  await pass(1_000);
  expect(guard.view()).toMatchObject({ state: 'full', freeBytes: 0, sinceMs: clock.now() });
  expect(guard.mayStore()).toBe(false);
  expect(disk.reserved).toBeGreaterThan(0);
  disk.otherFree = 5_000 * megabyte;
  await pass(1_000);
  expect(guard.view().state).toBe('ok');
  expect(guard.mayStore()).toBe(true);
});

test('the reserve is given up once, for the write that is refused, and made again when there is room', async () => {
  const { disk, guard, pass } = await guarded();
  await pass(2_000);
  disk.otherFree = disk.reserved;
  await pass(1_000);
  expect(await guard.giveUpReserve()).toBe(true);
  expect(await guard.giveUpReserve()).toBe(false);
  await pass(5_000);
  expect(guard.view().state).toBe('full');
  expect(disk.reserved).toBe(0);
  disk.otherFree = 3_000 * megabyte;
  await pass(2_000);
  expect(disk.reserved).toBe(reserveBytesFor(disk.totalBytes));
});

test('a start on a full disk gives up the reserve of the run before', async () => {
  const disk = new TestDisk();
  disk.reserved = 32 * megabyte;
  disk.otherFree = 32 * megabyte;
  const { guard } = await guarded(disk);
  expect(disk.reserved).toBe(0);
  expect(guard.mayStore()).toBe(false);
});

test.each(['EIO', 'EROFS'])(
  'a disk that answers %s is failing in its own words, until it writes again',
  async (code) => {
    const { disk, guard, pass } = await guarded();
    disk.refuses = failure(code);
    await pass(6_000);
    expect(guard.view()).toMatchObject({ state: 'failing', detail: `${code}: refused, write` });
    expect(guard.mayStore()).toBe(false);
    disk.refuses = null;
    await pass(1_000);
    expect(guard.view()).toMatchObject({ state: 'ok', detail: null });
  },
);

test.each(['ENOSPC', 'EDQUOT'])(
  'a refusal with %s is a full disk, whatever the free bytes say',
  async (code) => {
    const { disk, guard, pass } = await guarded();
    disk.refuses = failure(code);
    await pass(6_000);
    expect(guard.view().state).toBe('full');
    await pass(3_000);
    expect(guard.view().state).toBe('full');
    disk.refuses = null;
    await pass(1_000);
    expect(guard.view().state).toBe('ok');
  },
);

test('a disk that does not answer at all is failing', async () => {
  const { disk, guard, pass } = await guarded();
  disk.hangs = true;
  await pass(13_000);
  expect(guard.view()).toMatchObject({ state: 'failing', detail: 'no answer for 10 s' });
  expect(guard.mayStore()).toBe(false);
});

test('a healthy disk is not worn by probes; a write that was refused has it probed at once', async () => {
  const { disk, guard, pass } = await guarded();
  await pass(60_000);
  expect(disk.probes).toBeLessThan(15);
  const before = disk.probes;
  await guard.giveUpReserve();
  await pass(1_000);
  expect(disk.probes).toBe(before + 1);
});

test("the database's own room is seen to where there is room, again and again, and its trouble is no crash", async () => {
  const { disk, guard, pass } = await guarded();
  let calls = 0;
  guard.keepSpareRoom(async () => {
    calls += 1;
    throw new Error('disk is full');
  });
  await pass(1_000);
  expect(calls).toBe(1);
  await pass(120_000);
  expect(calls).toBe(3);
  disk.otherFree = disk.reserved;
  await pass(120_000);
  expect(calls).toBe(3);
});

describe('the limits', () => {
  const at = (freeBytes: number, totalBytes: number) => ({
    freeBytes,
    totalBytes,
    trouble: null,
    isRefusedAsFull: false,
  });
  const sizes = fc.integer({ min: 100 * megabyte, max: 10_000_000 * megabyte });

  test('full is lost at a lower level than it is regained: no state flaps at a limit', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
        const free = Math.floor(total * share);
        for (const before of ['ok', 'low', 'full', 'failing'] as const) {
          const state = nextDiskState(before, at(free, total));
          expect(nextDiskState(state, at(free, total))).toBe(state);
        }
        const margin = Math.min(total * 0.001, 16 * megabyte);
        if (nextDiskState('full', at(free, total)) !== 'full')
          expect(nextDiskState('ok', at(free - margin, total))).not.toBe('full');
      }),
    );
  });

  test('making the reserve fills no disk, and giving it up ends no full one', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
        const free = Math.floor(total * share);
        const reserve = reserveBytesFor(total);
        const isMade = hasRoomToReserve(at(free, total), reserve);
        if (isMade) expect(nextDiskState('full', at(free - reserve, total))).not.toBe('full');
        expect(nextDiskState('full', at(reserve, total))).toBe('full');
      }),
    );
  });

  test('a hub that may start on a large disk may store there', () => {
    expect(nextDiskState('full', at(100 * megabyte, 1_000_000 * megabyte))).toBe('low');
  });
});

test('the reserve is a file with its bytes on the disk, and a probe leaves the free room as it is', async () => {
  const folder = temporary();
  const disk = diskOfFolder(folder);
  await disk.probe();
  await disk.probe();
  expect(await disk.reservedBytes()).toBe(0);
  await disk.makeReserve(3_000_000);
  const { size, blocks } = statSync(join(folder, 'reserve.bin'));
  expect(size).toBe(3_000_000);
  expect(blocks * 512).toBeGreaterThanOrEqual(3_000_000);
  expect(await disk.reservedBytes()).toBe(3_000_000);
  await disk.giveUpReserve();
  expect(existsSync(join(folder, 'reserve.bin'))).toBe(false);
  const { freeBytes, totalBytes } = await disk.room();
  expect(freeBytes).toBeGreaterThan(0);
  expect(totalBytes).toBeGreaterThan(freeBytes);
});
