// Answers an aggregate query: rows of the tiers where a day is settled, samples everywhere else, joined at their ends, so
// that the answer is the one the samples give.
import { join } from 'node:path';
import { tiers } from '@campus/campus-model/plain';
import {
  type AggregateSpan,
  isSettled,
  type PlannedDay,
  plannedDays,
  type RawSpan,
  rawSpans,
} from './aggregate-plan.ts';
import { chunkRows } from './column-chunks.ts';
import { hourSources } from './hour-parts.ts';
import { dayMs, dayOf } from './late-days.ts';
import { quoted } from './part-files.ts';
import { feed, feedInOrder, readRows, SampleRows } from './sample-feed.ts';
import { isInOrder, pointsWhere, type Span, samplePartsOf, sampleSelects, whole } from './sample-sources.ts';
import { statesBefore } from './state-before.ts';
import { nothingBefore, type PointState, type Stretch, SumGrid } from './sum-grid.ts';
import { type DayRows, eachDayRows, eachSumRow, unpackedRows } from './tier-rows.ts';
import type { View } from './view.ts';

/** Samples that are in memory at once; a longer stretch is read in slices. */
const mostRowsAtOnce = 1_500_000;

export interface AggregateTask extends AggregateSpan {
  /** Numbers of points, each once. */
  readonly numbers: readonly number[];
}

/** Columns of `point × length + bucket`; `tier` is by point, the index into `tiers`. */
export interface AggregateColumns {
  readonly length: number;
  readonly count: Float64Array<ArrayBuffer>;
  readonly uncertain: Float64Array<ArrayBuffer>;
  readonly bad: Float64Array<ArrayBuffer>;
  readonly min: Float64Array<ArrayBuffer>;
  readonly max: Float64Array<ArrayBuffer>;
  readonly sum: Float64Array<ArrayBuffer>;
  readonly last: Float64Array<ArrayBuffer>;
  readonly area: Float64Array<ArrayBuffer>;
  readonly covered: Float64Array<ArrayBuffer>;
  readonly rise: Float64Array<ArrayBuffer>;
  readonly tier: Uint8Array<ArrayBuffer>;
}

export async function readAggregate(view: View, task: AggregateTask): Promise<AggregateColumns> {
  const reader = new AggregateReader(view, task);
  return reader.read();
}

class AggregateReader {
  readonly #view: View;
  readonly #task: AggregateTask;
  readonly #grid: SumGrid;
  /** Index within the query by point number. */
  readonly #indexOf: Int32Array;
  readonly #stretches: Stretch[][];
  readonly #tier: Uint8Array<ArrayBuffer>;

  constructor(view: View, task: AggregateTask) {
    const { numbers, fromMs, toMs, bucketMs, nowMs } = task;
    const length = Math.ceil((toMs - fromMs) / bucketMs);
    this.#view = view;
    this.#task = task;
    const rules = numbers.map((number) => view.points.get(number));
    this.#grid = new SumGrid({ fromMs, bucketMs, length }, rules, Math.min(toMs, nowMs));
    this.#indexOf = new Int32Array(view.points.count).fill(-1);
    for (const [index, number] of numbers.entries()) this.#indexOf[number] = index;
    this.#stretches = numbers.map(() => []);
    this.#tier = new Uint8Array(numbers.length);
  }

