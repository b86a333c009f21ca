// A question for history in buckets: judged, widened to whole buckets, and asked of the store in parts that it can answer.
import { CampusError, type HistoryView } from '@campus/campus-model';
import { bucketMsFor, mostBuckets } from '@campus/telemetry-store';
import { z } from 'zod';
import type { RouteContext } from './app.ts';
import { idList, limitUpTo, timeMs } from './schemas.ts';
import { standardOffsetMs, wholeBuckets } from './site-time.ts';
import type { Ask } from './store-asker.ts';

/** A trend of more lines cannot be read, and each costs a scan. */
export const mostHistoryPoints = 50;
/** Points × buckets: a leap year of minutes of a point, in columns some 20 MB. */
export const mostRows = 600_000;
/** Points × buckets of one question to the store. */
const mostCellsAtOnce = 40_000;
const longestSpanMs = 10 * 366 * 86_400_000;

const lengths = { '1min': 60_000, '15min': 900_000, '1h': 3_600_000, '1day': 86_400_000 } as const;

export const spanQuery = z.object({ points: idList(mostHistoryPoints), from: timeMs, to: timeMs });

export const bucketQuery = spanQuery.extend({
  buckets: limitUpTo(4000, 300).describe('at most so many; the length is a round one that fits'),
  length: z
    .enum(Object.keys(lengths) as (keyof typeof lengths)[])
    .optional()
    .describe('of each bucket, however many that are; `buckets` does not count then'),
});
type BucketQuery = z.infer<typeof bucketQuery>;

/** Whole buckets of a round length, so that the store's roll-ups can answer. Times are ms UTC. */
export interface BucketPlan {
  readonly pointIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
  /** Of each point. */
  readonly rows: number;
}

export function checkSpan(from: number, to: number): void {
  if (from >= to) throw new CampusError('input-invalid', `from: ${from} (expected less than to, ${to})`);
  if (to - from > longestSpanMs)
    throw new CampusError('input-invalid', 'to: expected at most ten years after from');
}

/** Throws CampusError('input-invalid') where the span is none, 'history-too-large' where it has too many rows. */
export function planBuckets(
  { campus, clock }: Pick<RouteContext, 'campus' | 'clock'>,
  { points, from, to, buckets, length }: BucketQuery,
): BucketPlan {
  checkSpan(from, to);
  const bucketMs = length ? lengths[length] : bucketMsFor(to - from, buckets);
  const standardMs = standardOffsetMs(campus.site.timeZone, clock.now());
  const span = wholeBuckets({ fromMs: from, toMs: to }, bucketMs, standardMs);
  const rows = Math.round((span.toMs - span.fromMs) / bucketMs);
  if (rows * points.length > mostRows) {
    throw new CampusError('history-too-large', `${rows * points.length} rows (at most ${mostRows})`);
  }
  return { pointIds: points, ...span, bucketMs, rows };
}

/**
 * The views of a plan: all points at once where one question to the store can hold them, else point by point, each in
 * stretches that follow each other. Ends early where `isGone` says that nobody waits any more.
 */
export async function* viewsOf(
  ask: Ask,
  store: RouteContext['store'],
  plan: BucketPlan,
  isGone: () => boolean = () => false,
): AsyncGenerator<HistoryView> {
  const { pointIds, fromMs, toMs, bucketMs, rows } = plan;
  if (rows <= mostBuckets && rows * pointIds.length <= mostCellsAtOnce) {
    yield* await ask(() => store.aggregate({ pointIds, fromMs, toMs, bucketMs }));
    return;
  }
  for (const pointId of pointIds) {
    for (let at = fromMs; at < toMs && !isGone(); at += mostBuckets * bucketMs) {
      const end = Math.min(toMs, at + mostBuckets * bucketMs);
      yield* await ask(() => store.aggregate({ pointIds: [pointId], fromMs: at, toMs: end, bucketMs }));
    }
  }
}
