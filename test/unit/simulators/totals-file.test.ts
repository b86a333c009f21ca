// Meters go on counting over starts of the simulators, after a clean end and after a kill.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock, silentLog } from '@campus/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Simulation } from '../../../simulators/simulation.ts';
import { TotalsFile } from '../../../simulators/totals-file.ts';
import { demoCampus } from './demo.ts';

const { campus } = demoCampus();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-totals-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(totals = new Map<string, number>()) {
  const clock = new ManualClock();
  const simulation = new Simulation(campus, { seed: 5, clock, timeline: 'school-day', totals });
  simulation.start();
  return { simulation, clock };
}

function meters({ simulation }: ReturnType<typeof start>): number[] {
  return [...simulation.world.totals.values().values()];
}

const path = (): string => join(folder, 'simulators', 'totals.json');

test('the first run begins where the seed says, and meters do not count the warm-up', () => {
  const { simulation } = start(new TotalsFile(path(), silentLog).read());
  expect(simulation.world.totals.values()).toEqual(simulation.world.totals.initials());
});

test('after a clean end the totals go on exactly where they were', () => {
  const first = start();
  const file = new TotalsFile(path(), silentLog);
  file.keep(first.simulation.world.totals, first.clock);
  first.clock.advance(3_600_000);
  file.close();
  expect(meters(start(new TotalsFile(path(), silentLog).read()))).toEqual(meters(first));
});

test('after a kill no meter falls back, and none runs far ahead', () => {
  const first = start();
  new TotalsFile(path(), silentLog).keep(first.simulation.world.totals, first.clock);
  first.clock.advance(3_600_000 + 9_999);
  const before = meters(first);
  const after = meters(start(new TotalsFile(path(), silentLog).read()));
  for (const [i, total] of after.entries()) {
    expect(total).toBeGreaterThanOrEqual(before[i]!);
    expect(total - before[i]!).toBeLessThan(1.001);
  }
});

test('a file that cannot be read costs the memory alone', () => {
  writeFileSync(join(folder, 'broken.json'), '{"version":1,"totals":{"a":"b"}}');
  expect(new TotalsFile(join(folder, 'broken.json'), silentLog).read()).toEqual(new Map());
  const file = new TotalsFile(join(folder, 'broken.json', 'totals.json'), silentLog);
  const { simulation, clock } = start();
  file.keep(simulation.world.totals, clock);
  file.close();
});

test('what is written names its format', () => {
  const { simulation, clock } = start();
  const file = new TotalsFile(path(), silentLog);
  file.keep(simulation.world.totals, clock);
  file.close();
  expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ version: 1 });
});