  async read(): Promise<AggregateColumns> {
    const days = plannedDays(this.#view.stock, this.#task);
    const raw = new Map(days.map((day) => [day.fold.dayMs, this.#unsettled(day)]));
    await this.#addDays(days, raw);
    await this.#addTiers(days, raw);
    for (const span of rawSpans(this.#task, days, (day) => [...raw.get(day.fold.dayMs)!]))
      await this.#addSamples(span);
    await this.#join(days[0], raw);
    const { length, count, uncertain, bad, min, max, sum, last, area, covered, rise } = this.#grid;
    return { length, count, uncertain, bad, min, max, sum, last, area, covered, rise, tier: this.#tier };
  }

  /** Points (by index) whose samples of the day its sums do not all have. */
  #unsettled({ fold }: PlannedDay): Set<number> {
    const { stock, points } = this.#view;
    const raw = new Set<number>();
    for (const [index, number] of this.#task.numbers.entries())
      if (!isSettled(stock, points, fold, number)) raw.add(index);
    return raw;
  }

  /** Takes the ends of each day, and its sums where it is one bucket; points that lack the day's tier become raw. */
  async #addDays(days: readonly PlannedDay[], raw: ReadonlyMap<number, Set<number>>): Promise<void> {
    const [first, last] = [days[0], days.at(-1)];
    if (!first || !last) return;
    const planned = new Map(days.map((day) => [day.fold.dayMs, day]));
    const where = this.#where({ fromMs: first.fold.dayMs, toMs: last.fold.dayMs + 1 });
    await eachDayRows(this.#view.connection, where, (rows) => {
      for (let at = 0; at < rows.length; at++) {
        const day = planned.get(rows.fromMs[at]!);
        if (day) this.#addDay(day, raw.get(day.fold.dayMs)!, rows, at);
      }
    });
  }

  #addDay({ fold, tier }: PlannedDay, raw: Set<number>, rows: DayRows, at: number): void {
    const index = this.#indexOf[rows.point[at]!]!;
    if (raw.has(index)) return;
    if ((tier === '1min' || tier === '15min') && rows.has[tier][at] === 0 && !fold.isThin) {
      raw.add(index);
      return;
    }
    this.#tier[index] = Math.max(this.#tier[index]!, tiers.indexOf(tier));
    if (tier === '1day') this.#grid.row(index, rows, at);
    this.#stretches[index]!.push({
      point: index,
      fromMs: fold.dayMs,
      toMs: fold.dayMs + dayMs,
      beginsMs: rows.beginsMs[at]!,
      firstMs: rows.firstMs[at]!,
      first: rows.first[at]!,
      endsMs: rows.endsMs[at]!,
      held: rows.held[at]!,
      usable: rows.last[at]!,
      usableMs: rows.usableMs[at]!,
    });
  }

  async #addTiers(days: readonly PlannedDay[], raw: ReadonlyMap<number, ReadonlySet<number>>): Promise<void> {
    for (const [tier, some] of Map.groupBy(days, (day) => day.tier)) {
      const select = this.#tierSelect(tier, some);
      if (!select) continue;
      const ofTier = new Map(some.map(({ fold }) => [fold.dayMs, raw.get(fold.dayMs)!]));
      let day = Number.NaN;
      let ofDay: ReadonlySet<number> | undefined;
      await eachSumRow(this.#view.connection, select, (number, rows, at) => {
        const timeMs = rows.fromMs[at]!;
        if (!(timeMs >= day && timeMs < day + dayMs)) {
          day = dayOf(timeMs, this.#view.dayOffsetMs);
          ofDay = ofTier.get(day);
        }
        const index = this.#indexOf[number]!;
        if (ofDay && !ofDay.has(index)) this.#grid.row(index, rows, at);
      });
    }
  }

  #tierSelect(tier: PlannedDay['tier'], days: readonly PlannedDay[]): string | null {
    if (tier === '1day') return null;
    const where = this.#where({ fromMs: days[0]!.fromMs, toMs: days.at(-1)!.toMs });
    const sources = tier === '1h' ? this.#hourSources(days) : this.#partSources(tier, days);
    if (sources.length === 0) return null;
    return sources.map((source) => unpackedRows(`${source} AND ${where}`)).join(' UNION ALL ');
  }

  #hourSources(days: readonly PlannedDay[]): string[] {
    const folds = days.map(({ fold }) => fold);
    return hourSources(this.#view.stock, this.#view.folder, folds);
  }

  #partSources(tier: '1min' | '15min', days: readonly PlannedDay[]): string[] {
    const { stock, folder } = this.#view;
    const files = days.flatMap(({ fold }) =>
      stock
        .partsOf(fold.dayMs)
        .filter(({ kind, firstPoint, lastPoint }) => kind === tier && this.#isAsked(firstPoint, lastPoint))
        .map(({ file }) => quoted(join(folder, file))),
    );
    return files.length > 0 ? [`read_parquet([${files.join(', ')}]) WHERE true`] : [];
  }

