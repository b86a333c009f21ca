// Report by exception: what is sent and what is not, as properties over random walks.
import { status } from '@campus/campus-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LastSent, type ReportRule } from '../../../edge-agent/sampling/report-by-exception.ts';

const rule = { deadband: 0.5, heartbeatMs: 60_000 };

interface Weighed {
  readonly value: number;
  readonly status: number;
  readonly text: string | undefined;
}

const good = (value: number): Weighed => ({ value, status: status.good, text: undefined });

/** Time and ordinal of a sample that is to be sent, null for one that is not. */
function weigh(lastSent: LastSent, timeMs: number, { value, status: code, text }: Weighed, nowMs: number) {
  if (!lastSent.isNews(0, timeMs, value, code, text, nowMs)) return null;
  return { timeMs: lastSent.stampMs, ordinal: lastSent.stampOrdinal };
}

function isWorthSending(rule: ReportRule, last: Weighed, next: Weighed, sinceMs: number): boolean {
  const lastSent = new LastSent([rule]);
  weigh(lastSent, 1_000, last, 0);
  return weigh(lastSent, 1_000 + sinceMs, next, sinceMs) !== null;
}

describe('what is worth sending', () => {
  test.each([
    ['a change below the deadband', good(20), good(20.49), false],
    ['a change of the deadband', good(20), good(20.5), true],
    ['no change', good(20), good(20), false],
    ['a value that went missing', good(20), { ...good(Number.NaN), status: status.timeout }, true],
    [
      'missing for the same reason',
      { ...good(Number.NaN), status: status.timeout },
      { ...good(Number.NaN), status: status.timeout },
      false,
    ],
    ['another reason', good(20), { ...good(20), status: status.outOfRange }, true],
    ['another text', { ...good(Number.NaN), text: 'O1' }, { ...good(Number.NaN), text: 'O2' }, true],
  ])('%s', (_what, last, next, isSent) => {
    expect(isWorthSending(rule, last, next, 1_000)).toBe(isSent);
  });

  test('a deadband of nothing lets every change through, and no sameness', () => {
    const each = { deadband: 0, heartbeatMs: 60_000 };
    expect(isWorthSending(each, good(1), good(1), 0)).toBe(false);
    expect(isWorthSending(each, good(1), good(1 + Number.EPSILON), 0)).toBe(true);
  });

  test('a step of the deadband is a change whatever the rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 1_000 }), (tenths) => {
        const tenth = { deadband: 0.1, heartbeatMs: 60_000 };
        expect(isWorthSending(tenth, good(tenths / 10), good((tenths + 1) / 10), 0)).toBe(true);
      }),
    );
  });
});

interface Step {
  readonly value: number;
  readonly status: number;
  readonly afterMs: number;
  readonly timeStepMs: number;
}

const steps = fc.array(
  fc.record<Step>({
    value: fc.oneof(fc.double({ min: 18, max: 24, noNaN: true }), fc.constant(Number.NaN)),
    status: fc.constantFrom(status.good, status.good, status.outOfRange, status.timeout),
    afterMs: fc.integer({ min: 0, max: 40_000 }),
    timeStepMs: fc.integer({ min: -20_000, max: 40_000 }),
  }),
  { minLength: 1, maxLength: 60 },
);

test('property: whoever holds the last sent value is never wrong by a deadband, nor late by a heartbeat', () => {
  fc.assert(
    fc.property(steps, (walk) => {
      const lastSent = new LastSent([rule]);
      let nowMs = 0;
      let timeMs = 1_800_000_000_000;
      let heldAt = 0;
      let held: { value: number; status: number } | null = null;
      const stamps = new Set<string>();
      for (const step of walk) {
        nowMs += step.afterMs;
        timeMs += step.timeStepMs;
        const stamp = weigh(lastSent, timeMs, { ...step, text: undefined }, nowMs);
        if (stamp) {
          held = step;
          heldAt = nowMs;
          const key = `${stamp.timeMs} ${stamp.ordinal}`;
          expect(stamps.has(key)).toBe(false);
          stamps.add(key);
        }
        expect(held).not.toBeNull();
        expect(held!.status).toBe(step.status);
        expect(Number.isNaN(held!.value)).toBe(Number.isNaN(step.value));
        if (!Number.isNaN(step.value)) expect(Math.abs(held!.value - step.value)).toBeLessThan(rule.deadband);
        expect(nowMs - heldAt).toBeLessThan(rule.heartbeatMs);
        expect(lastSent.seen[0]).toBe(step.value);
      }
    }),
  );
});

