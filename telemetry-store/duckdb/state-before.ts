// What is known of points right before a time: the last sample, and for counters the last usable value however long ago.
import { dayMs, dayOf } from './late-days.ts';
import { pointsWhere, type Span, samplePartsOf, sampleSelects, whole } from './sample-sources.ts';
import type { Part } from './stock.ts';
import { nothingBefore, type PointState } from './sum-grid.ts';
import type { View } from './view.ts';

/** Most points have a sample of the last minutes: these are looked at before the rest of the day. */
const nearMs = 15 * 60_000;
/** And then the last days, before all others. */
const nearDays = 3;

interface Known {
  endsMs: number;
  held: number;
  usableMs: number;
  usable: number;
}

type Row = [point: number, endsMs: number, held: number, usableMs: number, usable: number];

/** `points` are numbers. The state of each that has any. */
export async function statesBefore(
  view: View,
  timeMs: number,
  points: readonly number[],
): Promise<Map<number, PointState>> {
  const search = new Search(view, timeMs);
  const day = dayOf(timeMs, view.dayOffsetMs);
  const near = Math.max(day, timeMs - nearMs);
  await search.samples({ fromMs: near, toMs: timeMs }, points);
  await search.samples({ fromMs: day, toMs: near }, search.open(points, near));
  const rest = search.open(points, day);
  await search.unfolded(day, rest);
  await search.days({ fromMs: day - nearDays * dayMs, toMs: day }, rest);
  await search.days(
    { fromMs: Number.MIN_SAFE_INTEGER, toMs: day - nearDays * dayMs },
    search.open(rest, day - nearDays * dayMs),
  );
  return search.found;
}

class Search {
  readonly #known = new Map<number, Known>();
  readonly #view: View;
  readonly #timeMs: number;

  constructor(view: View, timeMs: number) {
    this.#view = view;
    this.#timeMs = timeMs;
  }

  get found(): Map<number, PointState> {
    return new Map(
      [...this.#known].map(([point, { endsMs, held, usable }]) => [point, { endsMs, held, usable }]),
    );
  }

  /** The points of which samples before `fromMs`, where the search is now, can still matter. */
  open(points: readonly number[], fromMs: number): number[] {
    return points.filter((point) => {
      const known = this.#known.get(point);
      const { holdMs, isCounter } = this.#view.points.get(point);
      if (isCounter) return !known || Number.isNaN(known.usable);
      return !known && this.#timeMs - holdMs < fromMs;
    });
  }

  async samples(span: Span, points: readonly number[]): Promise<void> {
    if (span.fromMs >= span.toMs) return;
    await this.#samples(samplePartsOf(this.#view.stock, span, this.#view.dayOffsetMs), span, points);
  }

  /** Samples before the day that no day's row knows: hot ones, and those that wait to be folded. */
  async unfolded(day: number, points: readonly number[]): Promise<void> {
    const { stock } = this.#view;
    const waiting = stock.parts.filter((part) => part.level === 0 && part.dayMs < day);
    await this.#samples(waiting, { fromMs: Number.MIN_SAFE_INTEGER, toMs: day }, points);
  }

  async days({ fromMs, toMs }: Span, points: readonly number[]): Promise<void> {
    if (points.length === 0) return;
    const where = `${pointsWhere(points)} AND from_ms >= ${whole(fromMs)} AND from_ms < ${whole(toMs)}`;
    await this.#take(`SELECT point, max(ends_ms)::DOUBLE, max_by(coalesce(held, 'NaN'::DOUBLE), from_ms),
      coalesce(max(last_ms)::DOUBLE, 'NaN'::DOUBLE),
      coalesce(max_by(last, from_ms) FILTER (count > 0), 'NaN'::DOUBLE) FROM days WHERE ${where} GROUP BY point`);
  }

  async #samples(parts: readonly Part[], span: Span, points: readonly number[]): Promise<void> {
    if (points.length === 0) return;
    const { stock, folder } = this.#view;
    const selects = sampleSelects({ hot: stock.hot, parts }, folder, span, points);
    if (selects.length === 0) return;
    const usable = 'value IS NOT NULL AND status < 2147483648';
    await this.#take(`SELECT point, max(time_ms)::DOUBLE,
      max_by(CASE WHEN ${usable} THEN value ELSE 'NaN'::DOUBLE END, place),
      coalesce((max(time_ms) FILTER (${usable}))::DOUBLE, 'NaN'::DOUBLE),
      coalesce(max_by(value, place) FILTER (${usable}), 'NaN'::DOUBLE)
      FROM (SELECT *, time_ms::HUGEINT * 65536 + ordinal AS place FROM (${selects.join(' UNION ALL ')})) GROUP BY point`);
  }

  async #take(sql: string): Promise<void> {
    const rows = await this.#view.connection.runAndReadAll(sql);
    for (const row of rows.getRows()) {
      const [point, endsMs, held, usableMs, usable] = row.map(Number) as Row;
      const known = this.#known.get(point) ?? { ...nothingBefore, usableMs: Number.NaN };
      if (!(known.endsMs >= endsMs)) Object.assign(known, { endsMs, held });
      if (!Number.isNaN(usableMs) && !(known.usableMs >= usableMs))
        Object.assign(known, { usableMs, usable });
      this.#known.set(point, known);
    }
  }
}
