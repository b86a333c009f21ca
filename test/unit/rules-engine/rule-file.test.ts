// Mistakes in a rule file: each names its place, what was found and what was expected.
import { describe, expect, test } from 'vitest';
import { compiledFrom, readRules, ruleOf } from './engine-run.ts';
import { tinyCampus } from './tiny-campus.ts';

const states = { '0': { zh: '正常', en: 'normal' }, '1': { zh: '火警', en: 'fire' } };
const campus = tinyCampus([
  { device: 'air', id: 'co2', quantity: 'co2', more: { range: { min: 0, max: 5000 } } },
  { device: 'air', id: 'temperature', quantity: 'temperature', more: { range: { min: -40, max: 80 } } },
  { device: 'air-2', id: 'temperature', quantity: 'temperature' },
  { device: 'smoke', id: 'smoke', quantity: 'smoke', deviceKind: 'smoke-detector', more: { states } },
  { device: 'cnc', id: 'program', quantity: 'text', deviceKind: 'machine' },
]);

function mistakesWith(more: Record<string, unknown>): string[] {
  const result = readRules({ version: 1, rules: [ruleOf(more)] }, campus);
  return result.ok ? [] : result.mistakes.map((m) => `${m.path.join('.')}: ${m.found}; ${m.expected}`);
}

const co2 = { points: { quantities: ['co2'] }, unit: 'ppm' };

describe('mistakes', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      'selects nothing',
      { points: { quantities: ['pm25'] }, condition: { above: 1 } },
      'rules.0.points: no point;',
    ],
    ['no filter', { points: {}, condition: { above: 1 } }, 'rules.0.points: {}; at least one filter'],
    [
      'unknown quantity',
      { ...co2, points: { quantities: ['co3'] }, condition: { above: 1 } },
      'rules.0.points.quantities.0: "co3";',
    ],
    [
      'unknown device',
      { ...co2, points: { devices: ['nope'] }, condition: { above: 1 } },
      'rules.0.points.devices.0: "nope"; the id of a device',
    ],
    [
      'unknown exception',
      { ...co2, points: { quantities: ['co2'], except: ['x'] }, condition: { above: 1 } },
      'rules.0.points.except.0: "x";',
    ],
    [
      'unit',
      { ...co2, unit: '°C', condition: { above: 1 } },
      'rules.0.unit: "°C"; "ppm", the unit of air/co2',
    ],
    ['unit left out', { points: co2.points, condition: { above: 1 } }, 'rules.0.unit: nothing; "ppm"'],
    [
      'limit outside the range',
      { ...co2, condition: { above: 9000 } },
      'rules.0.condition.above: 9000; within the range of air/co2, 0 to 5000',
    ],
    [
      'no such state',
      { points: { quantities: ['smoke'] }, condition: { equals: 9 } },
      'rules.0.condition.equals: 9; one of the states of smoke/smoke: 0, 1',
    ],
    [
      'two comparisons',
      { ...co2, condition: { above: 1, below: 2 } },
      'rules.0.condition: {"above":1,"below":2}; exactly one of above',
    ],
    [
      'no comparison',
      { ...co2, condition: { forMs: 5 } },
      'rules.0.condition: {"forMs":5}; exactly one of above',
    ],
    [
      'hysteresis of a state',
      { points: { quantities: ['smoke'] }, condition: { equals: 1, hysteresis: 1 } },
      'rules.0.condition.hysteresis: 1; no hysteresis',
    ],
    [
      'band wider than the span',
      { ...co2, condition: { outside: { min: 10, max: 20 }, hysteresis: 6 } },
      'rules.0.condition.hysteresis: 6; less than half',
    ],
    [
      'text point',
      { points: { localIds: ['program'] }, condition: { equals: 1 } },
      'rules.0.points: a text point; points of numbers',
    ],
    [
      'unknown key',
      { ...co2, condition: { above: 1 }, colour: 'red' },
      'rules.0.colour: "colour"; no such key here',
    ],
    ['not a number', { ...co2, condition: { above: Number.NaN } }, 'rules.0.condition.above:'],
  ])('%s', (_, more, expected) => {
    expect(mistakesWith(more).join('\n')).toContain(expected);
  });

  test('an id used twice', () => {
    const rule = ruleOf({ ...co2, condition: { above: 1 } });
    const result = readRules({ version: 1, rules: [rule, rule] }, campus);
    expect(result.ok || result.mistakes).toMatchObject([{ path: ['rules', 1, 'id'] }]);
  });

  test.each([[null], [[]], ['text'], [{ version: 2, rules: [] }]])('%j is no rule file', (raw) => {
    expect(readRules(raw, campus).ok).toBe(false);
  });
});

test('a selection goes by every filter; exceptions and onePerDevice narrow it', () => {
  const selected = (points: Record<string, unknown>): number =>
    compiledFrom([ruleOf({ points, condition: { unavailable: true } })], campus).subjectsOf('r1');
  expect(selected({ quantities: ['temperature'] })).toBe(2);
  expect(selected({ quantities: ['temperature'], except: ['air-2'] })).toBe(1);
  expect(selected({ spaceKinds: ['classroom'] })).toBe(5);
  expect(selected({ spaceKinds: ['classroom'], onePerDevice: true })).toBe(4);
  expect(selected({ deviceKinds: ['air-sensor'], localIds: ['co2'] })).toBe(1);
  expect(selected({ pointIds: ['air/co2'] })).toBe(1);
});
