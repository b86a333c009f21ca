// The samples that still wait in the spool, by point and in order of time, for queries to merge with what the server has.
import { CampusError } from '@campus/campus-model';
import type { WorkerClient } from '@campus/runtime';
import type { Span } from '../roll-up/tiers.ts';
import { type Columns, joinColumns } from './columns.ts';
import type { SpoolMethods } from './spool-worker.ts';

export type SpoolClient = WorkerClient<SpoolMethods>;

/** What one query may hold of the spool in memory: some 50 MB. */
const mostRows = 2_000_000;

export class SpooledSamples {
  readonly columns: Columns;
  readonly #rows = new Map<number, number[]>();

  private constructor(columns: Columns) {
    this.columns = columns;
    for (let row = 0; row < columns.length; row++) {
      const rows = this.#rows.get(columns.point[row]!);
      if (rows) rows.push(row);
      else this.#rows.set(columns.point[row]!, [row]);
    }
    for (const [point, rows] of this.#rows) this.#rows.set(point, this.#inOrder(rows));
  }

  /**
   * `points` null: all. To be asked before the server is: what leaves the spool between the two is then seen twice, and
   * told apart by its identity, and never missed.
   */
  static async read(
    spool: SpoolClient,
    points: readonly number[] | null,
    span: Span,
  ): Promise<SpooledSamples> {
    const parts: Columns[] = [];
    let rows = 0;
    for (let after: number | null = 0; after !== null; ) {
      const part: Awaited<ReturnType<SpoolMethods['look']>> = await spool.call('look', [points, span, after]);
      parts.push(part.columns);
      rows += part.columns.length;
      if (rows > mostRows)
        throw new CampusError(
          'store-unavailable',
          'Too much of this span still waits for the InfluxDB server.',
        );
      after = part.after;
    }
    return new SpooledSamples(joinColumns(parts));
  }

  /** Rows of the columns, by time and ordinal; none where nothing waits. */
  of(point: number): readonly number[] {
    return this.#rows.get(point) ?? [];
  }

  points(): Iterable<number> {
    return this.#rows.keys();
  }

  /** Of two rows of one identity the later commit counts, as on the server. */
  #inOrder(rows: readonly number[]): number[] {
    const { timeMs, ordinal } = this.columns;
    const sorted = rows.toSorted(
      (one, other) => timeMs[one]! - timeMs[other]! || ordinal[one]! - ordinal[other]! || one - other,
    );
    return sorted.filter((row, i) => {
      const next = sorted[i + 1];
      return next === undefined || timeMs[next] !== timeMs[row] || ordinal[next] !== ordinal[row];
    });
  }
}
