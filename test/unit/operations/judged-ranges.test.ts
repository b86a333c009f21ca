// The positions the rules have judged: merged, bounded, and in the same transaction as state and effects.
import { RangeSet } from '@campus/campus-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JudgedRange, judgedRangeRows } from '../../../operations/alarms/judged-range-rows.ts';
import { openDatabase } from '../../../operations/database/open-database.ts';
import { openOperations, reopen, temporaryFile, transition } from './open-operations.ts';

const at = (first: number, last = first, outboxId = 'abcdef', gatewayId = 'gw'): JudgedRange => ({
  gatewayId,
  outboxId,
  first,
  last,
});

test('whatever is written, in whatever order, is kept as the fewest ranges', () => {
  const rows = judgedRangeRows(openDatabase(temporaryFile()));
  const range = fc
    .tuple(fc.integer({ min: 1, max: 80 }), fc.nat(12), fc.constantFrom('outbox1', 'outbox2'))
    .map(([first, more, outboxId]) => at(first, first + more, outboxId));
  let run = 0;
  fc.assert(
    fc.property(fc.array(fc.array(range, { maxLength: 6 }), { maxLength: 6 }), (writes) => {
      const gatewayId = `gw-${run++}`;
      for (const ranges of writes)
        rows.writeJudgedRanges(
          ranges.map((one) => ({ ...one, gatewayId })),
          run,
        );
      for (const outboxId of ['outbox1', 'outbox2']) {
        const mine = writes.flat().filter((one) => one.outboxId === outboxId);
        const expected = RangeSet.of(mine.map(({ first, last }) => [first, last] as const)).ranges();
        const found = rows.judgedRanges().filter((one) => one.gatewayId === gatewayId);
        expect(
          found.filter((one) => one.outboxId === outboxId).map(({ first, last }) => [first, last]),
        ).toEqual(expected);
      }
    }),
    { numRuns: 40 },
  );
});

test('a gateway’s longest unused outboxes beyond 256 are forgotten', () => {
  const rows = judgedRangeRows(openDatabase(temporaryFile()));
  for (let i = 0; i < 256; i++) rows.writeJudgedRanges([at(1, 5, `outbox${i}`)], i);
  rows.writeJudgedRanges([at(6, 7, 'outbox0')], 300);
  rows.writeJudgedRanges([at(1, 1, 'newest', 'another')], 301);
  expect(rows.judgedRanges()).toHaveLength(257);
  rows.writeJudgedRanges([at(1, 1, 'newest')], 302);
  const left = rows.judgedRanges().filter(({ gatewayId }) => gatewayId === 'gw');
  expect(left).toHaveLength(256);
  expect(left.map(({ outboxId }) => outboxId)).not.toContain('outbox1');
  expect(left).toContainEqual(at(1, 7, 'outbox0'));
});

test('with a checkpoint they are kept over a restart; with one that fails none of it is', async () => {
  const opened = await openOperations();
  await opened.operations.checkpoint('first', [transition()], [at(1, 3), at(5)]);
  const broken = transition({ occurrence: 2, pointIds: undefined as never });
  await expect(opened.operations.checkpoint('second', [broken], [at(4)])).rejects.toThrow();
  const { operations } = await reopen(opened);
  expect(await operations.rulesState()).toBe('first');
  expect(await operations.judgedRanges()).toEqual([at(1, 3), at(5)]);
});
