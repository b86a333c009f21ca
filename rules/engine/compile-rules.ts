// Rules bound to the points of a campus and indexed by point, so that a sample costs what its own point's
// conditions cost, however many rules there are.
import { type Campus, type FilePath, type Mistake, type Point, staleFactor } from '@campus/campus-model';
import { conditionMistakes } from './condition-mistakes.ts';
import type { Rule } from './rule.ts';
import { type IndexedPoint, indexPoints, selectionMistakes, selectPoints } from './select-points.ts';
import { type Judge, judgeOf } from './verdict.ts';

/** One rule on one point: what is judged, timed and counted. */
export interface Condition {
  readonly ruleId: string;
  readonly pointId: string;
  readonly spaceId: string;
  readonly judge: Judge;
  readonly forMs: number;
  readonly clearAfterMs: number;
  /** For a rule on availability: silence past this is unavailable too. Null for a comparison. */
  readonly staleAfterMs: number | null;
}

export type CompileResult =
  | { readonly ok: true; readonly compiled: CompiledRules }
  | { readonly ok: false; readonly mistakes: Mistake[] };

export class CompiledRules {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly conditions: readonly Condition[];
  /** `rule:point` of each condition. */
  readonly keys: readonly string[];
  /** Conditions of point p: `conditionOf[first[p]…first[p + 1] - 1]`. */
  readonly #first: Uint32Array;
  readonly #conditionOf: Uint32Array;
  readonly #subjects: ReadonlyMap<string, number>;

  constructor(rules: ReadonlyMap<string, Rule>, bound: readonly BoundCondition[], pointCount: number) {
    this.rules = rules;
    this.conditions = bound.map(({ condition }) => condition);
    this.keys = this.conditions.map(({ ruleId, pointId }) => `${ruleId}:${pointId}`);
    const pointOf = Uint32Array.from(bound, ({ pointIndex }) => pointIndex);
    this.#first = new Uint32Array(pointCount + 1);
    this.#conditionOf = new Uint32Array(bound.length);
    this.#index(pointOf);
    const subjects = new Map<string, number>();
    for (const { ruleId } of this.conditions) subjects.set(ruleId, (subjects.get(ruleId) ?? 0) + 1);
    this.#subjects = subjects;
  }

  rule(ruleId: string): Rule | undefined {
    return this.rules.get(ruleId);
  }

  /** Number of points that a rule covers. */
  subjectsOf(ruleId: string): number {
    return this.#subjects.get(ruleId) ?? 0;
  }

  /** Indexes of the conditions on a point; throws RangeError for an index outside the campus. */
  conditionsOf(pointIndex: number): Uint32Array {
    if (pointIndex >= this.#first.length - 1) throw new RangeError(`no point has the index ${pointIndex}`);
    return this.#conditionOf.subarray(this.#first[pointIndex]!, this.#first[pointIndex + 1]!);
  }

  #index(pointOf: Uint32Array): void {
    for (const point of pointOf) this.#first[point + 1]!++;
    for (let point = 1; point < this.#first.length; point++) this.#first[point]! += this.#first[point - 1]!;
    const next = this.#first.slice();
    pointOf.forEach((point, condition) => {
      this.#conditionOf[next[point]!++] = condition;
    });
  }
}

interface BoundCondition {
  readonly pointIndex: number;
  readonly condition: Condition;
}

/**
 * Binds each rule to its points, or says every mistake. Paths start at the file's root: `rules.3.points`. `order`: point ids
 * by the index that sample batches carry; left out, that of the campus.
 */
export function compileRules(
  rules: readonly Rule[],
  campus: Campus,
  order: readonly string[] = [...campus.points.keys()],
): CompileResult {
  const points = indexPoints(campus, order);
  const byId = new Map<string, Rule>();
  const bound: BoundCondition[] = [];
  const mistakes: Mistake[] = [];
  rules.forEach((rule, i) => {
    const selected = selectPoints(rule.points, points, campus);
    mistakes.push(...ruleMistakes(rule, selected, campus, ['rules', i], byId));
    byId.set(rule.id, rule);
    for (const point of selected) bound.push(bind(rule, point));
  });
  if (mistakes.length > 0) return { ok: false, mistakes };
  return { ok: true, compiled: new CompiledRules(byId, bound, order.length) };
}

function ruleMistakes(
  rule: Rule,
  selected: readonly IndexedPoint[],
  campus: Campus,
  path: FilePath,
  before: ReadonlyMap<string, Rule>,
): Mistake[] {
  const mistakes: Mistake[] = [];
  if (before.has(rule.id)) {
    mistakes.push({ path: [...path, 'id'], found: `"${rule.id}"`, expected: 'an id that is not used twice' });
  }
  const unknown = selectionMistakes(rule.points, campus, [...path, 'points']);
  mistakes.push(...unknown);
  if (selected.length === 0 && unknown.length === 0) {
    const expected = 'a selection that at least one point of the campus passes';
    mistakes.push({ path: [...path, 'points'], found: 'no point', expected });
  }
  const covered = selected.map(({ point }) => point);
  return [...mistakes, ...conditionMistakes(rule, covered, path)];
}

function bind(rule: Rule, { index, point }: IndexedPoint): BoundCondition {
  return { pointIndex: index, condition: conditionOf(rule, point) };
}

function conditionOf(rule: Rule, point: Point): Condition {
  const { forMs, clearAfterMs, unavailable } = rule.condition;
  return {
    ruleId: rule.id,
    pointId: point.pointId,
    spaceId: point.spaceId,
    judge: judgeOf(rule.condition),
    forMs,
    clearAfterMs,
    staleAfterMs: unavailable ? staleFactor * point.heartbeatMs : null,
  };
}
