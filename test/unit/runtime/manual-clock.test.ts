// The clock that tests move by hand keeps order, and wall jumps do not touch timers.
import { ManualClock } from '@campus/runtime';
import { expect, test } from 'vitest';

test('timers run in order of their time, again and again, until cancelled', () => {
  const clock = new ManualClock(1_000_000);
  const ran: string[] = [];
  const cancel = clock.every(100, () => ran.push(`every ${clock.now()}`));
  clock.after(150, () => ran.push(`after ${clock.now()}`));
  clock.advance(210);
  cancel();
  clock.advance(500);
  expect(ran).toEqual(['every 1000100', 'after 1000150', 'every 1000200']);
});

test('a jump of the wall time moves no timer', () => {
  const clock = new ManualClock(1_000_000);
  let ran = 0;
  clock.after(100, () => ran++);
  clock.jump(-500_000);
  clock.advance(99);
  expect(ran).toBe(0);
  clock.advance(1);
  expect({ ran, now: clock.now() }).toEqual({ ran: 1, now: 500_100 });
});