  /** One stretch from samples. */
  async #addSamples(span: RawSpan): Promise<void> {
    const indexes = span.points ?? [...this.#task.numbers.keys()];
    const numbers = indexes.map((index) => this.#task.numbers[index]!);
    const { stock, folder, connection, dayOffsetMs } = this.#view;
    const parts = samplePartsOf(stock, span, dayOffsetMs);
    this.#grid.begin(span.fromMs);
    if (isInOrder(stock, parts, span)) {
      const selects = sampleSelects({ hot: [], parts }, folder, span, numbers);
      await feedInOrder(connection, selects, this.#grid, this.#indexOf);
    } else await this.#addUnordered(span, numbers);
    for (const stretch of this.#grid.end(span.toMs)) this.#stretches[stretch.point]!.push(stretch);
  }

  /** Slice by slice: each is put in order here. */
  async #addUnordered(span: Span, numbers: readonly number[]): Promise<void> {
    const { stock, folder, connection, dayOffsetMs } = this.#view;
    const expected = this.#expectedRows(span, numbers);
    const rows = new SampleRows(Math.ceil(Math.min(expected * 1.1, mostRowsAtOnce)) + chunkRows);
    for (const slice of slicesOf(span, Math.ceil(expected / mostRowsAtOnce) || 1)) {
      const parts = samplePartsOf(stock, slice, dayOffsetMs);
      await readRows(connection, sampleSelects({ hot: stock.hot, parts }, folder, slice, numbers), rows);
      feed(this.#grid, rows, this.#indexOf, this.#task.numbers.length);
    }
  }

  /** About how many samples the points have in the span. */
  #expectedRows(span: Span, numbers: readonly number[]): number {
    const { stock, points, dayOffsetMs } = this.#view;
    let rows = 0;
    for (const part of samplePartsOf(stock, span, dayOffsetMs)) {
      const inside = numbers.filter((number) => number >= part.firstPoint && number <= part.lastPoint).length;
      const share =
        (Math.min(part.maxMs, span.toMs) - Math.max(part.minMs, span.fromMs)) / (part.maxMs - part.minMs + 1);
      rows += (part.rows * inside * Math.max(0, Math.min(1, share))) / (part.lastPoint - part.firstPoint + 1);
    }
    for (const hot of stock.hot) rows += (hot.rows * numbers.length) / Math.max(points.count, 1);
    return rows;
  }

  /** What was read apart is joined: held values and rises that go from one stretch to the next. */
  async #join(
    firstDay: PlannedDay | undefined,
    raw: ReadonlyMap<number, ReadonlySet<number>>,
  ): Promise<void> {
    const before = new Map<number, PointState>();
    const isInDay = firstDay !== undefined && firstDay.fromMs === this.#task.fromMs;
    const fromSamples = isInDay ? raw.get(firstDay.fold.dayMs)! : null;
    const [direct, ofDay] = [[] as number[], [] as number[]];
    for (const [index, number] of this.#task.numbers.entries())
      (fromSamples === null || fromSamples.has(index) ? direct : ofDay).push(number);
    for (const [points, timeMs] of [
      [direct, this.#task.fromMs],
      [ofDay, firstDay?.fold.dayMs ?? 0],
    ] as const)
      if (points.length > 0)
        for (const [number, state] of await statesBefore(this.#view, timeMs, points))
          before.set(number, state);
    for (const [index, number] of this.#task.numbers.entries()) {
      const stretches = this.#stretches[index]!.sort((a, b) => a.fromMs - b.fromMs);
      this.#grid.cross(index, before.get(number) ?? nothingBefore, stretches);
    }
  }

  #where({ fromMs, toMs }: Span): string {
    return `${pointsWhere(this.#task.numbers)} AND from_ms >= ${whole(fromMs)} AND from_ms < ${whole(toMs)}`;
  }

  #isAsked(first: number, last: number): boolean {
    return this.#task.numbers.some((number) => number >= first && number <= last);
  }
}

function slicesOf(span: Span, count: number): Span[] {
  const lengthMs = Math.max(1, Math.ceil((span.toMs - span.fromMs) / count));
  const slices: Span[] = [];
  for (let { fromMs } = span; fromMs < span.toMs; fromMs += lengthMs)
    slices.push({ fromMs, toMs: Math.min(fromMs + lengthMs, span.toMs) });
  return slices;
}
