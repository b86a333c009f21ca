// What the engine raises and clears, and when.
import { SampleColumns, status } from '@campus/campus-model';
import { evaluate, initialState, nextDueMs, tick } from '@campus/rules-engine';
import { describe, expect, test } from 'vitest';
import { compiledFrom, EngineRun, ruleOf } from './engine-run.ts';
import { sample, tinyCampus } from './tiny-campus.ts';

const campus = tinyCampus([
  { device: 'air', id: 'co2', quantity: 'co2' },
  { device: 'air', id: 'temperature', quantity: 'temperature' },
  { device: 'smoke', id: 'smoke', quantity: 'smoke', deviceKind: 'smoke-detector', system: 'fire' },
  { device: 'air', id: 'note', quantity: 'text' },
]);
const start = 1_000_000;

function co2Run(condition: Record<string, unknown>): EngineRun {
  const rule = ruleOf({ unit: 'ppm', points: { quantities: ['co2'] }, condition });
  return new EngineRun(compiledFrom([rule], campus));
}

describe('limits', () => {
  test('a fire is raised by the very sample that shows it', () => {
    const rule = ruleOf({ points: { quantities: ['smoke'] }, condition: { equals: 1 } });
    const run = new EngineRun(compiledFrom([rule], campus));
    const effects = run.batch(sample(2, start, 1), start + 20);
    expect(effects).toEqual([
      {
        ruleId: 'r1',
        subject: 'smoke/smoke',
        occurrence: 1,
        isActive: true,
        at: start,
        value: 1,
        pointIds: ['smoke/smoke'],
        spaceId: 'room-1',
      },
    ]);
  });

  test('duration before raising runs out without a new sample', () => {
    const run = co2Run({ above: 1500, forMs: 20_000 });
    run.sample(start, 1600);
    expect(run.wait(start, start + 19_999)).toEqual([]);
    run.tick(start + 20_000);
    expect(run.told).toEqual([`+1@${start + 20_000}`]);
    expect(run.effects[0]!.value).toBe(1600);
  });

  test('a return within the duration raises nothing', () => {
    const run = co2Run({ above: 1500, forMs: 20_000 });
    run.sample(start, 1600);
    run.sample(start + 10_000, 1500);
    run.wait(start + 10_000, start + 60_000);
    expect(run.told).toEqual([]);
  });

  test('clears only past the hysteresis and after clearAfterMs', () => {
    const run = co2Run({ above: 1500, hysteresis: 300, clearAfterMs: 10_000 });
    run.sample(start, 1600);
    run.sample(start + 1000, 1201);
    run.wait(start + 1000, start + 30_000);
    expect(run.told).toEqual([`+1@${start}`]);
    run.sample(start + 30_000, 1200);
    run.sample(start + 35_000, 1300);
    run.wait(start + 35_000, start + 50_000);
    run.sample(start + 50_000, 1100);
    run.wait(start + 50_000, start + 60_000);
    run.sample(start + 61_000, 1501);
    expect(run.told).toEqual([`+1@${start}`, `-1@${start + 60_000}`, `+2@${start + 61_000}`]);
  });

  test.each([
    [{ below: 400 }, 399, 400],
    [{ outside: { min: 400, max: 900 } }, 901, 900],
    [{ outside: { min: 400, max: 900 } }, 399, 400],
    [{ notEquals: 7 }, 8, 7],
    [{ in: [3, 5] }, 5, 4],
  ])('%j', (condition, beyond, returned) => {
    const run = co2Run(condition);
    run.sample(start, returned);
    run.sample(start + 1, beyond);
    run.sample(start + 2, returned);
    expect(run.told).toEqual([`+1@${start + 1}`, `-1@${start + 2}`]);
  });
});

describe('quality and time', () => {
  test('bad quality, NaN and infinity neither raise nor clear', () => {
    const run = co2Run({ above: 1500 });
    run.sample(start, 1600, status.timeout);
    run.sample(start + 1, Number.NaN);
    run.sample(start + 2, Number.POSITIVE_INFINITY);
    expect(run.told).toEqual([]);
    run.sample(start + 3, 1600, status.outOfRange);
    run.sample(start + 4, 100, status.bad);
    expect(run.told).toEqual([`+1@${start + 3}`]);
  });

  test('time of unknown value does not count towards a duration', () => {
    const run = co2Run({ above: 1500, forMs: 20_000 });
    run.sample(start, 1600);
    run.sample(start + 15_000, Number.NaN, status.noCommunication);
    run.wait(start + 15_000, start + 600_000);
    run.sample(start + 600_000, 1700);
    expect(run.told).toEqual([]);
    run.wait(start + 600_000, start + 605_000);
    expect(run.told).toEqual([`+1@${start + 605_000}`]);
  });

  test('a late sample does not undo a later judgement', () => {
    const run = co2Run({ above: 1500 });
    run.sample(start + 1000, 1600);
    run.sample(start + 500, 400, 0, start + 2000);
    expect(run.told).toEqual([`+1@${start + 1000}`]);
  });

  test('a clock that runs ahead does not deafen the point', () => {
    const run = co2Run({ above: 1500 });
    run.sample(start + 3_600_000, 400, 0, start);
    run.sample(start + 1000, 1600);
    expect(run.told).toEqual([`+1@${start + 1000}`]);
  });

  test('a hub clock that is set back does not deafen the points', () => {
    const run = co2Run({ above: 1500 });
    run.sample(start, 400);
    run.sample(start - 500_000, 1600);
    expect(run.told).toEqual([`+1@${start - 500_000}`]);
  });

  test('historical batches change nothing', () => {
    const run = co2Run({ above: 1500 });
    const columns = new SampleColumns();
    columns.push(0, start, 1600, 0);
    const before = run.state;
    expect(run.batch(columns.take(true), start)).toEqual([]);
    expect(run.state).toBe(before);
  });

  test('a point index outside the campus is a programmer mistake', () => {
    const run = co2Run({ above: 1500 });
    expect(() => run.batch(sample(99, start, 1), start)).toThrow(RangeError);
  });

  test('the state handed in stays as it was', () => {
    const run = co2Run({ above: 1500, forMs: 1000 });
    const before = initialState(run.compiled);
    const picture = structuredClone(before);
    evaluate(run.compiled, before, sample(0, start, 1600), start);
    tick(run.compiled, before, start + 5000);
    expect(before).toEqual(picture);
  });
});

