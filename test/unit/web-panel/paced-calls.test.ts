// Changes handed on frame by frame: each once, none lost, and no more in a frame than it can hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacedCalls } from '../../../web/panel/live/paced-calls.ts';

/** Frames are drawn by hand; a call takes as long as it says. */
function setUp() {
  let nowMs = 0;
  let due: (() => void) | null = null;
  const calls = new PacedCalls({
    now: () => nowMs,
    frame: (run) => {
      expect(due).toBeNull();
      due = run;
    },
    afterDrawing: (run) => run(),
  });
  const draw = (): number | null => {
    const run = due;
    due = null;
    if (!run) return null;
    const startMs = nowMs;
    run();
    return nowMs - startMs;
  };
  return { calls, draw, take: (ms: number) => (nowMs += ms) };
}

test('a call that is added twice is made once; one that is dropped is not made', () => {
  const { calls, draw } = setUp();
  const made: string[] = [];
  const [a, b] = [() => made.push('a'), () => made.push('b')];
  calls.add(a);
  calls.add(b);
  calls.add(a);
  calls.drop(b);
  expect(draw()).toBe(0);
  expect(draw()).toBeNull();
  expect(made).toEqual(['a']);
});

test('a call that is added by a call is made too, and a failing frame is not the last', () => {
  const { calls, draw } = setUp();
  const made: string[] = [];
  calls.add(() => {
    made.push('first');
    calls.add(() => made.push('second'));
  });
  while (draw() !== null);
  expect(made).toEqual(['first', 'second']);
});

test('property: every call is made once, and the frames learn to stay within their budget', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      fc.double({ min: 0.001, max: 0.4, noNaN: true }),
      (count, eachMs) => {
        const { calls, draw, take } = setUp();
        const made = new Map<number, number>();
        for (let i = 0; i < count; i++)
          calls.add(() => {
            take(eachMs);
            made.set(i, (made.get(i) ?? 0) + 1);
          });
        const frames: number[] = [];
        for (let took = draw(); took !== null; took = draw()) frames.push(took);
        expect(made.size).toBe(count);
        expect([...made.values()].every((times) => times === 1)).toBe(true);
        for (const took of frames.slice(6)) expect(took).toBeLessThan(8);
      },
    ),
  );
});
