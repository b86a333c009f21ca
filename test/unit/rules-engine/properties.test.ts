// Properties of the engine, held against a naive oracle that looks at the whole list of samples again.
import { qualityOf, SampleColumns, status } from '@campus/campus-model';
import { evaluate, initialState, loadState, saveState } from '@campus/rules-engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compiledFrom, EngineRun, ruleOf } from './engine-run.ts';
import { tinyCampus } from './tiny-campus.ts';

const campus = tinyCampus([{ device: 'air', id: 'co2', quantity: 'co2' }]);
const start = 1_000_000;
const limit = 1500;

interface Shape {
  readonly hysteresis: number;
  readonly forMs: number;
  readonly clearAfterMs: number;
}

interface Step {
  readonly gapMs: number;
  readonly kind: 'sample' | 'tick' | 'late';
  readonly value: number;
  readonly status: number;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  hysteresis: fc.constantFrom(0, 100, 300),
  forMs: fc.constantFrom(0, 1000, 5000, 12_000),
  clearAfterMs: fc.constantFrom(0, 1000, 7000),
});

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    gapMs: fc.oneof(fc.constantFrom(0, 1000, 5000), fc.integer({ min: 0, max: 9000 })),
    kind: fc.constantFrom('sample', 'sample', 'sample', 'tick', 'late'),
    value: fc.oneof(
      fc.constantFrom(1200, 1201, 1400, 1500, 1501, Number.NaN),
      fc.integer({ min: 800, max: 2000 }),
    ),
    status: fc.constantFrom(0, 0, 0, 0, status.outOfRange, status.noCommunication),
  }),
  { maxLength: 40 },
);

function co2Rule(shape: Shape): unknown {
  return ruleOf({ unit: 'ppm', points: { quantities: ['co2'] }, condition: { above: limit, ...shape } });
}

/** Runs the engine over the steps; `between` is applied to the run after each. */
function run(
  shape: Shape,
  given: readonly Step[],
  ticks: boolean,
  between?: (run: EngineRun) => EngineRun,
): string[] {
  let engine = new EngineRun(compiledFrom([co2Rule(shape)], campus));
  const told: string[] = [];
  let now = start;
  let lastUsable = 0;
  for (const step of given) {
    now += step.gapMs;
    const before = engine.effects.length;
    if (step.kind === 'tick') {
      if (ticks) engine.tick(now);
    } else if (step.kind === 'late') {
      if (lastUsable > 0) engine.sample(lastUsable - 1, step.value, step.status, now);
    } else {
      engine.sample(now, step.value, step.status);
      if (isUsable(step)) lastUsable = now;
    }
    told.push(...engine.told.slice(before));
    if (between) engine = between(engine);
  }
  const before = engine.effects.length;
  engine.wait(now, now + 30_000);
  return [...told, ...engine.told.slice(before)];
}

function isUsable(step: Step): boolean {
  return !Number.isNaN(step.value) && qualityOf(step.status) !== 'bad';
}

/** Spans of constant verdict from the whole list of samples, then summed: nothing shared with the engine. */
function oracle(shape: Shape, given: readonly Step[]): string[] {
  const points: { at: number; verdict: string }[] = [];
  let now = start;
  for (const step of given) {
    now += step.gapMs;
    if (step.kind !== 'sample') continue;
    const clearLimit = limit - shape.hysteresis;
    const judged = step.value > limit ? 'beyond' : step.value <= clearLimit ? 'returned' : 'band';
    points.push({ at: now, verdict: isUsable(step) ? judged : 'unknown' });
  }
  const told: string[] = [];
  let isActive = false;
  let occurrence = 0;
  let summed = 0;
  let wasCounting = false;
  points.forEach(({ at, verdict }, i) => {
    const until = points[i + 1]?.at ?? now + 30_000;
    if (verdict === 'unknown') return;
    const needed = isActive ? shape.clearAfterMs : shape.forMs;
    if (verdict !== (isActive ? 'returned' : 'beyond')) {
      summed = 0;
      wasCounting = false;
      return;
    }
    if (!wasCounting) summed = 0;
    wasCounting = true;
    if (summed + until - at < needed) {
      summed += until - at;
      return;
    }
    isActive = !isActive;
    if (isActive) occurrence++;
    told.push(`${isActive ? '+' : '-'}${occurrence}@${at + needed - summed}`);
    summed = 0;
    wasCounting = false;
  });
  return told;
}

test('the engine tells what a naive look at the whole list tells', () => {
  fc.assert(
    fc.property(shapes, steps, (shape, given) => {
      expect(run(shape, given, true)).toEqual(oracle(shape, given));
    }),
    { numRuns: 1000 },
  );
});

test('when the hub happens to tick changes nothing', () => {
  fc.assert(
    fc.property(shapes, steps, (shape, given) => {
      const longGaps = given.reduce((most, step) => most + step.gapMs, 0) > 25_000;
      fc.pre(!longGaps);
      expect(run(shape, given, false)).toEqual(run(shape, given, true));
    }),
  );
});

test('saving and loading at any moment changes nothing', () => {
  fc.assert(
    fc.property(shapes, steps, (shape, given) => {
      const compiled = compiledFrom([co2Rule(shape)], campus);
      const reloaded = (engine: EngineRun): EngineRun => {
        const state = loadState(compiled, saveState(engine.state));
        expect(state).toEqual(engine.state);
        return new EngineRun(compiled, state);
      };
      expect(run(shape, given, true, reloaded)).toEqual(run(shape, given, true));
    }),
  );
});

test('inside the band the alarm never changes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1201, max: 1500 }), { maxLength: 50 }),
      fc.boolean(),
      (values, raised) => {
        const engine = new EngineRun(
          compiledFrom([co2Rule({ hysteresis: 300, forMs: 0, clearAfterMs: 0 })], campus),
        );
        if (raised) engine.sample(start, 1600);
        const before = engine.effects.length;
        values.forEach((value, i) => {
          engine.sample(start + i + 1, value);
        });
        expect(engine.effects.length).toBe(before);
      },
    ),
  );
});

test('1,000 rules cost a sample no more than 10', () => {
  const judgedWith = (ruleCount: number): number => {
    const points = Array.from({ length: ruleCount }, (_, i) => ({
      device: `air-${i}`,
      id: 'co2',
      quantity: 'co2' as const,
    }));
    const many = tinyCampus(points);
    const rules = points.map(({ device }, i) =>
      ruleOf({
        id: `r${i}`,
        unit: 'ppm',
        points: { devices: [device] },
        condition: { above: limit, forMs: 5000 },
      }),
    );
    const compiled = compiledFrom(rules, many);
    const columns = new SampleColumns();
    for (let row = 0; row < 100; row++) columns.push(row % 10, start + row, 1600, 0);
    return evaluate(compiled, initialState(compiled), columns.take(), start + 100).judged;
  };
  expect(judgedWith(1000)).toBe(judgedWith(10));
  expect(judgedWith(1000)).toBe(100);
});
