// A disk that fails: what was durable stays, what failed is counted, the journal has its room, all recovers alone.
import { ManualClock, seededRandom, silentLog } from '@campus/runtime';
import { describe, expect, test } from 'vitest';
import { AgentOutboxes } from '../../../edge-agent/outbox/agent-outboxes.ts';
import { LogKeeper } from '../../../edge-agent/outbox/log-keeper.ts';
import { Reserve } from '../../../edge-agent/outbox/reserve.ts';
import { append, dayOf, folder, framed, openLog, settings, startMs, sums, texts } from './log-harness.ts';
import { failed, PowerCutDisk } from './power-cut-disk.ts';

const newDisk = (): PowerCutDisk => new PowerCutDisk(seededRandom(3));

function failing(disk: PowerCutDisk, calls: readonly string[], code: string): void {
  disk.trouble = (call, path) => {
    if (calls.includes(call)) throw failed(code, path);
  };
}

describe('one log', () => {
  test.each([
    ['writing', ['write']],
    ['syncing', ['sync']],
    ['writing, and cutting back', ['write', 'truncate']],
  ] as [string, string[]][])(
    '%s: what was durable stays, what failed is no record, numbers are not reused',
    async (_what, calls) => {
      const disk = newDisk();
      const log = await openLog(disk);
      await append(log, ['a', 'b']);
      failing(disk, calls, 'EIO');
      await expect(append(log, ['lost', 'lost'])).rejects.toThrow('EIO');
      await expect(append(log, ['lost'])).rejects.toThrow('EIO');
      disk.trouble = () => {};
      const first = await append(log, ['c']);
      expect(first).toBeGreaterThan(4);
      const expected = [
        [1, 'a'],
        [2, 'b'],
        [first, 'c'],
      ];
      const seen = async (one: typeof log) => [...(await texts(one, 1, 2)), ...(await texts(one, first))];
      expect(await seen(log)).toEqual(expected);
      expect(sums(log)).toEqual({ taken: 3, acknowledged: 0, waiting: 3, full: 0, damaged: 0 });
      await log.close();
      const again = await openLog(disk);
      expect(await seen(again)).toEqual(expected);
      expect(again.ledger.done().covers(3, first - 1)).toBe(true);
      expect(sums(again)).toMatchObject({ taken: 3, damaged: 0 });
      // and without the side file, from what the frames say of the numbers before them
      await disk.remove(`${folder}/state.json`);
      expect(sums(await openLog(disk))).toMatchObject({ taken: 3, damaged: 0 });
    },
  );

  test('a file that cannot be read costs its records until it can be read again', async () => {
    const disk = newDisk();
    const log = await openLog(disk);
    for (let i = 0; i < 4; i++) await append(log, ['x'.repeat(1_500)]);
    await log.close();
    const [, second] = disk.paths('.segment');
    disk.trouble = (call, path) => {
      if (call === 'read' && path === second) throw failed('EIO', path);
    };
    const without = await openLog(disk);
    const { damaged, waiting } = sums(without);
    expect(damaged).toBeGreaterThan(0);
    expect(waiting).toBe(4 - damaged);
    expect(without.troubles.join()).toContain('cannot be read');
    await without.close();
    disk.trouble = () => {};
    expect(sums(await openLog(disk))).toMatchObject({ waiting: 4, damaged: 0 });
  });
});

describe('a keeper', () => {
  function keeperOn(disk: PowerCutDisk, whose: 'own' | 'of-another' = 'of-another') {
    const clock = new ManualClock();
    const room = new Reserve(disk, '/data/reserve', () => clock.monotonic());
    const keeper = new LogKeeper({ log: settings(), reserve: { whose, room }, clock, disk });
    return { clock, keeper, room };
  }

  test('a full disk is answered as such, and delivered segments make room', async () => {
    const disk = newDisk();
    const { keeper } = keeperOn(disk);
    const put = () => keeper.append(framed(['x'.repeat(1_500)]), 1);
    for (let i = 0; i < 4; i++) expect(await put()).toEqual({ ok: true, first: i + 1 });
    let isFull = true;
    disk.trouble = (call, path) => {
      if (call === 'remove' && path.endsWith('.segment')) isFull = false;
      if (isFull && call === 'write') throw failed('ENOSPC', path);
    };
    expect(await put()).toMatchObject({ ok: false, reason: 'disk-full' });
    keeper.log!.ledger.acknowledge(keeper.log!.id, [[1, 2]]);
    expect(await put()).toMatchObject({ ok: true });
    expect(sums(keeper.log!).full).toBe(0);
  });

  test('a folder that cannot be made is tried again later', async () => {
    const disk = newDisk();
    const { keeper, clock } = keeperOn(disk);
    failing(disk, ['makeFolder'], 'EROFS');
    expect(await keeper.open()).toMatchObject({ ok: false, reason: 'disk-error' });
    disk.trouble = () => {};
    expect(await keeper.append(framed(['a']), 1)).toMatchObject({ ok: false });
    clock.advance(5_000);
    expect(await keeper.append(framed(['a']), 1)).toEqual({ ok: true, first: 1 });
  });

  test('a full disk at the start is no reason not to read what stands on it', async () => {
    const disk = newDisk();
    const log = await openLog(disk);
    await append(log, ['a', 'b']);
    failing(disk, ['write'], 'ENOSPC');
    const { keeper } = keeperOn(disk);
    const opened = await keeper.open();
    expect(opened.ok).toBe(true);
    expect([...(await texts(keeper.log!)).values()]).toEqual(['a', 'b']);
  });

  test('a disk that hangs does not hold the end up', async () => {
    const disk = newDisk();
    const { keeper, clock } = keeperOn(disk);
    await keeper.append(framed(['a']), 1);
    disk.open = () => new Promise(() => {});
    const closing = keeper.close();
    await Promise.resolve();
    clock.advance(3_000);
    await closing;
  });
});

