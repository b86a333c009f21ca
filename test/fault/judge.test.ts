// The judge of the proofs must be able to say no.
import { describe, expect, test } from 'vitest';
import { describeFindings, judgeLedger, judgePositions } from './judge.ts';
import { type SampleRow, sampleKey } from './sample-row.ts';

const row = (pointId: string, value: number | null, timeMs = (value ?? 0) * 1000): SampleRow => ({
  pointId,
  timeMs,
  value,
  status: 0,
  ordinal: 0,
});
const line = (told: string, timeMs: number, values: Record<string, number>) => ({ told, timeMs, values });

describe('judge: the ledger', () => {
  const lines = [
    line('bus 1', 1_000, { 'a/b': 1, 'a/c': 1 }),
    line('bus 1', 2_000, { 'a/b': 2, 'a/c': 2 }),
    line('bus 1', 3_000, { 'a/b': 3, 'a/c': 3 }),
    line('bus 1', 4_500, { 'a/b': 4, 'a/c': 4 }),
    line('bus 2', 6_000, { 'a/b': 5, 'a/c': 5 }),
  ];
  const rows = (values: readonly number[]) =>
    values.flatMap((value) => [row('a/b', value), row('a/c', value)]);

  test('all but the end of a connection is no loss, and the end is measured', () => {
    const verdict = judgeLedger(lines, rows([1, 2, 5]));
    expect(verdict).toMatchObject({ lost: [], doubled: [], invented: [], told: 10, stored: 6 });
    expect(verdict.longestTailMs).toBe(1_500);
  });

  test('a value missing before one that is there is lost, also where another point of its line is there', () => {
    expect(judgeLedger(lines, rows([1, 3, 5])).lost).toEqual(['a/b = 2', 'a/c = 2']);
    expect(judgeLedger(lines, [...rows([1, 2]), row('a/b', 3)]).lost).toEqual(['a/c = 3']);
  });

  test('a value twice is doubled, one that nobody told is invented, a missing value is neither', () => {
    const all = [...rows([1, 2, 3, 4, 5]), row('a/b', 3, 99), row('a/c', 77), row('a/c', null)];
    expect(judgeLedger(lines, all)).toMatchObject({ lost: [], doubled: ['a/b = 3'], invented: ['a/c = 77'] });
  });
});

describe('judge: positions', () => {
  const first = row('a/b', 1);
  const second = row('a/b', 2);
  const promised = new Map([
    ['abcdef', new Map([sampleKey(first), sampleKey(second)].map((key, i) => [i + 1, key]))],
  ]);

  test('a promised sample that is not in history is lost, where its promise counts', () => {
    expect(judgePositions(promised, [first], () => true).lost).toHaveLength(1);
    expect(judgePositions(promised, [first], (_id, number) => number === 1).lost).toEqual([]);
  });

  test('one that differs in its value or status is lost and invented', () => {
    const { lost, invented } = judgePositions(promised, [first, { ...second, status: 1 }], () => true);
    expect([lost.length, invented.length]).toEqual([1, 1]);
  });

  test('the same identity twice is doubled', () => {
    expect(judgePositions(promised, [first, second, second], () => true).doubled).toEqual(['a/b 2000+0']);
  });

  test('findings are told with examples, and nothing is told where there are none', () => {
    expect(describeFindings('history', { lost: [], doubled: [], invented: [] })).toBeNull();
    expect(describeFindings('history', { lost: ['x'], doubled: [], invented: [] })).toContain(
      '1 lost, e.g. x',
    );
  });
});
