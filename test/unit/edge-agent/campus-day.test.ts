// The agent's days are those of the hub, whatever the zone, on both sides of every change of clocks.
import { dayOf, zoneSpans } from '@campus/campus-model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayIn } from '../../../edge-agent/campus-day.ts';

const zones = [
  'Asia/Shanghai',
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Africa/Casablanca',
];
const hourMs = 3_600_000;

test.each(zones)('%s', (zone) => {
  const spans = zoneSpans(zone);
  const dayOfAgent = dayIn(spans);
  const time = fc.integer({ min: Date.UTC(2020, 0, 2), max: Date.UTC(2059, 11, 30) });
  fc.assert(
    fc.property(time, (ms) => {
      expect(dayOfAgent(ms)).toBe(dayOf(ms, zone));
    }),
  );
  for (const { fromMs } of spans.slice(1, 40))
    for (let hours = -25; hours <= 25; hours++)
      expect(dayOfAgent(fromMs + hours * hourMs)).toBe(dayOf(fromMs + hours * hourMs, zone));
});

test('a zone without changes is one span', () => {
  expect(zoneSpans('Asia/Shanghai')).toEqual([{ fromMs: Date.UTC(2020, 0, 1), offsetMs: 8 * hourMs }]);
});

test('a campus of no zone counts by UTC', () => {
  expect(dayIn([])(Date.UTC(2026, 8, 1, 23, 59))).toBe('2026-09-01');
});
