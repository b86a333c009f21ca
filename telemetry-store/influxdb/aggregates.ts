// Answers aggregate queries: each stretch from the coarsest tier that is settled there, samples of server and spool merged.
import { setImmediate } from 'node:timers/promises';
import type { HistoryView, Tier } from '@campus/campus-model';
import type { AggregateQuery } from '../history-store.ts';
import { historyView, RollUp } from '../roll-up/roll-up.ts';
import { type Segment, type Span, segmentsOf, tierMs, type Unsettled } from '../roll-up/tiers.ts';
import type { SeriesRows } from './answer-reader.ts';
import { selectLast, selectLastRow, selectRows, selectSamples } from './influxql.ts';
import { LastSeen } from './last-seen.ts';
import { type PointsById, readRows, readSamples } from './series-reader.ts';
import type { TierPlan } from './spool.ts';
import type { KnownPoint } from './spool-facts.ts';
import { type SpoolClient, SpooledSamples } from './spooled-samples.ts';

export interface HistorySource {
  readonly spool: SpoolClient;
  readonly points: PointsById;
  /** A database that is not made yet answers nothing. */
  query(influxQl: string, onRows: (rows: SeriesRows) => void): Promise<void>;
}

/** `points` are those of the query, each once. */
export async function readAggregates(
  source: HistorySource,
  points: readonly KnownPoint[],
  query: AggregateQuery,
  nowMs: number,
): Promise<HistoryView[]> {
  const reading = new AggregateReading(source, points, query, nowMs);
  return reading.read();
}

class AggregateReading {
  readonly #source: HistorySource;
  readonly #points: readonly KnownPoint[];
  readonly #query: AggregateQuery;
  readonly #nowMs: number;
  readonly #rollUps: ReadonlyMap<number, RollUp>;
  readonly #lastSeen: ReadonlyMap<number, LastSeen>;
  /** How far the samples of the spool are read, by point. */
  readonly #spooledAt = new Map<number, number>();

  constructor(source: HistorySource, points: readonly KnownPoint[], query: AggregateQuery, nowMs: number) {
    this.#source = source;
    this.#points = points;
    this.#query = query;
    this.#nowMs = nowMs;
    const { fromMs, toMs, bucketMs } = query;
    const span = { fromMs, bucketMs, length: Math.ceil((toMs - fromMs) / bucketMs) };
    this.#rollUps = new Map(points.map((point) => [point.number, new RollUp(span, point, nowMs)]));
    this.#lastSeen = new Map(points.map(({ number }) => [number, new LastSeen()]));
  }

