// The points that samples of this gateway may be of, by number: those of the plan, then foreign ones, which the campus no
// longer has and the backlog still does.
import { type Point, type PointId, parsePointId } from '@campus/campus-model/plain';
import type { PollPlan } from '../poll-plan.ts';
import { AliasBook } from './alias-book.ts';

/** Past this samples of further foreign points stay in the outbox. */
const mostForeignPoints = 10_000;

export interface ForeignPoint {
  readonly localId: string;
  readonly isText: boolean;
  readonly index: number;
}

export class PointBook {
  readonly aliases = new AliasBook();
  readonly #plan: PollPlan;
  readonly #deviceIds: string[];
  readonly #aliasOf: number[];
  readonly #isText: boolean[];
  readonly #foreign = new Map<PointId, number>();
  readonly #foreignOf = new Map<string, ForeignPoint[]>();

  constructor(plan: PollPlan) {
    this.#plan = plan;
    this.#deviceIds = plan.points.map(({ deviceId }) => deviceId);
    this.#aliasOf = plan.points.map(() => this.aliases.fresh());
    this.#isText = plan.points.map(isTextPoint);
  }

  /** The ids of the plan's points, by number. */
  get planned(): readonly PointId[] {
    return this.#plan.points.map(({ pointId }) => pointId);
  }

  deviceOf(index: number): string {
    return this.#deviceIds[index]!;
  }

  aliasOf(index: number): number {
    return this.#aliasOf[index]!;
  }

  isText(index: number): boolean {
    return this.#isText[index]!;
  }

  isForeign(index: number): boolean {
    return index >= this.#plan.points.length;
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
    const index = this.#deviceIds.length;
    this.#foreign.set(pointId, index);
    this.#deviceIds.push(parsed.deviceId);
    this.#aliasOf.push(this.aliases.fresh());
    this.#isText.push(isText);
    const own = this.#foreignOf.get(parsed.deviceId) ?? [];
    own.push({ localId: parsed.localId, isText, index });
    this.#foreignOf.set(parsed.deviceId, own);
    return index;
  }
}

function isTextPoint(point: Point): boolean {
  return point.quantity === 'text';
}
