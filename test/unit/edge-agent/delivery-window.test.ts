// What is still to be sent: the window against a lossy hub, until all has arrived.
import { RangeSet } from '@campus/campus-model';
import { seededRandom } from '@campus/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeliveryWindow } from '../../../edge-agent/outbox/delivery-window.ts';
import { Pace } from '../../../edge-agent/outbox/pace.ts';

/** The stretch that is next, sent as one message of the backlog. */
function send(window: DeliveryWindow, most: number, nowMs: number): [number, number] | null {
  const next = window.next(most);
  if (next) window.sent(window.waitingIn(...next), nowMs, true);
  return next;
}

test('the oldest first, never twice at once, again after five seconds', () => {
  const window = new DeliveryWindow();
  window.load([[1, 10]], 30);
  expect(send(window, 8, 0)).toEqual([11, 18]);
  expect(send(window, 100, 0)).toEqual([19, 30]);
  expect(window.next(100)).toBeNull();
  window.finish([[12, 30]], 10);
  window.expire(4_999);
  expect(window.next(100)).toBeNull();
  window.expire(5_000);
  expect(window.next(100)).toEqual([11, 11]);
  expect(window.waiting).toBe(1);
});

test('a new birth sends all again that is not acknowledged', () => {
  const window = new DeliveryWindow();
  window.load([], 5);
  window.sent([[1, 5]], 0, false);
  expect(window.next(10)).toBeNull();
  window.restart();
  expect(window.next(10)).toEqual([1, 5]);
});

test('what the hub has no longer is sent again, oldest first', () => {
  const window = new DeliveryWindow();
  window.load([[1, 20]], 30);
  window.sent([[21, 30]], 0, false);
  expect(window.next(10)).toBeNull();
  window.reopen([
    [3, 5],
    [9, 9],
  ]);
  expect(window.next(10)).toEqual([3, 9]);
  expect(window.waitingIn(3, 9)).toEqual([
    [3, 5],
    [9, 9],
  ]);
  expect(window.waiting).toBe(14);
});

test('while nothing is acknowledged, sending again slows down; an acknowledgement makes it quick again', () => {
  const window = new DeliveryWindow();
  window.load([], 2);
  const resent: number[] = [];
  window.sent([[1, 2]], 0, true);
  for (let nowMs = 0; nowMs <= 200_000; nowMs += 1_000) {
    window.expire(nowMs);
    if (send(window, 10, nowMs)) resent.push(nowMs);
  }
  expect(resent).toEqual([5_000, 15_000, 35_000, 75_000, 135_000, 195_000]);
  window.finish([[1, 1]], 200_000);
  window.expire(200_000);
  expect(window.next(10)).toEqual([2, 2]);
});

test('the backlog on its way is bounded, live samples are not', () => {
  const window = new DeliveryWindow();
  window.load([], 100_000);
  window.sent([[100_001, 200_000]], 0, false);
  let onTheirWay = 0;
  for (let next = send(window, 5_000, 0); next; next = send(window, 5_000, 0))
    onTheirWay += next[1] - next[0] + 1;
  expect(onTheirWay).toBe(window.pace.window);
  // what is acknowledged soon makes room for itself and for more
  window.finish([[1, onTheirWay]], 100);
  expect(window.pace.window).toBe(onTheirWay * 2);
});

test('holes between records that wait are stepped over', () => {
  const window = new DeliveryWindow();
  const done = Array.from({ length: 500 }, (_, i): [number, number] => [i * 2 + 1, i * 2 + 1]);
  window.load(done, 1_000);
  const [first, last] = window.next(200)!;
  expect(first).toBe(2);
  expect(window.waitingIn(first, last)).toHaveLength(200);
});

describe('pace', () => {
  test('grows with what is acknowledged soon, shrinks when it is late, and never below the least', () => {
    const pace = new Pace();
    const least = pace.window;
    for (let nowMs = 0; nowMs < 5_000; nowMs += 100) pace.acknowledged(pace.window, 200, nowMs);
    expect(pace.window).toBe(200_000);
    pace.acknowledged(100, 1_600, 10_000);
    const shrunk = pace.window;
    expect(shrunk).toBeLessThan(200_000);
    pace.late(10_500);
    expect(pace.window).toBe(shrunk);
    for (let nowMs = 20_000; nowMs < 60_000; nowMs += 1_000) pace.late(nowMs);
    expect(pace.window).toBe(least);
  });

  test('past what was too much it grows with care', () => {
    const pace = new Pace();
    for (let i = 0; i < 4; i++) pace.acknowledged(pace.window, 200, i);
    pace.late(10_000);
    const after = pace.window;
    pace.acknowledged(after, 200, 10_100);
    expect(pace.window).toBeGreaterThan(after);
    expect(pace.window).toBeLessThan(after * 1.2);
  });
});

test('property: whatever is lost on the way, everything arrives', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 400 }), (seed, count) => {
      const random = seededRandom(seed);
      const window = new DeliveryWindow();
      const arrived = new RangeSet();
      window.load([], 0);
      let nowMs = 0;
      for (let given = 0, turn = 0; turn < 3_000; turn++, nowMs += 1_000) {
        if (given < count) {
          const first = given + 1;
          given = Math.min(count, given + 1 + Math.floor(random() * 5));
          window.appended(given);
          if (random() < 0.7) {
            window.sent([[first, given]], nowMs, false);
            if (random() < 0.5) arrived.add(first, given);
          }
        }
        if (random() < 0.02) window.restart();
        window.expire(nowMs);
        const stretch = window.next(1 + Math.floor(random() * 20));
        if (stretch) {
          // device by device: every second record in one message, the others in another
          const waiting = window.waitingIn(...stretch);
          for (const message of [
            waiting.filter((_, i) => i % 2 === 0),
            waiting.filter((_, i) => i % 2 === 1),
          ]) {
            window.sent(message, nowMs, true);
            if (random() < 0.6) for (const range of message) arrived.add(...range);
          }
        }
        if (random() < 0.5) window.finish(arrived.ranges(), nowMs);
        if (arrived.covers(1, count) && window.waiting === 0 && given === count) return;
      }
      throw new Error('not all arrived');
    }),
    { numRuns: 100 },
  );
});
