// Positions and sets of them: the text on the wire and the set arithmetic, against a plain set as oracle.
import {
  formatAcknowledgement,
  formatPositions,
  parseAcknowledgement,
  parsePositions,
  RangeSet,
} from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 }))
    .map(([a, n]) => [a, a + n] as const),
  { maxLength: 20 },
);

function numbersOf(ranges: Iterable<readonly [number, number]>): Set<number> {
  const all = new Set<number>();
  for (const [first, last] of ranges) for (let n = first; n <= last; n++) all.add(n);
  return all;
}

describe('RangeSet', () => {
  test('holds exactly the numbers that were added, in sorted ranges that do not touch', () => {
    fc.assert(
      fc.property(spans, (added) => {
        const set = RangeSet.of(added);
        expect(numbersOf(set.ranges())).toEqual(numbersOf(added));
        set.ranges().forEach(([first, last], i, all) => {
          expect(first).toBeLessThanOrEqual(last);
          if (i > 0) expect(first).toBeGreaterThan(all[i - 1]![1] + 1);
        });
      }),
    );
  });

  test('has, covers and missing agree with a plain set', () => {
    fc.assert(
      fc.property(
        spans,
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 0, max: 15 }),
        (added, first, n) => {
          const set = RangeSet.of(added);
          const plain = numbersOf(added);
          const last = first + n;
          const asked = [...numbersOf([[first, last]])];
          expect(set.has(first)).toBe(plain.has(first));
          expect(set.covers(first, last)).toBe(asked.every((number) => plain.has(number)));
          expect([...numbersOf(set.missing(first, last))]).toEqual(
            asked.filter((number) => !plain.has(number)),
          );
        },
      ),
    );
  });
});

describe('text on the wire', () => {
  test('positions survive the round trip', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), fc.nat({ max: 5000 }), (first, n) => {
        const range = { outboxId: 'k3f9a2', first, last: first + n };
        expect(parsePositions(formatPositions(range))).toEqual(range);
      }),
    );
  });

  test('an acknowledgement survives the round trip', () => {
    fc.assert(
      fc.property(
        spans.filter((added) => added.length > 0),
        (added) => {
          const set = RangeSet.of(added);
          const parsed = parseAcknowledgement(formatAcknowledgement('k3f9a2', set));
          expect(parsed).toEqual({ outboxId: 'k3f9a2', ranges: set.ranges() });
        },
      ),
    );
  });

  test.each([
    '',
    'k3f9a2',
    'k3f9a2:',
    'k3f9a2:5-4',
    'k3f9a2:0-4',
    'k3f9a2:1-x',
    'K:1-2',
    `k3f9a2:1-${'9'.repeat(17)}`,
  ])('refuses %j', (text) => {
    expect(parsePositions(text)).toBeNull();
    expect(parseAcknowledgement(text)).toBeNull();
  });
});
