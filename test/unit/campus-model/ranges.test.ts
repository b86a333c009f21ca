// Positions and sets of them: the text on the wire and the set arithmetic, against a plain set as oracle.
import {
  formatAcknowledgement,
  formatExactSets,
  formatPositionRanges,
  formatPositions,
  parseAcknowledgement,
  parseExactSet,
  parsePositionRanges,
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

  test('remove, common and count agree with a plain set', () => {
    fc.assert(
      fc.property(spans, spans, fc.integer({ min: 1, max: 70 }), fc.nat(15), (added, removed, first, n) => {
        const set = RangeSet.of(added);
        const plain = numbersOf(added);
        for (const [low, high] of removed) {
          set.remove(low, high);
          for (let number = low; number <= high; number++) plain.delete(number);
        }
        expect(numbersOf(set.ranges())).toEqual(plain);
        const inside = [...numbersOf([[first, first + n]])].filter((number) => plain.has(number));
        expect([...numbersOf(set.common(first, first + n))]).toEqual(inside);
        expect(set.count(first, first + n)).toBe(inside.length);
      }),
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
    expect(parsePositionRanges(text)).toBeNull();
    expect(parseExactSet(text)).toBeNull();
  });

  test('positions of many ranges survive the round trip, and are refused where they do not rise', () => {
    fc.assert(
      fc.property(
        spans.filter((added) => added.length > 0),
        (added) => {
          const ranges = RangeSet.of(added).ranges();
          const text = formatPositionRanges('k3f9a2', ranges);
          const count = numbersOf(added).size;
          expect(parsePositionRanges(text)).toEqual({ outboxId: 'k3f9a2', ranges, count });
          expect(parsePositionRanges(`${text},1-1`)).toBeNull();
        },
      ),
    );
  });
});

describe('exact sets', () => {
  const scattered = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 5 })), { maxLength: 60 })
    .chain((some) => fc.tuple(fc.constant(some), fc.constantFrom(1, 50)))
    .map(([some, times]) => {
      const set = new RangeSet();
      let next = 1;
      for (let i = 0; i < times; i++)
        for (const [gap, more] of some) {
          set.add(next + gap, next + gap + more);
          next += gap + more + 1;
        }
      return set;
    });

  test('property: their texts together say all of the set and nothing else, from 1 to the end', () => {
    fc.assert(
      fc.property(scattered, (set) => {
        const said = formatExactSets('k3f9a2', set).map((text) => parseExactSet(text)!);
        expect(said.flatMap(({ ranges }) => ranges)).toEqual(set.ranges());
        let next = 1;
        for (const { outboxId, first, last, ranges } of said) {
          expect(outboxId).toBe('k3f9a2');
          expect(first).toBe(next);
          expect(ranges.length).toBeLessThanOrEqual(1_000);
          next = last + 1;
        }
        expect(next - 1).toBe(Number.MAX_SAFE_INTEGER);
      }),
    );
  });

  test('of nothing it is one text without ranges', () => {
    expect(formatExactSets('k3f9a2', new RangeSet())).toEqual([`k3f9a2@1-${Number.MAX_SAFE_INTEGER}=`]);
  });

  test('obeyed, they make any other set equal', () => {
    fc.assert(
      fc.property(scattered, spans, (truth, believed) => {
        const mine = RangeSet.of(believed);
        for (const text of formatExactSets('k3f9a2', truth)) {
          const { first, last, ranges } = parseExactSet(text)!;
          mine.remove(first, last);
          for (const [low, high] of ranges) mine.add(low, high);
        }
        expect(mine.ranges()).toEqual(truth.ranges());
      }),
    );
  });

  test.each(['k3f9a2@1-9', 'k3f9a2@1-9=1-x', 'k3f9a2@5-9=1-2', 'k3f9a2@9-5=', 'k3f9a2@1-9=8-12', '@1-9='])(
    'refuses %j',
    (text) => expect(parseExactSet(text)).toBeNull(),
  );
});
