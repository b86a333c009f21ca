// The poll planner's promises, whatever the points: all covered, once, within limits, nothing illegal crossed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Boundaries,
  divide,
  isBitTable,
  planReads,
  type ReadLimits,
  type Span,
} from '../../../../device-drivers/modbus/planner.ts';

const spanArbitrary = fc
  .record({
    table: fc.constantFrom('coil', 'discrete', 'holding', 'input'),
    start: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 65_400, max: 65_534 })),
    width: fc.constantFrom(1, 2),
    periodMs: fc.constantFrom(250, 1_000),
  })
  .map((span): Span => ({ ...span, width: isBitTable(span.table) ? 1 : span.width }));

const limitsArbitrary: fc.Arbitrary<ReadLimits> = fc.record({
  maxRegisters: fc.integer({ min: 2, max: 125 }),
  maxBits: fc.integer({ min: 1, max: 2_000 }),
  maxGap: fc.integer({ min: 0, max: 40 }),
  evenCounts: fc.boolean(),
});

const spansArbitrary = fc.array(spanArbitrary, { minLength: 1, maxLength: 60 });

describe('planReads', () => {
  test('every point is covered exactly once by a read of its table and period', () => {
    fc.assert(
      fc.property(spansArbitrary, limitsArbitrary, (spans, limits) => {
        const blocks = planReads(spans, limits);
        const covered = blocks.flatMap((block) => block.spans);
        expect(covered).toHaveLength(spans.length);
        expect(new Set(covered)).toEqual(new Set(spans));
        for (const block of blocks) {
          for (const span of block.spans) {
            expect([span.table, span.periodMs]).toEqual([block.table, block.periodMs]);
            expect(span.start).toBeGreaterThanOrEqual(block.start);
            expect(span.start + span.width).toBeLessThanOrEqual(block.start + block.count);
          }
        }
      }),
    );
  });

  test('no read exceeds the limits, crosses a gap that is too wide, or leaves the address space', () => {
    fc.assert(
      fc.property(spansArbitrary, limitsArbitrary, (spans, limits) => {
        for (const { table, start, count, spans: inside } of planReads(spans, limits)) {
          expect(count).toBeLessThanOrEqual(isBitTable(table) ? limits.maxBits : limits.maxRegisters);
          if (limits.evenCounts && !isBitTable(table)) expect(count % 2).toBe(0);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start + count).toBeLessThanOrEqual(65_536);
          let end = start;
          for (const span of inside) {
            expect(span.start - end).toBeLessThanOrEqual(limits.maxGap + (limits.evenCounts ? 1 : 0));
            end = Math.max(end, span.start + span.width);
          }
        }
      }),
    );
  });

  test('dividing at refusals ends in reads that cross nothing illegal, and loses no legal point', () => {
    const illegal = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 20 });
    fc.assert(
      fc.property(spansArbitrary, limitsArbitrary, illegal, (spans, limits, holes) => {
        const boundaries = new Boundaries();
        const even = { ...limits, evenCounts: false };
        const isRefused = (start: number, count: number): boolean =>
          holes.some((hole) => hole >= start && hole < start + count);
        let refusals = 0;
        let blocks = planReads(spans, even, boundaries);
        for (;;) {
          const toDivide = blocks.find(
            (block) => isRefused(block.start, block.count) && divide(block) !== null,
          );
          if (!toDivide) break;
          boundaries.add(toDivide.table, divide(toDivide)!);
          blocks = planReads(spans, even, boundaries);
          refusals++;
          expect(refusals, 'ends').toBeLessThanOrEqual(spans.length);
        }
        const read = new Set(
          blocks.filter((block) => !isRefused(block.start, block.count)).flatMap((b) => b.spans),
        );
        const alone = (span: Span): boolean =>
          !spans.some((other) => other !== span && other.table === span.table && other.start === span.start);
        for (const span of spans) {
          if (alone(span) && !isRefused(span.start, span.width)) expect(read.has(span)).toBe(true);
        }
      }),
    );
  });

  test('an SDM630 takes one read of 76 registers; its limits divide what is further away', () => {
    const span = (start: number): Span => ({ table: 'input', start, width: 2, periodMs: 1_000 });
    const limits = { maxRegisters: 80, maxBits: 2_000, maxGap: 40, evenCounts: true };
    const spans = [0, 2, 4, 6, 8, 10, 12, 14, 16, 52, 70, 72, 74, 342].map(span);
    expect(planReads(spans, limits).map(({ start, count }) => [start, count])).toEqual([
      [0, 76],
      [342, 2],
    ]);
  });

  test('points that share a register, as bits do, share a read', () => {
    const span: Span = { table: 'input', start: 0, width: 1, periodMs: 250 };
    const spans = [{ ...span }, { ...span }, { ...span }];
    const limits = { maxRegisters: 125, maxBits: 2_000, maxGap: 0, evenCounts: false };
    const boundaries = new Boundaries();
    boundaries.add('input', 0);
    expect(planReads(spans, limits, boundaries)).toHaveLength(1);
  });
});