describe('time and ordinal', () => {
  const start = 1_800_000_000_000;
  const stampsOf = (times: readonly number[]) => {
    const lastSent = new LastSent([{ deadband: 0, heartbeatMs: 1e9 }]);
    return times.map((time, i) => weigh(lastSent, time, good(i), 0));
  };

  test('equal times get rising ordinals, a later one starts anew', () => {
    expect(stampsOf([start, start, start, start + 1])).toEqual([
      { timeMs: start, ordinal: 0 },
      { timeMs: start, ordinal: 1 },
      { timeMs: start, ordinal: 2 },
      { timeMs: start + 1, ordinal: 0 },
    ]);
  });

  test('a time a little behind is lifted to the last one', () => {
    expect(stampsOf([start, start - 5_000])[1]).toEqual({ timeMs: start, ordinal: 1 });
  });

  test('a clock that was set back is followed, and repeats no sample', () => {
    const hour = 3_600_000;
    const stamps = stampsOf([start - hour, start, start - hour, start - hour + 1]);
    expect(stamps[2]).toEqual({ timeMs: start - hour, ordinal: 0x8000 });
    expect(stamps[3]).toEqual({ timeMs: start - hour + 1, ordinal: 0x8000 });
  });

  test('past all times that were told before, ordinals start at nothing again', () => {
    const stamps = stampsOf([start, start - 3_600_000, start, start + 1]);
    expect(stamps.map((stamp) => stamp!.ordinal)).toEqual([0, 0x8000, 0x8000, 0]);
  });

  test('property: wherever a clock jumps, no time and ordinal is told twice, also across a restart', () => {
    const jumps = fc.array(
      fc.oneof(
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: -2_000_000, max: 2_000_000 }),
        fc.constantFrom(-3_600_000, 3_600_000, -31_536_000_000, 31_536_000_000),
      ),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(jumps, fc.nat(300), (walk, restartAt) => {
        let lastSent = new LastSent([{ deadband: 0, heartbeatMs: 1e9 }]);
        const told: { timeMs: number; ordinal: number; value: number }[] = [];
        let timeMs = start;
        walk.forEach((step, i) => {
          if (i === restartAt) {
            lastSent = new LastSent([{ deadband: 0, heartbeatMs: 1e9 }]);
            for (const one of told.slice(-40)) lastSent.recall(0, { ...good(one.value), ...one });
          }
          timeMs += step;
          const stamp = weigh(lastSent, timeMs, good(i), i);
          if (stamp) told.push({ ...stamp, value: i });
        });
        if (restartAt < walk.length && restartAt > 40) return;
        expect(new Set(told.map((one) => `${one.timeMs} ${one.ordinal}`)).size).toBe(told.length);
      }),
    );
  });

  test('a clock that stands still: as many samples of one time are told apart as ordinals can', () => {
    const stamps = stampsOf([start, ...Array.from({ length: 70_000 }, () => start - 3_600_000)]);
    expect(new Set(stamps.map((stamp) => `${stamp!.timeMs} ${stamp!.ordinal}`)).size).toBe(32_769);
  });
});

describe('after a restart', () => {
  const start = 1_800_000_000_000;
  const recalled = (more: Partial<{ value: number; status: number; ordinal: number }> = {}) => {
    const lastSent = new LastSent([{ deadband: 0.5, heartbeatMs: 60_000 }]);
    lastSent.recall(0, { ...good(21), timeMs: start, ordinal: 3, ...more });
    expect(lastSent.has(0)).toBe(false);
    expect(lastSent.isDue(0, 1e9)).toBe(false);
    return lastSent;
  };

  test.each([start, start - 5_000, start - 5 * 3_600_000])(
    'the same value of no later time (%d) is not sent again',
    (timeMs) => {
      const lastSent = recalled();
      expect(weigh(lastSent, timeMs, good(21), 5)).toBeNull();
      expect(lastSent.has(0)).toBe(true);
      expect([lastSent.value[0], lastSent.timeMs[0]]).toEqual([21, start]);
      expect(weigh(lastSent, start, good(21), 60_004)).toBeNull();
      expect(weigh(lastSent, start, good(21), 60_005)).toEqual({ timeMs: start, ordinal: 4 });
    },
  );

  test('another value of the same time has an ordinal of its own', () => {
    expect(weigh(recalled(), start, good(22), 5)).toEqual({ timeMs: start, ordinal: 4 });
    expect(weigh(recalled({ status: 0x80000000 }), start, good(21), 5)).toEqual({
      timeMs: start,
      ordinal: 4,
    });
  });

  test('the first sample of a later time is sent, whatever it says', () => {
    expect(weigh(recalled(), start + 1, good(21), 5)).toEqual({ timeMs: start + 1, ordinal: 0 });
  });

  test('ordinals of a clock that was set back go on too', () => {
    const lastSent = recalled({ ordinal: 0x8002 });
    const hour = 3_600_000;
    expect(weigh(lastSent, start - hour, good(30), 5)).toEqual({ timeMs: start - hour, ordinal: 0x8100 });
  });
});
