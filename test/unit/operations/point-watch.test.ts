// What is seen of points while somebody looks: changes, jumps, falls, usual steps; and nothing once nobody does.
import { type Campus, SampleColumns, status } from '@campus/campus-model';
import { PointWatch } from '@campus/operations';
import { ManualClock } from '@campus/runtime';
import { LatestValues } from '@campus/telemetry-store';
import { beforeEach, describe, expect, test } from 'vitest';
import { tinyCampus } from '../rules-engine/tiny-campus.ts';

const hour = 3_600_000;

let clock: ManualClock;
let latest: LatestValues;
let watch: PointWatch;
let campus: Campus;

beforeEach(() => {
  campus = tinyCampus([
    { device: 'air', id: 'temperature', quantity: 'temperature' },
    { device: 'meter', id: 'energy', quantity: 'energy', more: { counter: true } },
  ]);
  clock = new ManualClock();
  latest = new LatestValues(campus, clock);
  watch = new PointWatch(latest, campus, clock);
});

function say(pointId: string, value: number, code: number = status.good): void {
  const columns = new SampleColumns();
  columns.push(latest.indexOf(pointId), clock.now(), value, code);
  latest.apply(columns.take());
}

/** A value each second. */
function sayAll(pointId: string, ...values: number[]): void {
  for (const value of values) {
    clock.advance(1000);
    say(pointId, value);
  }
}

describe('while somebody looks', () => {
  test('a value that changes is remembered with its time and its usual step', () => {
    say('air/temperature', 21);
    watch.touch();
    const sinceMs = clock.now();
    expect(watch.memory('air/temperature')).toMatchObject({
      sinceMs,
      changedMs: null,
      jump: null,
      usualStep: 0,
    });
    sayAll('air/temperature', 21, 21.2);
    expect(watch.memory('air/temperature')).toMatchObject({ changedMs: clock.now() });
    expect(watch.memory('air/temperature')?.usualStep).toBeCloseTo(0.2);
  });

  test('a jump is one between samples of a minute, not the first word after a long silence', () => {
    watch.touch();
    sayAll('air/temperature', 21, 60);
    expect(watch.memory('air/temperature')?.jump).toEqual({ from: 21, to: 60, atMs: clock.now() });
    sayAll('air/temperature', 61);
    clock.advance(5 * 60_000);
    say('air/temperature', 20);
    expect(watch.memory('air/temperature')?.jump).toMatchObject({ from: 21, to: 60 });
  });

  test('a total that falls is remembered; a temperature that falls is not', () => {
    watch.touch();
    sayAll('meter/energy', 500, 499);
    sayAll('air/temperature', 22, 21);
    expect(watch.memory('meter/energy')?.fall).toMatchObject({ from: 500, to: 499 });
    expect(watch.memory('air/temperature')?.fall).toBeNull();
  });

  test('bad and missing values are no change', () => {
    watch.touch();
    sayAll('air/temperature', 21);
    say('air/temperature', Number.NaN, status.timeout);
    say('air/temperature', 0, status.sensorFailure);
    sayAll('air/temperature', 21);
    expect(watch.memory('air/temperature')).toMatchObject({ changedMs: null, jump: null });
  });

  test('a point that is not known has no memory', () => {
    watch.touch();
    expect(watch.memory('no/point')).toBeNull();
  });
});

test('an hour after the last look it forgets, and every look makes it an hour more', () => {
  watch.touch();
  sayAll('air/temperature', 21, 22);
  clock.advance(hour - 3000);
  watch.touch();
  clock.advance(hour - 1);
  expect(watch.memory('air/temperature')?.changedMs).not.toBeNull();
  clock.advance(1);
  expect(watch.memory('air/temperature')).toBeNull();
});