  async read(): Promise<HistoryView[]> {
    const { fromMs, toMs } = this.#query;
    const numbers = this.#points.map(({ number }) => number);
    const plan = await this.#source.spool.call('plan', [numbers, { fromMs, toMs }]);
    const segments = segmentsOf(this.#query, unsettledOf(plan, this.#nowMs), plan.offsetMs);
    const tier = coarsest(segments);
    const holdMs = Math.max(...this.#points.map((point) => point.holdMs));
    const spooled = await SpooledSamples.read(this.#source.spool, numbers, { fromMs: fromMs - holdMs, toMs });
    await this.#lookBack(spooled, holdMs, fromMs <= plan.removedUntilMs + holdMs ? tier : 'samples');
    for (const segment of segments) await this.#readSegment(segment, spooled);
    return this.#views(tier);
  }

  async #views(tier: Tier): Promise<HistoryView[]> {
    const { toMs } = this.#query;
    const views: HistoryView[] = [];
    for (const { id, number } of this.#points) {
      const rollUp = this.#rollUps.get(number)!;
      const span = { pointId: id, toMs, nowMs: this.#nowMs, tier };
      views.push(historyView(rollUp, this.#lastSeen.get(number)!.before, span));
      // Live values come first: a large answer is made a point at a time.
      await setImmediate();
    }
    return views;
  }

  /** `tier`: where the samples themselves may be gone. */
  async #lookBack(spooled: SpooledSamples, holdMs: number, tier: Tier): Promise<void> {
    const { fromMs } = this.#query;
    const counters = this.#points.filter(({ isCounter }) => isCounter);
    const sink = readSamples(this.#source.points, (point, timeMs, ordinal, value, status) =>
      this.#lastSeen.get(point.number)?.see(timeMs, ordinal, value, status),
    );
    this.#lookIntoSpool(spooled);
    const ids = this.#points.map(({ id }) => id);
    await this.#source.query(selectLast({ pointIds: ids, fromMs: fromMs - holdMs, toMs: fromMs }), sink);
    if (counters.length > 0) {
      const numbers = counters.map(({ number }) => number);
      const earlier = { fromMs: Number.MIN_SAFE_INTEGER, toMs: fromMs - holdMs };
      this.#lookIntoSpool(await SpooledSamples.read(this.#source.spool, numbers, earlier));
      const pointIds = counters.map(({ id }) => id);
      await this.#source.query(selectLast({ pointIds, toMs: fromMs, isUsable: true }), sink);
    }
    if (tier === 'samples') return;
    const rows = readRows(this.#source.points, (point, row) => {
      const seen = this.#lastSeen.get(point.number);
      if (seen && !seen.isAny) seen.seeRow(row);
    });
    await this.#source.query(selectLastRow(tier, { pointIds: ids, toMs: fromMs }), rows);
  }

  #lookIntoSpool(spooled: SpooledSamples): void {
    const { columns } = spooled;
    for (const { number } of this.#points)
      for (const row of spooled.of(number)) {
        if (columns.timeMs[row]! >= this.#query.fromMs) break;
        if (!columns.texts.has(row))
          this.#lastSeen
            .get(number)!
            .see(columns.timeMs[row]!, columns.ordinal[row]!, columns.value[row]!, columns.status[row]!);
      }
  }

  async #readSegment(segment: Segment, spooled: SpooledSamples): Promise<void> {
    const where = { pointIds: this.#points.map(({ id }) => id), fromMs: segment.fromMs, toMs: segment.toMs };
    if (segment.tier !== 'samples') {
      const sink = readRows(this.#source.points, (point, row) =>
        this.#rollUps.get(point.number)?.addRow(row),
      );
      return this.#source.query(selectRows(segment.tier, where), sink);
    }
    for (const { number } of this.#points) this.#skipSpooled(number, segment.fromMs, spooled);
    const sink = readSamples(this.#source.points, (point, timeMs, ordinal, value, status) => {
      const rollUp = this.#rollUps.get(point.number);
      if (!rollUp) return;
      const isInSpool = this.#addSpooled(point.number, timeMs, ordinal, spooled);
      if (!isInSpool) rollUp.addSample(timeMs, value, status);
    });
    await this.#source.query(selectSamples(where), sink);
    for (const { number } of this.#points) this.#addSpooled(number, segment.toMs, -1, spooled);
  }

  #skipSpooled(number: number, untilMs: number, spooled: SpooledSamples): void {
    const rows = spooled.of(number);
    let at = this.#spooledAt.get(number) ?? 0;
    while (at < rows.length && spooled.columns.timeMs[rows[at]!]! < untilMs) at++;
    this.#spooledAt.set(number, at);
  }

  /** Adds what the spool has before this identity; true where it has the very same, which then counts. */
  #addSpooled(number: number, timeMs: number, ordinal: number, spooled: SpooledSamples): boolean {
    const rows = spooled.of(number);
    const { columns } = spooled;
    const rollUp = this.#rollUps.get(number)!;
    let at = this.#spooledAt.get(number) ?? 0;
    let isSame = false;
    for (; at < rows.length && !isSame; at++) {
      const row = rows[at]!;
      const order = columns.timeMs[row]! - timeMs || columns.ordinal[row]! - ordinal;
      if (order > 0) break;
      isSame = order === 0;
      if (!columns.texts.has(row))
        rollUp.addSample(columns.timeMs[row]!, columns.value[row]!, columns.status[row]!);
    }
    this.#spooledAt.set(number, at);
    return isSame;
  }
}

/** Rows are there for hours that are over and not marked; nothing holds of what is still to come. */
function unsettledOf(plan: TierPlan, nowMs: number): Unsettled {
  const whole: Span = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  if (!plan.isKnown) return { '1min': [whole], '15min': [whole], '1h': [whole], '1day': [whole] };
  const fromMs = Math.min(plan.settledUntilMs, nowMs);
  const hours = [...plan.hours, { fromMs, toMs: Number.POSITIVE_INFINITY }];
  const days = [...hours, ...plan.days];
  return { '1min': hours, '15min': hours, '1h': hours, '1day': days };
}

function coarsest(segments: readonly Segment[]): Tier {
  const length = (tier: Tier): number => (tier === 'samples' ? 0 : tierMs[tier]);
  return segments.reduce<Tier>(
    (longest, { tier }) => (length(tier) > length(longest) ? tier : longest),
    'samples',
  );
}
