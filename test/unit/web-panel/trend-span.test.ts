// Spans by name and by the site's calendar, eras that are laid over each other, and an axis that hands move.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  dayAfter,
  dayBegin,
  erasOf,
  localDay,
  panned,
  pickedSpan,
  resolveSpan,
  zoomed,
} from '../../../web/panel/format/trend-span.ts';
import { TimeAxis } from '../../../web/panel/trend/time-axis.ts';

const zone = 'Asia/Shanghai';
/** A Wednesday, 10:30 at the site. */
const now = Date.parse('2026-03-11T02:30:00Z');
const at = (text: string) => Date.parse(`${text}+08:00`);
const hourMs = 3_600_000;

describe('a span', () => {
  test.each([
    ['8h', now - 8 * hourMs, now, true],
    ['365d', now - 8760 * hourMs, now, true],
    ['today', at('2026-03-11T00:00'), now, true],
    ['yesterday', at('2026-03-10T00:00'), at('2026-03-11T00:00'), false],
    ['week', at('2026-03-09T00:00'), now, true],
    ['month', at('2026-02-01T00:00'), at('2026-03-01T00:00'), false],
  ] as const)('%s', (span, fromMs, toMs, isFollowing) => {
    expect(resolveSpan({ span }, now, zone)).toEqual({ fromMs, toMs, isFollowing });
  });

  test('of two times stands as it is; without any it is the usual one', () => {
    expect(resolveSpan({ span: '24h', from: 5, to: 9 }, now, zone)).toEqual({
      fromMs: 5,
      toMs: 9,
      isFollowing: false,
    });
    expect(resolveSpan({}, now, zone)).toMatchObject({ toMs: now, isFollowing: true });
  });

  test('of days goes by the clock of the site, also where that changes', () => {
    expect(localDay(Date.parse('2026-03-10T16:00:00Z'), zone)).toBe('2026-03-11');
    const [begin, end] = ['2026-03-29', '2026-03-30'].map((day) => dayBegin(day, 'Europe/Berlin'));
    expect(end! - begin!).toBe(23 * hourMs);
    expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01');
  });
});

describe('eras', () => {
  const span = { fromMs: at('2026-03-11T08:00'), toMs: at('2026-03-11T10:00') };

  test('a day and a week earlier lie the same hours before', () => {
    const [base, day] = erasOf(span, { compare: 'day' }, zone);
    expect(base).toEqual({ ...span, offsetMs: 0, day: null });
    expect(day).toEqual({
      fromMs: at('2026-03-10T08:00'),
      toMs: at('2026-03-10T10:00'),
      offsetMs: 24 * hourMs,
      day: '2026-03-10',
    });
    expect(erasOf(span, { compare: 'week' }, zone)[1]).toMatchObject({ offsetMs: 7 * 24 * hourMs });
  });

  test('picked days are laid over the day of the span, each once', () => {
    const eras = erasOf(span, { compare: 'days', days: ['2026-03-11', '2026-03-02', '2026-03-12'] }, zone);
    expect(eras.map(({ day, offsetMs }) => [day, offsetMs / hourMs])).toEqual([
      ['2026-03-11', 0],
      ['2026-03-02', 9 * 24],
      ['2026-03-12', -24],
    ]);
  });

  test('over a change of the clock the same hour of the day is compared', () => {
    const berlin = 'Europe/Berlin';
    const morning = dayBegin('2026-03-30', berlin) + 8 * hourMs;
    const [, before] = erasOf({ fromMs: morning, toMs: morning + hourMs }, { compare: 'day' }, berlin);
    // the day before has 23 hours: 08:00 of it is 7 hours after its midnight
    expect(before!.offsetMs).toBe(23 * hourMs);
  });
});

describe('moving', () => {
  const bounds = { fromMs: 0, toMs: 1e12 };
  const spans = fc
    .tuple(fc.integer({ min: 0, max: 9e11 }), fc.integer({ min: 10_000, max: 9e10 }))
    .map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length }));

  test('zooming keeps the time under the hand, within bounds', () => {
    fc.assert(
      fc.property(
        spans,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (span, share, factor) => {
          const atMs = span.fromMs + share * (span.toMs - span.fromMs);
          const next = zoomed(span, atMs, factor, bounds);
          expect(next.fromMs).toBeGreaterThanOrEqual(bounds.fromMs);
          expect(next.toMs).toBeLessThanOrEqual(bounds.toMs);
          expect(next.toMs - next.fromMs).toBeGreaterThanOrEqual(9_999);
          const isFree = next.fromMs > bounds.fromMs && next.toMs < bounds.toMs;
          if (isFree) expect(next.fromMs + share * (next.toMs - next.fromMs)).toBeCloseTo(atMs, -1);
        },
      ),
    );
  });

  test('moving keeps the length and stops at the ends', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: -2e12, max: 2e12 }), (span, byMs) => {
        const next = panned(span, byMs, bounds);
        expect(next.toMs - next.fromMs).toBe(span.toMs - span.fromMs);
        expect(next.fromMs >= bounds.fromMs && next.toMs <= bounds.toMs).toBe(true);
      }),
    );
  });

  test('what is picked backwards is in order, and never too short to see', () => {
    expect(pickedSpan(90_000, 20_000, bounds)).toEqual({ fromMs: 20_000, toMs: 90_000 });
    expect(pickedSpan(20_000, 20_001, bounds)).toEqual({ fromMs: 20_000, toMs: 30_000 });
  });
});

describe('the axis', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const made = () => {
    const axis = new TimeAxis({ fromMs: 0, toMs: 100 });
    const kept: unknown[] = [];
    axis.attend(
      () => ({ fromMs: 0, toMs: 1000 }),
      (span) => kept.push(span),
    );
    return { axis, kept };
  };

  test('shows a gesture at once and keeps it once the hand rests', () => {
    const { axis, kept } = made();
    let told = 0;
    axis.subscribe(() => told++);
    axis.move(() => ({ fromMs: 10, toMs: 110 }));
    axis.move(() => ({ fromMs: 20, toMs: 120 }));
    expect([told, axis.span, kept]).toEqual([2, { fromMs: 20, toMs: 120 }, []]);
    vi.advanceTimersByTime(1000);
    expect(kept).toEqual([{ fromMs: 20, toMs: 120 }]);
  });

  test('is not taken from under a hand by the clock', () => {
    const { axis, kept } = made();
    axis.move(() => ({ fromMs: 10, toMs: 110 }));
    axis.show({ fromMs: 500, toMs: 600 });
    expect(axis.span.fromMs).toBe(10);
    axis.settle();
    axis.show({ fromMs: 500, toMs: 600 });
    expect([axis.span.fromMs, kept.length]).toEqual([500, 1]);
  });

  test('forgets a gesture when the page is left', () => {
    const { axis, kept } = made();
    axis.move(() => ({ fromMs: 10, toMs: 110 }));
    axis.end();
    vi.advanceTimersByTime(1000);
    expect(kept).toEqual([]);
  });
});