describe('the two logs of an agent', () => {
  /** A disk of `bytes`; what is on it counts, synced or not. */
  function limited(disk: PowerCutDisk, room: { bytes: number }): void {
    disk.trouble = (call, path) => {
      if (call !== 'write') return;
      const used = disk.paths().reduce((sum, one) => sum + disk.bytesOf(one).length, 0);
      if (used >= room.bytes) throw failed('ENOSPC', path);
    };
  }

  function outboxesOn(disk: PowerCutDisk) {
    const clock = new ManualClock(startMs);
    const names = Buffer.from('names');
    const outboxes = new AgentOutboxes({ folder: '/data', names, clock, log: silentLog, disk, dayOf });
    return { clock, outboxes };
  }

  test('when the disk is full the journal has the room that is left, alone; all resumes by itself', async () => {
    const disk = newDisk();
    const { clock, outboxes } = outboxesOn(disk);
    await outboxes.open();
    const room = { bytes: 2_500_000 };
    limited(disk, room);
    const sample = () => outboxes.samples.append(framed(['x'.repeat(20_000)]), 1);
    const report = () => outboxes.journal.append(framed(['y'.repeat(1_000)]), 1);
    let kept = 0;
    while ((await sample()).ok) kept++;
    expect(kept).toBeGreaterThan(10);
    for (let i = 0; i < 300; i++) expect((await report()).ok).toBe(true);
    expect(await sample()).toEqual({ ok: false, reason: 'disk-full' });
    // there is room again, first for the journal's reserve
    room.bytes = 100_000_000;
    expect((await sample()).ok).toBe(false);
    clock.advance(5_000);
    expect((await sample()).ok).toBe(true);
    expect(disk.paths('reserve')).toHaveLength(1);
    expect((await report()).ok).toBe(true);
  });

  test('the ids of both are named, and an acknowledgement goes to the one that it is about', async () => {
    const { outboxes } = outboxesOn(newDisk());
    await outboxes.open();
    expect(outboxes.ids).toEqual([]);
    await outboxes.samples.append(framed(['a', 'b']), 2);
    await outboxes.journal.append(framed(['r']), 1);
    const [journalId, sampleId] = outboxes.ids;
    outboxes.acknowledge(`${sampleId}:1-1`);
    expect(outboxes.samples.window.waiting).toBe(1);
    expect(outboxes.journal.window.waiting).toBe(1);
    outboxes.acknowledge(`${journalId}:1-1`);
    expect(outboxes.journal.window.waiting).toBe(0);
    outboxes.acknowledge('nonsense');
    outboxes.acknowledge(`${sampleId}@1-${Number.MAX_SAFE_INTEGER}=2-2`);
    expect(outboxes.samples.window.waitingIn(1, 2)).toEqual([[1, 1]]);
    expect(outboxes.books().days[0]).toMatchObject({ taken: 2, acknowledged: 1, waiting: 1, lost: {} });
  });

  test('samples that no disk took are in the books, with their gap', async () => {
    const disk = newDisk();
    const { outboxes } = outboxesOn(disk);
    failing(disk, ['makeFolder', 'open'], 'EROFS');
    await outboxes.open();
    outboxes.samples.notKept('2026-09-01', 5, startMs, startMs);
    outboxes.samples.notKept('2026-09-01', 2, startMs + 1_000, startMs + 1_000);
    const { days, gaps } = outboxes.books();
    expect(days).toEqual([expect.objectContaining({ taken: 0, waiting: 0, lost: { 'disk-failed': 7 } })]);
    expect(gaps).toEqual([{ fromMs: startMs, toMs: startMs + 1_000, samples: 7, why: 'disk-failed' }]);
  });
});
