// Mistakes in a rule's condition, judged against the points it covers: unit, range, states, hysteresis.
import { type FilePath, type Mistake, type Point, showFound } from '@campus/campus-model';
import type { Rule } from './rule.ts';

interface Limit {
  readonly value: number;
  readonly path: FilePath;
}

/** `path` is where the rule stands in the file. One mistake a place, however many points share it. */
export function conditionMistakes(rule: Rule, points: readonly Point[], path: FilePath): Mistake[] {
  const found = [...hysteresisMistakes(rule, path)];
  for (const point of points) {
    if (rule.condition.unavailable) continue;
    found.push(...unitMistakes(rule, point, path));
    for (const limit of limitsOf(rule, [...path, 'condition'])) found.push(...limitMistakes(limit, point));
  }
  return firstOfEachPlace(found);
}

function limitsOf({ condition }: Rule, path: FilePath): Limit[] {
  const limits: Limit[] = [];
  const { above, below, outside, equals, notEquals } = condition;
  if (above !== undefined) limits.push({ value: above, path: [...path, 'above'] });
  if (below !== undefined) limits.push({ value: below, path: [...path, 'below'] });
  if (outside !== undefined) {
    limits.push({ value: outside.min, path: [...path, 'outside', 'min'] });
    limits.push({ value: outside.max, path: [...path, 'outside', 'max'] });
  }
  if (equals !== undefined) limits.push({ value: equals, path: [...path, 'equals'] });
  if (notEquals !== undefined) limits.push({ value: notEquals, path: [...path, 'notEquals'] });
  condition.in?.forEach((value, i) => {
    limits.push({ value, path: [...path, 'in', i] });
  });
  return limits;
}

function unitMistakes(rule: Rule, point: Point, path: FilePath): Mistake[] {
  if (point.quantity === 'text') {
    const expected = `points of numbers; ${point.pointId} is text`;
    return [{ path: [...path, 'points'], found: 'a text point', expected }];
  }
  if ((rule.unit ?? '') === point.unit) return [];
  const expected = `"${point.unit}", the unit of ${point.pointId}`;
  return [{ path: [...path, 'unit'], found: showFound(rule.unit), expected }];
}

function limitMistakes(limit: Limit, point: Point): Mistake[] {
  const { value, path } = limit;
  if (point.states && !Object.hasOwn(point.states, String(value))) {
    const expected = `one of the states of ${point.pointId}: ${Object.keys(point.states).join(', ')}`;
    return [{ path, found: showFound(value), expected }];
  }
  if (point.range && (value < point.range.min || value > point.range.max)) {
    const expected = `within the range of ${point.pointId}, ${point.range.min} to ${point.range.max}`;
    return [{ path, found: showFound(value), expected }];
  }
  return [];
}

function hysteresisMistakes({ condition }: Rule, path: FilePath): Mistake[] {
  const { hysteresis, outside, above, below } = condition;
  if (hysteresis === 0) return [];
  const at = [...path, 'condition', 'hysteresis'];
  if (outside && outside.min + hysteresis > outside.max - hysteresis) {
    return [{ path: at, found: showFound(hysteresis), expected: 'less than half of the span outside names' }];
  }
  if (!outside && above === undefined && below === undefined) {
    const expected = 'no hysteresis: only above, below and outside have one';
    return [{ path: at, found: showFound(hysteresis), expected }];
  }
  return [];
}

function firstOfEachPlace(mistakes: readonly Mistake[]): Mistake[] {
  const places = new Map<string, Mistake>();
  for (const mistake of mistakes) {
    const place = mistake.path.join('.');
    if (!places.has(place)) places.set(place, mistake);
  }
  return [...places.values()];
}
