// The roll-up tiers: how long their buckets are, where they begin, and which of them answers a query.
import type { Tier } from '@campus/campus-model';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** A tier that is rolled up; `samples` is not. */
export type RolledTier = Exclude<Tier, 'samples'>;

export const tierMs: Readonly<Record<RolledTier, number>> = {
  '1min': minuteMs,
  '15min': 15 * minuteMs,
  '1h': hourMs,
  '1day': dayMs,
};

/** Coarsest first. */
export const rolledTiers: readonly RolledTier[] = ['1day', '1h', '15min', '1min'];

/** How far local midnight of the site's standard time stands before that of UTC, in milliseconds (UTC+8: 8 h). */
export function standardOffsetMs(timeZone: string, year: number): number {
  // Summer time only ever moves the clock forward, so the smaller of two offsets half a year apart is the standard one.
  return Math.min(offsetAt(timeZone, Date.UTC(year, 0, 15)), offsetAt(timeZone, Date.UTC(year, 6, 15)));
}

function offsetAt(timeZone: string, timeMs: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(timeMs);
  const part = (type: string): number => Number(parts.find((some) => some.type === type)?.value);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - timeMs;
}

/** The start of the bucket of a tier that holds a time; `offsetMs` is that of standardOffsetMs. */
export function bucketStart(tier: RolledTier, timeMs: number, offsetMs: number): number {
  const length = tierMs[tier];
  const shift = tier === '1day' ? offsetMs : 0;
  return Math.floor((timeMs + shift) / length) * length - shift;
}

/** A stretch of time, `toMs` not in it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Segment extends Span {
  readonly tier: Tier;
}

/** What a tier cannot answer yet: stretches whose samples are newer than its rows. Sorted, apart. */
export type Unsettled = Readonly<Record<RolledTier, readonly Span[]>>;

/** A query is cut into at most about so many pieces a tier; stretches that lie closest are read as one. */
const mostPieces = 24;

/**
 * Cuts a query into stretches by the tier each is read from, in order of time: the coarsest tier whose buckets fill the
 * query's exactly, finer ones where that is not settled, and samples where none is.
 */
export function segmentsOf(
  query: Span & { readonly bucketMs: number },
  unsettled: Unsettled,
  offsetMs: number,
): Segment[] {
  const fits = rolledTiers.filter(
    (tier) =>
      query.bucketMs % tierMs[tier] === 0 && bucketStart(tier, query.fromMs, offsetMs) === query.fromMs,
  );
  return cut(query, fits, unsettled, offsetMs);
}

function cut(
  span: Span,
  [tier, ...finer]: readonly RolledTier[],
  unsettled: Unsettled,
  offsetMs: number,
): Segment[] {
  if (span.fromMs >= span.toMs) return [];
  if (!tier) return [{ tier: 'samples', fromMs: span.fromMs, toMs: span.toMs }];
  const ceil = (timeMs: number): number => bucketStart(tier, timeMs + tierMs[tier] - 1, offsetMs);
  const [fromMs, toMs] = [ceil(span.fromMs), bucketStart(tier, span.toMs, offsetMs)];
  if (fromMs >= toMs) return cut(span, finer, unsettled, offsetMs);
  const holes = closeUp(
    unsettled[tier]
      .map((hole) => ({ fromMs: bucketStart(tier, hole.fromMs, offsetMs), toMs: ceil(hole.toMs) }))
      .filter((hole) => hole.toMs > fromMs && hole.fromMs < toMs)
      .map((hole) => ({ fromMs: Math.max(hole.fromMs, fromMs), toMs: Math.min(hole.toMs, toMs) })),
  );
  const segments = cut({ fromMs: span.fromMs, toMs: fromMs }, finer, unsettled, offsetMs);
  let next = fromMs;
  for (const hole of [...holes, { fromMs: toMs, toMs }]) {
    if (hole.fromMs > next) segments.push({ tier, fromMs: next, toMs: hole.fromMs });
    segments.push(...cut(hole, finer, unsettled, offsetMs));
    next = Math.max(next, hole.toMs);
  }
  return [...segments, ...cut({ fromMs: toMs, toMs: span.toMs }, finer, unsettled, offsetMs)];
}

/** Joins stretches that touch, and the nearest ones where there are too many. */
export function closeUp(spans: readonly Span[], most = mostPieces): Span[] {
  const sorted = [...spans].sort((one, other) => one.fromMs - other.fromMs);
  const joined: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of sorted) {
    const last = joined.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else joined.push({ fromMs, toMs });
  }
  if (joined.length <= most) return joined;
  const gaps = joined.slice(1).map(({ fromMs }, i) => fromMs - joined[i]!.toMs);
  const widest = new Set([...gaps.keys()].sort((one, other) => gaps[other]! - gaps[one]!).slice(0, most - 1));
  const closed = [joined[0]!];
  for (const [i, span] of joined.slice(1).entries()) {
    if (widest.has(i)) closed.push(span);
    else closed.at(-1)!.toMs = span.toMs;
  }
  return closed;
}
