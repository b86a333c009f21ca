// What messages bring in one turn of the event loop is one batch; what must come after it finds it taken.
import { describe, expect, test } from 'vitest';
import { SampleColumns } from '../../../campus-model/index.ts';
import type { CommittedRange } from '../../../telemetry-store/index.ts';
import { extend, type Turn, TurnBatch } from '../../../telemetry-store/ingest/turn-batch.ts';

function setUp() {
  const columns = new SampleColumns();
  const taken: { turn: Turn; values: number[]; isHistorical: boolean }[] = [];
  const faults: unknown[] = [];
  let mayFail = false;
  const turns = new TurnBatch({
    batch: (isHistorical) => columns.take(isHistorical),
    take: (turn, { value, historical }) => {
      if (mayFail) throw new Error('no');
      taken.push({ turn, values: [...value], isHistorical: historical });
    },
    onFault: (error) => faults.push(error),
  });
  const add = (gatewayId: string, outboxId: string, isHistorical: boolean, value: number) => {
    const turn = turns.of(gatewayId, outboxId, isHistorical);
    columns.push(0, 1, value, 0);
    extend(turn.judged, { outboxId, first: value, last: value });
    extend(turn.stored, { gatewayId, outboxId, first: value, last: value });
  };
  return { turns, add, taken, faults, fail: () => (mayFail = true) };
}

describe('turn batch', () => {
  test('what comes in one turn of the event loop is taken once, at its end', async () => {
    const { add, taken } = setUp();
    for (const value of [1, 2, 3, 7]) add('gw-1', 'abcdef', false, value);
    expect(taken).toEqual([]);
    await Promise.resolve();
    expect(taken.map(({ values }) => values)).toEqual([[1, 2, 3, 7]]);
    const [one] = taken;
    expect(one!.turn.judged).toEqual([
      { outboxId: 'abcdef', first: 1, last: 3 },
      { outboxId: 'abcdef', first: 7, last: 7 },
    ]);
    expect(one!.turn.stored.map(({ first, last }) => [first, last])).toEqual([
      [1, 3],
      [7, 7],
    ]);
    add('gw-1', 'abcdef', false, 8);
    await Promise.resolve();
    expect(taken.map(({ values }) => values)).toEqual([[1, 2, 3, 7], [8]]);
  });

  test('another gateway, outbox or kind begins a new batch, in order', async () => {
    const { add, taken } = setUp();
    add('gw-1', 'abcdef', false, 1);
    add('gw-2', 'abcdef', false, 2);
    add('gw-2', 'ghijkl', false, 3);
    add('gw-2', 'ghijkl', true, 4);
    await Promise.resolve();
    expect(taken.map(({ values }) => values)).toEqual([[1], [2], [3], [4]]);
    expect(taken.map(({ isHistorical }) => isHistorical)).toEqual([false, false, false, true]);
  });

  test('a flush takes it at once, and nothing is taken twice', async () => {
    const { turns, add, taken } = setUp();
    add('gw-1', 'abcdef', false, 1);
    turns.flush();
    expect(taken).toHaveLength(1);
    turns.flush();
    await Promise.resolve();
    expect(taken).toHaveLength(1);
  });

  test('a fault is told and ends nothing', async () => {
    const { add, taken, faults, fail } = setUp();
    fail();
    add('gw-1', 'abcdef', false, 1);
    await Promise.resolve();
    expect(taken).toEqual([]);
    expect(faults).toHaveLength(1);
  });

  test('refused samples are ranges of their own', () => {
    const ranges: CommittedRange[] = [];
    const gw = { gatewayId: 'gw-1', outboxId: 'a' };
    extend<CommittedRange>(ranges, { ...gw, first: 1, last: 2 });
    extend<CommittedRange>(ranges, { ...gw, first: 3, last: 3, isRefused: true });
    extend<CommittedRange>(ranges, { ...gw, first: 4, last: 5, isRefused: true });
    extend<CommittedRange>(ranges, { ...gw, first: 6, last: 6 });
    expect(ranges.map(({ first, last, isRefused }) => [first, last, isRefused ?? false])).toEqual([
      [1, 2, false],
      [3, 5, true],
      [6, 6, false],
    ]);
  });
});
