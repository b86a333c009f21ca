// Groups, one commit at a time, bounded memory, failure and recovery; the store is a promise the test settles.
import { beforeEach, describe, expect, test } from 'vitest';
import { type SampleBatch, SampleColumns } from '../../../campus-model/index.ts';
import { ManualClock, silentLog } from '../../../runtime/index.ts';
import type { CommitGroup, HistoryStore } from '../../../telemetry-store/index.ts';
import {
  CommitQueue,
  groupSamples,
  mostPendingSamples,
} from '../../../telemetry-store/ingest/commit-queue.ts';

function batch(length: number): SampleBatch {
  const columns = new SampleColumns(length);
  for (let i = 0; i < length; i++) columns.push(0, i, i, 0);
  return columns.take();
}

const range = (first: number, last = first) => ({ gatewayId: 'gw-1', outboxId: 'abcdef', first, last });
const settledTurns = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

describe('commit queue', () => {
  let clock: ManualClock;
  let queue: CommitQueue;
  let commits: { group: CommitGroup; settle(isCommitted: boolean): Promise<void> }[];
  let told: [number, number, boolean][];

  beforeEach(() => {
    clock = new ManualClock();
    commits = [];
    told = [];
    const store: Pick<HistoryStore, 'commit'> = {
      commit: (group) =>
        new Promise((resolve, reject) => {
          const settle = async (isCommitted: boolean) => {
            if (isCommitted) resolve();
            else reject(new Error('disk full'));
            await settledTurns();
          };
          commits.push({ group, settle });
        }),
    };
    queue = new CommitQueue(store, clock, silentLog, {
      onSettled: (ranges, samples, isCommitted) => told.push([ranges.length, samples, isCommitted]),
    });
  });

  test('waits 100 ms for company, then commits all that came', async () => {
    queue.add(batch(3), [range(1)], 'gw-1', 'abcdef');
    clock.advance(60);
    queue.add(batch(2), [range(3)], 'gw-1', 'abcdef');
    clock.advance(39);
    expect(commits).toHaveLength(0);
    clock.advance(1);
    const { batches, ranges, tallies } = commits[0]!.group;
    expect(batches.map(({ value }) => [...value])).toEqual([[0, 1, 2, 0, 1]]);
    expect(ranges).toEqual([range(1), range(3)]);
    expect(tallies).toEqual([{ gatewayId: 'gw-1', outboxId: 'abcdef', rows: 5 }]);
    await commits[0]!.settle(true);
    expect(told).toEqual([[2, 5, true]]);
    expect(queue.pending).toBe(0);
  });

  test('a large group waits no longer', () => {
    queue.add(batch(groupSamples - 1), [range(1)]);
    expect(commits).toHaveLength(0);
    queue.add(batch(1), []);
    expect(commits).toHaveLength(1);
  });

  test('one commit at a time; what came meanwhile is the next', async () => {
    queue.add(batch(groupSamples), []);
    queue.add(batch(groupSamples), []);
    queue.add(batch(5_000), []);
    expect(commits).toHaveLength(1);
    await commits[0]!.settle(true);
    expect(commits).toHaveLength(2);
    expect(commits[1]!.group.batches[0]).toMatchObject({ length: groupSamples + 5_000 });
  });

  test('a store that falls behind: no room beyond the limit, and room again later', async () => {
    queue.add(batch(groupSamples), []);
    queue.add(batch(mostPendingSamples - groupSamples), []);
    expect(queue.hasRoomFor(1)).toBe(false);
    await commits[0]!.settle(true);
    expect(queue.hasRoomFor(5_000)).toBe(true);
  });

  test('a failed commit is told, and the store is left alone a second', async () => {
    queue.add(batch(groupSamples), [range(1)]);
    queue.add(batch(5_000), [range(2)]);
    await commits[0]!.settle(false);
    expect(told).toEqual([[1, groupSamples, false]]);
    expect(commits).toHaveLength(1);
    clock.advance(1_000);
    await commits[1]!.settle(true);
    expect(told[1]).toEqual([1, 5_000, true]);
  });

  test('neighbours are one range; refused ones are ranges of their own; rows are tallied by outbox', () => {
    const refused = { ...range(6, 7), isRefused: true };
    queue.add(batch(3), [range(1, 3)], 'gw-1', 'abcdef');
    queue.add(batch(2), [range(4, 5), refused], 'gw-1', 'abcdef');
    queue.add(batch(1), [{ ...range(8), outboxId: 'ghijkl' }], 'gw-1', 'ghijkl');
    queue.add(batch(4), [range(8)], 'gw-1', 'abcdef');
    queue.add(batch(5), [], 'gw-2', '');
    clock.advance(100);
    const { ranges, tallies, batches } = commits[0]!.group;
    expect(ranges).toEqual([range(1, 5), range(8), refused, { ...range(8), outboxId: 'ghijkl' }]);
    expect(tallies).toEqual([
      { gatewayId: 'gw-1', outboxId: 'abcdef', rows: 9 },
      { gatewayId: 'gw-1', outboxId: 'ghijkl', rows: 1 },
      { gatewayId: 'gw-2', outboxId: '', rows: 5 },
    ]);
    expect(batches[0]!.length).toBe(15);
  });

  test('the strewn positions of a backlog close up', () => {
    const order = [7, 1, 4, 2, 5, 8, 3, 6, 10];
    for (const number of order) queue.add(batch(1), [range(number)], 'gw-1', 'abcdef');
    clock.advance(100);
    expect(commits[0]!.group.ranges).toEqual([range(1, 8), range(10)]);
  });

  test('while the store refuses one group at a time is its trial, and a commit that works takes all again', async () => {
    queue.add(batch(groupSamples), [range(1)]);
    await commits[0]!.settle(false);
    expect(queue.trouble).toBe('disk full');
    expect(queue.hasRoomFor(5_000)).toBe(true);
    queue.add(batch(5_000), [range(1)]);
    expect(queue.hasRoomFor(1)).toBe(false);
    clock.advance(999);
    expect(commits).toHaveLength(1);
    clock.advance(1);
    await commits[1]!.settle(true);
    expect(queue.trouble).toBeNull();
    expect(queue.hasRoomFor(mostPendingSamples)).toBe(true);
  });

  test('a group is in memory that the thread of a store can read', () => {
    queue.add(batch(3), [range(1, 3)]);
    clock.advance(100);
    const { point, timeMs, value, status, ordinal } = commits[0]!.group.batches[0]!;
    for (const { buffer } of [point, timeMs, value, status, ordinal])
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('a batch is copied: its owner may use its columns again', () => {
    const columns = new SampleColumns();
    columns.push(0, 1, 42, 0);
    queue.add(columns.view(), []);
    columns.clear();
    columns.push(0, 2, 43, 0);
    clock.advance(100);
    expect([...commits[0]!.group.batches[0]!.value]).toEqual([42]);
  });

  test('closing commits the rest', async () => {
    queue.add(batch(1), []);
    const closing = queue.close();
    await commits[0]!.settle(true);
    await closing;
    expect(told).toEqual([[0, 1, true]]);
  });

  test('nothing is no commit', () => {
    queue.add(batch(0), []);
    clock.advance(1_000);
    expect(commits).toHaveLength(0);
  });
});
