// Turns the buckets of a point, stretch by stretch, into columns.
import {
  bucketQualities,
  type ColumnsHead,
  columnArray,
  columnsBlock,
  type HistoryBucket,
  type HistoryColumnName,
  type HistoryView,
  historyColumnKinds,
  knownRise,
  qualityInOrder,
  tiers,
} from '@campus/campus-model';
import type { BucketPlan } from './history-plan.ts';

type Column = ReturnType<typeof columnArray>;

export class ColumnGatherer {
  readonly #plan: BucketPlan;
  readonly #nowMs: number;
  readonly #columns = new Map<HistoryColumnName, Column>();
  readonly #qualityOf = qualityInOrder();
  #row = 0;
  #coveredMs = 0;
  #tier = 0;

  constructor(plan: BucketPlan, names: readonly HistoryColumnName[], nowMs: number) {
    this.#plan = plan;
    this.#nowMs = nowMs;
    for (const name of names) {
      const column = columnArray(name, plan.rows);
      if (historyColumnKinds[name].startsWith('float')) column.fill(name === 'coverage' ? 0 : Number.NaN);
      this.#columns.set(name, column);
    }
  }

  /** The next stretch of the point. */
  add({ buckets, tier, bucketMs }: HistoryView): void {
    this.#tier = Math.max(this.#tier, tiers.indexOf(tier));
    for (const bucket of buckets) {
      const quality = bucketQualities.indexOf(this.#qualityOf(bucket));
      for (const [name, column] of this.#columns) column[this.#row] = numberOf(bucket, name, quality);
      this.#coveredMs += bucket.coverage * bucketMs;
      this.#row++;
    }
  }

  /** The point's block of the message. */
  block(pointId: string, gaps: ColumnsHead['gaps']): Uint8Array {
    const { fromMs, toMs, bucketMs, rows } = this.#plan;
    const elapsedMs = Math.min(toMs, this.#nowMs) - fromMs;
    const head: ColumnsHead = {
      pointId,
      fromMs,
      bucketMs,
      length: rows,
      coverage: elapsedMs > 0 ? this.#coveredMs / elapsedMs : 0,
      tier: tiers[this.#tier]!,
      gaps,
      columns: [...this.#columns.keys()],
    };
    return columnsBlock(head, (name) => this.#columns.get(name)!);
  }
}

function numberOf(bucket: HistoryBucket, name: HistoryColumnName, quality: number): number {
  if (name === 'quality') return quality;
  const value = name === 'rise' ? knownRise(bucket) : bucket[name];
  return value ?? Number.NaN;
}
