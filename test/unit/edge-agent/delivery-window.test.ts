// What is still to be sent: the window against a lossy hub, until all has arrived.
import { RangeSet } from '@campus/campus-model';
import { seededRandom } from '@campus/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeliveryWindow } from '../../../edge-agent/outbox/delivery-window.ts';

test('the oldest first, never twice at once, again after five seconds', () => {
  const window = new DeliveryWindow();
  window.load([[1, 10]], 30);
  expect(window.next(8)).toEqual([11, 18]);
  window.sent(11, 18, 0, true);
  expect(window.next(100)).toEqual([19, 30]);
  window.sent(19, 30, 0, true);
  expect(window.next(100)).toBeNull();
  window.deliver([[12, 30]]);
  window.expire(4_999);
  expect(window.next(100)).toBeNull();
  window.expire(5_000);
  expect(window.next(100)).toEqual([11, 11]);
  expect(window.waiting).toBe(1);
});

test('a new birth sends all again that is not acknowledged', () => {
  const window = new DeliveryWindow();
  window.load([], 5);
  window.sent(1, 5, 0, false);
  expect(window.next(10)).toBeNull();
  window.restart();
  expect(window.next(10)).toEqual([1, 5]);
});

test('while nothing is acknowledged, sending again slows down; an acknowledgement makes it quick again', () => {
  const window = new DeliveryWindow();
  window.load([], 2);
  const resent: number[] = [];
  window.sent(1, 2, 0, true);
  for (let nowMs = 0; nowMs <= 200_000; nowMs += 1_000) {
    window.expire(nowMs);
    if (!window.next(10)) continue;
    resent.push(nowMs);
    window.sent(1, 2, nowMs, true);
  }
  expect(resent).toEqual([5_000, 15_000, 35_000, 75_000, 135_000, 195_000]);
  window.deliver([[1, 1]]);
  window.expire(200_000);
  expect(window.next(10)).toEqual([2, 2]);
});

test('the backlog on its way is bounded, live samples are not', () => {
  const window = new DeliveryWindow();
  window.load([], 100_000);
  window.sent(100_001, 200_000, 0, false);
  for (let range = window.next(5_000); range; range = window.next(5_000)) window.sent(...range, 0, true);
  expect(window.next(5_000)).toBeNull();
  window.deliver([[1, 1_000]]);
  window.expire(0);
  expect(window.next(50_000)).toBeNull();
  window.deliver([[1, 5_000]]);
  window.expire(0);
  expect(window.next(50_000)).toEqual([20_001, 25_000]);
});

test('acknowledgements of what was never given are ignored', () => {
  const window = new DeliveryWindow();
  window.load([], 3);
  expect(window.deliver([[2, 9_000_000]])).toEqual([[2, 3]]);
  window.appended(5);
  expect(window.next(10)).toEqual([1, 1]);
  window.sent(1, 1, 0, true);
  expect(window.next(10)).toEqual([4, 5]);
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
            window.sent(first, given, nowMs, false);
            if (random() < 0.5) arrived.add(first, given);
          }
        }
        if (random() < 0.02) window.restart();
        window.expire(nowMs);
        const range = window.next(1 + Math.floor(random() * 20));
        if (range) {
          window.sent(range[0], range[1], nowMs, true);
          if (random() < 0.6) arrived.add(range[0], range[1]);
        }
        if (random() < 0.5) window.deliver(arrived.ranges());
        if (arrived.covers(1, count) && window.waiting === 0 && given === count) return;
      }
      throw new Error('not all arrived');
    }),
    { numRuns: 100 },
  );
});
