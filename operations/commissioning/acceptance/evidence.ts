// What a point says at a moment and whether it can be believed: for the page, and as the evidence of a verdict.
import {
  authorise,
  type CommissioningPoint,
  type Evidence,
  type Finding,
  type Identity,
  type JudgedPoint,
  judgeOrder,
  judgeValue,
  type OrderEvidence,
  type Plausibility,
  type Point,
  plausibilityOf,
  type SeenValue,
  type Text,
  type TrialEvidence,
  wordCodingOf,
} from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { LatestValues } from '@campus/telemetry-store';
import type { PointWatch } from './point-watch.ts';
import type { Trials } from './trials.ts';

type PointJudgement = Pick<
  CommissioningPoint,
  'coding' | 'wrapsAt' | 'seen' | 'memory' | 'trialFindings' | 'plausibility' | 'findings'
>;

interface JudgeParts {
  readonly latest: Pick<LatestValues, 'indexOf' | 'at'>;
  readonly watch: Pick<PointWatch, 'touch' | 'memory'>;
  readonly trials: Pick<Trials, 'evidence'>;
  readonly clock: Clock;
}

export class PointJudge {
  readonly #parts: JudgeParts;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  now(): number {
    return this.#parts.clock.now();
  }

  /** Somebody commissions: from now on, for a while, what points do is remembered. */
  touch(): void {
    this.#parts.watch.touch();
  }

  /** `order` is the last one of an output; null for what cannot be ordered. */
  judge(point: Point, order: OrderEvidence | null, identity: Identity): PointJudgement {
    const { latest, watch, trials, clock } = this.#parts;
    const seen = latest.at(latest.indexOf(point.pointId)) ?? nothing;
    const memory = watch.memory(point.pointId);
    const judged = judgedPoint(point, identity);
    const trialFindings = order ? (trials.evidence(point.pointId, order.id)?.findings ?? []) : [];
    const findings: Finding[] = point.write
      ? [...judgeOrder(judged, order), ...trialFindings]
      : judgeValue(judged, seen, memory, clock.now());
    return {
      coding: judged.coding,
      wrapsAt: judged.wrapsAt,
      seen: plainly(seen),
      memory,
      trialFindings,
      findings,
      plausibility: plausibilityOf(findings),
    };
  }
}

const nothing: SeenValue = { value: Number.NaN, text: null, timeMs: Number.NaN, status: 0 };

function judgedPoint(point: Point, identity: Identity): JudgedPoint {
  const { kind, quantity, unit, decimals, range, states, counter, wrapsAt, address, write } = point;
  return {
    kind,
    quantity,
    unit,
    decimals,
    range: range ?? null,
    states: states ?? null,
    counter: counter ?? false,
    wrapsAt: wrapsAt ?? null,
    coding: wordCodingOf(address),
    isWritable: write !== undefined,
    mayCommand: write !== undefined && authorise(identity, 'point.command', point),
  };
}

function plainly({ value, text, timeMs, status }: SeenValue): CommissioningPoint['seen'] {
  const numberOrNull = (number: number) => (Number.isFinite(number) ? number : null);
  return { value: numberOrNull(value), text, timeMs: numberOrNull(timeMs), status };
}

interface Circumstances {
  readonly at: number;
  readonly unit: string;
  readonly address: Text;
  readonly order: OrderEvidence | null;
  readonly trial: TrialEvidence | null;
  readonly reference: { readonly value: number; readonly instrument: string } | undefined;
}

export function evidenceOf(
  {
    seen,
    findings,
    plausibility,
  }: { seen: PointJudgement['seen']; findings: Finding[]; plausibility: Plausibility },
  { reference, ...circumstances }: Circumstances,
): Evidence {
  const difference = seen.value === null || !reference ? null : rounded(seen.value - reference.value);
  return {
    ...seen,
    ...circumstances,
    plausibility,
    findings,
    reference: reference ? { ...reference, difference } : null,
  };
}

/** Without the dust of binary fractions. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
