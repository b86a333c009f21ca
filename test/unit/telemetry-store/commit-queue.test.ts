// Groups, one commit at a time, bounded memory, failure and recovery; the store is a promise the test settles.
import { beforeEach, describe, expect, test } from 'vitest';
import { type SampleBatch, SampleColumns } from '../../../campus-model/index.ts';
import { ManualClock, silentLog } from '../../../runtime/index.ts';
import type { CommitGroup, HistoryStore } from '../../../telemetry-store/index.ts';
import { CommitQueue, mostPendingSamples } from '../../../telemetry-store/ingest/commit-queue.ts';

function batch(length: number): SampleBatch {
  const columns = new SampleColumns(length);
  for (let i = 0; i < length; i++) columns.push(0, i, i, 0);
  return columns.take();
}

const range = (first: number) => ({ gatewayId: 'gw-1', part: { outboxId: 'abcdef', first, last: first } });
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
    queue.add(batch(3), [range(1)]);
    clock.advance(60);
    queue.add(batch(2), [range(2)]);
    clock.advance(39);
    expect(commits).toHaveLength(0);
    clock.advance(1);
    expect(commits[0]!.group.batches).toHaveLength(2);
    expect(commits[0]!.group.ranges).toEqual([
      { gatewayId: 'gw-1', outboxId: 'abcdef', first: 1, last: 1 },
      { gatewayId: 'gw-1', outboxId: 'abcdef', first: 2, last: 2 },
    ]);
    await commits[0]!.settle(true);
    expect(told).toEqual([[2, 5, true]]);
    expect(queue.pending).toBe(0);
  });

  test('5,000 samples wait no longer', () => {
    queue.add(batch(4_999), [range(1)]);
    expect(commits).toHaveLength(0);
    queue.add(batch(1), []);
    expect(commits).toHaveLength(1);
  });

  test('one commit at a time; what came meanwhile is the next', async () => {
    queue.add(batch(5_000), []);
    queue.add(batch(5_000), []);
    queue.add(batch(5_000), []);
    expect(commits).toHaveLength(1);
    await commits[0]!.settle(true);
    expect(commits).toHaveLength(2);
    expect(commits[1]!.group.batches).toHaveLength(2);
  });

  test('a store that falls behind: no room beyond the limit, and room again later', async () => {
    queue.add(batch(5_000), []);
    queue.add(batch(mostPendingSamples - 5_000), []);
    expect(queue.hasRoomFor(1)).toBe(false);
    await commits[0]!.settle(true);
    expect(queue.hasRoomFor(5_000)).toBe(true);
  });

  test('a failed commit is told, and the store is left alone a second', async () => {
    queue.add(batch(5_000), [range(1)]);
    queue.add(batch(5_000), [range(2)]);
    await commits[0]!.settle(false);
    expect(told).toEqual([[1, 5_000, false]]);
    expect(commits).toHaveLength(1);
    clock.advance(1_000);
    await commits[1]!.settle(true);
    expect(told[1]).toEqual([1, 5_000, true]);
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
