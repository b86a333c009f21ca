// The engine's state outlives a restart and a change of rules.
import { loadState, saveState } from '@campus/rules-engine';
import { expect, test } from 'vitest';
import { compiledFrom, EngineRun, ruleOf } from './engine-run.ts';
import { tinyCampus } from './tiny-campus.ts';

const campus = tinyCampus([{ device: 'air', id: 'co2', quantity: 'co2' }]);
const rule = (more: Record<string, unknown> = {}): unknown =>
  ruleOf({ unit: 'ppm', points: { quantities: ['co2'] }, condition: { above: 1500 }, ...more });
const start = 1_000_000;

test('the next occurrence number survives', () => {
  const compiled = compiledFrom([rule()], campus);
  const run = new EngineRun(compiled);
  run.sample(start, 1600);
  run.sample(start + 1, 400);
  const again = new EngineRun(compiled, loadState(compiled, saveState(run.state)));
  again.sample(start + 2, 1600);
  expect(again.told).toEqual([`+2@${start + 2}`]);
});

test('the alarm of a rule that is gone is cleared, its counter kept for when it comes back', () => {
  const run = new EngineRun(compiledFrom([rule()], campus));
  run.sample(start, 1600);
  const without = compiledFrom([], campus);
  const gone = new EngineRun(without, loadState(without, saveState(run.state)));
  expect(gone.tick(start + 10)).toMatchObject([
    { ruleId: 'r1', subject: 'air/co2', occurrence: 1, isActive: false, at: start + 10, value: null },
  ]);
  expect(gone.tick(start + 20)).toEqual([]);
  const with_ = compiledFrom([rule()], campus);
  const back = new EngineRun(with_, loadState(with_, saveState(gone.state)));
  back.sample(start + 30, 1600);
  expect(back.told).toEqual([`+2@${start + 30}`]);
});

test('a changed limit judges the next sample', () => {
  const run = new EngineRun(compiledFrom([rule()], campus));
  run.sample(start, 1600);
  const higher = compiledFrom([rule({ condition: { above: 2000 } })], campus);
  const again = new EngineRun(higher, loadState(higher, saveState(run.state)));
  again.sample(start + 10, 1600);
  expect(again.told).toEqual([`-1@${start + 10}`]);
});

test.each([[''], ['{}'], ['{"version":2}'], ['null']])('a broken text is refused: %j', (text) => {
  expect(() => loadState(compiledFrom([rule()], campus), text)).toThrow();
});
