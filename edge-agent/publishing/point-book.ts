// The points that samples of this gateway may be of, by number: those of the plan, and foreign ones, which the campus no
// longer has and the backlog still does.
import { type Point, type PointId, parsePointId } from '@campus/campus-model/plain';
import type { PollPlan } from '../poll-plan.ts';
import { AliasBook } from './alias-book.ts';

/** Foreign points are numbered from here: far past what a plan grows to. */
const firstForeign = 1 << 24;
/** Past this samples of further foreign points stay in the outbox. */
const mostForeignPoints = 10_000;

export interface ForeignPoint {
  readonly localId: string;
  readonly isText: boolean;
  readonly index: number;
}

interface Foreign {
  readonly deviceId: string;
  readonly alias: number;
  readonly isText: boolean;
}

export class PointBook {
  readonly aliases = new AliasBook();
  readonly #plan: PollPlan;
  readonly #aliasOf: number[] = [];
  readonly #isText: boolean[] = [];
  /** By number less `firstForeign`. */
  readonly #foreignPoints: Foreign[] = [];
  readonly #foreign = new Map<PointId, number>();
  readonly #foreignOf = new Map<string, ForeignPoint[]>();

  constructor(plan: PollPlan) {
    this.#plan = plan;
    this.follow();
  }

  /** The plan has grown, or a number of it stands for another kind of value; foreign points that it has are none any more. */
  follow(): void {
    const { points, indexOf } = this.#plan;
    for (const [index, point] of points.entries()) {
      this.#aliasOf[index] ??= this.aliases.fresh();
      this.#isText[index] = isTextPoint(point);
    }
    for (const [pointId, index] of this.#foreign) {
      if (!indexOf.has(pointId)) continue;
      this.#foreign.delete(pointId);
      const { deviceId } = this.#foreignPoints[index - firstForeign]!;
      const rest = this.foreignOf(deviceId).filter((point) => point.index !== index);
      this.#foreignOf.set(deviceId, rest);
    }
  }

  /** The ids of the plan's points, by number. */
  get planned(): readonly PointId[] {
    return this.#plan.points.map(({ pointId }) => pointId);
  }

  deviceOf(index: number): string {
    return (this.#plan.points[index] ?? this.#foreignPoints[index - firstForeign]!).deviceId;
  }

  aliasOf(index: number): number {
    return this.#aliasOf[index] ?? this.#foreignPoints[index - firstForeign]!.alias;
  }

  isText(index: number): boolean {
    return this.#isText[index] ?? this.#foreignPoints[index - firstForeign]!.isText;
  }

  foreignOf(deviceId: string): readonly ForeignPoint[] {
    return this.#foreignOf.get(deviceId) ?? [];
  }

  /** The number of a point that the backlog names; null for no point id, or one foreign point too many. */
  find(pointId: PointId, isText: boolean): number | null {
    return this.#plan.indexOf.get(pointId) ?? this.#foreign.get(pointId) ?? this.#add(pointId, isText);
  }

  #add(pointId: PointId, isText: boolean): number | null {
    const parsed = parsePointId(pointId);
    if (!parsed || this.#foreign.size >= mostForeignPoints) return null;
    const index = firstForeign + this.#foreignPoints.length;
    this.#foreign.set(pointId, index);
    this.#foreignPoints.push({ deviceId: parsed.deviceId, alias: this.aliases.fresh(), isText });
    const own = this.#foreignOf.get(parsed.deviceId) ?? [];
    own.push({ localId: parsed.localId, isText, index });
    this.#foreignOf.set(parsed.deviceId, own);
    return index;
  }
}

function isTextPoint(point: Point): boolean {
  return point.quantity === 'text';
}