describe('availability', () => {
  const silent = ruleOf({
    points: { quantities: ['co2'] },
    condition: { unavailable: true, forMs: 300_000, clearAfterMs: 0 },
  });

  test('raised after silence past the heartbeat and the duration, cleared by the next sample', () => {
    const run = new EngineRun(compiledFrom([silent], campus));
    run.sample(start, 600);
    run.wait(start, start + 479_999);
    expect(run.told).toEqual([]);
    run.tick(start + 480_000);
    run.sample(start + 500_000, 600);
    expect(run.told).toEqual([`+1@${start + 480_000}`, `-1@${start + 500_000}`]);
    expect(run.effects[0]!.value).toBeNull();
  });

  test('a point never heard of is silent from the start', () => {
    const run = new EngineRun(compiledFrom([silent], campus));
    run.wait(start, start + 480_000);
    expect(run.told).toEqual([`+1@${start + 480_000}`]);
  });

  test('bad quality runs the duration at once; a repeated old value ends it', () => {
    const run = new EngineRun(compiledFrom([silent], campus));
    run.sample(start, 600);
    run.sample(start + 10_000, Number.NaN, status.noCommunication);
    run.wait(start + 10_000, start + 310_000);
    run.sample(start, 600, 0, start + 320_000);
    expect(run.told).toEqual([`+1@${start + 310_000}`, `-1@${start + 320_000}`]);
  });

  test('the hub having been away is not silence of the devices', () => {
    const run = new EngineRun(compiledFrom([silent], campus));
    run.sample(start, 600);
    run.wait(start, start + 60_000);
    const back = start + 3_600_000;
    run.wait(back, back + 60_000);
    expect(run.told).toEqual([]);
    run.wait(back + 60_000, back + 420_000);
    expect(run.told).toEqual([`+1@${back + 420_000}`]);
  });

  test('text points are available too', () => {
    const rule = ruleOf({ points: { localIds: ['note'] }, condition: { unavailable: true } });
    const run = new EngineRun(compiledFrom([rule], campus));
    const columns = new SampleColumns();
    columns.push(3, start, Number.NaN, 0, 0, 'O1234');
    expect(run.batch(columns.take(), start)).toEqual([]);
    expect(run.batch(sample(3, start + 1, Number.NaN), start + 1)).toHaveLength(1);
  });
});

describe('pauses', () => {
  test('after a restart a running duration ripens on a fresh sample at once, else after the catch-up', () => {
    const rule = ruleOf({
      unit: 'ppm',
      points: { quantities: ['co2'] },
      condition: { above: 1500, forMs: 180_000 },
    });
    const compiled = compiledFrom([rule], campus);
    const before = new EngineRun(compiled);
    before.sample(start, 1600);
    const back = start + 600_000;
    const [fresh, returned, none] = [1, 2, 3].map(() => new EngineRun(compiled, before.state));
    fresh!.tick(back);
    fresh!.sample(back + 100, 1650);
    returned!.tick(back);
    returned!.sample(back + 100, 900);
    returned!.wait(back + 1000, back + 30_000);
    none!.wait(back, back + 9999);
    expect(none!.told).toEqual([]);
    none!.tick(back + 10_000);
    expect([fresh!.told, returned!.told, none!.told]).toEqual([
      [`+1@${start + 180_000}`],
      [],
      [`+1@${start + 180_000}`],
    ]);
  });

  test('nextDueMs names the moment of the next ripening, and never lets the hub sleep long', () => {
    const run = co2Run({ above: 1500, forMs: 4000 });
    expect(nextDueMs(run.state)).toBe(0);
    run.sample(start, 400);
    expect(nextDueMs(run.state)).toBe(start + 10_000);
    run.sample(start + 1000, 1600);
    expect(nextDueMs(run.state)).toBe(start + 5000);
    expect(nextDueMs(initialState(compiledFrom([], campus)))).toBeNull();
  });
});
