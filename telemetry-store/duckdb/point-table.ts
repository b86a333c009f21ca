// The points that the history knows: a number each, given once, and the rules their sums are made by.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryPoint } from '../history-store.ts';

/** Rules of points that left the campus before format 2: their values hold no longer than themselves. */
const noRules = { holdMs: 0, isCounter: false, wrapsAt: null };

export class PointTable {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #points: readonly HistoryPoint[];
  /** The fold from which on sums are made by the present rules. */
  readonly #rulesFold: Float64Array;

  private constructor(points: readonly HistoryPoint[], rulesFold: Float64Array) {
    this.#points = points;
    this.#numbers = new Map(points.map(({ id }, number) => [id, number]));
    this.#rulesFold = rulesFold;
  }

  /** Numbers the points that are new and takes over rules that changed; `fold` is the next one. */
  static async load(
    connection: DuckDBConnection,
    campus: readonly HistoryPoint[],
    fold: number,
  ): Promise<PointTable> {
    const points: HistoryPoint[] = [];
    const rulesFold: number[] = [];
    const rows = await connection.runAndReadAll(
      'SELECT number, id, hold_ms, is_counter, wraps_at, coalesce(rules_fold, 0)::DOUBLE FROM points ORDER BY number',
    );
    for (const [number, id, holdMs, isCounter, wrapsAt, since] of rows.getRows()) {
      const rules =
        holdMs === null
          ? noRules
          : {
              holdMs: Number(holdMs),
              isCounter: isCounter === true,
              wrapsAt: wrapsAt === null ? null : Number(wrapsAt),
            };
      points[Number(number)] = { id: String(id), ...rules };
      rulesFold[Number(number)] = Number(since);
    }
    const changed = takeOver(points, rulesFold, campus, fold);
    await write(connection, changed, points, rulesFold);
    return new PointTable(points, Float64Array.from(rulesFold));
  }

  get count(): number {
    return this.#points.length;
  }

  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  get(number: number): HistoryPoint {
    return this.#points[number]!;
  }

  /** Whether sums of that fold were made by the rules the point has now. */
  hasRulesOf(number: number, fold: number): boolean {
    return this.#rulesFold[number]! <= fold;
  }
}

function takeOver(
  points: HistoryPoint[],
  rulesFold: number[],
  campus: readonly HistoryPoint[],
  fold: number,
): { added: number[]; changed: number[] } {
  const numbers = new Map(points.map(({ id }, number) => [id, number]));
  const added: number[] = [];
  const changed: number[] = [];
  for (const point of campus) {
    const number = numbers.get(point.id);
    if (number !== undefined && isSame(points[number]!, point)) {
      points[number] = point; // the opener keeps it: one object less
      continue;
    }
    const at = number ?? points.length;
    (number === undefined ? added : changed).push(at);
    numbers.set(point.id, at);
    points[at] = point;
    rulesFold[at] = number === undefined ? 0 : fold;
  }
  return { added, changed };
}

function isSame(a: HistoryPoint, b: HistoryPoint): boolean {
  return a.holdMs === b.holdMs && a.isCounter === b.isCounter && a.wrapsAt === b.wrapsAt;
}

async function write(
  connection: DuckDBConnection,
  { added, changed }: { added: readonly number[]; changed: readonly number[] },
  points: readonly HistoryPoint[],
  rulesFold: readonly number[],
): Promise<void> {
  if (added.length + changed.length === 0) return;
  await connection.run('BEGIN');
  if (changed.length > 0) await connection.run(`DELETE FROM points WHERE number IN (${changed.join(', ')})`);
  const appender = await connection.createAppender('points');
  for (const number of [...added, ...changed]) {
    const { id, holdMs, isCounter, wrapsAt } = points[number]!;
    appender.appendInteger(number);
    appender.appendVarchar(id);
    appender.appendDouble(holdMs);
    appender.appendBoolean(isCounter);
    if (wrapsAt === null) appender.appendNull();
    else appender.appendDouble(wrapsAt);
    appender.appendBigInt(BigInt(rulesFold[number]!));
    appender.endRow();
  }
  appender.closeSync();
  await connection.run('COMMIT');
}
