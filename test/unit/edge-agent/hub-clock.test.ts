// What time it is at the hub: stamps that were held up, clocks that jump or were set back.
import { ManualClock } from '@campus/runtime';
import { describe, expect, test } from 'vitest';
import { HubClock } from '../../../edge-agent/commands/hub-clock.ts';

describe('the clock of the hub', () => {
  test('the nearest stamp counts, jumps of the own clock do not, and a clock set back is believed in time', () => {
    const clock = new ManualClock();
    const hub = new HubClock(clock);
    expect(hub.now()).toBeNull();
    const hubStart = 100_000_000;
    hub.observe(hubStart - 3_600_000);
    expect(hub.now()).toBe(hubStart - 3_600_000);
    hub.observe(hubStart);
    hub.observe(hubStart - 5_000);
    expect(hub.now()).toBe(hubStart);
    clock.advance(1_000);
    clock.jump(-86_400_000);
    expect(hub.now()).toBe(hubStart + 1_000);
    for (let i = 0; i < 12; i++) {
      clock.advance(60_000);
      hub.observe(i * 60_000 + 1);
    }
    expect(hub.now()).toBe(11 * 60_000 + 1);
    hub.observe(Number.NaN);
    expect(hub.now()).toBe(11 * 60_000 + 1);
  });

  test('a clock set back by an hour is believed after ten seconds of it', () => {
    const clock = new ManualClock();
    const hub = new HubClock(clock);
    const ahead = 1_800_000_000_000;
    hub.observe(ahead);
    for (let s = 0; s < 11; s++) {
      clock.advance(1_000);
      hub.observe(ahead - 3_600_000 + 1_000 * (s + 1));
    }
    expect(hub.now()).toBe(ahead - 3_600_000 + 11_000);
  });

  test('commands that were held up, and a retained STATE, make nobody believe that it was set back', () => {
    const clock = new ManualClock();
    const hub = new HubClock(clock);
    const start = 1_800_000_000_000;
    hub.observe(start);
    clock.advance(600_000);
    hub.observe(start + 600_000);
    for (let s = 0; s < 300; s++) hub.observe(start + 1_000 * s);
    expect(hub.now()).toBe(start + 600_000);
    hub.observe(start + 600_000);
    for (let s = 0; s < 30; s++) {
      clock.advance(1_000);
      hub.observe(start, true);
    }
    expect(hub.now()).toBe(start + 630_000);
  });
});
