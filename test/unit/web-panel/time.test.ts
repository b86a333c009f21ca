// Times typed by a reader are on the site's clock, wherever the reader is.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromLocalInput, toLocalInput } from '../../../web/panel/format/time.ts';

const minuteMs = 60_000;

test.each([
  { timeZone: 'Asia/Shanghai', value: '2026-11-23T22:24', utc: '2026-11-23T14:24:00Z' },
  { timeZone: 'Asia/Shanghai', value: '2026-01-01T00:05', utc: '2025-12-31T16:05:00Z' },
  { timeZone: 'Europe/Berlin', value: '2026-07-01T12:00', utc: '2026-07-01T10:00:00Z' },
])('$value in $timeZone is $utc', ({ timeZone, value, utc }) => {
  expect(fromLocalInput(value, timeZone)).toBe(Date.parse(utc));
  expect(toLocalInput(Date.parse(utc), timeZone)).toBe(value);
});

test('what is no time is null', () => {
  expect(fromLocalInput('', 'Asia/Shanghai')).toBeNull();
  expect(fromLocalInput('yesterday', 'Asia/Shanghai')).toBeNull();
});

test('a time goes through the input and back, to the minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2090, 0) }), (ms) => {
      const minute = Math.floor(ms / minuteMs) * minuteMs;
      expect(fromLocalInput(toLocalInput(ms, 'Asia/Shanghai'), 'Asia/Shanghai')).toBe(minute);
    }),
  );
});
