// A disk that is full or read-only: commits are refused and counted as trouble, and go on by themselves when it is mended.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SampleColumns } from '../../../../campus-model/index.ts';
import { ManualClock, silentLog } from '../../../../runtime/index.ts';
import { type HistoryStore, openDuckDbStore } from '../../../../telemetry-store/index.ts';

const start = Date.UTC(2026, 8, 1);
const dayMs = 86_400_000;
const rowsOfCommit = 20_000;
const canMount = mounts();

function mount(folder: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
}

function mounts(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'campus-mount-'));
  try {
    mount(folder, 'size=1m');
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where no tmpfs can be mounted (no root) these cannot run. */
describe.skipIf(!canMount && process.env.CAMPUS_NOTHING_SKIPPED !== '1')(
  'DuckDB store on a failing disk',
  () => {
    let folder: string;
    let store: HistoryStore;
    let clock: ManualClock;
    let committed = 0;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'campus-failing-disk-'));
      mount(folder, 'size=200m');
      clock = new ManualClock(start + 2 * dayMs);
      committed = 0;
      await open();
    });

    afterEach(async () => {
      await store.close();
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    });

    async function open(): Promise<void> {
      const points = [{ id: 'a/b', holdMs: 30_000, isCounter: false, wrapsAt: null }];
      store = await openDuckDbStore({ folder: join(folder, 'history'), points, log: silentLog, clock });
    }

    /** Values that do not pack, so that the disk fills soon. */
    async function commit(): Promise<void> {
      const columns = new SampleColumns(rowsOfCommit);
      for (let i = 0; i < rowsOfCommit; i++) columns.push(0, start + committed + i, Math.random(), 0, 0);
      const range = {
        gatewayId: 'gw',
        outboxId: 'abcdef',
        first: committed + 1,
        last: committed + rowsOfCommit,
      };
      const tally = { gatewayId: 'gw', outboxId: 'abcdef', rows: rowsOfCommit };
      await store.commit({ batches: [columns.take()], ranges: [range], tallies: [tally] });
      committed += rowsOfCommit;
    }

    async function commitUntilRefused(): Promise<void> {
      for (let i = 0; i < 500; i++) {
        const refusal = await commit().then(
          () => null,
          (error: unknown) => error,
        );
        if (!refusal) continue;
        expect(refusal).toMatchObject({ code: 'store-unavailable' });
        return;
      }
      expect.unreachable('the disk never was full');
    }

    async function expectBalance(): Promise<void> {
      expect((await store.counts()).samples).toBe(committed);
      expect(await store.outboxes('gw')).toEqual([
        { outboxId: 'abcdef', committed: [[1, committed]], refused: [], rows: committed },
      ]);
    }

    test('full: what was committed stays, and with room again it goes on', async () => {
      const ballast = join(folder, 'ballast');
      writeFileSync(ballast, Buffer.alloc(170 * 2 ** 20));
      await commitUntilRefused();
      expect(await store.state()).toMatchObject({ isTaking: false, trouble: expect.any(String) });
      await expect(commit()).rejects.toMatchObject({ code: 'store-unavailable' });
      await expectBalance();
      rmSync(ballast);
      await commit();
      expect(await store.state()).toMatchObject({ isTaking: true });
      await expectBalance();
      await store.close();
      await open();
      await expectBalance();
    }, 60_000);

    test('full: a fold that finds no room leaves all as it was, and is done when there is room', async () => {
      const ballast = join(folder, 'ballast');
      writeFileSync(ballast, Buffer.alloc(170 * 2 ** 20));
      await commitUntilRefused();
      await expect(store.settle()).rejects.toMatchObject({ code: 'store-unavailable' });
      await expectBalance();
      rmSync(ballast);
      await store.settle();
      await expectBalance();
      expect(await store.state()).toMatchObject({ waiting: 0 });
    }, 60_000);

    test('read-only: refused with a sentence, and opened once it can be written', async () => {
      await commit();
      await store.close();
      execFileSync('mount', ['-o', 'remount,ro', folder]);
      await expect(open()).rejects.toMatchObject({
        code: 'store-unavailable',
        detail: expect.stringContaining('history.duckdb'),
      });
      execFileSync('mount', ['-o', 'remount,rw', folder]);
      await open();
      await commit();
      await expectBalance();
    }, 60_000);
  },
);
